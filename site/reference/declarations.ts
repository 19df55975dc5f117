/** A comment of the sources, taken apart. */
export interface Docs {
  readonly summary: string;
  readonly params: readonly { readonly name: string; readonly text: string }[];
  readonly returns: string | undefined;
  readonly throws: readonly string[];
  readonly defaultValue: string | undefined;
  readonly examples: readonly string[];
}

export interface Member {
  readonly name: string;
  readonly signature: string;
  readonly docs: Docs;
}

/** A declaration of a file that api-extractor rolled up. */
export interface Declaration {
  readonly name: string;
  readonly kind: "class" | "const" | "function" | "interface" | "type";
  readonly isExported: boolean;
  readonly signature: string;
  readonly docs: Docs;
  /** Of a class or an interface, in the order of the sources. */
  readonly members: readonly Member[];
}

const comment = String.raw`(?:^(?<indent> *)\/\*\*(?<docs>(?:(?!\*\/)[\s\S])*)\*\/\n)?`;

/**
 * The declarations of a rolled-up `.d.ts`. Such a file is regular: everything that is public begins at the line's first column, ends
 * with a brace or a semicolon there, and has its comment right above. A declaration that this does not know is an error.
 */
export function declarationsOf(file: string): Declaration[] {
  // api-extractor ends lines as Windows does.
  const text = file.replaceAll("\r\n", "\n");
  const declared = /(?<exported>export )?declare (?<kind>class|const|function|interface|type) (?<name>\w+)/;
  const pattern = new RegExp(String.raw`${comment}^(?<signature>${declared.source}(?:.*;$|[\s\S]*?^\}.*$))`, "gm");
  const found = [...text.matchAll(pattern)].map(({ groups = {} }): Declaration => {
    const { kind = "", name = "", signature = "", docs = "", exported } = groups;
    return {
      name,
      kind: kind as Declaration["kind"],
      isExported: exported !== undefined,
      signature: signature.replace(/^(?:export )?declare /, ""),
      docs: docsOf(docs),
      members: kind === "class" || kind === "interface" ? membersOf(signature) : [],
    };
  });
  const expected = text.match(/^(?:export )?declare .*$/gm)?.length ?? 0;
  const global = text.match(/^declare (?:global|module)\b/gm)?.length ?? 0;
  if (found.length !== expected - global)
    throw new Error(`${expected} declarations, of which ${found.length} were read.`);
  return found;
}

function membersOf(declaration: string): Member[] {
  const body = declaration.split("\n").slice(1, -1).join("\n");
  const pattern = new RegExp(
    String.raw`${comment}^ {4}(?<signature>[\w[][^\n]*(?:;|\n(?: {5,}[^\n]*\n)* {4}[}\])][^\n]*;))$`,
    "gm",
  );
  return [...body.matchAll(pattern)].map(({ groups: { signature = "", docs = "" } = {} }) => ({
    name: /^(?:static |readonly |private )*([\w]+|\[\w+)/.exec(signature)?.[1]?.replace("[", "") ?? "",
    signature: signature.replace(/^ {4}/gm, "").replace(/;$/, ""),
    docs: docsOf(docs),
  }));
}

function docsOf(raw: string): Docs {
  const text = raw
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .trim();
  const [summary = "", ...tags] = text.split(/^@(?=\w)/m);
  const tag = (name: string) =>
    tags
      .filter((one) => one.startsWith(`${name} `) || one.startsWith(`${name}\n`))
      .map((one) => one.slice(name.length).trim());
  return {
    summary: summary.trim(),
    params: tag("param").map((one) => {
      const [, name = "", text = ""] = /^(\S+)\s+(?:- )?([\s\S]*)$/.exec(one) ?? [];
      return { name, text };
    }),
    returns: tag("returns")[0],
    throws: tag("throws"),
    defaultValue: tag("default")[0],
    examples: tag("example"),
  };
}
