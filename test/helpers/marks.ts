import { readFile, writeFile } from "node:fs/promises";

/** Writes what a run measured between `<!-- name -->` and `<!-- /name -->` in a page of the documentation. */
export async function writeBetweenMarks(page: URL, name: string, text: string): Promise<void> {
  const before = await readFile(page, "utf8");
  const marks = new RegExp(`(<!-- ${name} -->\n).*?(\n<!-- /${name} -->)`, "s");
  if (!marks.test(before)) throw new Error(`${page.pathname} has lost the marks <!-- ${name} -->.`);
  await writeFile(
    page,
    before.replace(marks, (_, open, close) => `${open}\n${text}\n${close}`),
  );
}
