/** Numbers of an estimate, in the units that people read. */
import type { Estimate } from "../engine/types.ts";

type Interval = NonNullable<Estimate["time"]>["step"];

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** `67.9 GiB`; what is too little to be told apart as the engine says it, `under 0.001 GiB`. */
export function gib(bytes: number): string {
  const n = bytes / 2 ** 30;
  return n > 0 && n < 0.0005 ? "under 0.001 GiB" : `${digits.format(n)} GiB`;
}
/** `6.67 s`. */
export const seconds = (n: number): string => `${digits.format(n)} s`;
/** `70.6B`. */
export const short = (n: number): string => compact.format(n);
/** `1,120`. */
export const rate = (n: number): string => digits.format(n);
/** `57.5 %`. */
export const percent = (share: number): string => `${digits.format(100 * share)} %`;

/** The middle, and between what it is known to lie. */
export function span({ low, middle, high }: Interval, say: (n: number) => string): string {
  const [least, most] = [say(low), say(high)];
  return least === most ? say(middle) : `${say(middle)} (${least} to ${most})`;
}

/** What was taken because nothing was said, and what else it may be. */
export const assumedWords = ({ setting, value, other }: Estimate["assumed"][number]): string =>
  `${setting} ${value}${other ? ` (or ${other})` : ""}`;

/** A name on the wire as words. */
export const words = (name: string): string => name.replaceAll("_", " ");
