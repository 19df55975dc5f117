import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { buildAll } from "../../build.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** From the bottom to the top: a file imports from its own layer and from those before it, values and types alike. */
const layers = [
  ["errors"],
  ["origins"],
  ["page/*"],
  ["options"],
  ["token/*"],
  ["call/*"],
  ["install/*"],
  ["client"],
  ["diagnose/report"],
  ["page-client"],
  ["attributes"],
  ["diagnose/*"],
  ["index", "script"],
];

/** The receiving end and authors' tests take nothing of the browser's side but what a token says. */
const apart = ["verify/*", "express/*", "testing/*"];
/** Middleware is the verifier in a framework's form. */
const above: readonly (readonly string[])[] = [["express", "verify"]];
const shared = "token/claims";

const matches = (pattern: string, name: string) =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
const levelOf = (name: string) => {
  // The exact name counts before the room.
  const exact = layers.findIndex((layer) => layer.includes(name));
  return exact === -1 ? layers.findIndex((layer) => layer.some((pattern) => matches(pattern, name))) : exact;
};
const isApart = (name: string) => apart.some((pattern) => matches(pattern, name));

/** Who imports what in src/, types too, as TypeScript sees it: without folder and extension. */
function importsBySource(): [importer: string, imported: string][] {
  const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--explainFiles"];
  const lines = execFileSync(process.execPath, tsc, { cwd: root, encoding: "utf8" }).split("\n");
  const pairs: [string, string][] = [];
  let imported = "";
  for (const line of lines) {
    if (!line.startsWith(" ")) imported = line.trim();
    const [, importer] = /^ +Imported via .* from file '(src\/[^']+)'/.exec(line) ?? [];
    if (importer && imported.startsWith("src/")) pairs.push([nameOf(importer), nameOf(imported)]);
  }
  return pairs;
}

const nameOf = (path: string) => path.replace(/^src\//, "").replace(/\.ts$/, "");

let imports: [importer: string, imported: string][];
beforeAll(() => {
  imports = importsBySource();
});

describe("src/", () => {
  it("is known to this test, each file", () => {
    const names = [...new Set(imports.flat())];
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => levelOf(name) === -1 && !isApart(name))).toEqual([]);
  });

  it("imports downwards only, types too", () => {
    const upwards = imports.filter(
      ([importer, imported]) => !isApart(importer) && (isApart(imported) || levelOf(importer) < levelOf(imported)),
    );
    expect(upwards).toEqual([]);
  });

  it("has no circle of imports, types included", () => {
    const circles: string[] = [];
    const visit = (name: string, trail: string[]): void => {
      if (trail.includes(name)) circles.push([...trail.slice(trail.indexOf(name)), name].join(" → "));
      else for (const [importer, imported] of imports) if (importer === name) visit(imported, [...trail, name]);
    };
    for (const name of new Set(imports.flat())) visit(name, []);
    expect(circles).toEqual([]);
  });

  it("keeps the receiving end and the authors' tests apart from the browser's side, but for the claims' type", () => {
    const roomOf = (name: string) => dirname(name);
    const across = imports.filter(
      ([importer, imported]) =>
        isApart(importer) &&
        roomOf(importer) !== roomOf(imported) &&
        imported !== shared &&
        !above.some(([room, below]) => room === roomOf(importer) && below === roomOf(imported)),
    );
    expect(across).toEqual([]);
  });

  it("keeps their code apart, too: what the browser's bundles hold is in no other", async () => {
    const builds = await buildAll();
    const inputsOf = (output: string) =>
      builds
        .flatMap(({ metafile }) => Object.entries(metafile.outputs))
        .filter(([path]) => path === output)
        .flatMap(([, { inputs }]) => Object.keys(inputs))
        .filter((path) => path.startsWith("src/"));
    const browser = new Set(["dist/hc-jwt.js", "dist/hc-jwt-diagnose.js"].flatMap(inputsOf));
    expect(browser.size).toBeGreaterThan(30);
    for (const output of ["dist/verify.js", "dist/verify.cjs", "dist/express.js", "dist/testing.js"]) {
      expect(inputsOf(output).length, output).toBeGreaterThan(0);
      expect(inputsOf(output).filter((path) => browser.has(path))).toEqual([]);
    }
  });

  it("has no file of more than two screens, but for types with their docstrings", () => {
    const isLong = (name: string) => readFileSync(join(root, "src", `${name}.ts`), "utf8").split("\n").length > 200;
    expect([...new Set(imports.flat())].filter(isLong)).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

  it("names only files and folders that exist", () => {
    const paths = [...text.matchAll(/(?:^|[\s`(])((?:[\w-]+\/)*(?:[\w-]+\.(?:ts|mjs|md)|[\w-]+\/(?=`)))/gm)].map(
      ([, path = ""]) => path,
    );
    expect(paths.length).toBeGreaterThan(60);
    const exists = (path: string) =>
      [path, join("src", path), join("src/install", path)].some((name) => existsSync(join(root, name)));
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it("names every layer that this test knows", () => {
    for (const name of [...layers.flat(), ...apart]) {
      const path = name.endsWith("/*") ? name.slice(0, -1) : `${name}.ts`;
      expect(text, path).toContain(`\`${path}\``);
    }
  });
});
