import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Demo, startDemo } from "../../demo-server/demo.ts";
import { callApi, type Json, newToken, requestToken, signedIn } from "./harness.ts";

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());
beforeEach(() => {
  demo.controls.reset();
  demo.requestLog.clear();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(demo.helpCenter.origin + path, { headers, redirect: "manual" });

async function publishedKeys(): Promise<Json> {
  return (await get("/api/v2/help_center/integration/keys")).json();
}

describe("a token", () => {
  test("has the header and the claims that Zendesk's has, and no more", async () => {
    const token = await newToken(demo);
    expect(Object.entries(decodeProtectedHeader(token))).toEqual([
      ["typ", "JWT"],
      ["alg", "RS256"],
      ["kid", expect.stringMatching(/^[0-9a-f]{64}$/)],
    ]);
    const [user] = demo.helpCenter.users;
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      userId: user?.id,
      email: user?.email,
      externalId: "crm-1001",
      exp: expect.any(Number),
      product: "todo-demo",
    });
    expect(Math.abs((claims.exp ?? 0) - (Date.now() / 1000 + 120))).toBeLessThan(60);
  });

  test("carries names that are not ASCII, and null for no external id", async () => {
    expect(decodeJwt(await newToken(demo, 1))).toMatchObject({
      email: "zoë.łukasińska@bücher.example",
      externalId: "crm-Ω-1002",
    });
    expect(decodeJwt(await newToken(demo, 2))).toMatchObject({ externalId: null });
  });

  test("lives for as long as is set, and says when it was issued if asked to", async () => {
    demo.controls.set({ tokenLifetime: 7, issuedAtClaim: true });
    const { exp = 0, iat = 0 } = decodeJwt(await newToken(demo));
    expect(exp - iat).toBe(7);
    demo.controls.set({ tokenLifetime: -60 });
    expect(decodeJwt(await newToken(demo)).exp).toBeLessThan(Date.now() / 1000);
  });

  test("verifies with jose against the published keys", async () => {
    const { payload } = await jwtVerify(await newToken(demo), createLocalJWKSet(await publishedKeys()), {
      algorithms: ["RS256"],
    });
    expect(payload).toMatchObject({ userId: demo.helpCenter.users[0]?.id });
  });
});

describe("the token endpoint", () => {
  test.each([
    "/api/v2/help_center/integration/token",
    "/api/v2/help_center/integration/token.json",
    "/hc/api/v2/integration/token",
  ])("answers at %s, never to be kept", async (path) => {
    const response = await get(path, signedIn(demo));
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("Date")).not.toBeNull();
    expect(Object.keys((await response.json()) as Json)).toEqual(["token"]);
  });

  test("refuses a visitor with 403 and JSON", async () => {
    const response = await requestToken(demo, {});
    expect(response.status).toBe(403);
    expect(await response.json()).toHaveProperty("error.title", "Forbidden");
  });

  test("takes Basic authentication, as Zendesk's API does, and no other credentials", async () => {
    const [user] = demo.helpCenter.users;
    const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
    for (const credentials of [`${user?.email}/token:demo-api-token`, `${user?.email}:demo-api-token`]) {
      const response = await requestToken(demo, { Authorization: basic(credentials) });
      expect(response.status).toBe(200);
      expect(decodeJwt(((await response.json()) as Json).token)).toMatchObject({ userId: user?.id });
    }
    for (const authorization of [
      basic(`${user?.email}/token:wrong`),
      basic("nobody@example.com/token:demo-api-token"),
      basic("demo-api-token"),
      "Bearer demo-api-token",
    ]) {
      const response = await requestToken(demo, { ...signedIn(demo), Authorization: authorization });
      expect([response.status, await response.json()]).toEqual([401, { error: "Couldn't authenticate you" }]);
    }
  });

  test("logs a fingerprint and never the token", async () => {
    const token = await newToken(demo);
    expect(demo.requestLog.recent()[0]).toMatchObject({
      kind: "token",
      status: 200,
      user: "Mia Laurent",
      token: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(JSON.stringify(demo.requestLog.recent())).not.toContain(token.split(".")[2]);
  });
});

describe("each fault of the token endpoint", () => {
  test("plan_unsupported: 404 with Zendesk's body", async () => {
    demo.controls.set({ tokenFault: "plan_unsupported" });
    const response = await requestToken(demo);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: "InvalidEndpoint", description: "Not found" });
  });

  test("unavailable, unauthorized and forbidden: 503, 401 and 403", async () => {
    for (const [tokenFault, status] of [
      ["unavailable", 503],
      ["unauthorized", 401],
      ["forbidden", 403],
    ] as const) {
      demo.controls.set({ tokenFault });
      expect((await requestToken(demo)).status).toBe(status);
    }
  });

  test("rate_limited: 429 with the Retry-After that is set", async () => {
    demo.controls.set({ tokenFault: "rate_limited", retryAfter: 17 });
    const response = await requestToken(demo);
    expect(response.status).toBe(429);
    expect(response.headers.get("Retry-After")).toBe("17");
  });

  test("sign_in_page: 200 with HTML", async () => {
    demo.controls.set({ tokenFault: "sign_in_page" });
    const response = await requestToken(demo);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toContain("<h1>Sign in</h1>");
  });

  test("redirect_to_sign_in: 302 to the sign-in page", async () => {
    demo.controls.set({ tokenFault: "redirect_to_sign_in" });
    const response = await requestToken(demo);
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("/hc/en-us/signin");
  });

  test("no_token: 200 with JSON that holds none", async () => {
    demo.controls.set({ tokenFault: "no_token" });
    const response = await requestToken(demo);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({});
  });

  test("garbage_token: 200 with a token that is not one", async () => {
    demo.controls.set({ tokenFault: "garbage_token" });
    const { token } = (await (await requestToken(demo)).json()) as Json;
    expect(() => decodeJwt(token)).toThrow();
  });

  test("tokenLatency: responds later than it has to", async () => {
    demo.controls.set({ tokenLatency: 80 });
    const from = performance.now();
    expect((await requestToken(demo)).status).toBe(200);
    expect(performance.now() - from).toBeGreaterThan(75);
  });

  test("is over after the number of times that is set", async () => {
    demo.controls.set({ tokenFault: "unavailable", tokenFaultTimes: 2 });
    expect((await requestToken(demo)).status).toBe(503);
    expect((await requestToken(demo)).status).toBe(503);
    expect((await requestToken(demo)).status).toBe(200);
    expect(demo.controls.get()).toMatchObject({ tokenFault: "ok", tokenFaultTimes: 0 });
    expect(demo.requestLog.counts()).toMatchObject({ token: 3, tokenStatuses: { 200: 1, 503: 2 } });
  });
});

describe("the keys endpoint", () => {
  test.each([
    "/api/v2/help_center/integration/keys",
    "/api/v2/help_center/integration/keys.json",
    "/hc/api/v2/integration/keys.json",
  ])("answers anyone at %s with keys of four fields", async (path) => {
    const { keys } = (await (await get(path)).json()) as Json;
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]).sort()).toEqual(["e", "kid", "kty", "n"]);
    expect(keys[0]).toMatchObject({ kty: "RSA", e: "AQAB", kid: expect.stringMatching(/^[0-9a-f]{64}$/) });
    // 3072 bits, as Zendesk's sample key.
    expect(keys[0].n).toHaveLength(512);
  });
});

describe("rotating the key", () => {
  test("keeps the old one published beside the new, and both tokens work", async () => {
    const before = await newToken(demo);
    expect((await callApi(demo, "/todos", before)).status).toBe(200);
    await demo.rotateKeys({ keepOld: true });
    const after = await newToken(demo);
    const kids = (await publishedKeys()).keys.map(({ kid }: Json) => kid);
    expect(kids).toEqual([decodeProtectedHeader(after).kid, decodeProtectedHeader(before).kid]);
    const jwks = createLocalJWKSet(await publishedKeys());
    await expect(jwtVerify(before, jwks)).resolves.toBeDefined();
    await expect(jwtVerify(after, jwks)).resolves.toBeDefined();
    expect((await callApi(demo, "/todos", before)).status).toBe(200);
  });

  test("keeps two keys at most", async () => {
    await demo.rotateKeys({ keepOld: true });
    await demo.rotateKeys({ keepOld: true });
    expect((await publishedKeys()).keys).toHaveLength(2);
  });

  test("withdraws the old one at once if asked to: only new tokens work, from the next request on", async () => {
    const before = await newToken(demo);
    expect((await callApi(demo, "/todos", before)).status).toBe(200);
    await demo.rotateKeys({ keepOld: false });
    expect((await publishedKeys()).keys).toHaveLength(1);
    expect((await callApi(demo, "/todos", before)).status).toBe(401);
    expect((await callApi(demo, "/todos", await newToken(demo))).status).toBe(200);
  });
});

describe("revoking", () => {
  test("has the API refuse every token issued so far, though signature and expiry are good", async () => {
    const [first, second] = [await newToken(demo, 0), await newToken(demo, 1)];
    demo.revokeTokens();
    for (const token of [first, second]) {
      const response = await callApi(demo, "/todos", token);
      expect(response.status).toBe(401);
      expect(response.headers.get("WWW-Authenticate")).toContain('error="invalid_token"');
      await expect(jwtVerify(token, createLocalJWKSet(await publishedKeys()))).resolves.toBeDefined();
    }
  });

  test("leaves alone a token that is asked for right after, within the same second", async () => {
    const revoked = await newToken(demo);
    demo.revokeTokens();
    const fresh = await newToken(demo);
    expect(fresh).not.toBe(revoked);
    expect((await callApi(demo, "/todos", fresh)).status).toBe(200);
  });
});
