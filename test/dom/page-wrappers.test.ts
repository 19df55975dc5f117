import { HttpResponse } from "msw/http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient, type HelpCenterJwtClient } from "../../src/client.ts";
import type { HelpCenterJwtOptions } from "../../src/options.ts";
import { apiUrl, text, useBackend } from "../helpers/backend.ts";
import { settle } from "../helpers/deferred.ts";
import { plainXhrClass } from "../helpers/plain-xhr.ts";

// Wrappers of fetch that a page's other scripts make: above and below install(), that wait or not, that pass on what they were
// given, copy it, make a Request of it, or call this library in turn. A call arrives once, and is seen once.

const backend = useBackend();
const api = new URL(apiUrl).origin;
const other = "https://other.example.com/";
const own = `${location.origin}/api/v2/users/me.json`;

let client: HelpCenterJwtClient;
let undo: (() => void)[];
/** Calls of a wrapper, for what: `page` for those of the page, `token` for requests of the token endpoint. */
let seen: string[];

beforeEach(() => {
  vi.stubGlobal("XMLHttpRequest", plainXhrClass());
  undo = [];
  seen = [];
});
afterEach(async () => {
  for (const restore of undo.splice(0)) restore();
  client?.clear();
  await settle(20);
  vi.unstubAllGlobals();
});

function makeClient(options: HelpCenterJwtOptions = {}): void {
  client = createClient({ allowedOrigins: [api], retry: 0, timeout: 3_000, ...options });
}
const install = () => undo.push(client.install({ origins: [api] }));

type Fetch = typeof fetch;

/** Notes a call. A wrapper that goes in circles ends here, and does not hang the run. */
function count(input: unknown): void {
  const url = input instanceof Request ? input.url : String(input);
  seen.push(url.includes("/integration/token") ? "token" : url);
  if (seen.length > 100) throw new Error("A call goes in circles.");
}

/** What a wrapper does with the function that was there. */
const wrappers: Record<string, (below: Fetch) => Fetch> = {
  "passes its arguments on": (below) => (input, init) => {
    count(input);
    return below(input, init);
  },
  "passes just what it was given on": (below) =>
    function (this: unknown, ...args) {
      count(args[0]);
      return below.apply(this as never, args);
    },
  "waits first": (below) => async (input, init) => {
    count(input);
    await null;
    return below(input, init);
  },
  "waits for a turn of the event loop first": (below) => async (input, init) => {
    count(input);
    await settle(1);
    return below(input, init);
  },
  "copies the options": (below) => (input, init) => {
    count(input);
    return below(input, { ...init, headers: new Headers(init?.headers ?? (input as Request).headers) });
  },
  "copies the options, and waits": (below) => async (input, init) => {
    count(input);
    await settle(1);
    return below(input, { ...init, headers: new Headers(init?.headers ?? (input as Request).headers) });
  },
  "adds a header": (below) => (input, init) => {
    count(input);
    const headers = new Headers(init?.headers ?? (input as Request).headers);
    headers.append("traceparent", "00-1");
    return below(input, { ...init, headers });
  },
  "makes a new Request": (below) => (input, init) => {
    const request = new Request(input, init);
    count(request);
    return below(request);
  },
  "makes a new Request, and waits": (below) => async (input, init) => {
    const request = new Request(input, init);
    count(request);
    await settle(1);
    return below(request);
  },
  "takes a Request apart": (below) => async (input, init) => {
    const request = new Request(input, init);
    const { url, method, headers, redirect } = request;
    count(url);
    const body = /GET|HEAD/.test(method) ? null : await request.arrayBuffer();
    return below(url, { method, headers, redirect, body });
  },
  "adds a query": (below) => (input, init) => {
    count(input);
    return typeof input === "string" ? below(`${input}?v=1`, init) : below(input, init);
  },
};
const names = Object.keys(wrappers);
const wrap = (name: string) => vi.stubGlobal("fetch", (wrappers[name] as (below: Fetch) => Fetch)(globalThis.fetch));

/** Calls of the page that a wrapper has seen. */
const seenCalls = () => seen.filter((call) => call !== "token");
const arrived = () => backend.arrivals.map(({ url, authorization }) => [url.replace("?v=1", ""), authorization]);
const withToken = (index = 0) => [apiUrl, `Bearer ${backend.issued[index]}`];

/** The ways in which a page makes a call. */
const calls: [string, (send: Fetch) => Promise<Response>, body: string][] = [
  ["a URL", (send) => send(apiUrl), ""],
  ["a URL object", (send) => send(new URL(apiUrl)), ""],
  ["options", (send) => send(apiUrl, { method: "POST", headers: { "x-a": "1" }, body: "Milk" }), "Milk"],
  ["a Request", (send) => send(new Request(apiUrl, { method: "POST", body: "Milk" })), "Milk"],
];

describe.each(names)("a wrapper above install() that %s", (name) => {
  describe.each([true, false])("with a cached token: %j", (isWarm) => {
    beforeEach(async () => {
      makeClient();
      install();
      if (isWarm) await client.preload();
      wrap(name);
    });

    it.each(calls)("has the page's fetch arrive once, and sees it once: %s", async (_, call, body) => {
      expect((await call(fetch)).status).toBe(200);
      expect(arrived()).toEqual([withToken()]);
      expect(backend.arrivals.map(text)).toEqual([body]);
      expect(seenCalls()).toHaveLength(1);
      expect(backend.tokenRequests).toHaveLength(1);
    });

    it.each(calls)("has HCJwt.fetch arrive once, and sees it once: %s", async (_, call, body) => {
      expect((await call(client.fetch)).status).toBe(200);
      expect(arrived()).toEqual([withToken()]);
      expect(backend.arrivals.map(text)).toEqual([body]);
      expect(seenCalls()).toHaveLength(1);
      expect(backend.tokenRequests).toHaveLength(1);
    });

    it("does not see the second try after a 401, which is below it", async () => {
      backend.onRequest = ({ authorization }) =>
        new HttpResponse(null, { status: authorization === `Bearer ${backend.issued[0]}` ? 401 : 200 });
      expect((await fetch(apiUrl, { method: "POST", body: "Milk" })).status).toBe(200);
      expect(arrived()).toEqual([withToken(0), withToken(1)]);
      expect(backend.arrivals.map(text)).toEqual(["Milk", "Milk"]);
      expect(seenCalls()).toHaveLength(1);
    });

    it.each([own, other])("has %s arrive once, without a token", async (url) => {
      expect((await fetch(url)).status).toBe(200);
      expect(arrived()).toEqual([[url, null]]);
      expect(seenCalls()).toHaveLength(1);
    });

    it("has a call that nobody may make rejected, and not sent", async () => {
      vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });
      await expect(fetch(apiUrl)).rejects.toMatchObject({ code: "not_signed_in" });
      expect([arrived(), seenCalls().length]).toEqual([[], 1]);
    });

    it("still passes once the library is uninstalled below it", async () => {
      for (const restore of undo.splice(0)) restore();
      expect((await fetch(apiUrl)).status).toBe(200);
      expect(arrived()).toEqual([[apiUrl, null]]);
      expect((await client.fetch(apiUrl)).status).toBe(200);
      expect(arrived()).toEqual([[apiUrl, null], withToken()]);
    });
  });
});

describe.each(names)("a wrapper that was there before the client and install(), and %s,", (name) => {
  it.each(calls.slice(2))("sees each call once, and it arrives once: %s", async (_, call, body) => {
    wrap(name);
    makeClient();
    install();
    expect((await call(fetch)).status).toBe(200);
    expect((await call(client.fetch)).status).toBe(200);
    expect(arrived()).toEqual([withToken(), withToken()]);
    expect(backend.arrivals.map(text)).toEqual([body, body]);
    expect(seenCalls()).toHaveLength(2);
  });

  it("sees the token request, too", async () => {
    wrap(name);
    makeClient();
    install();
    await fetch(apiUrl);
    expect([seen.filter((call) => call === "token").length, backend.tokenRequests.length]).toEqual([1, 1]);
  });
});

describe.each(names)("one wrapper below and one above install() that %s", (name) => {
  it.each(calls.slice(2))("see each call once, and it arrives once: %s", async (_, call, body) => {
    wrap(name);
    makeClient();
    install();
    wrap(name);
    expect((await call(fetch)).status).toBe(200);
    expect(arrived().map(([url, authorization]) => [url?.replace("?v=1", ""), authorization])).toEqual([withToken()]);
    expect(backend.arrivals.map(text)).toEqual([body]);
    expect(seenCalls()).toHaveLength(2);
  });
});

describe.each(names)("without install(), a wrapper that came after the client, and %s,", (name) => {
  it.each(calls.slice(2))("sees HCJwt.fetch once, and it arrives once: %s", async (_, call, body) => {
    makeClient();
    wrap(name);
    expect((await call(client.fetch)).status).toBe(200);
    expect(arrived()).toEqual([withToken()]);
    expect(backend.arrivals.map(text)).toEqual([body]);
    expect(seenCalls()).toHaveLength(1);
    expect(seen.filter((call) => call === "token")).toHaveLength(1);
  });
});

/** Wrappers that call the library in turn, for what goes to the API, or for all. */
const inTurn: Record<string, (below: Fetch, isOurs: (url: string) => boolean) => Fetch> = {
  "at once": (below, isOurs) => (input, init) => {
    count(input);
    return isOurs(urlOf(input)) ? client.fetch(input, init) : below(input, init);
  },
  "after a wait": (below, isOurs) => async (input, init) => {
    count(input);
    await null;
    return isOurs(urlOf(input)) ? client.fetch(input, init) : below(input, init);
  },
  "after a turn of the event loop": (below, isOurs) => async (input, init) => {
    count(input);
    await settle(1);
    return isOurs(urlOf(input)) ? client.fetch(input, init) : below(input, init);
  },
  "with a copy of the options": (below, isOurs) => async (input, init) => {
    count(input);
    await null;
    return isOurs(urlOf(input)) ? client.fetch(input, { ...init }) : below(input, init);
  },
  "with a new Request": (below, isOurs) => async (input, init) => {
    const request = new Request(input, init);
    count(request);
    await null;
    return isOurs(request.url) ? client.fetch(request) : below(request);
  },
  "with new headers and nothing else": (below, isOurs) => async (input, init) => {
    count(input);
    await settle(1);
    const { method = "GET", body = null } = init ?? {};
    const headers = new Headers(init?.headers ?? (input as Request).headers);
    if (input instanceof Request) return isOurs(input.url) ? client.fetch(input, { headers }) : below(input);
    return isOurs(urlOf(input)) ? client.fetch(input, { method, headers, body }) : below(input, init);
  },
};
const urlOf = (input: unknown) =>
  input instanceof Request ? input.url : new URL(String(input), document.baseURI).href;

describe.each(Object.keys(inTurn))("a wrapper that calls HCJwt.fetch %s", (name) => {
  const put = (isOurs: (url: string) => boolean) =>
    vi.stubGlobal("fetch", (inTurn[name] as (typeof inTurn)[string])(globalThis.fetch, isOurs));

  describe.each<[string, (url: string) => boolean]>([
    ["the API", (url) => url.startsWith(api)],
    ["every call", () => true],
  ])("for %s", (_, isOurs) => {
    const situations: [string, () => void][] = [
      [
        "after the client",
        () => {
          makeClient();
          put(isOurs);
        },
      ],
      [
        "after install()",
        () => {
          makeClient();
          install();
          put(isOurs);
        },
      ],
      [
        "before install()",
        () => {
          makeClient();
          put(isOurs);
          install();
        },
      ],
    ];
    describe.each(situations)("made %s", (_, open) => {
      it.each(calls.slice(2))("has each call end, and arrive once with a token: %s", async (_, call, body) => {
        open();
        expect((await call(fetch)).status).toBe(200);
        expect((await call(fetch)).status).toBe(200);
        expect((await call(client.fetch)).status).toBe(200);
        expect(arrived()).toEqual([withToken(), withToken(), withToken()]);
        expect(backend.arrivals.map(text)).toEqual([body, body, body]);
      });

      it("has many at a time arrive once each", async () => {
        open();
        await client.preload();
        seen.length = 0;
        const ends = await Promise.all(Array.from({ length: 10 }, (_, n) => fetch(`${apiUrl}/${n}`)));
        expect(ends.map(({ status }) => status)).toEqual(Array(10).fill(200));
        expect(backend.arrivals.map(({ url }) => url).sort()).toEqual(
          Array.from({ length: 10 }, (_, n) => `${apiUrl}/${n}`),
        );
      });

      it("has calls to its own origin end, and arrive once without a token", async () => {
        open();
        for (const send of [fetch, client.fetch]) expect((await send(own)).status).toBe(200);
        expect(arrived()).toEqual([
          [own, null],
          [own, null],
        ]);
        expect(backend.tokenRequests).toEqual([]);
      });

      it("has an anonymous call end where the token endpoint responds with 403", async () => {
        open();
        client.configure({ anonymous: "omit" });
        backend.onToken = () => new Response(null, { status: 403 });
        for (const send of [fetch, client.fetch]) expect((await send(apiUrl)).status).toBe(200);
        expect(arrived()).toEqual([
          [apiUrl, null],
          [apiUrl, null],
        ]);
      });

      it("has an anonymous call end where the page knows nobody", async () => {
        open();
        client.configure({ anonymous: "omit", user: null });
        for (const send of [fetch, client.fetch]) expect((await send(apiUrl)).status).toBe(200);
        expect(arrived()).toEqual([
          [apiUrl, null],
          [apiUrl, null],
        ]);
      });

      it("has a call with its caller's own Authorization end", async () => {
        open();
        const init = { headers: { authorization: "Basic x" } };
        for (const send of [fetch, client.fetch]) expect((await send(apiUrl, init)).status).toBe(200);
        expect(arrived()).toEqual([
          [apiUrl, "Basic x"],
          [apiUrl, "Basic x"],
        ]);
      });

      it("has a 401 renewed once", async () => {
        open();
        backend.onRequest = ({ authorization }) =>
          new HttpResponse(null, { status: authorization === `Bearer ${backend.issued[0]}` ? 401 : 200 });
        expect((await fetch(apiUrl)).status).toBe(200);
        expect(arrived()).toEqual([withToken(0), withToken(1)]);
        expect(backend.tokenRequests).toHaveLength(2);
      });
    });
  });
});

describe("window.fetch = HCJwt.fetch", () => {
  const situations: [string, () => void][] = [
    ["alone", () => {}],
    ["over install()", install],
  ];
  describe.each(situations)("%s", (_, prepare) => {
    const open = (options?: HelpCenterJwtOptions) => {
      makeClient(options);
      prepare();
      const capped = new Proxy(client.fetch, {
        apply(target, receiver, args: Parameters<Fetch>) {
          count(args[0]);
          return Reflect.apply(target, receiver, args);
        },
      });
      vi.stubGlobal("fetch", capped);
    };

    it.each(calls.slice(2))("makes all of the page's calls carry the token: %s", async (_, call) => {
      open();
      expect((await call(fetch)).status).toBe(200);
      expect((await call(client.fetch)).status).toBe(200);
      expect(arrived()).toEqual([withToken(), withToken()]);
      expect(backend.tokenRequests).toHaveLength(1);
    });

    it("ends where the token endpoint responds with 403, with anonymous: omit", async () => {
      open({ anonymous: "omit" });
      backend.onToken = () => new Response(null, { status: 403 });
      expect((await fetch(apiUrl)).status).toBe(200);
      expect(arrived()).toEqual([[apiUrl, null]]);
    });

    it("ends with an error where it responds with 403 otherwise", async () => {
      open();
      backend.onToken = () => new Response(null, { status: 403 });
      await expect(fetch(apiUrl)).rejects.toMatchObject({ code: "not_signed_in" });
      expect(arrived()).toEqual([]);
    });

    it("passes the page's calls to its own origin", async () => {
      open();
      expect((await fetch(own)).status).toBe(200);
      expect(arrived()).toEqual([[own, null]]);
    });
  });
});

describe("a wrapper that asks for the token itself", () => {
  /** The first thing that people write who want it in every request. */
  const adding =
    (ask: () => Promise<string>): ((below: Fetch) => Fetch) =>
    (below) =>
    async (input, init) => {
      count(input);
      const token = await ask();
      return below(input, { ...init, headers: { Authorization: `Bearer ${token}` } });
    };
  const asks: [string, () => Promise<string>][] = [
    ["getToken()", () => client.getToken()],
    ["getToken() after a wait", () => settle(1).then(() => client.getToken())],
    ["getClaims() first", () => client.getClaims().then(() => client.getToken())],
    ["preload() first", () => client.preload().then(() => client.getToken())],
  ];
  const situations: [string, (put: () => void) => void][] = [
    [
      "after the client",
      (put) => {
        makeClient();
        put();
      },
    ],
    [
      "after install()",
      (put) => {
        makeClient();
        install();
        put();
      },
    ],
    [
      "before install()",
      (put) => {
        makeClient();
        put();
        install();
      },
    ],
  ];
  describe.each(situations)("made %s", (_, open) => {
    it.each(asks)("gets it, and the call arrives once: by %s", async (_, ask) => {
      open(() => vi.stubGlobal("fetch", adding(ask)(globalThis.fetch)));
      expect((await fetch(apiUrl)).status).toBe(200);
      expect(arrived()).toEqual([withToken()]);
      expect((await client.fetch(apiUrl)).status).toBe(200);
      expect(arrived()).toEqual([withToken(), withToken()]);
    });

    it.each(asks)("has many calls at a time arrive once each: by %s", async (_, ask) => {
      open(() => vi.stubGlobal("fetch", adding(ask)(globalThis.fetch)));
      await Promise.all(Array.from({ length: 5 }, () => fetch(apiUrl)));
      expect(arrived()).toEqual(Array.from({ length: 5 }, () => withToken()));
    });
  });

  it("that was there before the client ends with a response or an error, and not with a wait", async () => {
    let isReady = false;
    vi.stubGlobal("fetch", adding(() => (isReady ? client.getToken() : Promise.resolve("x")))(globalThis.fetch));
    makeClient();
    isReady = true;
    const end = await client.fetch(apiUrl).then(
      ({ status }) => status,
      (error) => error.code,
    );
    expect([200, "unsupported_mode"]).toContain(end);
  });
});

describe("a wrapper that calls HCJwt.clear()", () => {
  it.each<[string, (below: Fetch) => Fetch]>([
    [
      "at once",
      (below) => (input, init) => {
        count(input);
        client.clear();
        return below(input, init);
      },
    ],
    [
      "after a wait",
      (below) => async (input, init) => {
        count(input);
        await null;
        client.clear();
        return below(input, init);
      },
    ],
  ])("with every request, %s, lets calls end", async (_, wrapper) => {
    for (const prepare of [() => {}, install]) {
      makeClient();
      prepare();
      vi.stubGlobal("fetch", wrapper(globalThis.fetch));
      expect((await fetch(apiUrl)).status).toBe(200);
      const end = await client.fetch(apiUrl).then(
        ({ status }) => status,
        (error) => error.code,
      );
      expect([200, "token_endpoint_unavailable"]).toContain(end);
      vi.unstubAllGlobals();
      vi.stubGlobal("XMLHttpRequest", plainXhrClass());
      seen.length = 0;
    }
  });
});

describe("fakes and spies of an author's own tests", () => {
  it.each([true, false])("are called in place of the network, with install(): %j", async (isInstalled) => {
    makeClient();
    if (isInstalled) install();
    await client.preload();
    const fake = vi.fn<Fetch>(async () => new Response("faked"));
    vi.stubGlobal("fetch", fake);
    expect(await (await client.fetch(apiUrl)).text()).toBe("faked");
    expect(fake).toHaveBeenCalledTimes(1);
    expect(new Headers(fake.mock.calls[0]?.[1]?.headers).get("authorization")).toBe(withToken()[1]);
    expect(backend.arrivals).toEqual([]);
  });

  it("may respond to the token request, too", async () => {
    makeClient();
    await client.preload();
    const jwt = backend.issued[0];
    client.clear();
    const fake = vi.fn<Fetch>(async (input) =>
      urlOf(input).includes("/integration/token") ? Response.json({ token: jwt }) : new Response("faked"),
    );
    vi.stubGlobal("fetch", fake);
    expect(await (await client.fetch(apiUrl)).text()).toBe("faked");
    expect([fake.mock.calls.length, backend.tokenRequests.length]).toEqual([2, 1]);
  });

  it("see calls through a spy on the installed fetch", async () => {
    makeClient();
    install();
    const spy = vi.spyOn(globalThis, "fetch");
    await fetch(apiUrl);
    expect(arrived()).toEqual([withToken()]);
    expect(spy.mock.calls.filter(([input]) => input === apiUrl)).toHaveLength(1);
    spy.mockRestore();
  });
});

describe("two clients", () => {
  it.each([true, false])(
    "installed for two origins each carry their own token, the wrapper between them: %j",
    async (isWrapped) => {
      makeClient();
      const second = createClient({ allowedOrigins: [new URL(other).origin] });
      install();
      if (isWrapped) wrap("waits first");
      undo.unshift(second.install({ origins: [other] }));
      await fetch(apiUrl);
      await fetch(other);
      expect(arrived()).toEqual([
        [apiUrl, `Bearer ${await client.getToken()}`],
        [other, `Bearer ${await second.getToken()}`],
      ]);
      expect(await client.getToken()).not.toBe(await second.getToken());
    },
  );
});
