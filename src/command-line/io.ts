/** What a command needs of the process, so that tests can stand in for it. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the output is a terminal: only then is it coloured. */
  readonly isTerminal: boolean;
  /** All of standard input. */
  input(): Promise<string>;
  out(text: string): void;
  err(text: string): void;
}

/** A mistake in how the command was called, or what it needs and does not have. */
export class UsageError extends Error {}

/** One line of a report: what was checked, whether it holds (`undefined`: not checked), and why or what to do. */
export interface Check {
  readonly name: string;
  readonly holds: boolean | undefined;
  readonly detail: string;
}

const marks = {
  true: ["\x1b[32m", "ok    "],
  false: ["\x1b[31m", "FAILED"],
  undefined: ["\x1b[2m", "-     "],
} as const;

export function lineOf({ name, holds, detail }: Check, isTerminal: boolean): string {
  const [colour, mark] = marks[`${holds}`];
  return `${isTerminal ? `${colour}${mark}\x1b[0m` : mark} ${name}${detail ? `: ${printable(detail)}` : ""}`;
}

/** What comes from a token or a server must not steer the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be kept out
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "�");
}
