import { EventEmitter, getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { settled } from "../helpers/virtual-time.ts";

// A garbage collector to call, without a flag on the command line.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

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

/** Bytes that are still reachable. */
async function heapInUse(): Promise<number> {
  // What finalizers let go of takes another round.
  for (let round = 0; round < 4; round++) {
    await settled();
    collect();
  }
  return process.memoryUsage().heapUsed;
}

/**
 * Bytes that each call leaves behind. Measured four times over, and the least of it counts: what is made once (compiled
 * code, caches) falls into one of the rounds, a leak into all of them.
 */
async function growthPerCall(call: (number: number) => Promise<unknown>, count = calls): Promise<number> {
  const rounds: number[] = [];
  for (let number = 0; number < count / 10; number++) await call(number);
  for (let round = 0; round < 4; round++) {
    const before = await heapInUse();
    for (let number = 0; number < count / 4; number++) await call(number);
    rounds.push(((await heapInUse()) - before) / (count / 4));
  }
  return Math.min(...rounds);
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
  // A call that leaves anything behind leaves a listener, a promise or a request: some hundred bytes at the least.
  const noise = 40;

  it("shows a leak where there is one: the trap is set", async () => {
    const kept: unknown[] = [];
    const { signal } = new AbortController();
    const growth = await growthPerCall(async (number) => {
      const listener = () => number;
      if (number % 2) kept.push(listener);
      else signal.addEventListener("abort", listener);
    });
    expect(growth).toBeGreaterThan(noise);
    expect(kept.length).toBeGreaterThan(0);
  });

  it("does not grow with calls that are answered, refused, fail or are aborted", async () => {
    const { fetch } = createClient();
    const growth = await growthPerCall((number) =>
      callWithOwnSignal(fetch, api, number % 2 ? { method: "POST", body: "Milk" } : {}),
    );
    expect(growth).toBeLessThan(noise);
  });

  it("does not grow with calls on one signal that lives on", async () => {
    const client = createClient();
    const { signal } = new AbortController();
    const growth = await growthPerCall(async (number) => {
      if (number % 50 === 0) client.clear();
      while (answers[sent % answers.length] === "hang") sent++;
      await client.fetch(api, { signal }).catch(() => {});
    });
    expect(growth).toBeLessThan(noise);
  });

  it("does not grow with Requests that carry bodies, repeated or not", async () => {
    const { fetch } = createClient();
    const body = "Milk ".repeat(1_000);
    const growth = await growthPerCall(
      (number) => callWithOwnSignal(fetch, new Request(api, number % 2 ? { method: "POST", body } : {})),
      calls / 2,
    );
    expect(growth).toBeLessThan(noise);
  });

  it("does not grow with tokens that are renewed and failures that are remembered", async () => {
    const client = createClient({ retry: 0 });
    const growth = await growthPerCall(async (number) => {
      lifetime = number % 3 ? 300 : -60;
      if (number % 2) client.clear();
      await client.getToken({ forceRefresh: true }).catch(() => {});
    }, calls / 2);
    expect(growth).toBeLessThan(noise);
  });
});
