import { HttpResponse } from "msw/http";
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import { createClient, type HelpCenterJwtClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { HelpCenterJwtOptions } from "../../src/options.ts";
import { type Arrival, text, useBackend } from "../helpers/backend.ts";
import { type Deferred, deferred, settle, until } from "../helpers/deferred.ts";
import { plainXhrClass } from "../helpers/plain-xhr.ts";

// The rules of a call, each for all ways in which one can be made: HCJwt.fetch, and fetch and XMLHttpRequest under install().

const backend = useBackend();
const api = "https://api.example.com";
const url = `${api}/orders`;
const other = "https://other.example.com/";

interface CallOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** How one call ends: with a status, or not. */
type End = number | "failed";

interface Transport {
  readonly name: string;
  readonly isXhr: boolean;
  readonly isInstalled: boolean;
  /** Makes the call before it returns. */
  call(url: string, options?: CallOptions): Promise<End>;
}

const endOf = (answer: Promise<Response>): Promise<End> => answer.then(({ status }) => status).catch(() => "failed");

const transports: readonly Transport[] = [
  {
    name: "HCJwt.fetch",
    isXhr: false,
    isInstalled: false,
    call: (url, options) => endOf(client.fetch(url, options as RequestInit)),
  },
  {
    name: "the installed fetch",
    isXhr: false,
    isInstalled: true,
    call: (url, options) => endOf(fetch(url, options as RequestInit)),
  },
  {
    name: "the installed XMLHttpRequest",
    isXhr: true,
    isInstalled: true,
    call(url, { method = "GET", headers = {}, body } = {}) {
      const xhr = new XMLHttpRequest();
      const end = new Promise<End>((resolve) => {
        xhr.addEventListener("loadend", () => resolve(xhr.status || "failed"));
      });
      xhr.open(method, url);
      for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
      try {
        xhr.send(body as XMLHttpRequestBodyInit);
      } catch {
        return Promise.resolve("failed");
      }
      return end;
    },
  },
];
const [direct, , xhr] = transports as [Transport, Transport, Transport];

let client: HelpCenterJwtClient;
let uninstall = () => {};
let onError: Mock<(error: HelpCenterJwtError) => void>;
/** How fetch was called at the network's edge: its `redirect` and `mode`. */
let requests: { url: string; redirect: string; mode: string }[];

/** A page with all three, over one network. */
function openPage(options: HelpCenterJwtOptions = {}): void {
  uninstall();
  vi.spyOn(console, "error").mockImplementation(() => {});
  const network = networkFetch;
  requests = [];
  vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) => {
    const { redirect, mode, url } =
      typeof input === "string" ? { redirect: "follow", mode: "cors", url: input } : input;
    requests.push({ url, redirect: init?.redirect ?? redirect, mode: init?.mode ?? mode });
    return network(input, init);
  });
  vi.stubGlobal(
    "XMLHttpRequest",
    plainXhrClass(async ({ url, method, headers, body }, signal) => {
      // fetch takes no user and password in a URL.
      const bare = Object.assign(new URL(url, document.baseURI), { username: "", password: "" });
      const init = { method, headers: headers as [string, string][], body: (body ?? null) as BodyInit, signal };
      const answer = await network(bare, init);
      return { status: answer.status, url: answer.url };
    }),
  );
  onError = vi.fn();
  client = createClient({
    allowedOrigins: [api, "https://*.example.net", "https://support.example.com.", "https://*.zendesk.com"],
    retry: 0,
    onError,
    ...options,
  });
  uninstall = client.install({
    origins: [
      api,
      "https://*.example.net",
      other,
      location.origin,
      "https://support.example.com.",
      "https://*.zendesk.com",
    ],
  });
}

let networkFetch: typeof fetch;
beforeEach(() => {
  networkFetch = globalThis.fetch;
  openPage();
});
afterEach(async () => {
  uninstall();
  // What is still under way is of no later test.
  client.clear();
  await settle(20);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const bearer = (index: number) => `Bearer ${backend.issued[index]}`;
const bearers = () => backend.arrivals.map(({ authorization }) => authorization);
const codes = () => onError.mock.calls.map(([{ code }]) => code);

/** Holds the next token requests until it is resolved: with a response, or `undefined` for a token. */
function holdToken(): Deferred<Response | undefined> {
  const held = deferred<Response | undefined>();
  backend.onToken = () => held.promise as never;
  return held;
}

/** A call that waits for its token by now. */
async function waitingCall(transport: Transport, held = holdToken()) {
  const end = transport.call(url, { method: "POST", body: "body" });
  await until(() => backend.tokenRequests.length > 0);
  return { end, held };
}

/** How many token requests were made, those behind the calls included: one that is forced comes after all others. */
async function tokenRequests(): Promise<number> {
  await client.getToken({ forceRefresh: true });
  return backend.tokenRequests.length - 1;
}

/** Responds with 401 to all tokens up to this one, by their order of issue. */
const revokeUpTo = (last: number) => {
  backend.onRequest = ({ authorization }) =>
    new HttpResponse(null, {
      status: backend.issued.slice(0, last + 1).some((jwt) => authorization === `Bearer ${jwt}`) ? 401 : 200,
    });
};

describe.each(transports)("by $name", (transport) => {
  const { call, isXhr, isInstalled } = transport;

  describe.each([true, false])("with a cached token: %j", (isWarm) => {
    beforeEach(async () => {
      if (isWarm) await client.preload();
    });

    it("a call to an allowed origin carries the token, and all that its caller gave", async () => {
      expect(await call(url, { method: "PUT", headers: { "X-Trace": "7" }, body: "Milk" })).toBe(200);
      const [arrival] = backend.arrivals as [Arrival];
      expect([arrival.method, arrival.url, arrival.authorization]).toEqual(["PUT", url, bearer(0)]);
      expect([arrival.headers.get("x-trace"), text(arrival)]).toEqual(["7", "Milk"]);
    });

    it("a call to an origin that is not allowed is refused, and reported once", async () => {
      expect(await call(other)).toBe("failed");
      expect([backend.arrivals, codes()]).toEqual([[], ["destination_not_allowed"]]);
    });

    it.each([
      "/hc/en-us",
      "https://support.example.com/api/v2/users/me.json",
      "https://support.example.com./api/v2/users/me.json",
      "https://acme.zendesk.com/api/v2/users/me.json",
      "https://acme.zendesk.com./api/v2/users/me.json",
    ])("a call to %s passes untouched", async (own) => {
      expect(await call(own, { headers: { "x-a": "1" } })).toBe(200);
      expect(backend.arrivals.map(({ authorization, headers }) => [authorization, headers.get("x-a")])).toEqual([
        [null, "1"],
      ]);
      expect(backend.tokenRequests).toHaveLength(Number(isWarm));
    });

    it("an insecure destination gets no token", async () => {
      // install() cannot be given one.
      expect(await call("http://api.example.com/orders")).toBe(isInstalled ? 200 : "failed");
      expect([bearers(), codes()]).toEqual(isInstalled ? [[null], []] : [[], ["insecure_destination"]]);
    });

    it.each([url, other])("a caller's own Authorization is left alone, wherever it goes: %s", async (where) => {
      expect(await call(where, { headers: { authorization: "Basic x" } })).toBe(200);
      expect(bearers()).toEqual(["Basic x"]);
      expect(backend.tokenRequests).toHaveLength(Number(isWarm));
    });

    it("user and password in a URL are its caller's own, and fetch takes none", async () => {
      expect(await call("https://mia:secret@api.example.com/orders")).toBe(isXhr ? 200 : "failed");
      expect([bearers(), codes()]).toEqual([isXhr ? [null] : [], []]);
    });

    it("nobody is signed in, as the page tells: it is refused, and reported once", async () => {
      vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });
      expect(await call(url)).toBe("failed");
      expect([backend.arrivals, codes(), backend.tokenRequests.length]).toEqual([
        [],
        ["not_signed_in"],
        Number(isWarm),
      ]);
    });

    it("nobody is signed in, and it may go out without a token", async () => {
      client.configure({ anonymous: "omit" });
      vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });
      expect(await call(url, { method: "POST", body: "Milk" })).toBe(200);
      expect([bearers(), backend.arrivals.map(text), codes()]).toEqual([[null], ["Milk"], []]);
    });

    it("a 401 renews the token once, and fetch is sent once more", async () => {
      revokeUpTo(0);
      expect(await call(url)).toBe(isXhr ? 401 : 200);
      expect(await call(url)).toBe(200);
      expect(bearers()).toEqual([bearer(0), bearer(1), ...(isXhr ? [] : [bearer(1)])]);
      expect(await tokenRequests()).toBe(2);
    });

    it("401 to every token costs one renewal", async () => {
      backend.onRequest = () => new HttpResponse(null, { status: 401 });
      for (let n = 0; n < 10; n++) expect(await call(url)).toBe(401);
      expect(await tokenRequests()).toBe(2);
    });

    it("many 401 at a time share one renewal", async () => {
      revokeUpTo(0);
      const ends = await Promise.all(Array.from({ length: 20 }, () => call(url)));
      expect(new Set(ends)).toEqual(new Set([isXhr ? 401 : 200]));
      expect(await tokenRequests()).toBe(2);
    });

    it("later revocations are healed, each", async () => {
      for (let revoked = 0; revoked < 3; revoked++) {
        revokeUpTo(revoked);
        await call(url);
        expect(await call(url)).toBe(200);
      }
      expect(await tokenRequests()).toBe(4);
    });

    it("a public 200 and a private 401 in turn on one origin cost 2 token requests in 20 calls", async () => {
      backend.onRequest = ({ url }) => new HttpResponse(null, { status: url.endsWith("private") ? 401 : 200 });
      for (let n = 0; n < 10; n++) {
        expect(await call(`${api}/public`)).toBe(200);
        expect(await call(`${api}/private`)).toBe(401);
      }
      expect(await tokenRequests()).toBe(2);
    });

    it("a 401 from another origin behind a redirect renews nothing", async () => {
      backend.onRequest = ({ url }) =>
        url.startsWith(api)
          ? new HttpResponse(null, { status: 302, headers: { location: other } })
          : new HttpResponse(null, { status: 401 });
      expect(await call(url)).toBe(401);
      expect(bearers()).toEqual([bearer(0), null]);
      expect(await tokenRequests()).toBe(1);
    });

    it("a response of another origin behind a redirect accepts nothing", async () => {
      backend.onRequest = ({ url }) => {
        if (url.endsWith("away")) return new HttpResponse(null, { status: 302, headers: { location: other } });
        return new HttpResponse(null, { status: url === other ? 200 : 401 });
      };
      for (let n = 0; n < 5; n++) {
        expect(await call(url)).toBe(401);
        expect(await call(`${api}/away`)).toBe(200);
      }
      expect(await tokenRequests()).toBe(2);
    });

    it("a 401 behind a redirect that stayed with the origin renews the token", async () => {
      backend.onRequest = ({ url, authorization }) => {
        if (url.endsWith("moved")) return new HttpResponse(null, { status: authorization === bearer(0) ? 401 : 200 });
        return new HttpResponse(null, { status: 307, headers: { location: `${api}/moved` } });
      };
      await call(url);
      expect(await call(url)).toBe(200);
      expect(bearers().at(-1)).toBe(bearer(1));
      expect(await tokenRequests()).toBe(2);
    });

    it("any other status renews nothing", async () => {
      for (const status of [200, 204, 400, 403, 404, 409, 429, 500, 503]) {
        backend.onRequest = () => new HttpResponse(null, { status });
        expect(await call(url)).toBe(status);
      }
      expect(await tokenRequests()).toBe(1);
    });

    const changing: [string, () => [body: unknown, change: () => void], sent: RegExp][] = [
      [
        "FormData",
        () => {
          const data = new FormData();
          data.append("title", "before");
          return [data, () => data.set("title", "after")];
        },
        /name="title"\s+before/,
      ],
      [
        "URLSearchParams",
        () => {
          const params = new URLSearchParams({ title: "before" });
          return [params, () => params.set("title", "after")];
        },
        /^title=before$/,
      ],
      [
        "an ArrayBuffer",
        () => {
          const bytes = new TextEncoder().encode("before");
          return [bytes.buffer, () => bytes.fill(65)];
        },
        /^before$/,
      ],
      [
        "a view on a heap",
        () => {
          const heap = new TextEncoder().encode("..before..");
          return [heap.subarray(2, 8), () => heap.fill(65)];
        },
        /^before$/,
      ],
      [
        "an object that is sent as text",
        () => {
          let title = "before";
          return [
            { toString: () => title },
            () => {
              title = "after";
            },
          ];
        },
        /^before$/,
      ],
    ];
    it.each(changing)("%s that changes after the call is sent as it was, each time", async (_, given, sent) => {
      revokeUpTo(0);
      const [body, change] = given();
      const end = call(url, { method: "POST", body });
      change();
      expect(await end).toBe(isXhr ? 401 : 200);
      expect(backend.arrivals).toHaveLength(isXhr ? 1 : 2);
      for (const arrival of backend.arrivals) expect(text(arrival)).toMatch(sent);
      const types = new Set(backend.arrivals.map(({ headers }) => headers.get("content-type")?.replace(/;.*/, "")));
      expect(types.size).toBe(1);
    });

    it("in a browser that would hand the token on with a redirect, fetch follows none, and XMLHttpRequest is refused", async () => {
      vi.stubGlobal("CSS", { supports: () => false });
      openPage();
      if (isWarm) await client.preload();
      requests.length = 0;
      expect(await call(url)).toBe(isXhr ? "failed" : 200);
      expect(codes()).toEqual(isXhr ? ["unsupported_mode"] : []);
      expect(requests.flatMap((sent) => (sent.url === url ? [sent.redirect] : []))).toEqual(isXhr ? [] : ["error"]);
      // What carries no token goes on as ever.
      expect(await call("/hc/en-us")).toBe(200);
      expect(await call(url, { headers: { authorization: "Basic x" } })).toBe(200);
      client.configure({ anonymous: "omit", user: null });
      expect(await call(url)).toBe(200);
    });
  });

  describe("while it waits for a token", () => {
    it("the list of origins is narrowed: nothing is sent", async () => {
      const { end, held } = await waitingCall(transport);
      client.configure({ allowedOrigins: [other] });
      held.resolve(undefined);
      expect(await end).toBe("failed");
      expect([backend.arrivals, codes()]).toEqual([[], ["destination_not_allowed"]]);
    });

    it("the visitor changes: nothing is sent", async () => {
      const user = (identifier: string) => vi.stubGlobal("HelpCenter", { user: { role: "end_user", identifier } });
      user("mia");
      const { end, held } = await waitingCall(transport);
      user("noah");
      held.resolve(undefined);
      expect(await end).toBe("failed");
      expect([backend.arrivals, codes()]).toEqual([[], ["invalid_token_response"]]);
    });

    it("the visitor signs out: nothing is sent, or without a token where the author said so", async () => {
      for (const anonymous of ["reject", "omit"] as const) {
        openPage({ anonymous });
        vi.stubGlobal("HelpCenter", { user: { role: "end_user", identifier: "mia" } });
        backend.tokenRequests.length = 0;
        const { end, held } = await waitingCall(transport);
        vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });
        held.resolve(undefined);
        expect(await end).toBe(anonymous === "omit" ? 200 : "failed");
      }
      expect([bearers(), backend.arrivals.map(text)]).toEqual([[null], ["body"]]);
    });

    it.each([401, 403])(
      "the token endpoint responds with %i: it is refused and reported once, or is sent without",
      async (status) => {
        const { end, held } = await waitingCall(transport);
        held.resolve(new Response(null, { status }));
        expect(await end).toBe("failed");
        expect([backend.arrivals, codes()]).toEqual([[], ["not_signed_in"]]);
        openPage({ anonymous: "omit" });
        backend.onToken = () => new Response(null, { status });
        expect(await call(url, { method: "POST", body: "body" })).toBe(200);
        expect([bearers(), backend.arrivals.map(text), codes()]).toEqual([[null], ["body"], []]);
      },
    );

    it.each([404, 429, 500])(
      "the token endpoint responds with %i: each call fails, and one error is reported",
      async (status) => {
        client.configure({ anonymous: "omit" });
        const held = holdToken();
        const ends = Array.from({ length: 5 }, () => call(url));
        held.resolve(new Response(null, { status }));
        expect(await Promise.all(ends)).toEqual(Array(5).fill("failed"));
        expect([backend.arrivals, codes().length, backend.tokenRequests.length]).toEqual([[], 1, 1]);
      },
    );

    it("clear() is called: it is sent with a token that was asked for after that", async () => {
      const { end, held } = await waitingCall(transport);
      client.clear();
      backend.onToken = undefined;
      held.resolve(undefined);
      expect(await end).toBe(200);
      expect(backend.tokenRequests).toHaveLength(2);
    });

    it("the library is uninstalled: it is sent, or fails, and nothing else happens", async () => {
      const { end, held } = await waitingCall(transport);
      uninstall();
      held.resolve(undefined);
      expect(await end).toBe(200);
      expect(backend.arrivals.map((arrival) => [arrival.url, text(arrival)])).toEqual([[url, "body"]]);
    });
  });

  it.each([401, 403])(
    "the tab's copy goes with the session, once the token endpoint responds with %i",
    async (status) => {
      openPage({ storage: "session", user: "mia" });
      expect(await call(url)).toBe(200);
      expect(sessionStorage).toHaveLength(1);
      // The session ends, and a rejected token is how the client learns of it.
      backend.onToken = () => new Response(null, { status });
      backend.onRequest = () => new HttpResponse(null, { status: 401 });
      expect(await call(url)).toBe(401);
      await until(() => sessionStorage.length === 0);
      expect(await call(url)).toBe("failed");
    },
  );
});

describe("of two transports on one origin,", () => {
  const pairs = transports.flatMap((one) => transports.map((two) => [one.name, two.name, one, two] as const));

  it.each(pairs)(
    "%s to a public page and %s to a private one cost 2 token requests in 20 calls",
    async (_, __, one, two) => {
      backend.onRequest = ({ url }) => new HttpResponse(null, { status: url.endsWith("private") ? 401 : 200 });
      for (let n = 0; n < 10; n++) {
        expect(await one.call(`${api}/public`)).toBe(200);
        expect(await two.call(`${api}/private`)).toBe(401);
      }
      expect(await tokenRequests()).toBe(2);
    },
  );

  it.each(pairs)("%s has the token renewed for %s", async (_, __, one, two) => {
    await client.preload();
    revokeUpTo(0);
    await one.call(url);
    expect(await two.call(url)).toBe(200);
    expect(bearers().at(-1)).toBe(bearer(1));
    expect(await tokenRequests()).toBe(2);
  });
});

describe("a connection", () => {
  it("is opened once for all calls that wait, by whatever transport", async () => {
    const links = () =>
      [...document.head.querySelectorAll("link[rel=preconnect]")].map((link) => link.getAttribute("href"));
    const before = links().length;
    const ends = transports.map(({ call }) => call("https://first.example.net/"));
    await Promise.all(ends);
    client.clear();
    await Promise.all(transports.map(({ call }) => call("https://first.example.net/")));
    expect(links().slice(before)).toEqual(["https://first.example.net"]);
  });
});

describe("a call in the mode no-cors", () => {
  it.each([true, false])("is sent as it was under install(), with a cached token: %j", async (isWarm) => {
    if (isWarm) await client.preload();
    requests.length = 0;
    expect(await endOf(fetch(url, { mode: "no-cors", method: "POST", body: "x" }))).toBe(200);
    expect(await endOf(fetch(new Request(url, { mode: "no-cors" })))).toBe(200);
    expect(requests.map(({ mode }) => mode)).toEqual(["no-cors", "no-cors"]);
    expect([bearers(), codes(), backend.tokenRequests.length]).toEqual([[null, null], [], Number(isWarm)]);
  });

  it.each([true, false])("is refused by HCJwt.fetch, with a cached token: %j", async (isWarm) => {
    if (isWarm) await client.preload();
    for (const input of [url, new Request(url, { mode: "no-cors" })]) {
      await expect(
        client.fetch(input, typeof input === "string" ? { mode: "no-cors" } : undefined),
      ).rejects.toMatchObject({
        code: "unsupported_mode",
      });
    }
    expect([backend.arrivals, codes()]).toEqual([[], ["unsupported_mode", "unsupported_mode"]]);
  });
});

describe.each(transports.filter(({ isXhr }) => !isXhr))("the second try of $name", ({ isInstalled }) => {
  const send = (...args: Parameters<typeof fetch>) => (isInstalled ? fetch : client.fetch)(...args);

  it.each(["the network", "its caller"])(
    "that is cut by %s does not keep later revocations from being healed",
    async (by) => {
      await client.preload();
      const controller = new AbortController();
      backend.onRequest = ({ authorization }) => {
        if (authorization === bearer(0)) return new HttpResponse(null, { status: 401 });
        if (by === "the network") return HttpResponse.error();
        controller.abort();
        return new Promise<never>(() => {});
      };
      expect(await endOf(send(url, { signal: controller.signal }))).toBe("failed");
      expect(bearers()).toEqual([bearer(0), bearer(1)]);
      // Revoked while no call was made.
      revokeUpTo(1);
      expect(await endOf(send(url))).toBe(200);
      expect(bearers().at(-1)).toBe(bearer(2));
    },
  );

  it("that its caller aborts before the new token comes does neither", async () => {
    await client.preload();
    revokeUpTo(0);
    const controller = new AbortController();
    const held = holdToken();
    const end = endOf(send(url, { signal: controller.signal }));
    await until(() => backend.tokenRequests.length === 2);
    controller.abort();
    expect(await end).toBe("failed");
    held.resolve(undefined);
    expect(await endOf(send(url))).toBe(200);
    revokeUpTo(1);
    expect(await endOf(send(url))).toBe(200);
  });
});

describe.each(transports.filter(({ isXhr }) => !isXhr))("a 401 to a stream that $name uploads", ({ isInstalled }) => {
  const send = (...args: Parameters<typeof fetch>) => (isInstalled ? fetch : client.fetch)(...args);
  const stream = () => new Response("streamed").body as ReadableStream;
  const options = () => ({ method: "POST", body: stream(), duplex: "half" }) as RequestInit;

  it.each<[string, boolean, () => Parameters<typeof fetch>]>([
    ["by options", true, () => [url, options()]],
    ["by options", false, () => [url, options()]],
    ["by a Request", true, () => [new Request(url, options())]],
    ["by a Request", false, () => [new Request(url, options())]],
    ["by a Request and options", true, () => [new Request(url, { method: "POST", body: "x" }), options()]],
    ["by a Request and options", false, () => [new Request(url, { method: "POST", body: "x" }), options()]],
  ])("is its caller's, and the token is renewed for the next call: %s, warm: %j", async (_, isWarm, args) => {
    if (isWarm) await client.preload();
    revokeUpTo(0);
    expect(await endOf(send(...args()))).toBe(401);
    expect(backend.arrivals.map(text)).toEqual(["streamed"]);
    expect(await endOf(send(...args()))).toBe(200);
    expect(bearers()).toEqual([bearer(0), bearer(1)]);
    expect(await tokenRequests()).toBe(2);
  });
});

describe("onError", () => {
  it("is told once of an XMLHttpRequest that cannot wait, being synchronous", async () => {
    const sync = new XMLHttpRequest();
    sync.open("GET", url, false);
    expect(() => sync.send()).toThrow(expect.objectContaining({ code: "unsupported_mode" }));
    await settle(20);
    expect([codes(), backend.arrivals, backend.tokenRequests]).toEqual([["unsupported_mode"], [], []]);
  });

  it("hears of one failure once, whichever transports it rejects", async () => {
    backend.onToken = () => new Response(null, { status: 404 });
    const ends = await Promise.all([...transports, ...transports].map(({ call }) => call(url)));
    expect(ends).toEqual(Array(6).fill("failed"));
    expect(codes()).toEqual(["plan_unsupported"]);
  });
});

describe("the tab's copy of a token", () => {
  /** One that an earlier page of the tab has left. */
  async function leaveCopy() {
    openPage({ storage: "session", user: "mia" });
    await client.preload();
    expect(sessionStorage).toHaveLength(1);
  }

  const askers: [string, () => Promise<unknown>][] = [
    ["preload()", () => client.preload()],
    ["getToken()", () => client.getToken().catch(() => {})],
    ["getToken({ forceRefresh: true })", () => client.getToken({ forceRefresh: true }).catch(() => {})],
    [direct.name, () => direct.call(url)],
    [xhr.name, () => xhr.call(url)],
  ];
  it.each(askers)("is removed where the token endpoint knows nobody, asked by %s", async (_, ask) => {
    for (const status of [401, 403]) {
      backend.onToken = undefined;
      await leaveCopy();
      // The next page does not tell who is signed in.
      openPage({ storage: "session" });
      backend.onToken = () => new Response(null, { status });
      await ask();
      expect(sessionStorage, String(status)).toHaveLength(0);
    }
  });

  it.each(askers)("is removed where the page knows nobody, asked by %s", async (_, ask) => {
    await leaveCopy();
    openPage({ storage: "session", user: null });
    await ask();
    expect([sessionStorage.length, backend.tokenRequests.length]).toEqual([0, 1]);
  });

  it.each([404, 429, 500])("stays where the token endpoint fails by %i: the session may go on", async (status) => {
    await leaveCopy();
    openPage({ storage: "session" });
    backend.onToken = () => new Response(null, { status });
    await client.preload();
    expect(sessionStorage).toHaveLength(1);
    sessionStorage.clear();
  });
});
