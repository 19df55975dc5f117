import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createSigningKey, type SigningKey, signToken } from "../helpers/jwt.ts";
import { localized, recipe } from "../helpers/recipes.ts";
import { startWorker, workerd } from "../helpers/workerd.ts";

// Cloudflare's own runtime: a call's requests, timers and promises are of no use to another call, and end with it.

if (!workerd) {
  const how = "The tests of Workers need workerd: npm ci --prefix test/runtimes";
  if (process.env.CI) throw new Error(how);
  console.warn(`SKIPPED. ${how}`);
}

/** Before and after promises could be waited for across calls (flag handle_cross_request_promise_resolution, 2024-10-14). */
const dates = ["2024-01-01", "2026-11-01"];

/**
 * One is what there is. On a machine that stands still for more than a second, a waiting call may think that the one which
 * sent the request is gone, and send another.
 */
const few = 3;

const worker = (options: string) => `
  import { createVerifier } from "hc-jwt/verify";

  const verifier = createVerifier(${options});
  let arrived = 0;
  let mayLeave = false;

  export default {
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/arrived") return Response.json(arrived);
      if (pathname === "/may-leave") mayLeave = true;
      arrived++;
      const outcome = verifier.authenticate(request).then(() => "accepted", ({ code, stack }) => code ?? stack);
      if (pathname !== "/leaves") return new Response(await outcome);
      while (!mayLeave) await new Promise((resolve) => setTimeout(resolve, 10));
      // The response ends the call, and all that it has under way.
      return new Response("gone");
    },
  };
`;

let key: SigningKey;
let newKey: SigningKey;
beforeAll(async () => {
  [key, newKey] = await Promise.all([createSigningKey("known"), createSigningKey("rotated in")]);
});

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end();
});

/** A server that counts requests and responds at once, or, while it is held, when a test says so. */
async function startHeldServer(body: () => unknown) {
  const waiting: ServerResponse[] = [];
  const state = {
    requests: 0,
    isHeld: false,
    url: "",
    release() {
      state.isHeld = false;
      for (const response of waiting.splice(0)) send(response);
    },
  };
  const send = (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body()));
  };
  const server = createServer((_, response) => {
    state.requests++;
    if (state.isHeld) waiting.push(response);
    else send(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return state;
}

async function setUp(date: string, options = "", cache?: { url: string }) {
  const published = { keys: [key.jwk] };
  const endpoint = await startHeldServer(() => published);
  // As with a KV store: the cache is asked by a request of the call.
  const keysCache = cache
    ? `keysCache: { get: async () => (await fetch(${JSON.stringify(cache.url)})).json(), set() {} },`
    : "";
  const running = await startWorker(
    worker(`{ keysUrl: ${JSON.stringify(endpoint.url)}, ${keysCache} ${options} }`),
    date,
  );
  cleanUp.push(() => running[Symbol.asyncDispose]());
  const call = async (token: string, path = "/") => {
    const response = await fetch(running.origin + path, { headers: { authorization: `Bearer ${token}` } });
    return response.text();
  };
  const arrived = async (): Promise<number> => (await fetch(`${running.origin}/arrived`)).json();
  return {
    endpoint,
    published,
    call,
    arrived,
    /** All at once: the endpoint responds when all of them are in the isolate. */
    async together(tokens: readonly string[]) {
      endpoint.isHeld = true;
      const before = await arrived();
      const outcomes = Promise.all(tokens.map((token) => call(token)));
      await vi.waitFor(async () => expect((await arrived()) - before).toBe(tokens.length), { interval: 20 });
      await vi.waitFor(() => expect(endpoint.requests).toBeGreaterThan(0));
      endpoint.release();
      return new Set(await outcomes);
    },
  };
}

const tokenOf = (signer: SigningKey, kid = signer.kid) =>
  signToken(Math.floor(Date.now() / 1000) + 300, { key: { ...signer, kid } });

describe.runIf(workerd).each(dates)("one isolate of workerd, compatibility date %s", (date) => {
  it("makes few keys requests for 30 good calls at a cold start", async () => {
    const { endpoint, together } = await setUp(date);
    const token = await tokenOf(key);
    expect(await together(Array.from({ length: 30 }, () => token))).toEqual(new Set(["accepted"]));
    expect(endpoint.requests).toBeLessThanOrEqual(few);
  });

  it("makes few keys requests for 200 calls with made-up key ids after the cool-down, and none in it", async () => {
    for (const [cooldown, most] of [
      [0, few],
      [30, 0],
    ] as const) {
      const { endpoint, call, together } = await setUp(date, `keysCooldown: ${cooldown}`);
      expect(await call(await tokenOf(key))).toBe("accepted");
      const tokens = await Promise.all(Array.from({ length: 200 }, (_, n) => tokenOf(newKey, `made-up-${n}`)));
      expect(await together(tokens)).toEqual(new Set(["unknown_key"]));
      expect(endpoint.requests).toBeLessThanOrEqual(1 + most);
      expect(await call(await tokenOf(key))).toBe("accepted");
    }
  });

  it("has one of the waiting calls take over from a call that is gone, and its request with it", async () => {
    const { endpoint, call, arrived } = await setUp(date);
    const token = await tokenOf(key);
    endpoint.isHeld = true;
    const leaves = call(token, "/leaves");
    await vi.waitFor(() => expect(endpoint.requests).toBe(1), { interval: 20 });
    const outcomes = Promise.all(Array.from({ length: 20 }, () => call(token)));
    await vi.waitFor(async () => expect(await arrived()).toBe(21), { interval: 20 });
    expect(await call("x.x.x", "/may-leave")).toBe("malformed_token");
    expect(await leaves).toBe("gone");
    await vi.waitFor(() => expect(endpoint.requests).toBeGreaterThan(1), { interval: 20 });
    endpoint.release();
    expect(new Set(await outcomes)).toEqual(new Set(["accepted"]));
    expect(endpoint.requests).toBeLessThanOrEqual(1 + few);
  });

  it("lets known keys serve while they are requested again, whatever becomes of that request", async () => {
    const { endpoint, published, call } = await setUp(date, "keysMaxAge: 0");
    const token = await tokenOf(key);
    expect(await call(token)).toBe("accepted");
    endpoint.isHeld = true;
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => call(token)));
    expect(new Set(outcomes)).toEqual(new Set(["accepted"]));
    expect(endpoint.requests).toBeLessThanOrEqual(2);
    // That request ended with its call, perhaps before it arrived. Whoever needs a new key does not wait for it.
    published.keys = [newKey.jwk];
    endpoint.isHeld = false;
    expect(await call(await tokenOf(newKey))).toBe("accepted");
    expect(endpoint.requests).toBeLessThanOrEqual(3);
  });

  it("asks a keysCache once for 30 calls at a cold start, and the endpoint not at all", async () => {
    const entry = { url: "", requestedAt: Date.now(), keys: [key.jwk] };
    const cache = await startHeldServer(() => entry);
    const { endpoint, call } = await setUp(date, "", cache);
    entry.url = endpoint.url;
    const token = await tokenOf(key);
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => call(token)));
    expect(new Set(outcomes)).toEqual(new Set(["accepted"]));
    expect([cache.requests, endpoint.requests]).toEqual([1, 0]);
  });

  it("runs the recipe for Workers, as it stands", async () => {
    const { url } = await startHeldServer(() => ({ keys: [key.jwk] }));
    const helpCenter = { origin: "https://support.example.com", keysUrl: url };
    const running = await startWorker(localized(recipe("Workers", "js"), { helpCenter }), date);
    cleanUp.push(() => running[Symbol.asyncDispose]());
    const authorization = `Bearer ${await tokenOf(key)}`;
    const response = await fetch(`${running.origin}/orders`, { headers: { authorization } });
    expect([response.status, await response.json()]).toEqual([200, [{ id: 1, title: expect.any(String) }]]);
    const refused = await fetch(`${running.origin}/orders`);
    expect([refused.status, await refused.json()]).toEqual([401, { error: "missing_token" }]);
    expect(refused.headers.get("access-control-allow-origin")).toBe(helpCenter.origin);
    expect((await fetch(`${running.origin}/orders`, { method: "OPTIONS" })).status).toBe(204);
  });

  it("goes to the endpoint where the call that asked the keysCache is gone", async () => {
    const cache = await startHeldServer(() => null);
    const { endpoint, call } = await setUp(date, "", cache);
    cache.isHeld = true;
    const token = await tokenOf(key);
    const leaves = call(token, "/leaves");
    await vi.waitFor(() => expect(cache.requests).toBe(1), { interval: 20 });
    await call("x.x.x", "/may-leave");
    expect(await leaves).toBe("gone");
    expect(await Promise.all([call(token), call(token)])).toEqual(["accepted", "accepted"]);
    expect(endpoint.requests).toBe(1);
  });
});
