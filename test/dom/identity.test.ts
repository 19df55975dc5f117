import { HttpResponse } from "msw/http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import { apiUrl, text, useBackend } from "../helpers/backend.ts";
import { type Deferred, deferred, settle } from "../helpers/deferred.ts";

const backend = useBackend();
afterEach(() => vi.unstubAllGlobals());

const page = (user: unknown) => vi.stubGlobal("HelpCenter", { user });
const mia = { role: "end_user", identifier: "mia" };
const noah = { role: "end_user", identifier: "noah" };
const anonymous = { role: "anonymous", identifier: "x" };
const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: HelpCenterJwtError) => error,
  );

/** Holds back the next token until the test lets it go. */
function holdToken(): Deferred<undefined> {
  const held = deferred<undefined>();
  backend.onToken = () => {
    backend.onToken = undefined;
    return held.promise as never;
  };
  return held;
}

describe("a visitor who changes while a call waits", () => {
  it("does not have the call sent with another's token", async () => {
    const client = createClient();
    const held = holdToken();
    page(mia);
    const waiting = outcomeOf(client.fetch(apiUrl, { method: "POST", body: "mia's order" }));
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    page(noah);
    await client.fetch(apiUrl, { method: "POST", body: "noah's order" });
    held.resolve(undefined);
    expect(await waiting).toMatchObject({ code: "invalid_token_response" });
    expect(backend.arrivals.map(text)).toEqual(["noah's order"]);
  });

  it("has no token asked for once it is known that nobody is signed in", async () => {
    const client = createClient();
    const held = holdToken();
    page(mia);
    const waiting = outcomeOf(client.fetch(apiUrl));
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    page(anonymous);
    expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "not_signed_in" });
    held.resolve(undefined);
    expect(await waiting).toMatchObject({ code: "not_signed_in" });
    expect(backend.tokenRequests).toHaveLength(1);
    page(noah);
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("has a 401 returned, not healed with another's token", async () => {
    const client = createClient();
    page(mia);
    await client.preload();
    backend.onRequest = () => {
      page(noah);
      return new HttpResponse("no", { status: 401 });
    };
    const response = await client.fetch(apiUrl);
    expect(response.status).toBe(401);
    expect(backend.arrivals).toHaveLength(1);
  });
});

describe("clear() while a call waits", () => {
  it("has the call sent with a token that was asked for after it", async () => {
    const client = createClient();
    const held = holdToken();
    const waiting = client.fetch(apiUrl);
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    client.clear();
    held.resolve(undefined);
    expect((await waiting).ok).toBe(true);
    expect(backend.tokenRequests).toHaveLength(2);
  });
});

describe("options that change while a call waits", () => {
  it("hold for it: a destination that is no longer allowed gets no token", async () => {
    const client = createClient();
    const held = holdToken();
    const waiting = outcomeOf(client.fetch(apiUrl));
    await settle();
    client.configure({ allowedOrigins: ["https://other.example.com"] });
    held.resolve(undefined);
    expect(await waiting).toMatchObject({ code: "destination_not_allowed" });
    expect(backend.arrivals).toHaveLength(0);
  });
});

describe("onError", () => {
  it("hears of a refresh that failed behind the calls as soon as it rejects one", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      const onError = vi.fn();
      const client = createClient({ onError, retry: 0 });
      await client.fetch(apiUrl);
      backend.onToken = () => new HttpResponse(null, { status: 404 });
      vi.setSystemTime(Date.now() + 250_000);
      await client.fetch(apiUrl);
      await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(2));
      await settle();
      expect(onError).not.toHaveBeenCalled();
      vi.setSystemTime(Date.now() + 60_000);
      for (let call = 0; call < 5; call++)
        expect(await outcomeOf(client.fetch(apiUrl))).toMatchObject({ code: "plan_unsupported" });
      expect(onError).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a page's own wrapper of fetch", () => {
  it("may call HCJwt.fetch without end", async () => {
    const client = createClient();
    const network = globalThis.fetch;
    vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) =>
      String(input).startsWith("https://api.") ? client.fetch(input, init) : network(input, init),
    );
    expect((await fetch(apiUrl)).ok).toBe(true);
    expect((await fetch(apiUrl)).ok).toBe(true);
    expect(backend.arrivals.every(({ authorization }) => authorization === `Bearer ${backend.issued[0]}`)).toBe(true);
  });
});
