import { HTTPError } from "ky";
import { HttpResponse } from "msw/http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import * as entry from "../../src/index.ts";
import { sharedClient } from "../../src/page-client.ts";
import { apiUrl, text, useBackend } from "../helpers/backend.ts";
import { deferred, settle } from "../helpers/deferred.ts";
import { visitor } from "../helpers/jwt.ts";
import { type PlainXhr, plainXhrClass } from "../helpers/plain-xhr.ts";

const backend = useBackend();
const sharedKey = Symbol.for("hc-jwt.v1");

afterEach(() => {
  vi.unstubAllGlobals();
  delete (globalThis as Record<symbol, unknown>)[sharedKey];
});

const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: HelpCenterJwtError) => error,
  );

describe("getToken", () => {
  it("gives the raw JWT, the same one until it turns over", async () => {
    const client = createClient();
    expect(await client.getToken()).toBe(backend.issued[0]);
    expect(await client.getToken()).toBe(backend.issued[0]);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("gives a new one on forceRefresh, which the calls after it use too", async () => {
    const client = createClient();
    await client.getToken();
    expect(await client.getToken({ forceRefresh: true })).toBe(backend.issued[1]);
    expect(await client.getToken()).toBe(backend.issued[1]);
  });

  it("ends at once when its caller aborts", async () => {
    const token = deferred<undefined>();
    backend.onToken = () => token.promise as never;
    const controller = new AbortController();
    const client = createClient();
    const aborted = outcomeOf(client.getToken({ signal: controller.signal }));
    const other = client.getToken();
    await settle();
    controller.abort("enough");
    expect(await aborted).toBe("enough");
    token.resolve(undefined);
    expect(await other).toBe(backend.issued[0]);
  });

  it.each([5, "x", null, { signal: "x" }, { signal: {} }])("refuses %j", async (options) => {
    expect(await outcomeOf(createClient().getToken(options as never))).toMatchObject({
      code: "invalid_option",
      message: expect.stringMatching(/^(?:The options must be an object|signal must be an AbortSignal)\.$/),
    });
    expect(backend.tokenRequests).toHaveLength(0);
  });

  it("rejects where nobody is signed in, without a request", async () => {
    vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });
    const onError = vi.fn();
    const error = await outcomeOf(createClient({ onError }).getToken());
    expect(error).toMatchObject({ code: "not_signed_in" });
    expect(onError.mock.calls).toEqual([[error]]);
    expect(backend.tokenRequests).toHaveLength(0);
  });
});

describe("getClaims", () => {
  it("decodes the token", async () => {
    expect(await createClient().getClaims()).toMatchObject({ ...visitor, exp: expect.any(Number) });
  });

  it("gives each caller claims of its own", async () => {
    const client = createClient();
    const claims = await client.getClaims();
    claims.email = "evil@example.com";
    expect((await client.getClaims()).email).toBe(visitor.email);
  });
});

describe("api", () => {
  it("is ky with the token, and its conveniences", async () => {
    backend.onRequest = (arrival) => HttpResponse.json({ got: JSON.parse(text(arrival)) });
    expect(
      await createClient()
        .api.post(apiUrl, { json: { title: "Milk" } })
        .json(),
    ).toEqual({ got: { title: "Milk" } });
    expect(backend.arrivals[0]?.authorization).toBe(`Bearer ${backend.issued[0]}`);
  });

  it("rejects on a status, and does not retry until asked to", async () => {
    backend.onRequest = () => new HttpResponse(null, { status: 500 });
    const { api } = createClient();
    expect(await outcomeOf(api.get(apiUrl))).toBeInstanceOf(HTTPError);
    expect(backend.arrivals).toHaveLength(1);
    await outcomeOf(
      api
        .extend({ retry: { limit: 2, delay: () => 1 } })
        .get(apiUrl)
        .text(),
    );
    expect(backend.arrivals).toHaveLength(4);
  });

  it("sends a body once more after a 401", async () => {
    backend.onRequest = ({ authorization }) =>
      new HttpResponse(null, { status: authorization?.endsWith(backend.issued[0] as string) ? 401 : 200 });
    await createClient().api.post(apiUrl, { json: { title: "Milk" } });
    expect(backend.arrivals.map(text)).toEqual(['{"title":"Milk"}', '{"title":"Milk"}']);
  });

  it("lets our own errors through as they are", async () => {
    const { api } = createClient({ allowedOrigins: [] });
    expect(await outcomeOf(api.extend({ retry: 2 }).get(apiUrl).json())).toMatchObject({
      code: "destination_not_allowed",
    });
  });

  it("is made on first use and stays the same", () => {
    const client = createClient();
    expect(client.api).toBe(client.api);
  });
});

describe("preload", () => {
  it("starts the one token request that the first call then uses", async () => {
    const client = createClient();
    void client.preload();
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("does nothing for a visitor who is not signed in", async () => {
    vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });
    const onError = vi.fn();
    await createClient({ onError }).preload();
    expect(onError).not.toHaveBeenCalled();
    expect(backend.tokenRequests).toHaveLength(0);
  });

  it("never rejects, and leaves the failure for the first call", async () => {
    backend.onToken = () => new HttpResponse(null, { status: 404 });
    const client = createClient();
    await expect(client.preload()).resolves.toBeUndefined();
    expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "plan_unsupported" });
    expect(backend.tokenRequests).toHaveLength(1);
  });
});

describe("configure", () => {
  it("takes effect with the next call", async () => {
    const client = createClient();
    await client.fetch(apiUrl);
    client.configure({ allowedOrigins: ["https://other.example.com"] });
    expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "destination_not_allowed" });
    client.configure({ allowedOrigins: ["https://api.example.com"] });
    expect((await client.fetch(apiUrl)).ok).toBe(true);
  });

  it("throws at once and changes nothing where an option is bad", async () => {
    const client = createClient();
    expect(() => client.configure({ allowedOrigins: [], timeout: -1 })).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
    expect((await client.fetch(apiUrl)).ok).toBe(true);
  });

  it("keeps the token where the new options have nothing to do with it", async () => {
    const client = createClient();
    await client.fetch(apiUrl);
    client.configure({ timeout: 5_000, anonymous: "omit" });
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("asks the new endpoint after a change of tokenUrl", async () => {
    const client = createClient();
    await client.fetch(apiUrl);
    client.configure({ tokenUrl: "/hc/api/v2/integration/token" });
    backend.onRequest = ({ url }) =>
      url.includes("support.example.com")
        ? HttpResponse.json({ token: backend.issued[0] })
        : HttpResponse.json({ ok: true });
    await client.fetch(apiUrl);
    expect(backend.arrivals.map(({ url }) => url)).toContain("https://support.example.com/hc/api/v2/integration/token");
  });

  it("is refused by createClient just the same", () => {
    expect(() => createClient({ retry: -1 })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("clear", () => {
  it("forgets the token and remembered failures", async () => {
    const client = createClient();
    await client.fetch(apiUrl);
    client.clear();
    backend.onToken = () => new HttpResponse(null, { status: 404 });
    await outcomeOf(client.fetch(apiUrl));
    backend.onToken = undefined;
    expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "plan_unsupported" });
    client.clear();
    expect((await client.fetch(apiUrl)).ok).toBe(true);
    expect(backend.tokenRequests).toHaveLength(3);
  });

  it("asks for no token on behalf of those who no longer wait", async () => {
    backend.onToken = () => new Promise<never>(() => {});
    const onError = vi.fn();
    const client = createClient({ onError });
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = [
      client.fetch(apiUrl, { signal }),
      client.getToken({ signal }),
      client.getToken({ signal, forceRefresh: true }),
    ].map(outcomeOf);
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    controller.abort("enough");
    client.clear();
    expect(await Promise.all(waiting)).toEqual(["enough", "enough", "enough"]);
    await settle(20);
    expect(backend.tokenRequests).toHaveLength(1);
    expect(onError).not.toHaveBeenCalled();
  });

  it("renews no token on behalf of those who no longer wait after their 401", async () => {
    backend.onRequest = () => new HttpResponse(null, { status: 401 });
    const controller = new AbortController();
    const client = createClient();
    await client.preload();
    backend.onToken = () => new Promise<never>(() => {});
    const waiting = outcomeOf(client.fetch(apiUrl, { signal: controller.signal }));
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(2));
    controller.abort("enough");
    client.clear();
    expect(await waiting).toBe("enough");
    await settle(20);
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("happens by itself when the page comes back from the back/forward cache", async () => {
    const client = createClient();
    await client.fetch(apiUrl);
    const restored = (persisted: boolean) => dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
    restored(false);
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
    restored(true);
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
  });
});

describe("install", () => {
  it("has fetch and XMLHttpRequest carry the token to the listed origins alone, until it is undone", async () => {
    vi.stubGlobal("XMLHttpRequest", plainXhrClass());
    const native = globalThis.fetch;
    const client = createClient();
    await client.preload();
    const uninstall = client.install({ origins: ["https://api.example.com", "https://*.example.net"] });
    const send = (url: string) => {
      const xhr = new XMLHttpRequest() as unknown as PlainXhr;
      xhr.open("GET", url);
      xhr.send();
      return xhr.sent[0]?.headers;
    };
    const header = `Bearer ${backend.issued[0]}`;
    const urls = [apiUrl, "https://a.example.net/", "https://other.example.com/"];
    for (const url of urls) await fetch(url);
    expect(backend.arrivals.map(({ authorization }) => authorization)).toEqual([header, header, null]);
    expect(urls.map(send)).toEqual([[["Authorization", header]], [["Authorization", header]], []]);
    uninstall();
    expect(fetch).toBe(native);
    expect(urls.map(send)).toEqual([[], [], []]);
  });

  it.each([
    undefined,
    {},
    { origins: [] },
    { origins: "https://api.example.com" },
    { origins: ["api.example.com"] },
    { origins: [null] },
  ])("refuses %j, and patches nothing", (options) => {
    const native = globalThis.fetch;
    expect(() => createClient().install(options as never)).toThrow(
      expect.objectContaining({
        code: "invalid_option",
        message: 'origins must be a list of origins such as "https://api.example.com".',
      }),
    );
    expect(fetch).toBe(native);
  });
});

describe("onError", () => {
  it("hears of one failure once, however many calls it rejects", async () => {
    backend.onToken = () => new HttpResponse(null, { status: 404 });
    const onError = vi.fn();
    const { fetch } = createClient({ onError });
    const errors = await Promise.all(Array.from({ length: 20 }, () => outcomeOf(fetch(apiUrl))));
    expect(onError.mock.calls).toEqual([[errors[0]]]);
  });

  it("may throw without a call failing for it, and is not swallowed", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      const bug = new Error("a bug in onError");
      const client = createClient({
        allowedOrigins: [],
        onError() {
          throw bug;
        },
      });
      expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "destination_not_allowed" });
      expect(() => vi.runAllTimers()).toThrow(bug);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the shared client", () => {
  it("is one a page, also between two copies of the library", async () => {
    const first = sharedClient();
    vi.resetModules();
    const copy = await import("../../src/page-client.ts");
    expect(copy.sharedClient).not.toBe(sharedClient);
    expect(copy.sharedClient()).toBe(first);
    await Promise.all([first.fetch(apiUrl), copy.sharedClient().fetch(apiUrl)]);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("takes a list that the other copy configures in place of its own, and keeps the other options", async () => {
    sharedClient().configure({ allowedOrigins: ["https://api.example.com"], anonymous: "omit" });
    vi.resetModules();
    const copy = await import("../../src/page-client.ts");
    copy.sharedClient().configure({ allowedOrigins: ["https://other.example.com"] });
    for (const client of [sharedClient(), copy.sharedClient()]) {
      expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "destination_not_allowed" });
    }
    expect(backend.tokenRequests).toHaveLength(0);
    backend.onToken = () => new HttpResponse(null, { status: 403 });
    expect((await copy.sharedClient().fetch("https://other.example.com/")).ok).toBe(true);
  });

  it("is recognised by its shape, and nothing else is taken for it", () => {
    Object.defineProperty(globalThis, sharedKey, { value: { fetch: "x" }, configurable: true });
    expect(typeof sharedClient().fetch).toBe("function");
  });

  it("takes no name on the page", () => {
    const before = Object.getOwnPropertyNames(globalThis);
    sharedClient();
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
  });

  it("makes independent clients", async () => {
    const other = sharedClient().create({ allowedOrigins: [] });
    expect(await outcomeOf(other.fetch(apiUrl))).toMatchObject({ code: "destination_not_allowed" });
    expect((await sharedClient().fetch(apiUrl)).ok).toBe(true);
  });
});

describe("the npm entry", () => {
  it("does nothing on import: the client is made on first use", async () => {
    vi.resetModules();
    await import("../../src/index.ts");
    expect(sharedKey in globalThis).toBe(false);
  });

  it("is the page's shared client, whose methods work detached", async () => {
    const { fetch, getToken } = entry.HCJwt;
    expect((await fetch(apiUrl)).ok).toBe(true);
    expect(await getToken()).toBe(await sharedClient().getToken());
    for (const name of Object.keys(sharedClient())) {
      expect(entry.HCJwt[name as keyof typeof entry.HCJwt], name).toBe(
        sharedClient()[name as keyof typeof entry.HCJwt],
      );
    }
    // The diagnosis comes with a file of its own, which may load later.
    expect(Object.keys(entry.HCJwt).sort()).toEqual([...Object.keys(sharedClient()), "diagnose"].sort());
    expect(entry.HCJwt.diagnose).toBeUndefined();
    const diagnose = async () => [];
    Object.assign(sharedClient(), { diagnose });
    expect(entry.HCJwt.diagnose).toBe(diagnose);
  });

  it("tells its errors apart, from any copy", async () => {
    const error = await outcomeOf(createClient({ allowedOrigins: [] }).fetch(apiUrl));
    expect(entry.isHelpCenterJwtError(error)).toBe(true);
    expect(entry.isHelpCenterJwtError(Object.assign(new Error("x"), { name: "HelpCenterJwtError" }))).toBe(true);
    for (const other of [new Error("x"), null, undefined, "HelpCenterJwtError", { name: "HelpCenterJwtError" }]) {
      expect(entry.isHelpCenterJwtError(other)).toBe(false);
    }
  });
});
