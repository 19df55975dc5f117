import { readFile } from "node:fs/promises";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { parse } from "acorn";
import { beforeAll, describe, expect, it } from "vitest";
import { buildAll } from "../../build.mjs";

const dist = (name: string) => new URL(`../../dist/${name}`, import.meta.url);

let bundle: string;
let diagnosis: string;
beforeAll(async () => {
  bundle = await readFile(dist("hc-jwt.js"), "utf8");
  diagnosis = await readFile(dist("hc-jwt-diagnose.js"), "utf8");
});

class Document {}

/** The least that a page offers and the bundle may ask for. */
function page() {
  const globals = {
    URL,
    Headers,
    Request,
    Response,
    ReadableStream,
    FormData,
    AbortController,
    AbortSignal,
    DOMException,
    TextDecoder,
    TextEncoder,
    Document,
  };
  return vm.createContext({ ...globals, location: new URL("https://support.example.com/"), document: new Document() });
}

describe("dist/hc-jwt.js", () => {
  it("parses as an ES2022 script, the syntax of the browsers that the README promises", () => {
    expect(() => parse(bundle, { ecmaVersion: 2022, sourceType: "script" })).not.toThrow();
    // The same parser does object to what came later.
    expect(() => parse("/a/v", { ecmaVersion: 2022 })).toThrow();
  });

  // Some 9,000 of them are ky.
  it("takes at most 19,100 bytes after gzip -9", () => {
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThanOrEqual(19_100);
  });

  it("adds one global, HCJwt, also with its top-level declarations", () => {
    const context = page();
    const before = Object.getOwnPropertyNames(context);
    vm.runInContext(bundle, context);
    // Scripts share one scope for const, let and class as well, which no property shows: another script declares all.
    const declared = (parse(bundle, { ecmaVersion: 2022 }).body as { type: string }[]).filter(({ type }) =>
      /Declaration$/.test(type),
    );
    expect(declared).toEqual([]);
    expect(Object.getOwnPropertyNames(context).filter((name) => !before.includes(name))).toEqual(["HCJwt"]);
    expect(Object.getOwnPropertySymbols(context)).toEqual([Symbol.for("hc-jwt.v1")]);
  });

  it("changes nothing when it is loaded a second time", () => {
    const context = page();
    vm.runInContext(bundle, context);
    const first = context.HCJwt;
    vm.runInContext(bundle, context);
    expect(context.HCJwt).toBe(first);
  });

  it("asks for nothing and stores nothing at load", () => {
    const context = page();
    for (const name of ["fetch", "localStorage", "sessionStorage", "setTimeout", "setInterval", "indexedDB"]) {
      Object.defineProperty(context, name, { get: () => expect.unreachable(`${name} was used at load`) });
    }
    vm.runInContext(bundle, context);
  });

  it("can be pasted into a script that is sloppy and lacks a semicolon", () => {
    const context = page();
    vm.runInContext(
      `var before = function () { return 1 }\n${bundle}\nundeclared = 010; var after = typeof HCJwt.fetch`,
      context,
    );
    expect(context).toMatchObject({ undeclared: 8, after: "function" });
    expect(typeof context.before).toBe("function");
  });

  it("begins with its licence and version, and names its source map", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(bundle.startsWith(`/*! hc-jwt ${version} | MIT License`)).toBe(true);
    expect(bundle.trimEnd().endsWith("//# sourceMappingURL=hc-jwt.js.map")).toBe(true);
    const { sources } = JSON.parse(await readFile(dist("hc-jwt.js.map"), "utf8"));
    expect(sources).toContain("../src/call/authorized-fetch.ts");
    expect(sources.every((source: string) => source.startsWith("../"))).toBe(true);
  });

  it("needs no eval, worker, blob URL or storage that a content security policy or a review would mind", () => {
    expect(bundle).not.toMatch(
      /\beval\(|new Function|\bWorker\b|createObjectURL|localStorage|document\.cookie|document\.write/,
    );
  });

  it("sends and takes no messages between frames", () => {
    const context = page();
    const listened: string[] = [];
    Object.assign(context, { addEventListener: (type: string) => listened.push(type) });
    vm.runInContext(bundle, context);
    expect(listened).toEqual(["pageshow"]);
    for (const name of ["postMessage", "onmessage", "MessageChannel", "BroadcastChannel"]) {
      expect(bundle.includes(name), name).toBe(false);
    }
  });

  it("tells the version", async () => {
    const context = page();
    vm.runInContext(bundle, context);
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect((context.HCJwt as { version: string }).version).toBe(version);
  });
});

describe("dist/hc-jwt-diagnose.js", () => {
  it("parses as an ES2022 script, without a declaration that other scripts would share", () => {
    const { body } = parse(diagnosis, { ecmaVersion: 2022, sourceType: "script" });
    expect((body as { type: string }[]).filter(({ type }) => /Declaration$/.test(type))).toEqual([]);
  });

  it("takes at most 6,000 bytes after gzip -9, with no ky in it", async () => {
    expect(gzipSync(diagnosis, { level: 9 }).length).toBeLessThanOrEqual(6_000);
    const outputs = Object.assign({}, ...(await buildAll()).map(({ metafile }) => metafile.outputs));
    const { inputs } = outputs["dist/hc-jwt-diagnose.js"];
    expect(Object.keys(inputs)).toContain("src/diagnose/script.ts");
    expect(Object.keys(inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
  });

  it("adds diagnose to the client and leaves one global, HCJwt", () => {
    const context = page();
    const before = Object.getOwnPropertyNames(context);
    vm.runInContext(bundle, context);
    const first = context.HCJwt;
    vm.runInContext(diagnosis, context);
    expect(context.HCJwt).toBe(first);
    expect(typeof (context.HCJwt as { diagnose?: unknown }).diagnose).toBe("function");
    expect(Object.getOwnPropertyNames(context).filter((name) => !before.includes(name))).toEqual(["HCJwt"]);
  });

  it("gives a client that came from npm the name to call it by", () => {
    const context = page();
    vm.runInContext(bundle, context);
    const client = context.HCJwt;
    vm.runInContext("delete globalThis.HCJwt", context);
    vm.runInContext(diagnosis, context);
    expect(context.HCJwt).toBe(client);
  });

  it("asks for nothing at load, can be pasted below code without a semicolon, and only complains without a client", () => {
    const context = page();
    const complaints: string[] = [];
    Object.assign(context, { console: { error: (text: string) => complaints.push(text) } });
    Object.defineProperty(context, "fetch", { get: () => expect.unreachable("fetch was used at load") });
    vm.runInContext(`var before = function () { return 1 }\n${diagnosis}\nundeclared = 010`, context);
    expect(complaints).toEqual([expect.stringContaining("Load hc-jwt.js before")]);
    expect(context.HCJwt).toBeUndefined();
    expect(typeof context.before).toBe("function");
  });

  it("begins with its licence and version, and names its source map", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(diagnosis.startsWith(`/*! hc-jwt-diagnose ${version} | MIT License */;`)).toBe(true);
    expect(diagnosis.trimEnd().endsWith("//# sourceMappingURL=hc-jwt-diagnose.js.map")).toBe(true);
    const { sources } = JSON.parse(await readFile(dist("hc-jwt-diagnose.js.map"), "utf8"));
    expect(sources).toContain("../src/diagnose/index.ts");
  });

  it("needs no eval, worker, blob URL or storage that a content security policy or a review would mind", () => {
    expect(diagnosis).not.toMatch(
      /\beval\(|new Function|\bWorker\b|createObjectURL|Storage|document\.cookie|document\.write/,
    );
  });
});

describe("the build", () => {
  it("gives the committed files, byte for byte: run `npm run build` if this fails", async () => {
    const built: Record<string, string> = Object.assign({}, ...(await buildAll()).map(({ files }) => files));
    expect(Object.keys(built).sort()).toEqual([
      "LICENSES.txt",
      "cli.js",
      "diagnose.js",
      "express.cjs",
      "express.js",
      "hc-jwt-diagnose.js",
      "hc-jwt-diagnose.js.map",
      "hc-jwt.js",
      "hc-jwt.js.map",
      "index.js",
      "ky.js",
      "testing.cjs",
      "testing.js",
      "verify.cjs",
      "verify.js",
    ]);
    for (const [name, text] of Object.entries(built)) expect(await readFile(dist(name), "utf8"), name).toBe(text);
    expect(await readFile(new URL("../../demo-theme/assets/hc-jwt.js", import.meta.url), "utf8")).toBe(bundle);
  });

  it("leaves dependencies of the npm entries to the theme's own bundler", async () => {
    const index = await readFile(dist("index.js"), "utf8");
    const diagnose = await readFile(dist("diagnose.js"), "utf8");
    const verify = await readFile(dist("verify.js"), "utf8");
    const testing = await readFile(dist("testing.js"), "utf8");
    const importsOf = (text: string) => [...text.matchAll(/^import .*from "([^"]+)"/gm)].map(([, name]) => name);
    expect(new Set(importsOf(index))).toEqual(new Set(["./ky.js"]));
    expect(importsOf(await readFile(dist("ky.js"), "utf8"))).toEqual([]);
    expect(importsOf(diagnose)).toEqual([]);
    expect(new Set(importsOf(verify))).toEqual(new Set(["jose"]));
    expect(importsOf(testing)).toEqual([]);
    const express = await readFile(dist("express.js"), "utf8");
    expect(express).toContain('from "./verify.js"');
    expect(express).not.toContain("jose");
  });

  it("keeps the notices of what it contains, in LICENSES.txt and in each file's first line", async () => {
    const licences = await readFile(dist("LICENSES.txt"), "utf8");
    for (const [name, holder, files] of [
      ["jose", "Copyright (c) 2018 Filip Skokan", "verify.cjs"],
      ["ky", "Copyright (c) Sindre Sorhus", "hc-jwt.js, ky.js"],
    ] as const) {
      const [part = ""] = licences.split(/^-{72}$/m).filter((text) => text.trimStart().startsWith(`${name} `));
      expect(part, name).toContain(`(MIT), in ${files}\n`);
      expect(part, name).toContain(holder);
      expect(part, name).toContain("The above copyright notice and this permission notice shall be included");
    }
    expect(licences.split(/^-{72}$/m).length).toBe(3);

    const bundled = (await buildAll()).flatMap(({ metafile }) => Object.entries(metafile.outputs));
    for (const [output, { inputs }] of bundled.filter(([path]) => /\.c?js$/.test(path))) {
      const [first = ""] = (await readFile(new URL(`../../${output}`, import.meta.url), "utf8"))
        .replace(/^#!.*\n/, "")
        .split("\n");
      expect(first, output).toMatch(/^\/\*! .*MIT License/);
      for (const name of ["ky", "jose"]) {
        const isInside = Object.keys(inputs).some((path) => path.startsWith(`node_modules/${name}/`));
        if (isInside) expect(first, output).toContain(name);
      }
    }
  });

  it("has jose inside of what `require` loads, and one copy of the verifier", async () => {
    const requiredBy = async (name: string) =>
      [...(await readFile(dist(name), "utf8")).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, path]) => path);
    expect(await requiredBy("verify.cjs")).toEqual([]);
    expect(new Set(await requiredBy("express.cjs"))).toEqual(new Set(["./verify.cjs"]));
    expect(await requiredBy("testing.cjs")).toEqual(["msw/http"]);
  });
});
