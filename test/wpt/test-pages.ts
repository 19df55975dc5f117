import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One page to load: a test file, in one of its variants. */
export interface TestPage {
  /** Path and query. */
  readonly path: string;
  /** The test has asked for a minute in place of ten seconds. */
  readonly isLong: boolean;
}

/**
 * The pages of a checkout whose paths begin with one of these. By the file names' rules in the project's documentation
 * (docs/writing-tests/testharness.md): `.window.js` and `.any.js` are wrapped in a page by `wpt serve`. Variants for
 * workers are left out, since nothing can install the library before their script; `.https` ones, since the proxy has
 * no certificate.
 */
export async function findTestPages(checkout: string, filters: readonly string[]): Promise<TestPage[]> {
  const pages = new Map<string, TestPage>();
  for (const folder of new Set(filters.map((filter) => filter.split("/")[0] as string))) {
    const names = await readdir(join(checkout, folder), { recursive: true });
    for (const name of names.sort()) {
      const path = join(folder, name).replaceAll("\\", "/");
      if (/\/(?:resources|support)\/|-manual\.|\.https\./.test(path)) continue;
      for (const page of await pagesOf(checkout, path)) pages.set(page.path, page);
    }
  }
  return [...pages.values()].filter(({ path }) => filters.some((filter) => path.startsWith(filter)));
}

async function pagesOf(checkout: string, path: string): Promise<TestPage[]> {
  if (!/\.(?:x?html?|window\.js|any\.js)$/.test(path)) return [];
  const source = await readFile(join(checkout, path), "latin1");
  const isScript = path.endsWith(".js");
  if (!isScript && !source.includes("testharness.js")) return [];
  const metas = isScript ? scriptMetas(source) : pageMetas(source);
  const valuesOf = (key: string) => metas.filter(([name]) => name === key).map(([, value]) => value);
  const globals = valuesOf("global").join(",");
  if (path.endsWith(".any.js") && globals && !/\b(?:window|default)\b/.test(globals)) return [];
  const variants = valuesOf("variant");
  return (variants.length > 0 ? variants : [""]).map((variant) => ({
    path: path.replace(/\.js$/, ".html") + variant,
    isLong: valuesOf("timeout").includes("long"),
  }));
}

function scriptMetas(source: string): [name: string, value: string][] {
  return Array.from(source.matchAll(/^\/\/\s*META:\s*(\w+)=(.*?)\s*$/gm), ([, name, value]) => [
    name as string,
    value as string,
  ]);
}

function pageMetas(source: string): [name: string, value: string][] {
  return Array.from(
    source.matchAll(/<meta\s+name=["']?(timeout|variant)["']?\s+content=["']?([^"'>\s]*)/g),
    ([, name, value]) => [name as string, value as string],
  );
}
