/** JSON that is already text, to be put into a request as it is. */
export class Raw {
  constructor(readonly text: string) {}
}
