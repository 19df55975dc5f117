import { createClient, HCJwt } from "hc-jwt";
import { createSigner, helpCenterHandlers, signToken } from "hc-jwt/testing";
import { createVerifier } from "hc-jwt/verify";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { HttpResponse, http } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { freezeTime, pass } from "../helpers/time.ts";

const endpoint = "https://support.example.com/api/v2/help_center/integration";
const orders = "https://api.example.com/orders";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => {
  server.resetHandlers();
  HCJwt.clear();
  vi.useRealTimers();
});
afterAll(() => server.close());

/** A new verifier has no keys yet: it asks for them. */
const verifier = () => createVerifier({ subdomain: "acme" });

const tokenOf = async (response: Response) => ((await response.json()) as { token: string }).token;

describe("helpCenterHandlers", () => {
  it("let a theme call an API that verifies the token it gets", async () => {
    server.use(
      ...helpCenterHandlers({ claims: { userId: 42, email: "mia@example.com", product: "orders" } }),
      http.get(orders, async ({ request }) => HttpResponse.json(await verifier().authenticate(request))),
    );
    const response = await HCJwt.fetch(orders);
    expect(await response.json()).toMatchObject({ userId: 42, email: "mia@example.com", product: "orders" });
    expect(await HCJwt.getClaims()).toMatchObject({ userId: 42, externalId: null });
  });

  it.each(["token", "token.json"])(
    "respond to %s with a token as Zendesk's, and with the server's time",
    async (path) => {
      freezeTime();
      server.use(...helpCenterHandlers({ lifetime: 60 }));
      const response = await fetch(`${endpoint}/${path}`);
      expect(response.headers.get("date")).toBe(new Date().toUTCString());
      const token = await tokenOf(response);
      expect(Object.entries(decodeProtectedHeader(token))).toEqual([
        ["typ", "JWT"],
        ["alg", "RS256"],
        ["kid", expect.stringMatching(/^[\da-f]{64}$/)],
      ]);
      expect(decodeJwt(token)).toEqual({
        userId: 1,
        email: "visitor@example.com",
        externalId: null,
        exp: Date.now() / 1000 + 60,
      });
    },
  );

  it.each(["keys", "keys.json"])(
    "respond to %s with the public key and no more of it than Zendesk tells",
    async (path) => {
      server.use(...helpCenterHandlers());
      const { keys } = (await (await fetch(`${endpoint}/${path}`)).json()) as { keys: object[] };
      expect(keys).toEqual([
        { kty: "RSA", n: expect.any(String), e: "AQAB", kid: decodeProtectedHeader(await signToken()).kid },
      ]);
    },
  );

  it("ask a function for the claims at each token request", async () => {
    let userId = 0;
    server.use(
      ...helpCenterHandlers({
        claims: async ({ headers }) => ({ userId: ++userId, accept: headers.get("accept") }),
      }),
    );
    expect(await HCJwt.getClaims()).toMatchObject({ userId: 1, accept: "application/json" });
    expect(await HCJwt.getClaims()).toMatchObject({ userId: 1 });
    await HCJwt.getToken({ forceRefresh: true });
    expect(await HCJwt.getClaims()).toMatchObject({ userId: 2 });
  });

  it.each([
    [401, "not_signed_in"],
    [403, "not_signed_in"],
    [404, "plan_unsupported"],
    [429, "rate_limited"],
    [500, "token_endpoint_unavailable"],
    [503, "token_endpoint_unavailable"],
  ])("with status %i make calls reject with %s, before the API is asked", async (status, code) => {
    server.use(...helpCenterHandlers({ status, retryAfter: 60 }));
    const error = await createClient({ retry: 0 })
      .fetch(orders)
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ code, status });
    if (status === 429) expect(error).toMatchObject({ retryAfter: 60_000 });
  });

  it.each([
    [401, "Couldn't authenticate you"],
    [403, "Forbidden"],
    [404, "InvalidEndpoint"],
    [429, "APIRateLimitExceeded"],
    [503, "ServiceUnavailable"],
    [599, "Status599"],
  ])("with status %i say in the response what is wrong, as Zendesk does", async (status, error) => {
    server.use(...helpCenterHandlers({ status }));
    const response = await fetch(`${endpoint}/token`);
    expect([response.status, await response.json()]).toEqual([status, { error }]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.has("retry-after")).toBe(false);
  });

  it("send Retry-After where set to, also of no time at all", async () => {
    server.use(...helpCenterHandlers({ status: 429, retryAfter: 0 }));
    expect((await fetch(`${endpoint}/token`)).headers.get("retry-after")).toBe("0");
  });

  it("with a claims function that throws are down", async () => {
    server.use(
      ...helpCenterHandlers({
        claims: () => {
          throw HttpResponse.json({}, { status: 502 });
        },
      }),
    );
    await expect(createClient({ retry: 0 }).getToken()).rejects.toMatchObject({
      code: "token_endpoint_unavailable",
      status: 502,
    });
  });

  it.each([0, -60])("with a lifetime of %i give tokens that have expired", async (lifetime) => {
    server.use(...helpCenterHandlers({ lifetime }));
    await expect(HCJwt.getToken()).rejects.toMatchObject({ code: "invalid_token_response" });
  });

  it("follow fake timers: the theme asks again when the token has run out, and not before", async () => {
    freezeTime();
    const claims = vi.fn(() => ({}));
    server.use(...helpCenterHandlers({ claims, lifetime: 60 }));
    await HCJwt.getToken();
    await pass(20_000);
    await HCJwt.getToken();
    expect(claims).toHaveBeenCalledTimes(1);
    await pass(40_000);
    await HCJwt.getToken();
    expect(claims).toHaveBeenCalledTimes(2);
  });

  it("that replace others publish the same key, so that a verifier goes on", async () => {
    server.use(...helpCenterHandlers());
    const acme = verifier();
    await acme.verify(await HCJwt.getToken());
    server.use(...helpCenterHandlers({ claims: { userId: 7 } }));
    expect(await acme.verify(await HCJwt.getToken({ forceRefresh: true }))).toMatchObject({ userId: 7 });
  });

  it("rotate the key with another signer", async () => {
    const [old, next] = [createSigner(), createSigner({ kid: "2026-11" })];
    server.use(...helpCenterHandlers({ signer: old }));
    const token = await HCJwt.getToken();
    await verifier().verify(token);
    server.use(...helpCenterHandlers({ signer: next }));
    expect(decodeProtectedHeader(await HCJwt.getToken({ forceRefresh: true })).kid).toBe("2026-11");
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: "unknown_key" });
  });

  it("with an origin leave all others to other handlers", async () => {
    server.use(http.get("*", () => new HttpResponse("another handler")));
    server.use(...helpCenterHandlers({ origin: "https://support.example.com" }));
    expect((await fetch(`${endpoint}/keys`)).headers.get("content-type")).toContain("json");
    const elsewhere = await fetch("https://acme.zendesk.com/api/v2/help_center/integration/keys");
    expect(await elsewhere.text()).toBe("another handler");
  });

  it.each([
    [{ claims: [] as never }, "claims must be an object"],
    [{ claims: "mia@example.com" as never }, "claims must be an object"],
    [{ claims: null as never }, "claims must be an object"],
    [{ lifetime: Number.NaN }, "lifetime must be a number of seconds"],
    [{ lifetime: "60" as never }, "lifetime must be a number of seconds"],
    [{ status: 100 }, "status must be an HTTP status"],
    [{ status: 403.5 }, "status must be an HTTP status"],
    [{ status: 600 }, "status must be an HTTP status"],
    [{ retryAfter: -1 }, "retryAfter must be a number of seconds"],
    [{ origin: "acme.zendesk.com" }, "origin must be an origin"],
    [{ origin: "https://acme.zendesk.com/hc" }, "origin must be an origin"],
    [{ signer: {} as never }, "signer must be what createSigner() returns"],
    [{ signer: null as never }, "signer must be what createSigner() returns"],
  ])("refuse %j at once", (options, message) => {
    expect(() => helpCenterHandlers(options)).toThrow(TypeError);
    expect(() => helpCenterHandlers(options)).toThrow(message);
  });
});

describe("signToken", () => {
  it("makes tokens that a verifier takes, without a page or a token request", async () => {
    server.use(...helpCenterHandlers({ status: 404 }));
    const token = await signToken({ userId: 42, externalId: "crm-7" });
    expect(await verifier().verify(token)).toMatchObject({ userId: 42, externalId: "crm-7" });
  });

  it("makes tokens that have expired, and such without a claim", async () => {
    server.use(...helpCenterHandlers());
    await expect(verifier().verify(await signToken({}, { lifetime: -60 }))).rejects.toMatchObject({
      code: "token_expired",
    });
    const strict = createVerifier({ subdomain: "acme", requiredClaims: ["product"] });
    await expect(strict.verify(await signToken())).rejects.toMatchObject({ code: "claim_rejected" });
  });

  it("has no token for nonsense", async () => {
    await expect(signToken("mia" as never)).rejects.toThrow("claims must be an object");
    await expect(signToken({}, { lifetime: Number.POSITIVE_INFINITY })).rejects.toThrow("lifetime must be");
  });
});

describe("createSigner", () => {
  it("is nobody whom the handlers know", async () => {
    server.use(...helpCenterHandlers());
    await expect(verifier().verify(await createSigner().sign())).rejects.toMatchObject({ code: "unknown_key" });
    const { kid } = decodeProtectedHeader(await signToken());
    await expect(verifier().verify(await createSigner({ kid: String(kid) }).sign())).rejects.toMatchObject({
      code: "invalid_signature",
    });
  });

  it("has one key for as long as it lives", async () => {
    const signer = createSigner();
    const [first, second] = await Promise.all([signer.jwks(), signer.jwks()]);
    expect(first).toEqual(second);
    expect(first.keys).toHaveLength(1);
    expect(first.keys[0]?.kid).toBe(signer.kid);
  });

  it.each(["", 5 as never])("refuses the kid %j", (kid) => {
    expect(() => createSigner({ kid })).toThrow("kid must be a text");
  });
});
