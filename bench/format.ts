import type { Spread } from "./stats.ts";

const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export const count = (value: number): string => number.format(value);

/** Three digits, as far as a time in a shared machine is worth. */
export function time(milliseconds: number): string {
  const [value, unit] =
    milliseconds < 1
      ? [milliseconds * 1000, "µs"]
      : milliseconds < 1000
        ? [milliseconds, "ms"]
        : [milliseconds / 1000, "s"];
  return `${Number(value.toPrecision(3))} ${unit}`;
}

/** The median, and where the middle half lies. */
export const spread = ({ median, lower, upper }: Spread): string => `${time(median)} (${time(lower)} – ${time(upper)})`;

export const ratio = (value: number): string => `${value.toFixed(2)}×`;
