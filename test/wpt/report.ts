import { countPassed, expectationOf, type Loser, type Results } from "./compare.ts";
import { harness } from "./drive.ts";
import type { Mode } from "./options.ts";

export interface Verdict {
  readonly mode: Mode;
  readonly native: Results;
  readonly losers: readonly Loser[];
  /** Lost at first, and not again. */
  readonly unstable: readonly Loser[];
}

/** Prints it, and returns how many are lost for no reason in the list. */
export function report({ mode, native, losers, unstable }: Verdict, verbose: boolean): number {
  const known = Map.groupBy(losers, (loser) => expectationOf(loser, mode)?.reason);
  const unknown = known.get(undefined) ?? [];
  const total = countPassed(native);
  const passing = total - losers.filter(({ name }) => name !== harness).length;
  console.log(
    `\n${mode}: ${passing} of ${total} pass; lost for a known reason ${losers.length - unknown.length}, for none ${unknown.length}`,
  );
  for (const [reason, { length }] of known) if (reason) console.log(`  known, ${length}: ${reason}`);
  print(unknown, verbose);
  if (unstable.length > 0) console.log("  lost once, and not the second time:");
  print(unstable, verbose);
  return unknown.length;
}

function print(losers: readonly Loser[], verbose: boolean): void {
  for (const [path, ofPage] of Map.groupBy(losers, ({ path }) => path)) {
    console.log(`  ${path}`);
    for (const { name, message } of ofPage)
      console.log(`    ${name}${verbose ? `\n      ${message.slice(0, 300)}` : ""}`);
  }
}
