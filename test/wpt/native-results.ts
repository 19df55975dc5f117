import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Results } from "./compare.ts";
import type { PageResult, Subtest } from "./drive.ts";
import type { Layout } from "./options.ts";

// What passes natively, kept from run to run for `--reuse`: the library changes more often than the browser.

interface Kept {
  readonly checkout: string;
  readonly pages: readonly (readonly [path: string, subtests: readonly (readonly [string, Subtest])[]])[];
}

const fileOf = (layout: Layout) =>
  fileURLToPath(new URL(`../../test-results/wpt-native-${layout}.json`, import.meta.url));

export async function readNativeResults(layout: Layout, checkout: string): Promise<Map<string, PageResult>> {
  const text = await readFile(fileOf(layout), "utf8").catch(() => undefined);
  const kept = text && (JSON.parse(text) as Kept);
  if (!kept || kept.checkout !== checkout) return new Map();
  return new Map(kept.pages.map(([path, subtests]) => [path, new Map(subtests)]));
}

/** Beside those that are there for other pages. */
export async function keepNativeResults(layout: Layout, checkout: string, results: Results): Promise<void> {
  const all = new Map([...(await readNativeResults(layout, checkout)), ...results]);
  const kept: Kept = { checkout, pages: Array.from(all, ([path, result]) => [path, [...result]]) };
  await mkdir(dirname(fileOf(layout)), { recursive: true });
  await writeFile(fileOf(layout), JSON.stringify(kept));
}
