import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient, type HelpCenterJwtClient } from "../../src/client.ts";
import { originalOf } from "../../src/page/patch.ts";
import { useBackend } from "../helpers/backend.ts";
import { plainXhrClass } from "../helpers/plain-xhr.ts";

const backend = useBackend();
const api = "https://api.example.com";
const calls: { receiver: unknown; args: unknown[] }[] = [];
let client: HelpCenterJwtClient;

/** The page's fetch, which notes how it is called and with what. */
const page = function fetch(this: unknown, ..._args: [input: RequestInfo | URL, init?: RequestInit]) {
  // biome-ignore lint/complexity/noArguments: how many there are matters.
  calls.push({ receiver: this, args: [...arguments] });
  return Promise.resolve(new Response());
};
const bearer = () => `Bearer ${backend.issued[0]}`;
const headersOf = ({ args: [input, init] }: (typeof calls)[number]) =>
  new Headers((init as RequestInit | undefined)?.headers ?? (input as Request).headers);
const undo: (() => void)[] = [];
const install = (origins = [api]) => {
  const uninstall = client.install({ origins });
  undo.push(uninstall);
  return uninstall;
};

beforeEach(async () => {
  vi.stubGlobal("XMLHttpRequest", plainXhrClass());
  client = createClient({ allowedOrigins: [api] });
  await client.preload();
  calls.length = 0;
  vi.stubGlobal("fetch", page);
});
afterEach(() => {
  for (const uninstall of undo.splice(0)) uninstall();
  vi.unstubAllGlobals();
});

describe("an installed fetch", () => {
  it("sends what goes to a listed origin with the token, and all that its caller gave, through what it replaced", async () => {
    install();
    await fetch(`${api}/orders`, { method: "POST", headers: { "x-a": "1" }, body: "x" });
    await fetch(new Request(`${api}/orders`, { method: "PUT" }));
    await fetch(new URL(`${api}/orders`));
    expect(calls.map(headersOf).map((headers) => headers.get("authorization"))).toEqual(Array(3).fill(bearer()));
    expect(calls[0]?.args).toMatchObject([`${api}/orders`, { method: "POST", body: "x" }]);
    expect(headersOf(calls[0] as (typeof calls)[0]).get("x-a")).toBe("1");
    expect(calls[1]?.args[0]).toMatchObject({ method: "PUT" });
    expect(calls.map(({ receiver }) => receiver === globalThis)).toEqual([true, true, true]);
  });

  it.each(["/hc/en-us", "https://other.example.com/", "https://api.example.com.evil.example/", "https://"])(
    "leaves %s to the fetch that was there before, with the very same arguments",
    async (url) => {
      install();
      const init = Object.freeze({ headers: { "x-a": "1" } });
      await globalThis.fetch(url, init);
      await globalThis.fetch(url);
      expect(calls).toEqual([
        { receiver: globalThis, args: [url, init] },
        { receiver: globalThis, args: [url] },
      ]);
      expect(calls[0]?.args[1]).toBe(init);
    },
  );

  it("leaves a Request to any other place as it is", async () => {
    install();
    const request = new Request("https://other.example.com/", { method: "POST", body: "x" });
    await fetch(request);
    expect(calls[0]?.args[0]).toBe(request);
    expect(request.bodyUsed).toBe(false);
  });

  it("reads a URL that is an object once: what is judged is what is sent", async () => {
    install();
    for (const [first, then] of [
      ["https://other.example.com/", api],
      [api, "https://other.example.com/"],
    ]) {
      const texts = [first, then, then];
      await fetch({ toString: () => texts.shift() as string } as never);
    }
    expect(calls.map(({ args: [url] }) => new URL(url as string).origin)).toEqual(["https://other.example.com", api]);
    expect(calls.map((call) => headersOf(call).get("authorization"))).toEqual([null, bearer()]);
  });

  it("is the page's own again once it is uninstalled", () => {
    const uninstall = install();
    expect(fetch).not.toBe(page);
    uninstall();
    expect(fetch).toBe(page);
  });

  it("has the name and length of what it replaced", () => {
    install();
    expect([fetch.name, fetch.length]).toEqual([page.name, page.length]);
    expect(Object.keys(fetch)).toEqual([]);
  });

  it("passes through once it is uninstalled under another script's patch, which stays", async () => {
    const uninstall = install();
    const ours = globalThis.fetch;
    const theirs: typeof fetch = (...args) => ours(...args);
    globalThis.fetch = theirs;
    uninstall();
    expect(fetch).toBe(theirs);
    await fetch(api);
    expect(calls.map((call) => headersOf(call).get("authorization"))).toEqual([null]);
  });

  it("lets the client go past it, to the page's own, also where it is installed twice", async () => {
    expect(originalOf(fetch)).toBe(page);
    install();
    install();
    expect(fetch).not.toBe(page);
    expect(originalOf(fetch)).toBe(page);
    // The name by which other copies of the library know it, too.
    expect(Reflect.get(fetch, Symbol.for("hc-jwt.original"))).toBe(page);
    await fetch(api);
    await client.fetch(api);
    expect(calls.map((call) => headersOf(call).get("authorization"))).toEqual([bearer(), bearer()]);
  });

  it("is as before after two are uninstalled, in whatever order", async () => {
    for (const isReversed of [false, true]) {
      const both = [install(), install(["https://other.example.com"])];
      for (const uninstall of isReversed ? both.reverse() : both) uninstall();
      await fetch(api);
      await fetch("https://other.example.com/");
      expect(calls.splice(0).map((call) => headersOf(call).get("authorization"))).toEqual([null, null]);
    }
  });

  it("may be uninstalled more than once, and installed again", async () => {
    const uninstall = install();
    uninstall();
    const once = install();
    uninstall();
    await fetch(api);
    once();
    once();
    expect(fetch).toBe(page);
    expect(calls.map((call) => headersOf(call).get("authorization"))).toEqual([bearer()]);
  });

  it("leaves to the browser what the browser objects to, as a rejection", async () => {
    vi.stubGlobal("fetch", (...args: [RequestInfo, RequestInit?]) => new Promise(() => new Request(...args)));
    install();
    const bad: unknown[][] = [
      [],
      [Symbol("x")],
      ["https://"],
      [api, 5],
      [api, { method: "b a d" }],
      [api, { headers: null }],
      [api, { headers: [["bad name", "x"]] }],
      [api, { headers: 5 }],
      [api, { method: "GET", body: "x" }],
      [api, { mode: "navigate" }],
    ];
    for (const args of bad) {
      const answer = (fetch as (...args: unknown[]) => Promise<unknown>)(...args);
      await expect(answer, String(args[1] && JSON.stringify(args[1]))).rejects.toBeInstanceOf(TypeError);
    }
  });

  it("lets the browser object before it does itself", async () => {
    install(["https://other.example.com"]);
    const url = "https://other.example.com/";
    await expect(fetch(url)).rejects.toMatchObject({ code: "destination_not_allowed" });
    await expect(fetch(url, { method: "b a d" })).rejects.toBeInstanceOf(TypeError);
    await expect(fetch(url, { method: "GET", body: "x" })).rejects.toBeInstanceOf(TypeError);
    expect(calls).toEqual([]);
  });
});
