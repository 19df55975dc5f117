import { HttpResponse } from "msw/http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import { type Arrival, apiUrl, text, useBackend } from "../helpers/backend.ts";
import { deferred, settle } from "../helpers/deferred.ts";

const backend = useBackend();
afterEach(() => vi.unstubAllGlobals());

const bearers = () => backend.arrivals.map(({ authorization }) => authorization);
const bearer = (index: number) => `Bearer ${backend.issued[index]}`;
const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: HelpCenterJwtError) => error,
  );

/** Responds with 401 to these tokens, by their order of issue. */
function refuse(...indexes: number[]) {
  backend.onRequest = ({ authorization }) =>
    indexes.some((index) => authorization === bearer(index))
      ? new HttpResponse(null, { status: 401 })
      : HttpResponse.json({ ok: true });
}

const refuseAll = () => {
  backend.onRequest = () => new HttpResponse("no", { status: 401 });
};

describe("a call", () => {
  it("carries the token, and everything the caller gave", async () => {
    const response = await createClient().fetch(apiUrl, {
      method: "PUT",
      headers: { "X-Trace": "7", "Content-Type": "application/json" },
      body: '{"title":"Milk"}',
    });
    expect(await response.json()).toEqual({ ok: true });
    const [arrival] = backend.arrivals as [Arrival];
    expect(arrival).toMatchObject({ method: "PUT", url: apiUrl, authorization: bearer(0) });
    expect(arrival.headers.get("x-trace")).toBe("7");
    expect(arrival.headers.get("content-type")).toBe("application/json");
    expect(text(arrival)).toBe('{"title":"Milk"}');
  });

  it.each<[string, () => [RequestInfo | URL, RequestInit?]]>([
    ["a string", () => [apiUrl]],
    ["a URL", () => [new URL(apiUrl)]],
    ["an object that reads as a URL", () => [{ toString: () => apiUrl } as unknown as string]],
    ["a Request", () => [new Request(apiUrl)]],
    ["headers as a Headers", () => [apiUrl, { headers: new Headers({ "x-a": "1" }) }]],
    ["headers as a list", () => [apiUrl, { headers: [["x-a", "1"]] }]],
    ["null for init", () => [apiUrl, null as unknown as RequestInit]],
    ["undefined members", () => [apiUrl, { headers: undefined, method: undefined } as unknown as RequestInit]],
  ])("takes %s", async (_, args) => {
    const response = await createClient().fetch(...args());
    expect(response.status).toBe(200);
    expect(backend.arrivals.map(({ url, authorization }) => [url, authorization])).toEqual([[apiUrl, bearer(0)]]);
  });

  it("resolves on any status, and takes no other for a 401", async () => {
    const { fetch } = createClient();
    for (const status of [200, 204, 304, 400, 403, 404, 409, 429, 500, 503]) {
      backend.onRequest = () => new HttpResponse(null, { status });
      expect((await fetch(apiUrl)).status).toBe(status);
    }
    expect(backend.arrivals).toHaveLength(10);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("takes a Request for init, whose members are not its own", async () => {
    const client = createClient();
    await client.preload();
    await client.fetch(apiUrl, new Request("https://other.example.com/", { method: "PUT", headers: { "x-a": "1" } }));
    const [{ url, method, headers, authorization }] = backend.arrivals as [Arrival];
    expect([url, method, headers.get("x-a"), authorization]).toEqual([apiUrl, "PUT", "1", bearer(0)]);
  });

  it("keeps headers that can be read only once", async () => {
    const client = createClient();
    const once = (headers: Record<string, string>) =>
      new Map(Object.entries(headers)).entries() as unknown as HeadersInit;
    // Cold, warm, with a Request, to Zendesk, and with an Authorization of its own.
    await client.fetch(apiUrl, { headers: once({ "x-a": "1" }) });
    await client.fetch(apiUrl, { headers: once({ "x-a": "2" }), method: "POST", body: "x" });
    await client.fetch(new Request(apiUrl, { headers: { "x-a": "0" } }), { headers: once({ "x-a": "3" }) });
    await client.fetch("https://acme.zendesk.com/", { headers: once({ "x-a": "4" }) });
    await client.fetch(apiUrl, { headers: once({ "x-a": "5", authorization: "Basic x" }) });
    expect(backend.arrivals.map(({ headers, authorization }) => [headers.get("x-a"), authorization])).toEqual([
      ["1", bearer(0)],
      ["2", bearer(0)],
      ["3", bearer(0)],
      ["4", null],
      ["5", "Basic x"],
    ]);
  });

  it("keeps all of an init that is no plain object beside such headers", async () => {
    class Init {
      readonly headers = new Map([["x-a", "1"]]).entries() as unknown as HeadersInit;
      readonly body = "Milk";
      get method() {
        return "PUT";
      }
    }
    const client = createClient();
    await client.fetch(apiUrl, new Init());
    await client.fetch(apiUrl, new Init());
    await client.fetch("https://acme.zendesk.com/", new Init());
    expect(backend.arrivals.map((arrival) => [arrival.method, arrival.headers.get("x-a"), text(arrival)])).toEqual(
      Array.from({ length: 3 }, () => ["PUT", "1", "Milk"]),
    );
  });

  it("does not change what it was given", async () => {
    const headers = Object.freeze({ "x-a": "1" });
    const init = Object.freeze({ method: "POST", headers, body: "x" });
    await createClient().fetch(apiUrl, init);
    expect(init).toEqual({ method: "POST", headers: { "x-a": "1" }, body: "x" });
  });

  it("works detached from the client", async () => {
    const { fetch } = createClient();
    expect((await fetch(apiUrl)).ok).toBe(true);
  });

  it("rejects with the destination's own error, untouched", async () => {
    backend.onRequest = () => HttpResponse.error();
    const error = await outcomeOf(createClient().fetch(apiUrl));
    expect(error?.name).not.toBe("HelpCenterJwtError");
  });

  it("reaches the browser's fetch before it returns, once a token is cached", async () => {
    const client = createClient();
    await client.preload();
    const native = vi.fn(async () => new Response());
    vi.stubGlobal("fetch", native);
    void client.fetch(apiUrl, { keepalive: true });
    void client.fetch(new Request(apiUrl, { method: "POST", body: "x", keepalive: true }));
    expect(native).toHaveBeenCalledTimes(2);
  });

  it("adds no clone and no Request of its own when warm", async () => {
    const client = createClient();
    await client.preload();
    const native = vi.fn(async (..._: unknown[]) => new Response());
    vi.stubGlobal("fetch", native);
    const constructed = vi.fn();
    vi.stubGlobal(
      "Request",
      class {
        constructor() {
          constructed();
        }
      },
    );
    const body = new Uint8Array(1_000);
    await client.fetch(apiUrl, Object.assign(Object.create(null), { method: "POST", body }));
    await client.fetch(apiUrl, { method: "POST", body });
    expect(constructed).not.toHaveBeenCalled();
    expect((native.mock.lastCall?.[1] as RequestInit | undefined)?.body).toBe(body);
  });
});

describe("single flight", () => {
  it("makes one token request for 1,000 cold calls", async () => {
    const sent: (string | null)[] = [];
    const network = globalThis.fetch;
    vi.stubGlobal("fetch", async (input: Request) => {
      if (input.url !== apiUrl) return network(input);
      sent.push(input.headers.get("authorization"));
      return new Response();
    });
    const { fetch } = createClient();
    await Promise.all(Array.from({ length: 1_000 }, () => fetch(apiUrl)));
    expect(backend.tokenRequests).toHaveLength(1);
    expect(sent).toHaveLength(1_000);
    expect(new Set(sent)).toEqual(new Set([bearer(0)]));
  });

  it("makes at most 6 token requests for 60 calls when the endpoint is down", async () => {
    backend.onToken = () => new HttpResponse(null, { status: 503 });
    const { fetch } = createClient();
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => outcomeOf(fetch(apiUrl))));
    for (let call = 0; call < 30; call++) outcomes.push(await outcomeOf(fetch(apiUrl)));
    expect(outcomes.every((error) => error?.code === "token_endpoint_unavailable")).toBe(true);
    expect(backend.tokenRequests.length).toBeLessThanOrEqual(6);
    expect(backend.arrivals).toHaveLength(0);
  });

  it.each([-3_600_000, 3_600_000])("is not disturbed by a local clock %i ms off", async (off) => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const serverNow = Date.now();
      backend.onToken = async () => {
        const local = Date.now();
        vi.setSystemTime(serverNow);
        const { signToken } = await import("../helpers/jwt.ts");
        const jwt = await signToken(Math.floor(serverNow / 1000) + 300);
        vi.setSystemTime(local);
        backend.issued.push(jwt);
        return HttpResponse.json({ token: jwt }, { headers: { date: new Date(serverNow).toUTCString() } });
      };
      vi.setSystemTime(serverNow + off);
      const { fetch } = createClient();
      for (let call = 0; call < 10; call++) await fetch(apiUrl);
      expect(backend.tokenRequests).toHaveLength(1);
      expect(backend.arrivals).toHaveLength(10);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("who is signed in", () => {
  const page = (user: unknown) => vi.stubGlobal("HelpCenter", { user });

  it("is asked of the page at each call, not once", async () => {
    const { fetch } = createClient();
    page({ role: "anonymous", identifier: "x" });
    expect(await outcomeOf(fetch(apiUrl))).toMatchObject({ code: "not_signed_in" });
    expect([backend.tokenRequests.length, backend.arrivals.length]).toEqual([0, 0]);
    page({ role: "end_user", identifier: "mia" });
    expect((await fetch(apiUrl)).ok).toBe(true);
  });

  it("is left to the token endpoint before window.HelpCenter exists", async () => {
    expect((await createClient().fetch(apiUrl)).ok).toBe(true);
    backend.onToken = () => new HttpResponse(null, { status: 403 });
    expect(await outcomeOf(createClient().fetch(apiUrl))).toMatchObject({ code: "not_signed_in", status: 403 });
  });

  it("may become known later without another token request", async () => {
    const { fetch } = createClient();
    await fetch(apiUrl);
    page({ role: "end_user", identifier: "mia" });
    await fetch(apiUrl);
    await fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
    // From then on the token is that visitor's: a 401 is healed.
    refuse(0);
    expect((await fetch(apiUrl)).ok).toBe(true);
  });

  it("stays known where the page stops telling", async () => {
    const { fetch } = createClient();
    page({ role: "end_user", identifier: "mia" });
    await fetch(apiUrl);
    page(undefined);
    await fetch(apiUrl);
    page({ role: "end_user", identifier: "noah" });
    await fetch(apiUrl);
    expect(bearers()).toEqual([bearer(0), bearer(0), bearer(1)]);
  });

  it("never hands one user's token to another's calls", async () => {
    const { fetch } = createClient();
    page({ role: "end_user", identifier: "mia" });
    await fetch(apiUrl);
    page({ role: "end_user", identifier: "noah" });
    await fetch(apiUrl);
    expect(bearers()).toEqual([bearer(0), bearer(1)]);
  });

  it("forgets the token when the visitor signs out", async () => {
    const client = createClient();
    page({ role: "end_user", identifier: "mia" });
    await client.fetch(apiUrl);
    page({ role: "anonymous" });
    await outcomeOf(client.fetch(apiUrl));
    page({ role: "end_user", identifier: "mia" });
    await client.fetch(apiUrl);
    expect(bearers()).toEqual([bearer(0), bearer(1)]);
  });

  it("is asked again of those who waited while the visitor signed out: no token is asked for", async () => {
    backend.onToken = () => new Promise<never>(() => {});
    const { fetch } = createClient();
    page({ role: "end_user", identifier: "mia" });
    const waiting = outcomeOf(fetch(apiUrl));
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    page({ role: "anonymous" });
    expect(await outcomeOf(fetch(apiUrl))).toMatchObject({ code: "not_signed_in" });
    expect(await waiting).toMatchObject({ code: "not_signed_in" });
    expect([backend.tokenRequests.length, backend.arrivals.length]).toEqual([1, 0]);
  });

  it("can be told by the template", async () => {
    page({ role: "end_user", identifier: "mia" });
    const client = createClient({ user: null });
    expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "not_signed_in" });
    client.configure({ user: 361 });
    expect((await client.fetch(apiUrl)).ok).toBe(true);
    client.configure({ user: 362 });
    await client.fetch(apiUrl);
    expect(bearers()).toEqual([bearer(0), bearer(1)]);
  });

  it.each<[string, () => void]>([
    ["the page says so", () => page({ role: "anonymous" })],
    [
      "the endpoint says so",
      () => {
        backend.onToken = () => new HttpResponse(null, { status: 401 });
      },
    ],
  ])("need not be anybody with anonymous: omit (%s)", async (_, signOut) => {
    signOut();
    const onError = vi.fn();
    const { fetch } = createClient({ anonymous: "omit", onError });
    const response = await fetch(apiUrl, { method: "POST", body: "x" });
    expect(response.ok).toBe(true);
    await fetch(new Request(apiUrl, { method: "POST", body: "y" }));
    expect(bearers()).toEqual([null, null]);
    expect(backend.arrivals.map(text)).toEqual(["x", "y"]);
    expect(onError).not.toHaveBeenCalled();
  });

  it("makes an anonymous call before it returns, for the page may be going away", () => {
    page({ role: "anonymous" });
    const native = vi.fn(async () => new Response());
    vi.stubGlobal("fetch", native);
    const init = { method: "POST", body: "x", keepalive: true };
    void createClient({ anonymous: "omit" }).fetch(apiUrl, init);
    expect(native.mock.calls).toEqual([[apiUrl, init]]);
  });

  it("is no matter of an abort while anonymous calls wait, whatever its reason", async () => {
    const token = deferred<Response>();
    backend.onToken = () => token.promise;
    const controller = new AbortController();
    const client = createClient({ anonymous: "omit" });
    const waiting = outcomeOf(client.fetch(apiUrl, { signal: controller.signal }));
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    controller.abort(null);
    expect(await waiting).toBe(null);
    token.resolve(new HttpResponse(null, { status: 401 }));
    await client.preload();
    expect(backend.arrivals).toHaveLength(0);
  });

  it("fails with anonymous: omit too where the plan has no tokens", async () => {
    backend.onToken = () => new HttpResponse(null, { status: 404 });
    const { fetch } = createClient({ anonymous: "omit" });
    expect(await outcomeOf(fetch(apiUrl))).toMatchObject({ code: "plan_unsupported" });
    expect(backend.arrivals).toHaveLength(0);
  });
});

describe("the page's fetch", () => {
  it("is looked up at each call: a fake or a patch that comes later is honoured from the first call on", async () => {
    const native = globalThis.fetch;
    const { fetch } = createClient();
    const patched = vi.fn((...request: Parameters<typeof native>) => native(...request));
    vi.stubGlobal("fetch", patched);
    await fetch(apiUrl);
    expect(patched).toHaveBeenCalledTimes(2);
  });
});

describe("where the token goes", () => {
  it.each([
    "/api/v2/users/me.json",
    "https://support.example.com/hc/en-us",
    "https://acme.zendesk.com/api/v2/users/me.json",
  ])("not to %s, which passes untouched", async (url) => {
    const native = vi.fn(async () => new Response());
    vi.stubGlobal("fetch", native);
    const init = { headers: { "x-a": "1" } };
    await createClient({ allowedOrigins: [] }).fetch(url, init);
    expect(native.mock.calls).toEqual([[url, init]]);
    expect(backend.tokenRequests).toHaveLength(0);
  });

  it("not where the caller set Authorization", async () => {
    const { fetch } = createClient();
    await fetch(apiUrl, { headers: { authorization: "Basic x" } });
    await fetch(new Request(apiUrl, { headers: { authorization: "Basic y" } }));
    await fetch(new Request(apiUrl), { headers: { AUTHORIZATION: "Basic z" } });
    expect(bearers()).toEqual(["Basic x", "Basic y", "Basic z"]);
    expect(backend.tokenRequests).toHaveLength(0);
  });

  it("not where the caller set Authorization, even to an origin that is not allowed", async () => {
    const { fetch } = createClient({ allowedOrigins: [] });
    expect((await fetch(apiUrl, { headers: { authorization: "Basic x" } })).ok).toBe(true);
    expect((await fetch("http://api.example.com/", { headers: { authorization: "Basic y" } })).ok).toBe(true);
    expect(bearers()).toEqual(["Basic x", "Basic y"]);
  });

  it("but init's headers replace a Request's, as in fetch", async () => {
    await createClient().fetch(new Request(apiUrl, { headers: { authorization: "Basic y", "x-a": "1" } }), {
      headers: { "x-b": "2" },
    });
    const [arrival] = backend.arrivals as [Arrival];
    expect(arrival.authorization).toBe(bearer(0));
    expect([arrival.headers.get("x-a"), arrival.headers.get("x-b")]).toEqual([null, "2"]);
  });

  it.each<[string, RequestInfo | URL, RequestInit, string]>([
    ["plain http", "http://api.example.com/", {}, "insecure_destination"],
    ["plain http, in a Request", new Request("http://api.example.com/"), {}, "insecure_destination"],
    ["ftp", "ftp://api.example.com/", {}, "insecure_destination"],
    ["an origin that is not allowed", "https://other.example.com/", {}, "destination_not_allowed"],
    ["a look-alike", "https://api.example.com@evil.example/", {}, "destination_not_allowed"],
    ["no-cors", apiUrl, { mode: "no-cors" }, "unsupported_mode"],
    ["no-cors, in a Request", new Request(apiUrl, { mode: "no-cors" }), {}, "unsupported_mode"],
  ])("refuses %s, sends nothing and asks for no token", async (_, input, init, code) => {
    const onError = vi.fn();
    const client = createClient({ allowedOrigins: ["https://api.example.com"], onError });
    const error = await outcomeOf(client.fetch(input, init));
    expect(error).toMatchObject({ name: "HelpCenterJwtError", code });
    expect(onError.mock.calls).toEqual([[error]]);
    expect([backend.tokenRequests.length, backend.arrivals.length]).toEqual([0, 0]);
  });

  it("leaves a refused Request unused, so that its body is not lost", async () => {
    const request = new Request("http://api.example.com/", { method: "POST", body: "x" });
    await outcomeOf(createClient().fetch(request));
    expect(await request.text()).toBe("x");
  });

  it("leaves to fetch what is no request at all", async () => {
    const native = vi.fn(async () => new Response());
    vi.stubGlobal("fetch", native);
    await createClient().fetch("https://");
    await createClient().fetch(apiUrl, 5 as unknown as RequestInit);
    expect(native.mock.calls).toEqual([
      ["https://", undefined],
      [apiUrl, 5],
    ]);
    expect(await outcomeOf(createClient().fetch(apiUrl, { headers: [["bad name", "x"]] }))).toBeInstanceOf(TypeError);
    expect(backend.tokenRequests).toHaveLength(0);
  });

  /** The features that tell how old a browser is, each supported or not. */
  const browser = (features: { userValid: boolean; colorMix: boolean }) =>
    vi.stubGlobal("CSS", {
      supports: (condition: string) => (condition.startsWith("selector") ? features.userValid : features.colorMix),
    });

  /** How three calls leave: by a URL, by one that follows no redirect, and by a Request. */
  async function redirectsOf(): Promise<unknown[]> {
    const client = createClient();
    await client.preload();
    const native = vi.fn(async (..._: unknown[]) => new Response());
    vi.stubGlobal("fetch", native);
    await client.fetch(apiUrl);
    await client.fetch(apiUrl, { redirect: "manual" });
    await client.fetch(new Request(apiUrl));
    await client.fetch(new Request(apiUrl, { redirect: "manual" }));
    return native.mock.calls.map(
      ([input, init]) => (init as RequestInit)?.redirect ?? (input as Request).redirect ?? "follow",
    );
  }

  it.each([
    { userValid: false, colorMix: false },
    { userValid: false, colorMix: true },
    { userValid: true, colorMix: false },
  ])("refuses redirects in browsers that would hand the header to another origin: %j", async (features) => {
    browser(features);
    expect(await redirectsOf()).toEqual(["error", "manual", "error", "manual"]);
  });

  it("refuses them where nothing tells how old the browser is", async () => {
    vi.stubGlobal("CSS", { supports: undefined });
    expect(await redirectsOf()).toEqual(["error", "manual", "error", "manual"]);
  });

  it("leaves them to newer browsers", async () => {
    browser({ userValid: true, colorMix: true });
    expect(await redirectsOf()).toEqual(["follow", "manual", "follow", "manual"]);
  });

  it("takes no polyfill of URL.canParse for such a browser's successor, in whatever form", async () => {
    browser({ userValid: false, colorMix: false });
    const canParse = Object.getOwnPropertyDescriptor(URL, "canParse") as PropertyDescriptor;
    const polyfills = [
      { canParse: () => true }.canParse,
      function canParse() {},
      { canParse() {} }.canParse,
      undefined,
    ];
    try {
      for (const value of polyfills) {
        Object.defineProperty(URL, "canParse", { ...canParse, value });
        const network = globalThis.fetch;
        expect((await redirectsOf())[0]).toBe("error");
        vi.stubGlobal("fetch", network);
      }
    } finally {
      Object.defineProperty(URL, "canParse", canParse);
    }
  });

  it("tells a worker's age, which has no CSS, by WebAssembly", async () => {
    vi.stubGlobal("CSS", undefined);
    const network = globalThis.fetch;
    expect((await redirectsOf())[0]).toBe("follow");
    vi.stubGlobal("fetch", network);
    vi.stubGlobal("WebAssembly", { validate: () => false });
    expect((await redirectsOf())[0]).toBe("error");
    vi.stubGlobal("fetch", network);
    vi.stubGlobal("WebAssembly", undefined);
    expect((await redirectsOf())[0]).toBe("error");
  });
});

describe("a 401", () => {
  it("renews the token once and sends the call once more", async () => {
    refuse(0);
    const response = await createClient().fetch(apiUrl);
    expect(response.status).toBe(200);
    expect(bearers()).toEqual([bearer(0), bearer(1)]);
  });

  it("takes the newer token if there is one, without a request", async () => {
    const client = createClient();
    refuse(0);
    const slow = deferred<Response>();
    const { onRequest } = backend;
    backend.onRequest = (arrival) =>
      arrival.url.endsWith("slow") && backend.arrivals.length === 1 ? slow.promise : onRequest(arrival);
    const late = client.fetch(`${apiUrl}/slow`);
    await vi.waitFor(() => expect(backend.arrivals).toHaveLength(1));
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
    slow.resolve(new HttpResponse(null, { status: 401 }));
    expect((await late).status).toBe(200);
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("is healed also while the repeat of another call, with the same new token, is without a response", async () => {
    const client = createClient();
    await client.preload();
    const [slow, repeat] = [deferred<Response>(), deferred<Response>()];
    backend.onRequest = ({ url, authorization }) => {
      const isFirst = authorization === bearer(0);
      if (url.endsWith("slow")) return isFirst ? slow.promise : HttpResponse.json({ ok: true });
      return isFirst ? new HttpResponse(null, { status: 401 }) : repeat.promise;
    };
    const late = client.fetch(`${apiUrl}/slow`);
    const first = client.fetch(apiUrl);
    await vi.waitFor(() => expect(bearers()).toContain(bearer(1)));
    slow.resolve(new HttpResponse(null, { status: 401 }));
    expect((await late).status).toBe(200);
    repeat.resolve(HttpResponse.json({ ok: true }));
    expect((await first).status).toBe(200);
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("to a token that has aged out meanwhile begins anew: whoever refused it before is asked again", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      const { fetch } = createClient();
      const other = "https://other.example.com/";
      const slow = deferred<Response>();
      backend.onRequest = ({ url, authorization }) => {
        if (url !== other) return authorization === bearer(1) ? slow.promise : HttpResponse.json({ ok: true });
        return new HttpResponse(null, { status: authorization === bearer(3) ? 200 : 401 });
      };
      expect((await fetch(other)).status).toBe(401);
      const late = fetch(apiUrl);
      await vi.waitFor(() => expect(backend.arrivals).toHaveLength(3));
      vi.setSystemTime(Date.now() + 290_000);
      slow.resolve(new HttpResponse(null, { status: 401 }));
      expect((await late).status).toBe(200);
      expect((await fetch(other)).status).toBe(200);
      expect(backend.tokenRequests).toHaveLength(4);
    } finally {
      vi.useRealTimers();
    }
  });

  it("shares one renewal among fifty calls", async () => {
    const client = createClient();
    await client.preload();
    refuse(0);
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, n) => client.fetch(apiUrl, { method: "POST", body: `${n}` })),
    );
    expect(responses.every(({ ok }) => ok)).toBe(true);
    expect(backend.tokenRequests).toHaveLength(2);
    const replayed = backend.arrivals.filter(({ authorization }) => authorization === bearer(1)).map(text);
    expect(replayed.sort()).toEqual(Array.from({ length: 50 }, (_, n) => `${n}`).sort());
  });

  it("is the response where the new token is refused too, and costs no more renewals", async () => {
    refuseAll();
    const { fetch } = createClient();
    for (let call = 0; call < 20; call++) expect((await fetch(apiUrl)).status).toBe(401);
    const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(apiUrl)));
    expect(await responses[0]?.text()).toBe("no");
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("costs two token requests in all for 40 concurrent calls that are always refused", async () => {
    refuseAll();
    const { fetch } = createClient();
    await Promise.all(Array.from({ length: 40 }, () => fetch(apiUrl)));
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("of two destinations that refuse everything does not renew the token for each other in turn", async () => {
    refuseAll();
    const { fetch } = createClient();
    for (let call = 0; call < 10; call++) {
      await fetch(apiUrl);
      await fetch("https://other.example.com/");
    }
    expect(backend.tokenRequests).toHaveLength(3);
  });

  it("costs no more renewals where the callers abort while the token is renewed", async () => {
    const client = createClient();
    await client.preload();
    refuseAll();
    const { onToken } = backend;
    for (let call = 1; call <= 5; call++) {
      const token = deferred<undefined>();
      backend.onToken = () => token.promise as never;
      const controller = new AbortController();
      const outcome = outcomeOf(client.fetch(apiUrl, { signal: controller.signal }));
      await vi.waitFor(() => expect(backend.arrivals).toHaveLength(call));
      await settle(20);
      controller.abort("typed on");
      token.resolve(undefined);
      await outcome;
      await vi.waitFor(async () => expect(await client.getToken()).toBe(backend.issued[1]));
    }
    backend.onToken = onToken;
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("renews again once the token was good for a while", async () => {
    const { fetch } = createClient();
    refuse(0);
    await fetch(apiUrl);
    refuse(0, 1);
    expect((await fetch(apiUrl)).status).toBe(200);
    expect(bearers().at(-1)).toBe(bearer(2));
  });

  it("is returned where the renewal fails", async () => {
    const client = createClient({ retry: 0 });
    await client.preload();
    refuseAll();
    backend.onToken = () => new HttpResponse(null, { status: 500 });
    const response = await client.fetch(apiUrl, { method: "POST", body: "x" });
    expect([response.status, await response.text()]).toEqual([401, "no"]);
    expect(backend.arrivals).toHaveLength(1);
  });

  it("of a call with the caller's own header is the caller's", async () => {
    refuseAll();
    expect((await createClient().fetch(apiUrl, { headers: { authorization: "Basic x" } })).status).toBe(401);
    expect([backend.tokenRequests.length, backend.arrivals.length]).toEqual([0, 1]);
  });

  it("of another origin that a redirect led to renews nothing: it never had the token", async () => {
    const client = createClient();
    await client.preload();
    const refusal = new Response(null, { status: 401 });
    Object.defineProperties(refusal, { redirected: { value: true }, url: { value: "https://other.example.com/" } });
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => refusal),
    );
    expect(await client.fetch(apiUrl)).toBe(refusal);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("is healed after a redirect that stayed with the origin, also where it has no body", async () => {
    const client = createClient();
    await client.preload();
    const network = globalThis.fetch;
    const refusal = new Response(null, { status: 401 });
    Object.defineProperties(refusal, { redirected: { value: true }, url: { value: `${apiUrl}/moved` } });
    const answers = [refusal, new Response("ok")];
    vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) =>
      input === apiUrl ? Promise.resolve(answers.shift()) : network(input, init),
    );
    expect(await (await client.fetch(apiUrl)).text()).toBe("ok");
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("lets go of the copy of a body that is not needed, and of the response that is not returned", async () => {
    const client = createClient({ retry: 0 });
    await client.preload();
    const clone = vi.spyOn(Request.prototype, "clone");
    const copies = () => clone.mock.results.flatMap(({ value }) => (value.url === apiUrl ? [value as Request] : []));
    const network = globalThis.fetch;
    const refusal = new Response("no", { status: 401 });
    const answers = [new Response("ok"), refusal, new Response("ok"), new Response("no", { status: 401 })];
    vi.stubGlobal("fetch", (input: Request) =>
      input.url === apiUrl ? Promise.resolve(answers.shift()) : network(input),
    );
    try {
      const post = () => client.fetch(new Request(apiUrl, { method: "POST", body: "x" }));
      await post();
      expect(copies().map(({ bodyUsed }) => bodyUsed)).toEqual([true]);
      expect((await post()).status).toBe(200);
      expect(refusal.bodyUsed).toBe(true);
      backend.onToken = () => new HttpResponse(null, { status: 500 });
      const given = await post();
      expect([given.status, await given.text()]).toEqual([401, "no"]);
      expect(copies().at(-1)?.bodyUsed).toBe(true);
      await client.fetch(new Request(apiUrl)).catch(() => {});
      // Nothing to copy where there is no body.
      expect(copies()).toHaveLength(3);
    } finally {
      clone.mockRestore();
    }
  });

  it.each(["FORGET", "HEADLINE", "PUT"])("has the body of a method called %s sent once more", async (method) => {
    const client = createClient();
    await client.preload();
    const network = globalThis.fetch;
    const bodies: string[] = [];
    vi.stubGlobal("fetch", async (input: Request) => {
      if (input.url !== apiUrl) return network(input);
      bodies.push(await input.text());
      return new Response(null, { status: bodies.length === 1 ? 401 : 200 });
    });
    expect((await client.fetch(new Request(apiUrl, { method, body: "x" }))).status).toBe(200);
    expect(bodies).toEqual(["x", "x"]);
  });

  const bytes = new Uint8Array([0, 255, 10, 13, 128]);
  const form = () => {
    const data = new FormData();
    data.append("title", "Milk ☕");
    data.append("file", new File([bytes], "a.bin", { type: "application/octet-stream" }));
    return data;
  };
  it.each<[string, () => BodyInit]>([
    ["a string", () => "Milk ☕"],
    ["a Blob", () => new Blob([bytes], { type: "image/png" })],
    ["URLSearchParams", () => new URLSearchParams({ title: "Milk & more" })],
    ["an ArrayBuffer", () => bytes.slice().buffer],
    ["a typed array", () => bytes.slice()],
    ["a view on part of a buffer", () => new DataView(bytes.slice().buffer, 1, 3)],
    ["FormData", form],
  ])("sends %s once more, unchanged", async (_, body) => {
    for (const warm of [true, false]) {
      Object.assign(backend, { arrivals: [], issued: [] });
      const client = createClient();
      if (warm) await client.preload();
      refuse(0);
      expect((await client.fetch(apiUrl, { method: "POST", body: body() })).status).toBe(200);
      const [first, second] = backend.arrivals as [Arrival, Arrival];
      const parts = async ({ body: sent, headers }: Arrival) => {
        const type = headers.get("content-type") ?? "";
        if (!type.startsWith("multipart/")) return [type, [...new Uint8Array(sent)]];
        const data = await new Response(sent, { headers: { "content-type": type } }).formData();
        const file = data.get("file") as File;
        return [data.get("title"), file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]];
      };
      expect(await parts(second)).toEqual(await parts(first));
      expect(first.body.byteLength).toBeGreaterThan(0);
    }
  });

  it("sends a Request once more, body and headers", async () => {
    refuse(0);
    const request = new Request(apiUrl, { method: "POST", body: "Milk ☕", headers: { "x-a": "1" } });
    expect((await createClient().fetch(request)).status).toBe(200);
    expect(
      backend.arrivals.map((arrival) => [text(arrival), arrival.headers.get("x-a"), arrival.authorization]),
    ).toEqual([
      ["Milk ☕", "1", bearer(0)],
      ["Milk ☕", "1", bearer(1)],
    ]);
    expect(request.bodyUsed).toBe(true);
  });

  it("does not send a stream twice, and returns the 401", async () => {
    refuse(0);
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode("streamed"));
        stream.close();
      },
    });
    const response = await createClient().fetch(apiUrl, { method: "POST", body, duplex: "half" } as RequestInit);
    expect(response.status).toBe(401);
    expect(backend.arrivals.map(text)).toEqual(["streamed"]);
  });
});

describe("what waits for a token", () => {
  it("is sent as it was when it was called", async () => {
    const { fetch } = createClient();
    const bytes = new Uint8Array([1, 2, 3]);
    const params = new URLSearchParams({ a: "1" });
    const data = new FormData();
    data.append("a", "1");
    const headers = new Headers({ "x-a": "1" });
    const url = new URL(apiUrl);
    const init = { method: "POST", body: "before", headers };
    const calls = [
      fetch(apiUrl, { method: "POST", body: bytes }),
      fetch(apiUrl, { method: "POST", body: bytes.buffer }),
      fetch(apiUrl, { method: "POST", body: params }),
      fetch(apiUrl, { method: "POST", body: data }),
      fetch(url, init),
    ];
    bytes.fill(9);
    params.set("a", "2");
    data.set("a", "2");
    headers.set("x-a", "2");
    url.hostname = "other.example.com";
    init.body = "after";
    await Promise.all(calls);
    const bodies = backend.arrivals.map((arrival) => text(arrival).replace(/-+formdata[^\r]*|\s+|Content-[^"]*/gi, ""));
    expect(bodies.sort()).toEqual(["\u0001\u0002\u0003", "\u0001\u0002\u0003", '"a"1', "a=1", "before"]);
    const last = backend.arrivals.find((arrival) => text(arrival) === "before");
    expect([last?.url, last?.headers.get("x-a")]).toEqual([apiUrl, "1"]);
  });

  it("ends at once when its caller aborts, and nobody else's does", async () => {
    const token = deferred<undefined>();
    backend.onToken = () => token.promise as never;
    const { fetch } = createClient();
    const controller = new AbortController();
    const aborted = outcomeOf(fetch(apiUrl, { signal: controller.signal }));
    const inRequest = outcomeOf(fetch(new Request(apiUrl, { signal: controller.signal })));
    const other = fetch(apiUrl);
    await settle();
    const reason = new Error("changed my mind");
    controller.abort(reason);
    expect(await aborted).toBe(reason);
    expect(await inRequest).toBeDefined();
    token.resolve(undefined);
    expect((await other).ok).toBe(true);
    expect(backend.arrivals).toHaveLength(1);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("asks for nothing where the caller had aborted before", async () => {
    const error = await outcomeOf(createClient().fetch(apiUrl, { signal: AbortSignal.abort() }));
    expect(error?.name).toBe("AbortError");
    expect([backend.tokenRequests.length, backend.arrivals.length]).toEqual([0, 0]);
  });

  it("ends at once while a 401 is renewed, too", async () => {
    const client = createClient();
    await client.preload();
    refuseAll();
    const token = deferred<undefined>();
    backend.onToken = () => token.promise as never;
    const controller = new AbortController();
    const aborted = outcomeOf(client.fetch(apiUrl, { signal: controller.signal }));
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(2));
    controller.abort("changed my mind");
    expect(await aborted).toBe("changed my mind");
    token.resolve(undefined);
    await settle();
    expect(backend.arrivals).toHaveLength(1);
  });
});
