import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { CompatData, CompatStatement, SimpleSupportStatement } from "@mdn/browser-compat-data";
import { parse } from "acorn";
import { beforeAll, describe, expect, it } from "vitest";
import { browsers } from "../../build.mjs";

// What the promised browsers have, by MDN's data: https://github.com/mdn/browser-compat-data

// By require: eighteen megabytes that need no transformation.
const bcd: CompatData = createRequire(import.meta.url)("@mdn/browser-compat-data");

/** The oldest promised version of each engine, as MDN names it. */
const oldest = Object.fromEntries(
  browsers.map((target) => {
    const [, name = "", version = ""] = /^([a-z]+)([\d.]+)$/.exec(target) ?? [];
    return [name, Number(version)];
  }),
) as { readonly chrome: number; readonly firefox: number; readonly safari: number };

/** The interfaces that the bundle may get hold of. */
const interfaces = [
  ...["AbortController", "AbortSignal", "Blob", "DOMException", "Document", "Element", "EventTarget"],
  ...["FormData", "Headers", "HTMLLinkElement", "Location", "Node", "Performance", "ReadableStream"],
  ...["ReadableStreamDefaultReader", "Request", "Response", "TextDecoder", "TextEncoder", "URL", "URLSearchParams"],
  ...["Window", "XMLHttpRequest", "XMLHttpRequestUpload"],
];

/** Newer members whose names the bundle contains all the same, and why that is right. */
const known: { readonly [name: string]: string } = {
  bytes: "Response.bytes: a method of ky's responses, which the browser itself may lack",
  duplex: "Request.duplex: ky asks whether it is there; otherwise an option, which older browsers ignore",
  TransformStream: "in ky's upload progress, which needs it (Firefox 113)",
  pipeThrough: "ReadableStream.pipeThrough, likewise",
  keepalive: "Request.keepalive: an option that ky passes on, and older browsers ignore",
  role: "Element.role: here the role of a Zendesk user",
  restore: "Window.restore: here a function of our own",
};

type Tree = { readonly __compat?: CompatStatement; readonly [name: string]: unknown };

function isNewer(statement: CompatStatement | undefined): boolean {
  return Object.entries(oldest).some(([name, version]) => {
    const support = statement?.support[name as "chrome"];
    const [first] = (Array.isArray(support) ? support : [support]) as (SimpleSupportStatement | undefined)[];
    const added = first?.version_added;
    if (added === undefined || first?.flags) return false;
    return typeof added !== "string" || Number.parseFloat(added.replace("≤", "")) > version;
  });
}

/**
 * Members of built-ins and of those interfaces that came after the promised browsers, by name. A name that an older member
 * has too, such as `map`, says nothing.
 */
function newerMembers(): Map<string, string> {
  const newer = new Map<string, string>();
  const older = new Set<string>();
  const add = (name: string, path: string, tree: Tree) => {
    if (isNewer(tree.__compat)) newer.set(name, path);
    else older.add(name);
  };
  const members = (owner: string, tree: Tree) => {
    for (const [key, value] of Object.entries(tree)) {
      const name = key.replace(/_static$/, "");
      if (/^\w+$/.test(name) && !/_event$|^__/.test(key)) add(name, `${owner}.${name}`, value as Tree);
    }
  };
  const api = bcd.api as unknown as { [name: string]: Tree };
  const builtins = bcd.javascript.builtins as unknown as { [name: string]: Tree };
  for (const [name, tree] of Object.entries({ ...api, ...builtins })) add(name, name, tree);
  for (const [owner, tree] of Object.entries(builtins)) members(owner, tree);
  for (const owner of interfaces) members(owner, api[owner] as Tree);
  for (const name of older) newer.delete(name);
  return newer;
}

/** The names of all properties and free variables in a script. */
function namesIn(script: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (node && typeof node === "object") {
      const { type, name } = node as { type?: string; name?: string };
      if (type === "Identifier" && name) names.add(name);
      for (const value of Object.values(node)) visit(value);
    }
  };
  visit(parse(script, { ecmaVersion: "latest" }));
  return names;
}

describe.each(["hc-jwt.js", "hc-jwt-diagnose.js"])("dist/%s in the oldest promised browsers", (file) => {
  let names: Set<string>;
  beforeAll(async () => {
    names = namesIn(await readFile(new URL(`../../dist/${file}`, import.meta.url), "utf8"));
  });

  it("calls nothing that came after them, by MDN's data", () => {
    const newer = newerMembers();
    // The check itself works: these came later.
    for (const name of ["toSorted", "findLast", "canParse", "withResolvers"]) expect([...newer.keys()]).toContain(name);
    expect([...newer].filter(([name]) => names.has(name) && !(name in known)).map(([, path]) => path)).toEqual([]);
  });
});

it("the promised browsers are the oldest ones with AbortSignal.throwIfAborted, which ky calls between two attempts", () => {
  const { AbortSignal } = bcd.api as unknown as { AbortSignal: { throwIfAborted: Tree } };
  const { support } = AbortSignal.throwIfAborted.__compat as CompatStatement;
  for (const [name, version] of Object.entries(oldest)) {
    const statement = support[name as "chrome"] as SimpleSupportStatement;
    expect([name, Number.parseFloat(statement.version_added as string)]).toEqual([name, version]);
  }
});
