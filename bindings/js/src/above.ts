/** `instanceof` that comes to an end: a proxy may have one above it without end, and refuse the question. */

const MOST_ABOVE = 1000;

/** Whether a value is of a built-in class, by what stands above it. */
export function isOf<T extends object>(value: unknown, cls: { readonly prototype: T }): value is T {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  let above: unknown = value;
  for (let n = 0; n < MOST_ABOVE && above !== null; n++) {
    above = Object.getPrototypeOf(above);
    if (above === cls.prototype) {
      return true;
    }
  }
  return false;
}
