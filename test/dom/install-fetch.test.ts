import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installFetch } from "../../src/install-fetch.ts";
import { inTurn, patch, unpatched } from "../../src/patch.ts";

const api = "https://api.example.com";
const calls: { by: string; receiver: unknown; args: unknown[] }[] = [];

/** A fetch that notes who was called, how and with what. */
const noting = (by: string) =>
  function (this: unknown, ...args: unknown[]) {
    calls.push({ by, receiver: this, args });
    return Promise.resolve(new Response());
  } as typeof fetch;

const page = noting("page");
const authorized = noting("client");
const install = () => installFetch((origin) => origin === api, authorized);

beforeEach(() => {
  calls.length = 0;
  vi.stubGlobal("fetch", page);
});
afterEach(() => vi.unstubAllGlobals());

describe("an installed fetch", () => {
  it("has the client send what goes to a listed origin, with all arguments", async () => {
    install();
    const request = new Request(`${api}/orders`);
    const init = { method: "POST" };
    await fetch(`${api}/orders`, init);
    await fetch(request);
    await fetch(new URL(`${api}/orders`));
    expect(calls.map(({ by }) => by)).toEqual(["client", "client", "client"]);
    expect(calls[0]?.args).toEqual([`${api}/orders`, init]);
    expect(calls[1]?.args[0]).toBe(request);
  });

  it.each(["/hc/en-us", "https://other.example.com/", "https://api.example.com.evil.example/", "https://"])(
    "leaves %s to the fetch that was there before, with the very same arguments",
    async (url) => {
      install();
      const init = Object.freeze({ headers: { "x-a": "1" } });
      await globalThis.fetch(url, init);
      expect(calls).toEqual([{ by: "page", receiver: globalThis, args: [url, init] }]);
      expect(calls[0]?.args[1]).toBe(init);
    },
  );

  it("is the page's own again once it is uninstalled", () => {
    const uninstall = install();
    expect(fetch).not.toBe(page);
    uninstall();
    expect(fetch).toBe(page);
  });

  it("passes through once it is uninstalled under somebody else's patch, which stays", async () => {
    const uninstall = install();
    const ours = globalThis.fetch;
    const theirs: typeof fetch = (...args) => ours(...args);
    globalThis.fetch = theirs;
    uninstall();
    expect(fetch).toBe(theirs);
    await fetch(api);
    expect(calls.map(({ by }) => by)).toEqual(["page"]);
  });

  it("lets the client go past it, to the page's own, also where it is installed twice", () => {
    expect(unpatched(fetch)).toBe(page);
    install();
    install();
    expect(fetch).not.toBe(page);
    expect(unpatched(fetch)).toBe(page);
    // The name by which other copies of the library know it, too.
    expect(Reflect.get(fetch, Symbol.for("hc-jwt.original"))).toBe(page);
  });
});

describe("patch", () => {
  it("gives the wrapped method its receiver and arguments, and its answer back", () => {
    const owner = {
      factor: 2,
      times(this: { factor: number }, n: number) {
        return this.factor * n;
      },
    };
    const native = owner.times;
    const undo = patch<"times", (this: typeof owner, n: number) => number>(
      owner,
      "times",
      (original) =>
        function (n) {
          return original.call(this, n + 1);
        },
    );
    expect(owner.times(3)).toBe(8);
    undo();
    expect(owner.times).toBe(native);
    expect(owner.times(3)).toBe(6);
  });
});

describe("inTurn", () => {
  it("does all of them, in order, once it is called", () => {
    const done: number[] = [];
    const both = inTurn([() => done.push(1), () => done.push(2)]);
    expect(done).toEqual([]);
    both();
    expect(done).toEqual([1, 2]);
  });
});
