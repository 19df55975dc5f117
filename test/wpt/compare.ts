import { harness, type PageResult, pass } from "./drive.ts";
import { type Expectation, expectations } from "./expected.ts";
import type { Mode } from "./options.ts";

export type Results = ReadonlyMap<string, PageResult>;

export interface Loser {
  readonly path: string;
  readonly name: string;
  readonly message: string;
}

export function passed(results: Results, path: string, name: string): boolean {
  return results.get(path)?.get(name)?.status === pass;
}

export function countPassed(results: Results): number {
  let count = 0;
  for (const result of results.values()) {
    for (const [name, { status }] of result) if (status === pass && name !== harness) count++;
  }
  return count;
}

/** What passes natively, and not with us. */
export function losersOf(native: Results, ours: Results): Loser[] {
  const losers: Loser[] = [];
  for (const [path, result] of native) {
    if (!ours.has(path)) continue;
    for (const [name, { status }] of result) {
      if (status !== pass || passed(ours, path, name)) continue;
      losers.push({ path, name, message: messageOf(ours.get(path), name) });
    }
  }
  return losers;
}

/** Where a page came to no end, what stopped it. */
function messageOf(result: PageResult | undefined, name: string): string {
  const subtest = result?.get(name);
  return subtest?.message ?? `did not run: ${result?.get(harness)?.message ?? "no reason is known"}`;
}

export function expectationOf({ path, name, message }: Loser, mode: Mode): Expectation | undefined {
  return expectations.find(
    ({ page, subtest, says, modes }) =>
      (!modes || modes.includes(mode)) &&
      (!page || page.test(path)) &&
      (!subtest || subtest.test(name)) &&
      (!says || says.test(message)),
  );
}
