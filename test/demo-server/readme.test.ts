import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { USAGE } from "../../demo-server/command-line.ts";
import { mergeData } from "../../demo-server/help-center/data/data.ts";
import { codeBlocksOf } from "../helpers/markdown.ts";

const readme = await readFile(new URL("../../demo-server/README.md", import.meta.url), "utf8");
const blocks = codeBlocksOf(readme);

test("the README's whole test is the one that is run in the browser", async () => {
  const source = await readFile(new URL("../browser/local.test.ts", import.meta.url), "utf8");
  expect(blocks.find(({ heading, language }) => heading === "In a test" && language === "ts")?.code).toBe(source);
});

test("the README names every option, and no other", () => {
  const optionsIn = (text: string) => new Set([...text.matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option));
  const table = readme.slice(readme.indexOf("| option |"), readme.indexOf("## Any theme"));
  expect(optionsIn(table)).toEqual(optionsIn(USAGE));
});

test("the README's contents fit the schema", () => {
  const code = blocks.find(({ language }) => language === "json")?.code ?? "";
  expect(mergeData(JSON.parse(code), "README.md").users.map(({ name }) => name)).toContain("Kim");
});
