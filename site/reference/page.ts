import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Declaration, type Docs, declarationsOf, type Member } from "./declarations.ts";

/** The Markdown of an entry's reference, from its declarations in dist/: what the compiler and the sources' comments say. */
export async function referencePage(entry: string, name: string): Promise<string> {
  const file = new URL(`../../dist/${entry}.d.ts`, import.meta.url);
  const declarations = declarationsOf(await readFile(file, "utf8"));
  const order = ["const", "function", "class", "interface", "type"];
  const sorted = [...declarations].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.name < b.name ? -1 : 1),
  );
  const exported = sorted.filter(({ isExported }) => isExported);
  const own = await ownNames();
  const named = sorted.filter(({ isExported, name }) => !isExported && own.has(name));
  return [
    `# API of ${name}`,
    `What \`import … from "${name}"\` gives, from the comments of the sources.`,
    ...exported.map((declaration) => sectionOf(declaration, 2)),
    ...(named.length > 0 ? ["## Types that these name", ...named.map((declaration) => sectionOf(declaration, 3))] : []),
  ].join("\n\n");
}

/** What our sources declare. Declarations hold types of packages, too, which have a documentation of their own. */
async function ownNames(): Promise<Set<string>> {
  const folder = fileURLToPath(new URL("../../src", import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
  const sources = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return new Set(
    sources.flatMap((text) => [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = ""]) => name)),
  );
}

function sectionOf({ name, kind, signature, docs, members }: Declaration, level: number): string {
  const heading = "#".repeat(level);
  const body = members.length > 0 ? `${signature.split("\n")[0]} … }` : signature;
  return [
    `${heading} ${name}`,
    `*${kind}*`,
    ...textOf(docs),
    block(body),
    ...members.map((member) => memberOf(member)),
  ].join("\n\n");
}

function memberOf({ name, signature, docs }: Member): string {
  const { defaultValue } = docs;
  return [
    `<div class="member">`,
    block(signature),
    ...textOf(docs),
    ...(defaultValue
      ? [`Default of ${name}: ${defaultValue.startsWith("`") ? defaultValue : `\`${defaultValue}\``}`]
      : []),
    "</div>",
  ].join("\n\n");
}

function textOf({ summary, params, returns, throws, examples }: Docs): string[] {
  const item = (label: string, text: string) => `- ${label}: ${text.replace(/\n/g, " ")}`;
  const facts = [
    ...params.map(({ name, text }) => item(`\`${name}\``, text)),
    ...(returns ? [item("Returns", returns)] : []),
    ...throws.map((text) => item("Throws", text)),
  ];
  return [summary, facts.join("\n"), ...examples.map(block)].filter((text) => text !== "");
}

const block = (code: string) => `\`\`\`ts\n${code}\n\`\`\``;
