import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient, type HelpCenterJwtClient } from "../../src/client.ts";
import { apiUrl, useBackend } from "../helpers/backend.ts";
import { settle, until } from "../helpers/deferred.ts";
import { type PlainXhr, plainXhrClass } from "../helpers/plain-xhr.ts";

// Pages on which other scripts, or elements by unlucky names, have taken the place of what the browser has there.

const backend = useBackend();
const api = new URL(apiUrl).origin;
let client: HelpCenterJwtClient;
const undo: (() => void)[] = [];

beforeEach(() => {
  vi.stubGlobal("XMLHttpRequest", plainXhrClass());
  client = createClient({ allowedOrigins: [api], retry: 0 });
});
afterEach(async () => {
  for (const restore of undo.splice(0)) restore();
  client.clear();
  await settle(20);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const install = () => {
  const uninstall = client.install({ origins: [api] });
  undo.push(uninstall);
  return uninstall;
};
const withToken = () => ["Authorization", `Bearer ${backend.issued[0]}`];
/** For pages that lack what msw needs: a cached token, and no network from here on. Returns what each call carried. */
async function fakeFetch() {
  await client.preload();
  const fake = vi.fn(async (..._: Parameters<typeof fetch>) => new Response());
  vi.stubGlobal("fetch", fake);
  return () =>
    fake.mock.calls.map(([input, init]) =>
      new Headers(init?.headers ?? (typeof input === "string" ? {} : (input as Request).headers)).get("authorization"),
    );
}
const refusal = (name: string) =>
  expect.objectContaining({ code: "unsupported_mode", message: expect.stringContaining(name) });

describe("whatwg-fetch, a polyfill that reads no lists", () => {
  it("is given headers by their names, in their case, values of one name joined", async () => {
    await client.preload();
    const fake = vi.fn(async (..._: Parameters<typeof fetch>) => new Response());
    vi.stubGlobal("fetch", fake);
    const headers: [string, string][] = [
      ["X-A", "1"],
      ["X-B", "2"],
      ["X-A", "3"],
    ];
    await client.fetch(apiUrl, { headers });
    const given = fake.mock.calls[0]?.[1]?.headers as Record<string, string>;
    // As it does: each own name of the object is a header.
    const sent = Object.getOwnPropertyNames(given).map((name) => [name, given[name]]);
    expect(sent).toEqual([["X-A", "1, 3"], ["X-B", "2"], withToken()]);
  });

  it.each([[["x-a"]], [["x-a", "1", "2"]], ["xy", [null]]])(
    "leaves to the browser pairs that are none: %j",
    async (...pairs) => {
      await client.preload();
      await expect(client.fetch(apiUrl, { headers: pairs as unknown as [string, string][] })).rejects.toThrow(
        TypeError,
      );
    },
  );
});

describe.each(["baseURI", "location", "head", "createElement", "currentScript", "defaultView"])(
  "an element by the name of document.%s",
  (name) => {
    beforeEach(() => {
      // As browsers do it: named elements are the document's own, in front of its prototype.
      const image = Object.assign(document.createElement("img"), { src: "https://evil.example/x.png" });
      Object.defineProperty(document, name, { value: image, configurable: true });
    });
    afterEach(() => Reflect.deleteProperty(document, name));

    it("changes nothing of where calls go, and of what they carry", async () => {
      expect((await client.fetch("/api/v2/users/me.json")).status).toBe(200);
      expect((await client.fetch(apiUrl)).status).toBe(200);
      await expect(client.fetch("//other.example.com/")).rejects.toMatchObject({ code: "destination_not_allowed" });
      expect(backend.arrivals.map(({ url, authorization }) => [url, authorization])).toEqual([
        [`${location.origin}/api/v2/users/me.json`, null],
        [apiUrl, withToken()[1]],
      ]);
    });

    it("changes nothing under install() either", async () => {
      install();
      await client.preload();
      expect((await fetch("/api/v2/users/me.json")).status).toBe(200);
      expect((await fetch(apiUrl)).status).toBe(200);
      const xhr = new XMLHttpRequest() as unknown as PlainXhr;
      xhr.open("GET", apiUrl);
      xhr.send();
      expect(xhr.sent[0]?.headers).toEqual([withToken()]);
      expect(backend.arrivals.map(({ authorization }) => authorization)).toEqual([null, withToken()[1]]);
    });
  },
);

describe("a Request that is no instance of the page's Request", () => {
  const requests: [string, () => Request][] = [
    [
      "made before the page replaced Request by a subclass",
      () => {
        const request = new Request(apiUrl);
        vi.stubGlobal("Request", class extends Request {});
        return request;
      },
    ],
    [
      "of that subclass",
      () => {
        vi.stubGlobal("Request", class extends Request {});
        return new Request(apiUrl);
      },
    ],
  ];
  it.each(requests)("carries the token: %s", async (_, make) => {
    const sent = await fakeFetch();
    const request = make();
    install();
    await client.fetch(request.clone());
    await fetch(request);
    expect(sent()).toEqual([withToken()[1], withToken()[1]]);
  });

  it.each(requests)("does not go where the token must not go: %s", async (_, make) => {
    client.configure({ allowedOrigins: ["https://elsewhere.example.com"] });
    await expect(client.fetch(make())).rejects.toMatchObject({ code: "destination_not_allowed" });
    expect(backend.arrivals).toEqual([]);
  });
});

describe("install() where fetch", () => {
  const network = () => globalThis.fetch;
  it.each<[string, (native: typeof fetch) => PropertyDescriptor]>([
    ["is a getter", (native) => ({ get: () => native, configurable: true, enumerable: true })],
    ["is a getter and a setter", (native) => ({ get: () => native, set: () => {}, configurable: true })],
    ["is not writable", (value) => ({ value, writable: false, configurable: true, enumerable: true })],
  ])("%s works, and is undone", async (_, describeIt) => {
    const descriptor = describeIt(network());
    const before = Object.getOwnPropertyDescriptor(globalThis, "fetch") as PropertyDescriptor;
    Object.defineProperty(globalThis, "fetch", descriptor);
    try {
      const uninstall = install();
      expect((await fetch(apiUrl)).status).toBe(200);
      expect(backend.arrivals.map(({ authorization }) => authorization)).toEqual([withToken()[1]]);
      uninstall();
      expect(Object.getOwnPropertyDescriptor(globalThis, "fetch")).toMatchObject(descriptor);
    } finally {
      Object.defineProperty(globalThis, "fetch", before);
    }
  });
});

describe("install() where XMLHttpRequest", () => {
  const shapes = (prototype: object) => Object.getOwnPropertyDescriptors(prototype);

  it.each<[string, (Native: ReturnType<typeof plainXhrClass>) => unknown]>([
    ["is a subclass", (Native) => class extends Native {}],
    [
      "is a constructor that returns a native object",
      (Native) =>
        function XMLHttpRequest() {
          return new Native();
        },
    ],
    [
      "is a constructor that returns a native object with methods of its own",
      (Native) =>
        function XMLHttpRequest() {
          const xhr = new Native();
          const { open } = xhr;
          return Object.assign(xhr, {
            open(...args: Parameters<typeof open>) {
              return open.apply(xhr, args);
            },
          });
        },
    ],
    ["is a Proxy", (Native) => new Proxy(Native, {})],
  ])("%s has its requests carry the token, cold and warm, and is undone", async (_, replace) => {
    const Native = plainXhrClass();
    const before = shapes(Native.prototype);
    vi.stubGlobal("XMLHttpRequest", Native);
    vi.resetModules();
    // The library is loaded first, and the other script after it.
    const { createClient } = await import("../../src/client.ts");
    client = createClient({ allowedOrigins: [api] });
    vi.stubGlobal("XMLHttpRequest", replace(Native));
    const uninstall = install();
    for (let call = 0; call < 2; call++) {
      const xhr = new XMLHttpRequest() as unknown as PlainXhr;
      xhr.open("POST", apiUrl);
      xhr.send("body");
      await until(() => xhr.sent.length === 1);
      expect(xhr.sent).toMatchObject([{ headers: [withToken()], body: "body" }]);
    }
    uninstall();
    expect(shapes(Native.prototype)).toEqual(before);
  });

  it("makes facade objects over a native one has the native one carry the token", async () => {
    const Native = plainXhrClass();
    vi.stubGlobal("XMLHttpRequest", Native);
    vi.resetModules();
    const { createClient } = await import("../../src/client.ts");
    client = createClient({ allowedOrigins: [api] });
    const made: PlainXhr[] = [];
    // As xhook has it: a plain object, each with functions of its own.
    vi.stubGlobal("XMLHttpRequest", function XMLHttpRequest() {
      const native = new Native();
      made.push(native);
      return {
        open: (method: string, url: string) => native.open(method, url),
        send: (body: unknown) => native.send(body),
        setRequestHeader: (name: string, value: string) => native.setRequestHeader(name, value),
        abort: () => native.abort(),
      };
    });
    install();
    const facade = new XMLHttpRequest();
    facade.open("POST", apiUrl);
    facade.send("body");
    await until(() => made.at(-1)?.sent.length === 1);
    expect(made.at(-1)?.sent).toMatchObject([{ headers: [withToken()], body: "body" }]);
  });

  it("is absent, as in a service worker, patches fetch alone", async () => {
    const sent = await fakeFetch();
    vi.stubGlobal("XMLHttpRequest", undefined);
    const uninstall = install();
    await fetch(apiUrl);
    uninstall();
    await fetch(apiUrl);
    expect(sent()).toEqual([withToken()[1], null]);
  });

  it.each<[string, (prototype: object) => void]>([
    ["a frozen prototype", (prototype) => Object.freeze(prototype)],
    [
      "a send that cannot be configured",
      (prototype) => Object.defineProperty(prototype, "send", { configurable: false, writable: false }),
    ],
    [
      "a readyState that cannot be configured",
      (prototype) => Object.defineProperty(prototype, "readyState", { configurable: false }),
    ],
  ])("has %s throws one error, and installs nothing", async (_, guard) => {
    const Native = plainXhrClass();
    guard(Native.prototype);
    vi.stubGlobal("XMLHttpRequest", Native);
    const [before, native] = [shapes(Native.prototype), globalThis.fetch];
    expect(() => client.install({ origins: [api] })).toThrow(refusal("Not installed: another script locks"));
    expect(shapes(Native.prototype)).toEqual(before);
    expect(fetch).toBe(native);
    expect((await client.fetch(apiUrl)).status).toBe(200);
  });

  it("is fine and fetch is guarded throws, and leaves XMLHttpRequest as it was", () => {
    const Native = plainXhrClass();
    vi.stubGlobal("XMLHttpRequest", Native);
    const before = shapes(Native.prototype);
    const define = Object.defineProperty;
    // A property of the test's own global object cannot be made configurable again.
    vi.spyOn(Object, "defineProperty").mockImplementation((owner, name, descriptor) => {
      if (owner === globalThis && name === "fetch") throw new TypeError("Cannot redefine property: fetch");
      return define(owner, name, descriptor);
    });
    expect(() => client.install({ origins: [api] })).toThrow(refusal("fetch"));
    vi.restoreAllMocks();
    expect(shapes(Native.prototype)).toEqual(before);
  });
});

/** No EventTarget: plain properties, and handlers. */
class BareFake {
  readyState = 0;
  timeout = 0;
  withCredentials = false;
  status = 0;
  headers: string[][] = [];
  sent: unknown[] = [];
  aborts = 0;
  calls: string[] = [];
  onreadystatechange = () => this.calls.push(`state ${this.readyState}`);
  onload = () => this.calls.push("load");
  onerror = () => this.calls.push("error");
  ontimeout = () => this.calls.push("timeout");
  onabort = () => this.calls.push("abort");
  onloadend = () => this.calls.push("loadend");
  open(_method: string, _url: string) {
    this.readyState = 1;
  }
  setRequestHeader(...header: [string, string]) {
    this.headers.push(header);
  }
  send(body?: unknown) {
    this.sent.push(body);
  }
  abort() {
    this.aborts++;
    this.readyState = 0;
    this.onabort();
  }
}

/** As jasmine-ajax's: it has the listeners of its own, and the browser's `dispatchEvent`, which objects to the receiver. */
class ListeningFake extends BareFake {
  addEventListener() {}
  removeEventListener() {}
  dispatchEvent() {
    throw new TypeError("Illegal invocation");
  }
}

describe.each([
  ["without listeners", BareFake],
  ["with listeners, whose dispatchEvent objects", ListeningFake],
])("a fake XMLHttpRequest of an author's tests, %s,", (_, Fake) => {
  let fake: BareFake;
  const open = () => {
    vi.stubGlobal("XMLHttpRequest", class extends Fake {});
    install();
    fake = new XMLHttpRequest() as unknown as BareFake;
    fake.open("POST", apiUrl);
  };

  it.each([true, false])("is sent with the token, cached or not: %j", async (isWarm) => {
    if (isWarm) await client.preload();
    open();
    fake.send("body");
    await client.getToken();
    await settle(20);
    expect([fake.sent, fake.headers]).toEqual([["body"], [withToken()]]);
  });

  it("is aborted by its own abort() while it waits", async () => {
    open();
    fake.send("body");
    expect(() => fake.abort()).not.toThrow();
    await client.getToken();
    await settle(20);
    expect([fake.aborts, fake.sent]).toEqual([1, []]);
    expect(fake.calls.filter((name) => name === "abort")).toHaveLength(1);
  });

  it("fails by its handlers where no token can be had", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    backend.onToken = () => new Response(null, { status: 403 });
    open();
    fake.send("body");
    await client.getToken().catch(() => {});
    await settle(20);
    expect([fake.calls.filter((name) => /error|loadend/.test(name)), fake.sent]).toEqual([["error", "loadend"], []]);
  });

  it("is left alone for all other requests", () => {
    open();
    fake.open("GET", "https://other.example.com/");
    fake.send();
    expect([fake.sent, fake.headers]).toEqual([[undefined], []]);
  });
});
