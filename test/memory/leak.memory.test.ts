import { EventEmitter, getEventListeners } from "node:events";
import { queryObjects } from "node:v8";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { settled } from "../helpers/virtual-time.ts";

const api = "https://api.example.com/todos";
const calls = 10_000;

/** How the API answers, call by call. */
const answers = ["accept", "accept", "refuse", "fail", "hang"] as const;

let sent = 0;
let tokenRequests = 0;
let lifetime = 300;

beforeEach(() => {
  sent = 0;
  tokenRequests = 0;
  lifetime = 300;
  // Undici's requests for tokens listen to one signal each, thousands of which may wait to be collected.
  EventEmitter.setMaxListeners(0);
  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
  vi.stubGlobal("document", { baseURI: "https://support.example.com/hc/en-us" });
  vi.stubGlobal("Request", UnlinkedRequest);
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) => {
    const isToken = input instanceof Request && input.url.endsWith("/integration/token");
    if (isToken) {
      const exp = Math.floor(Date.now() / 1000) + lifetime;
      return Promise.resolve(Response.json({ token: plainToken({ userId: 361, number: tokenRequests++, exp }) }));
    }
    const answer = answers[sent++ % answers.length];
    if (answer === "fail") return Promise.reject(new TypeError("Failed to fetch"));
    if (answer === "accept") return Promise.resolve(new Response("ok"));
    if (answer === "refuse") return Promise.resolve(new Response("no", { status: 401 }));
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/**
 * A Request that hands its signal on as it is. Undici's follows it with a listener until it is collected, where browsers
 * need none: what is counted here are the library's own.
 */
class UnlinkedRequest extends Request {
  constructor(input: RequestInfo | URL, init: RequestInit = {}) {
    const { signal = input instanceof Request ? input.signal : undefined, ...rest } = init;
    super(input, { ...rest, signal: null });
    if (signal) Object.defineProperty(this, "signal", { value: signal });
  }
}

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

/** How many objects are reachable, functions and promises included. V8 collects garbage before it counts. */
async function objectsInUse(): Promise<number> {
  // What finalizers release takes another round.
  for (let round = 0; round < 4; round++) {
    await settled();
    queryObjects(Object, { format: "count" });
  }
  return queryObjects(Object, { format: "count" });
}

/**
 * Objects that each call leaves behind: one at the least, where there is a leak. What is made once (caches, lazily compiled
 * functions) is spread over all calls.
 */
async function keptPerCall(call: (number: number) => Promise<unknown>, count = calls): Promise<number> {
  for (let number = 0; number < count / 10; number++) await call(number);
  const before = await objectsInUse();
  for (let number = 0; number < count; number++) await call(number);
  return ((await objectsInUse()) - before) / count;
}

/** Ends a call that hangs, and only that. */
function callWithOwnSignal(fetch: typeof globalThis.fetch, input: RequestInfo, init?: RequestInit) {
  const controller = new AbortController();
  const outcome = fetch(input, { ...init, signal: controller.signal }).catch(() => {});
  return settled().then(() => {
    controller.abort();
    return outcome;
  });
}

describe("a signal that outlives many calls", () => {
  it("collects no listeners: each is removed once its call has its token", async () => {
    const client = createClient();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    // Nobody hangs here: the platform's fetch would listen for that call's sake.
    const network = globalThis.fetch;
    vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) => {
      while (answers[sent % answers.length] === "hang") sent++;
      return network(input as RequestInfo, init);
    });
    for (let number = 0; number < calls; number++) {
      // Each hundredth waits for a token, by `clear`; of the others some are refused, and wait for a renewal.
      if (number % 100 === 0) client.clear();
      const outcomes = [client.fetch(api, { signal }), client.getToken({ signal }), client.getClaims({ signal })];
      await Promise.allSettled(outcomes);
    }
    expect(listenersOf(signal)).toBe(0);
    expect(added.mock.calls.length).toBeGreaterThan(calls);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
    expect(tokenRequests).toBeGreaterThan(100);
  });

  it("keeps none when it aborts in the middle of ten thousand calls", async () => {
    const client = createClient();
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error("the page was left");
    const outcomes = Array.from({ length: calls }, () => client.fetch(api, { signal }));
    expect(listenersOf(signal)).toBe(calls);
    controller.abort(reason);
    const results = await Promise.allSettled(outcomes);
    expect(results.every((result) => result.status === "rejected" && result.reason === reason)).toBe(true);
    await settled();
    expect(sent).toBe(0);
    expect(listenersOf(signal)).toBe(0);
  });

  it("keeps none when the token cannot be had", async () => {
    const client = createClient({ retry: 0 });
    lifetime = -60;
    const { signal } = new AbortController();
    for (let number = 0; number < calls / 10; number++) {
      if (number % 10 === 0) client.clear();
      await client.fetch(api, { signal }).catch(() => {});
    }
    expect(listenersOf(signal)).toBe(0);
    expect(tokenRequests).toBe(calls / 100);
  });
});

describe("the heap", () => {
  // A call that leaves anything behind leaves a listener, a promise or a request.
  const noise = 0.5;

  it.each(["listener", "promise", "request"] as const)(
    "shows a leak of one %s per call: the trap is set",
    async (leak) => {
      const kept: unknown[] = [];
      const { signal } = new AbortController();
      const growth = await keptPerCall(async (number) => {
        if (leak === "listener") signal.addEventListener("abort", () => number);
        else kept.push(leak === "promise" ? Promise.resolve(number) : new Request(api));
      });
      expect(growth).toBeGreaterThan(noise);
    },
  );

  it("does not grow with calls that succeed, are refused, fail or are aborted", async () => {
    const { fetch } = createClient();
    const growth = await keptPerCall((number) =>
      callWithOwnSignal(fetch, api, number % 2 ? { method: "POST", body: "Milk" } : {}),
    );
    expect(growth).toBeLessThan(noise);
  });

  it("does not grow with calls on one signal that lives on", async () => {
    const client = createClient();
    const { signal } = new AbortController();
    const growth = await keptPerCall(async (number) => {
      if (number % 50 === 0) client.clear();
      while (answers[sent % answers.length] === "hang") sent++;
      await client.fetch(api, { signal }).catch(() => {});
    });
    expect(growth).toBeLessThan(noise);
  });

  it("does not grow with Requests that carry bodies, repeated or not", async () => {
    const { fetch } = createClient();
    const body = "Milk ".repeat(1_000);
    const growth = await keptPerCall(
      (number) => callWithOwnSignal(fetch, new Request(api, number % 2 ? { method: "POST", body } : {})),
      calls / 2,
    );
    expect(growth).toBeLessThan(noise);
  });

  it("does not grow with tokens that are renewed and failures that are remembered", async () => {
    const client = createClient({ retry: 0 });
    const growth = await keptPerCall(async (number) => {
      lifetime = number % 3 ? 300 : -60;
      if (number % 2) client.clear();
      await client.getToken({ forceRefresh: true }).catch(() => {});
    }, calls / 2);
    expect(growth).toBeLessThan(noise);
  });
});
