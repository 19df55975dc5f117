import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { parse } from "acorn";
import { describe, expect, it } from "vitest";
import { type Results, summaryOf, tutorialSummaryOf } from "../bench/summary.ts";
import { validateTemplate } from "../demo-server/help-center/curlybars/validate.ts";
import { HELPERS } from "../demo-server/help-center/helpers/index.ts";
import { namesIn } from "../demo-server/help-center/theme/vocabulary.ts";
import { type Limits, limits } from "./helpers/browsers/limits.ts";
import {
  anchorsOf,
  type CodeBlock,
  codeBlocksOf,
  headingsOf,
  linksOf,
  sectionOf,
  tableRowsOf,
} from "./helpers/markdown.ts";
import { neighbours } from "./neighbours/neighbours.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFile(join(root, path), "utf8");

const pages = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).sort();
const files = ["README.md", "SECURITY.md", ...pages.map((name) => `docs/${name}`)];
const texts: Readonly<Record<string, string>> = Object.fromEntries(
  await Promise.all(files.map(async (file) => [file, await read(file)])),
);
/** The text of a page, by its name in docs/, or of a file at the root. */
function pageOf(name: string): string {
  return texts[`docs/${name}.md`] ?? texts[name] ?? expect.unreachable(`There is no page "${name}".`);
}
const readme = pageOf("README.md");
const manifest = JSON.parse(await read("package.json"));

const named = (blocks: readonly CodeBlock[], file: string) =>
  blocks.map((block) => ({ ...block, file, at: `${file}:${block.line}` }));
const blocks = Object.entries(texts).flatMap(([file, text]) => named(codeBlocksOf(text), file));
const inLanguage = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

/** What code in the docs leaves to its reader to define. */
const readersOwn = `
  /// <reference types="hc-jwt/global" />
  import type { HelpCenterClaims } from "hc-jwt/verify";

  declare global {
    const jest: any, test: any, expect: any, afterEach: any;
    const url: string;
    const request: Request;
    function showSignIn(): void;
    function ordersOf(userId: number): Promise<object[]>;
  }

  // Where middleware puts what it found out, as an application declares it.
  declare module "http" {
    interface IncomingMessage {
      visitor: HelpCenterClaims;
    }
  }
  declare module "hono" {
    interface ContextVariableMap {
      visitor: HelpCenterClaims;
    }
  }
`;

describe("code in the docs", () => {
  it("is in a language that is checked here, or says that it is not run", () => {
    const unchecked = ["csharp", "go", "java", "php"];
    for (const { language, heading, file, at } of blocks) {
      if (!unchecked.includes(language)) continue;
      expect(sectionOf(texts[file] ?? "", heading).replaceAll("\n", " "), at).toContain("Not run by our tests.");
    }
    expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual([
      "csharp",
      "diff",
      "go",
      "html",
      "http",
      "java",
      "js",
      "json",
      "php",
      "py",
      "rb",
      "sh",
      "text",
      "ts",
      "tsx",
    ]);
  });

  it("is in blocks that all of these checks see: none is indented", () => {
    for (const [file, text] of Object.entries(texts)) expect(text, file).not.toMatch(/^ +```/m);
  });

  it.each(inLanguage("json"))("is JSON: $at", ({ code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });

  it.each(inLanguage("diff"))("marks lines that are added, and maybe ones that go: $at", ({ code }) => {
    expect(code).toMatch(/^\+/m);
    expect(code).not.toMatch(/^[^ +\n-]/m);
  });

  // What goes into Copenhagen's own files, and so through its lint.
  const inCopenhagen = inLanguage("js", "ts", "tsx").filter(
    ({ file, heading }) => file === "docs/getting-started.md" || ["React", "Jest, as in Copenhagen"].includes(heading),
  );
  it("has snippets for Copenhagen on three pages", () => {
    expect(new Set(inCopenhagen.map(({ file }) => file)).size).toBe(3);
  });
  it.each(inCopenhagen)("is formatted as Copenhagen's own lint wants it, at 80 columns: $at", ({ code, language }) => {
    const settings = ["--line-width=80", "--indent-style=space", "--trailing-commas=es5"];
    const biome = join(root, "node_modules/.bin/biome");
    const formatted = execFileSync(biome, ["format", `--stdin-file-path=x.${language}`, ...settings], {
      cwd: tmpdir(),
      input: code,
      encoding: "utf8",
    });
    expect(code).toBe(formatted);
    if (code.includes("HCJwt.") && !code.includes("import")) expect(code).toMatch(/^\/\* global HCJwt \*\//);
  });

  it("gives each heading of a page a name of its own", () => {
    for (const [file, text] of Object.entries(texts)) {
      const anchors = anchorsOf(text);
      expect(
        anchors.filter((name, index) => anchors.indexOf(name) !== index),
        file,
      ).toEqual([]);
    }
  });

  it("begins each page with its only title, and skips no level of headings", () => {
    for (const [file, text] of Object.entries(texts)) {
      const levels = headingsOf(text).map(({ level }) => level);
      expect(levels[0], file).toBe(1);
      expect(
        levels.filter((level) => level === 1),
        file,
      ).toHaveLength(1);
      for (const [index, level] of levels.entries()) {
        expect(level - (levels[index - 1] ?? 0), `${file}, heading ${index + 1}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each(inLanguage("js"))("is a module that parses: $at", ({ code }) => {
    parse(code, { ecmaVersion: "latest", sourceType: "module" });
  });

  it.each(inLanguage("html"))("is a template that Zendesk takes, with scripts that parse: $at", ({ code, at }) => {
    const assets = [...code.matchAll(/\{\{asset '([^']+)'/g)].map(([, name = ""]) => name);
    // Those that the page's own manifest.json has.
    const settings = inLanguage("json").flatMap(({ code }) =>
      [...code.matchAll(/"identifier": "(\w+)"/g)].map(([, name = ""]) => name),
    );
    const problems = validateTemplate(code, {
      file: at,
      template: "document_head",
      names: namesIn("document_head", settings) as NonNullable<ReturnType<typeof namesIn>>,
      helpers: HELPERS,
      theme: { assets: new Set(assets) },
    });
    expect(problems).toEqual([]);
    for (const [, attributes = "", script = ""] of code.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
      // What stands in braces of the template becomes a value.
      parse(script.replace(/\{\{.*?\}\}/g, "null"), {
        ecmaVersion: "latest",
        sourceType: attributes.includes('type="module"') ? "module" : "script",
      });
    }
  });

  it.each(inLanguage("http"))("is a response that could be sent: $at", ({ code }) => {
    const [status, ...headers] = code.trim().split("\n");
    expect(status).toMatch(/^HTTP\/1\.1 \d{3} \w/);
    // Throws for a name or value that is none.
    expect([...new Headers(headers.map((line) => line.split(": ", 2) as [string, string]))]).toHaveLength(
      headers.length,
    );
  });

  it.each(inLanguage("sh"))("runs scripts that the package has: $at", ({ code }) => {
    const scripts = [...code.matchAll(/npm (?:run )?(?!(?:ci|run|install)\b)([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(scripts.length > 0 || /install|npx|openssl/.test(code)).toBe(true);
    for (const name of scripts) expect(manifest.scripts).toHaveProperty([name]);
  });

  it("has each server say that its responses are kept by no cache", () => {
    const servers = inLanguage("js").filter(({ code }) => /\bcors\(|Access-Control-Allow-Origin/.test(code));
    expect(servers.length).toBeGreaterThan(4);
    for (const { code, at } of servers) expect(code, at).toContain('"private, no-store"');
  });

  it("compiles against the package's types", { timeout: 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "hc-jwt-docs-"));
    try {
      await symlink(join(root, "node_modules"), join(folder, "node_modules"));
      const compilerOptions = {
        noEmit: true,
        skipLibCheck: true,
        target: "ES2022",
        lib: ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        types: ["node"],
        module: "ESNext",
        moduleResolution: "Bundler",
        moduleDetection: "force",
        jsx: "react-jsx",
        allowJs: true,
        paths: {
          "hc-jwt": [join(root, manifest.exports["."].types)],
          "hc-jwt/testing": [join(root, manifest.exports["./testing"].types)],
          "hc-jwt/verify": [join(root, manifest.exports["./verify"].types)],
          "hc-jwt/express": [join(root, manifest.exports["./express"].types)],
        },
      };
      // What authors of JavaScript see in their editors, and what a strict project asks of TypeScript.
      const kinds = { js: { checkJs: true, strict: false }, ts: { strict: true }, tsx: { strict: true } } as const;
      // These are TypeScript, too: what a framework infers holds in a strict project.
      const asTypeScript = inLanguage("js").filter(({ heading }) => ["Hono", "Fastify"].includes(heading));
      expect(asTypeScript).toHaveLength(3);
      const output: string[] = [];
      for (const language of ["js", "ts", "tsx"] as const) {
        const project = join(folder, language);
        // A reference to types is looked up as packages are, without regard to `paths`.
        await mkdir(join(project, "node_modules"), { recursive: true });
        await symlink(root, join(project, "node_modules/hc-jwt"));
        await writeFile(join(project, "reader.d.ts"), readersOwn);
        // Types of a package that is not among the dependencies here.
        await writeFile(join(project, "ws.d.ts"), 'declare module "ws";');
        for (const { file, line, code } of [...inLanguage(language), ...(language === "ts" ? asTypeScript : [])]) {
          const name = `${file.replace(/\W/g, "-")}-line-${line}.${language}`;
          await writeFile(join(project, name), code);
        }
        await writeFile(
          join(project, "tsconfig.json"),
          JSON.stringify({
            compilerOptions: { ...compilerOptions, ...kinds[language] },
            include: ["*"],
          }),
        );
        const tsc = join(root, "node_modules/typescript/bin/tsc");
        const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", project]).catch((error) => error);
        output.push(stdout);
      }
      expect(output.join("")).toBe("");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("links in the docs", () => {
  it.each(Object.entries(texts).flatMap(([file, text]) => linksOf(text).map((link) => ({ file, link }))))(
    "lead somewhere: $link in $file",
    async ({ file, link }) => {
      if (/^https:\/\//.test(link)) return expect(() => new URL(link)).not.toThrow();
      const [path = "", anchor] = link.split("#");
      const target = path ? normalize(join(dirname(file), path)) : file;
      expect(existsSync(join(root, target)), `${target} exists`).toBe(true);
      // A link that works in the repository works in the package, too.
      const isPacked = [...manifest.files, "README.md", "LICENSE"].some(
        (packed) => target === packed || target.startsWith(`${packed}/`),
      );
      expect(isPacked, `${target} is in the package`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(await read(target))).toContain(anchor);
    },
  );
});

describe("the reference", () => {
  /** Names in backticks that begin the rows of a section's tables, without arguments. */
  const documented = (page: string, heading: string) =>
    tableRowsOf(pageOf(page), heading).flatMap(([first = ""]) =>
      [...first.matchAll(/`([\w-]+)(?:\([^`]*\)|="[^`]*)?`/g)].map(([, name = ""]) => name),
    );
  /** The codes and messages that head the sections below a heading of the page of errors. */
  const errorsBelow = (heading: string) =>
    headingsOf(sectionOf(pageOf("errors"), heading)).map(({ text }) => {
      const [, code = "", message = ""] = /^`(\w+)`: (.+)$/.exec(text) ?? expect.unreachable(text);
      return { code, message, section: sectionOf(pageOf("errors"), text) };
    });
  /** Members of an interface, or of a union of strings, of the sources. */
  const declaredIn = async (file: string, name: string) => {
    const source = (await read(file)).replace(/\/\*.*?\*\//gs, "");
    const members = new RegExp(`export interface ${name}\\b[^{]*\\{\\n(.*?)\\n\\}`, "s").exec(source)?.[1];
    if (members) return [...members.matchAll(/^ {2}(?:readonly )?(\w+)/gm)].map(([, member = ""]) => member);
    const union = new RegExp(`export type ${name} =(.*?);`, "s").exec(source)?.[1] ?? "";
    return [...union.matchAll(/"(\w+)"/g)].map(([, member = ""]) => member);
  };
  const expectSame = (documented: string[], declared: string[]) => {
    expect(declared.length).toBeGreaterThan(3);
    expect([...documented].sort()).toEqual([...declared].sort());
  };

  it("documents each error code of the browser, and no other", async () => {
    const codes = errorsBelow("In the browser").map(({ code }) => code);
    expectSame(codes, await declaredIn("src/errors.ts", "HelpCenterJwtErrorCode"));
    expect(anchorsOf(pageOf("errors"))).toEqual(expect.arrayContaining(codes));
  });

  /** All that the sources say, with an ellipsis where a message has something put in. */
  const readMessages = async () => {
    const folder = join(root, "src");
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts"));
    const sources = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    return sources.join("\n").replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "…");
  };

  it("shows a diagnosis in the words that the code has", async () => {
    const said = await readMessages();
    const { code = "" } = codeBlocksOf(pageOf("troubleshooting")).find(({ language }) => language === "text") ?? {};
    const details = [...code.matchAll(/^\w+ +"\w+" +"(.+)"$/gm)].map(([, detail = ""]) => detail);
    expect(details).toHaveLength(11);
    const [, advice = ""] = /→ (.*?): …/s.exec(code) ?? [];
    for (const text of [...details, advice.replace("\n", " ")]) {
      // What differs from page to page: origins, times, counts, who it is, which claims.
      const parts = text.split(
        /https:\/\/[\w.]+|\d{4}-\S+|\d+\.\d+\.\d+|\d+(?= s)|\S+@.*|: userId.*|ahead of|Access-\S+$/,
      );
      for (const part of parts) expect(said.includes(part.trim()), `"${part}" of "${text}"`).toBe(true);
    }
  });

  it("heads each error by the message that the code has", async () => {
    const said = await readMessages();
    const errors = [...errorsBelow("In the browser"), ...errorsBelow("On the server")];
    for (const { code, message } of errors) {
      for (const words of message.replace(/\b\d{3}\b/g, "…").split(/…|\. |\.$/)) {
        expect(said.includes(words.trim()), `${code}: "${words}"`).toBe(true);
      }
    }
    const [, ...rows] = tableRowsOf(pageOf("errors"), "In the browser");
    expect(rows.length).toBeGreaterThan(3);
    for (const [message = ""] of rows) expect(said).toContain(message.replaceAll("`", ""));
  });

  it("documents each error code of the verifier, and no other, with its status", async () => {
    const codes = await declaredIn("src/verify/errors.ts", "VerificationErrorCode");
    const documentedErrors = errorsBelow("On the server");
    expectSame(
      documentedErrors.map(({ code }) => code),
      codes,
    );
    expect(anchorsOf(pageOf("errors"))).toEqual(expect.arrayContaining(codes));
    const { HelpCenterJwtVerificationError } = await import("hc-jwt/verify");
    for (const { code, section } of documentedErrors) {
      const { status } = new HelpCenterJwtVerificationError(code as never, "");
      expect([code, /Status (\d+)\./.exec(section)?.[1]]).toEqual([code, String(status)]);
    }
  });

  it("documents each option of the verifier, and no other", async () => {
    const options = [
      ...(await declaredIn("src/verify/options.ts", "VerifierOptions")),
      ...(await declaredIn("src/verify/keys-url.ts", "KeysLocation")),
    ];
    expectSame(documented("server", "Options of the verifier"), options);
  });

  it("documents each option, and no other, with the default that the code has", async () => {
    expectSame(documented("options", "All options"), await declaredIn("src/options.ts", "HelpCenterJwtOptions"));
    const { defaultSettings } = await import("../src/options.ts");
    const rows = tableRowsOf(pageOf("options"), "All options");
    for (const [name, value] of Object.entries(defaultSettings)) {
      const shown = rows.find(([cell]) => cell?.startsWith(`\`${name}`))?.[1]?.replace(/^`|`$/g, "");
      expect([name, shown?.replaceAll("_", "")]).toEqual([name, JSON.stringify(value).replaceAll("_", "")]);
    }
  });

  it("documents each method, and no other", async () => {
    const methods = [
      ...(await declaredIn("src/client.ts", "HelpCenterJwtClient")),
      ...(await declaredIn("src/page-client.ts", "SharedHelpCenterJwt")),
    ];
    expectSame(documented("methods", "All methods"), methods);
  });

  it("documents each attribute of the script tag: what an attribute can say, and no more", async () => {
    const options = await declaredIn("src/options.ts", "HelpCenterJwtOptions");
    // A function cannot be written into an attribute.
    const names = [...options.filter((name) => name !== "onError"), "install", "preload"];
    const attributes = names.map((name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    expectSame(documented("options", "Attributes of the script tag"), attributes);
  });

  it("claims a size that the bundle keeps to, to 100 bytes", async () => {
    const claims = Object.values(texts).flatMap((text) =>
      [...text.matchAll(/at most ([\d.]+) kB gzipped/g)].map(([, claim]) => claim),
    );
    const [claim] = claims;
    expect(claims.length).toBeGreaterThan(1);
    expect(new Set(claims).size).toBe(1);
    const size = gzipSync(await read("dist/hc-jwt.js"), { level: 9 }).length;
    expect(size).toBeLessThanOrEqual(Number(claim) * 1_000);
    expect(size).toBeGreaterThan((Number(claim) - 0.1) * 1_000);
  });

  it("tells, engine by engine, what the tests declare that it cannot do", () => {
    const rowOf: { readonly [Name in keyof Required<Limits>]: string } = {
      console: "Console, in the tests",
      requestStreams: "A stream as `body`",
      storageOff: "Web storage switched off, cookies left on",
    };
    const rows = tableRowsOf(pageOf("browsers"), "Browsers");
    expect(pageOf("browsers")).toContain(`| what | ${Object.keys(limits).join(" | ")} |`);
    for (const [name, first] of Object.entries(rowOf)) {
      const cells = rows.find(([cell]) => cell === first)?.slice(1) ?? [];
      expect(cells, first).toHaveLength(3);
      const able = cells.filter((_, index) => !(name in (Object.values(limits)[index] as Limits)));
      // Who can is told in other words than who cannot.
      for (const cell of cells.filter((cell) => !able.includes(cell)))
        expect(cell, first).toMatch(/\bno\b|\bnot\b|none|rejects/);
      for (const cell of able) expect(cell, first).not.toMatch(/\bno\b|\bnot\b|none|rejects/);
    }
  });

  it("has every known limit beside other scripts, with the reason", () => {
    const [, ...rows] = tableRowsOf(pageOf("other-scripts"), "Beside other scripts");
    const known = neighbours.flatMap(({ name, limits = [] }) =>
      limits.map(({ order, install, happens, reason }) => [
        `${name}, loaded ${order} ${install ? "`install`" : "hc-jwt"}`,
        happens,
        reason,
      ]),
    );
    expect(rows).toEqual(known);
  });

  it("has something below each heading", () => {
    for (const [file, text] of Object.entries(texts)) {
      for (const { text: heading } of headingsOf(text)) {
        expect(sectionOf(text, heading).trim(), `${file}: ${heading}`).not.toBe("");
      }
    }
  });
});

describe("the README", () => {
  it("is short: 10 kB at most", () => {
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(10_000);
  });

  it("links to each page of the documentation", () => {
    const linked = new Set(linksOf(readme).map((link) => link.replace(/#.*/, "")));
    expect(files.filter((file) => file !== "README.md" && !linked.has(file))).toEqual([]);
  });

  it("shows a picture of the demo, small, with words for whoever does not see it", async () => {
    const [, words = "", path = ""] = /!\[([^\]]*)\]\(([^)]+)\)/.exec(readme) ?? [];
    expect(words.length).toBeGreaterThan(40);
    const picture = await readFile(join(root, path));
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    expect(picture.length).toBeLessThan(100_000);
  });
});

describe("SECURITY.md", () => {
  const security = pageOf("SECURITY.md");
  /** Lines such as: - `test/unit/token/claims.test.ts`: "a title", "another" */
  const evidenceIn = (text: string) =>
    [...text.matchAll(/^- `(test\/[^`]+)`: (".+")$/gm)].flatMap(([, file = "", titles = ""]) =>
      titles
        .slice(1, -1)
        .split('", "')
        .map((title) => ({ file, title })),
    );
  const evidence = evidenceIn(security);
  const threats = [...sectionOf(security, "Threats").matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading);

  it("names no test in another form than the one that is checked here", () => {
    const lines = security.match(/^.*\btest\/\S*\.test\.ts.*$/gm) ?? [];
    expect(lines.filter((line) => evidenceIn(line).length === 0)).toEqual([]);
  });

  it.each(evidence)("names a test that is there: $title in $file", async ({ file, title }) => {
    const quoted = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const source = await read(file);
    // `it(…)`, or the second pair of brackets of `it.each(…)(…)`; not what is skipped.
    expect(source).toMatch(new RegExp(`(?:\\bit|\\)|\\]|>)\\(\\s*["'\`]${quoted}["'\`],`));
    expect(source).not.toMatch(/\b(?:it|test|describe)\.(?:skip|todo|only)\b/);
  });

  it("shows for each threat what stops it and by which test, and what does not", () => {
    expect(threats.length).toBeGreaterThan(10);
    for (const threat of threats) {
      const section = sectionOf(security, threat);
      expect(section, threat).toMatch(/\*\*(?:Stopped|What the library sees to)/);
      expect(section, threat).toMatch(/\*\*Not stopped/);
      expect(evidenceIn(section).length, threat).toBeGreaterThan(0);
    }
  });

  it("supports the version that the package has", () => {
    expect(security).toContain(`which is **${manifest.version.split(".").slice(0, 2).join(".")}** now`);
    expect(security).toContain(`/hc-jwt@${manifest.version}/`);
  });
});

describe("the benchmark's summary", () => {
  it("is that of the run in bench/results.json: `npm run bench:summary` if this fails", async () => {
    const results: Results = JSON.parse(await read("bench/results.json"));
    expect(pageOf("benchmark")).toContain(summaryOf(results));
    expect(readme).toContain(tutorialSummaryOf(results));
    // A header, a line and five rows.
    expect(tutorialSummaryOf(results).split("\n")).toHaveLength(7);
  });
});
