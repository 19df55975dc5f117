import { inspect } from "node:util";
import { exportSPKI, SignJWT } from "jose";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createVerifier,
  HelpCenterJwtVerificationError,
  type RequestLike,
  type VerifierOptions,
} from "../../../src/verify/index.ts";
import { createSigningKey, type SigningKey, signToken, visitor } from "../../helpers/jwt.ts";
import { type KeysServer, startKeysServer } from "../../helpers/keys-server.ts";

let key: SigningKey;
let otherKey: SigningKey;
let server: KeysServer;

beforeAll(async () => {
  [key, otherKey] = await Promise.all([createSigningKey("a".repeat(64)), createSigningKey("b".repeat(64))]);
});

afterEach(async () => {
  vi.useRealTimers();
  await server?.[Symbol.asyncDispose]();
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

async function setUp(options: VerifierOptions = {}) {
  server = await startKeysServer(key);
  return createVerifier({ keysUrl: server.url, ...options });
}

const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    (claims) => expect.unreachable(inspect(claims)) as never,
    (error: HelpCenterJwtVerificationError) => error,
  );

describe("a good token", () => {
  it("gives its claims", async () => {
    const { verify } = await setUp();
    const exp = inSeconds(60);
    expect(await verify(await signToken(exp, { key, claims: { product: "todo" } }))).toEqual({
      ...visitor,
      exp,
      product: "todo",
    });
    expect(server.requests).toEqual(["GET /api/v2/help_center/integration/keys"]);
  });

  it("may be long, and is not read past 8,192 characters", async () => {
    const { verify } = await setUp();
    const ofLength = async (length: number) => {
      const exp = inSeconds(60);
      const bare = await signToken(exp, { key, claims: { pad: "" } });
      for (let pad = Math.floor(((length - bare.length) * 3) / 4) - 2; ; pad++) {
        const token = await signToken(exp, { key, claims: { pad: "x".repeat(pad) } });
        if (token.length >= length) return token;
      }
    };
    const longest = await ofLength(8_192);
    const tooLong = await ofLength(8_193);
    expect([longest.length, tooLong.length]).toEqual([8_192, 8_193]);
    await expect(verify(longest)).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(tooLong))).toMatchObject({ code: "malformed_token" });
  });

  it("needs no iat, typ or audience", async () => {
    const { verify } = await setUp();
    expect(await verify(await signToken(inSeconds(60), { key, header: { typ: undefined } }))).toMatchObject(visitor);
  });

  it("is good until clockTolerance after its expiry, 5 seconds by default", async () => {
    const { verify } = await setUp();
    await expect(verify(await signToken(inSeconds(-3), { key }))).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(await signToken(inSeconds(-7), { key })))).toMatchObject({
      code: "token_expired",
      status: 401,
    });
    const strict = await createVerifier({ keysUrl: server.url, clockTolerance: 0 });
    expect(await outcomeOf(strict.verify(await signToken(inSeconds(-1), { key })))).toMatchObject({
      code: "token_expired",
    });
  });
});

describe("a bad token", () => {
  const parts = async (token: Promise<string>) => (await token).split(".") as [string, string, string];

  it.each<[string, () => Promise<string>, string]>([
    [
      "another help center's key under a known kid",
      () => signToken(inSeconds(60), { key: { ...otherKey, kid: key.kid } }),
      "invalid_signature",
    ],
    ["a key that is not published", () => signToken(inSeconds(60), { key: otherKey }), "unknown_key"],
    ["no kid", () => signToken(inSeconds(60), { key, header: { kid: undefined } }), "unknown_key"],
    ["no exp", () => signToken(undefined, { key }), "claim_rejected"],
    ["an exp that is no number", () => signToken(undefined, { key, claims: { exp: "soon" } }), "claim_rejected"],
    [
      "an nbf in the future",
      () => signToken(inSeconds(60), { key, claims: { nbf: inSeconds(30) } }),
      "token_not_active",
    ],
    [
      "changed claims",
      async () => {
        const [header, , signature] = await parts(signToken(inSeconds(60), { key }));
        return `${header}.${Buffer.from(JSON.stringify({ ...visitor, userId: 1, exp: inSeconds(60) })).toString("base64url")}.${signature}`;
      },
      "invalid_signature",
    ],
    [
      "alg none",
      async () => {
        const [, payload] = await parts(signToken(inSeconds(60), { key }));
        return `${Buffer.from(JSON.stringify({ alg: "none", kid: key.kid })).toString("base64url")}.${payload}.c2ln`;
      },
      "invalid_signature",
    ],
    [
      "HS256 with the public key for a secret",
      async () => {
        const secret = new TextEncoder().encode(await exportSPKI(key.publicKey));
        return new SignJWT({ ...visitor, exp: inSeconds(60) })
          .setProtectedHeader({ alg: "HS256", kid: key.kid })
          .sign(secret);
      },
      "invalid_signature",
    ],
    [
      "a critical header that nobody knows",
      async () => {
        const [, payload, signature] = await parts(signToken(inSeconds(60), { key }));
        return `${Buffer.from(JSON.stringify({ alg: "RS256", kid: key.kid, crit: ["x"], x: 1 })).toString("base64url")}.${payload}.${signature}`;
      },
      "malformed_token",
    ],
    ["nothing", async () => "", "malformed_token"],
    ["no JWT", async () => "hello", "malformed_token"],
    [
      "8 kB and more",
      async () => signToken(inSeconds(60), { key, claims: { pad: "x".repeat(8_000) } }),
      "malformed_token",
    ],
  ])("is refused: %s", async (_, make, code) => {
    const { verify } = await setUp();
    const error = await outcomeOf(verify(await make()));
    expect(error).toBeInstanceOf(HelpCenterJwtVerificationError);
    expect(error).toMatchObject({ code, status: 401 });
    expect(error.challenge).toMatch(/^Bearer error="invalid_token", error_description="[^"\\]+"$/);
  });

  it.each([undefined, null, 5, {}, ""])("may be no token at all (%j)", async (token) => {
    const { verify } = await setUp();
    expect(await outcomeOf(verify(token as string))).toMatchObject({ code: "malformed_token", status: 401 });
    expect(server.requests).toEqual([]);
  });

  it("cannot name its own keys", async () => {
    const { verify } = await setUp();
    const evil = await startKeysServer(otherKey);
    const header = { jwk: otherKey.jwk, jku: evil.url, x5u: evil.url, kid: key.kid };
    expect(await outcomeOf(verify(await signToken(inSeconds(60), { key: otherKey, header })))).toMatchObject({
      code: "invalid_signature",
    });
    expect(evil.requests).toEqual([]);
    await evil[Symbol.asyncDispose]();
  });

  it("is quoted in no error", async () => {
    const { verify } = await setUp();
    for (const token of [await signToken(inSeconds(-60), { key }), await signToken(inSeconds(60), { key: otherKey })]) {
      const error = await outcomeOf(verify(token));
      expect(error).not.toHaveProperty("cause");
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const part of token.split(".")) expect(shown).not.toContain(part);
      expect(shown).not.toContain(visitor.email);
    }
  });
});

describe("the message", () => {
  it("leads to the command line wherever a token can be read, and is rejected all the same", async () => {
    const { verify } = await setUp({ requiredClaims: { product: "orders" } });
    for (const token of [
      signToken(inSeconds(60), { key: otherKey }),
      signToken(inSeconds(60), { key: { ...otherKey, kid: key.kid } }),
      signToken(inSeconds(60), { key, header: { kid: undefined } }),
      signToken(inSeconds(60), { key }),
      signToken(inSeconds(60), { key, claims: { product: "todo" } }),
      signToken(inSeconds(60), { key, claims: { product: "orders", email: 5 } }),
    ]) {
      const { message } = await outcomeOf(verify(await token));
      expect(message).toMatch(/[\w)]\. npx hc-jwt verify shows it check by check$/);
    }
  });

  it("names what a token lacks: no kid is no unknown kid", async () => {
    const { verify } = await setUp();
    const message = async (token: Promise<string>) => (await outcomeOf(verify(await token))).message;
    expect(await message(signToken(inSeconds(60), { key, header: { kid: undefined } }))).toContain(
      "names no key (kid)",
    );
    const unknown = await message(signToken(inSeconds(60), { key: otherKey }));
    expect(unknown).toContain(server.url);
    expect(unknown).toContain("subdomain or keysUrl");
    expect(await message(signToken(inSeconds(60), { key, claims: { nbf: "x" } }))).toContain(
      "nbf is not of the right type",
    );
    expect(await message(signToken(inSeconds(60), { key, claims: { nbf: inSeconds(90) } }))).toMatch(
      /not valid for another \d+ s/,
    );
    expect(await message(signToken(inSeconds(60), { key, claims: { userId: "42" } }))).toContain("userId is no number");
  });

  it.each([
    ["ahead of", 600],
    ["behind", -600],
  ])("of an expired token says by how much, and that the clock is %s the help center's", async (side, seconds) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 1000) * 1000 });
    const { verify } = await setUp();
    const iat = inSeconds(-400);
    const token = await signToken(inSeconds(-100), { key, claims: { iat } });
    const { message } = await outcomeOf(verify(token));
    expect(message).toMatch(/^The token expired 100 s ago, and was issued 400 s ago, by this server's clock$/);
    // The keys endpoint is on a machine whose clock is right.
    const wrong = createVerifier({
      keysUrl: server.url,
      fetch: async () =>
        Response.json({ keys: [key.jwk] }, { headers: { date: new Date(Date.now() - seconds * 1000).toUTCString() } }),
    });
    expect((await outcomeOf(wrong.verify(token))).message).toMatch(
      new RegExp(`100 s ago, .* by this server's clock, which is (?:600|601) s ${side} the help center's: set it`),
    );
  });
});

describe("requiredClaims", () => {
  it("must be there, by name", async () => {
    const { verify } = await setUp({ requiredClaims: ["externalId"] });
    await expect(verify(await signToken(inSeconds(60), { key }))).resolves.toBeDefined();
    expect(
      await outcomeOf(verify(await signToken(inSeconds(60), { key, claims: { externalId: undefined } }))),
    ).toMatchObject({ code: "claim_rejected" });
  });

  it("must have a value that is accepted, so that one can serve as an audience", async () => {
    const { verify } = await setUp({ requiredClaims: { product: "todo", region: ["eu", "us"], level: 7, vip: true } });
    const token = (claims: Record<string, unknown>) =>
      signToken(inSeconds(60), { key, claims: { level: 7, vip: true, ...claims } });
    await expect(verify(await token({ product: "todo", region: "us" }))).resolves.toBeDefined();
    for (const claims of [
      { product: "todo", region: "us", level: "7" },
      { product: "todo", region: "us", vip: "true" },
      {},
      { product: "todo" },
      { product: "todo", region: "asia" },
      { product: ["todo"], region: "eu" },
      { product: "TODO", region: "eu" },
    ]) {
      const error = await outcomeOf(verify(await token(claims)));
      expect(error).toMatchObject({ code: "claim_rejected", status: 401 });
    }
  });
});

describe("authenticate", () => {
  it("reads the header of a web Request, and of what Node and its frameworks give", async () => {
    const { authenticate } = await setUp();
    const authorization = `Bearer ${await signToken(inSeconds(60), { key })}`;
    for (const headers of [
      new Headers({ authorization }),
      { authorization },
      { Authorization: authorization },
      { authorization: [authorization] },
      { host: "api.example.com", authorization, "x-forwarded-for": "192.0.2.1" },
      { authorization: authorization.replace(" ", "   ") },
      { authorization: `${authorization} ` },
    ]) {
      expect(await authenticate({ headers })).toMatchObject(visitor);
    }
    expect(await authenticate(new Request("https://api.example.com", { headers: { authorization } }))).toMatchObject(
      visitor,
    );
  });

  it("does not mind the case of the scheme", async () => {
    const { authenticate } = await setUp();
    expect(
      await authenticate({ headers: { authorization: `bearer ${await signToken(inSeconds(60), { key })}` } }),
    ).toMatchObject(visitor);
  });

  it("challenges a request without credentials without naming an error (RFC 6750, section 3.1)", async () => {
    const { authenticate } = await setUp();
    for (const headers of [
      {},
      new Headers(),
      { authorization: "" },
      { authorization: undefined },
      { authorization: [] },
    ]) {
      const error = await outcomeOf(authenticate({ headers }));
      expect(error).toMatchObject({
        code: "missing_token",
        status: 401,
        challenge: "Bearer",
        headers: { "WWW-Authenticate": "Bearer" },
      });
    }
  });

  it.each<[string, unknown]>([
    ["none", undefined],
    ["null", null],
    ["a number", 5],
    ["a text", "Bearer e30.e30.AA"],
    ["one without headers", {}],
    ["one whose headers are null, as an AWS Lambda event's may be", { headers: null, multiValueHeaders: null }],
    ["one whose headers are undefined", { headers: undefined }],
    ["one whose headers are no object", { headers: 5 }],
    ["one whose headers are a text", { headers: "authorization: Bearer e30.e30.AA" }],
    ["one whose headers are false", { headers: false }],
    ["one whose headers are a list", { headers: [] }],
    ["one whose headers have no prototype", { headers: Object.create(null) }],
    ["one whose header is null", { headers: { authorization: null } }],
    ["one whose header is a list of nothing", { headers: { authorization: [undefined, null, ""] } }],
    ["one with a header whose name is get", { headers: { get: "Bearer e30.e30.AA" } }],
    ["a map without the header", { headers: new Map() }],
  ])("takes a request that is %s for one without credentials", async (_, request) => {
    const { authenticate } = await setUp();
    expect(await outcomeOf(authenticate(request as RequestLike))).toMatchObject({
      name: "HelpCenterJwtVerificationError",
      code: "missing_token",
      status: 401,
    });
    expect(server.requests).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["a number", 5],
    ["true", true],
    ["an object", {}],
    ["an object without a prototype", Object.create(null)],
    ["a symbol", Symbol("token")],
    ["a list in a list", [["Bearer e30.e30.AA"]]],
    ["a list of objects", [Object.create(null)]],
  ])("takes a header that is %s for no Bearer token", async (_, authorization) => {
    const { authenticate } = await setUp();
    for (const headers of [{ authorization }, new Map([["authorization", authorization]])]) {
      expect(await outcomeOf(authenticate({ headers } as RequestLike))).toMatchObject({
        name: "HelpCenterJwtVerificationError",
        code: "malformed_token",
      });
    }
  });

  it("reads the header beside one of the same name that is not set", async () => {
    const { authenticate } = await setUp();
    const authorization = `Bearer ${await signToken(inSeconds(60), { key })}`;
    for (const headers of [
      { authorization: undefined, Authorization: authorization },
      { Authorization: authorization, AUTHORIZATION: "" },
      { authorization: [authorization, undefined] },
    ]) {
      expect(await authenticate({ headers } as RequestLike)).toMatchObject(visitor);
    }
  });

  it("resolves to undefined with { optional: true } where there is no Authorization header at all", async () => {
    const { authenticate } = await setUp();
    const token = await signToken(inSeconds(60), { key });
    for (const headers of [{}, new Headers(), undefined, null, { authorization: undefined }]) {
      expect(await authenticate({ headers }, { optional: true })).toBeUndefined();
      expect(await outcomeOf(authenticate({ headers }, { optional: false }))).toMatchObject({ code: "missing_token" });
      expect(await outcomeOf(authenticate({ headers }, {}))).toMatchObject({ code: "missing_token" });
      expect(await outcomeOf(authenticate({ headers }, 1 as never))).toMatchObject({ code: "missing_token" });
    }
    expect(await authenticate({ headers: { authorization: `Bearer ${token}` } }, { optional: true })).toMatchObject(
      visitor,
    );
    for (const authorization of ["", "Bearer", "Bearer undefined", "Basic x", `Bearer ${token}x`]) {
      for (const headers of [{ authorization }, new Headers({ authorization })]) {
        expect(await outcomeOf(authenticate({ headers }, { optional: true }))).toMatchObject({ status: 401 });
      }
    }
    expect(await outcomeOf(authenticate({ headers: { authorization: [""] } }, { optional: true }))).toMatchObject({
      code: "missing_token",
    });
  });

  it("is not made optional by a poisoned prototype", async () => {
    const { authenticate } = await setUp();
    Object.defineProperty(Object.prototype, "optional", { value: true, configurable: true });
    try {
      expect(await outcomeOf(authenticate({ headers: {} }, {}))).toMatchObject({ code: "missing_token" });
      expect(await outcomeOf(authenticate({ headers: {} }))).toMatchObject({ code: "missing_token" });
    } finally {
      delete (Object.prototype as { optional?: unknown }).optional;
    }
  });

  it("reads the multi-value headers of a load balancer's event", async () => {
    const { authenticate } = await setUp();
    const authorization = [`Bearer ${await signToken(inSeconds(60), { key })}`];
    expect(await authenticate({ multiValueHeaders: { Authorization: authorization } })).toMatchObject(visitor);
    expect(await authenticate({ headers: null, multiValueHeaders: { authorization } })).toMatchObject(visitor);
    expect(
      await outcomeOf(authenticate({ multiValueHeaders: { authorization: [...authorization, ...authorization] } })),
    ).toMatchObject({ code: "malformed_token" });
  });

  it.each<[string, unknown, RegExp]>([
    ["no scheme", "e30.e30.AA", /scheme is missing/],
    ["Basic", "Basic dXNlcjpwYXNz", /another scheme/],
    ["Digest", "Digest a=b", /another scheme/],
    ["no space", "Bearer:e30.e30.AA", /one space/],
    ["no token", "Bearer", /no token after Bearer/],
    ["no token but spaces", "Bearer   ", /no token after Bearer/],
    ["quotes", 'Bearer "e30.e30.AA"', /in quotes/],
    ["single quotes", "Bearer 'e30.e30.AA'", /in quotes/],
    ["a placeholder", "Bearer <token>", /in quotes or brackets/],
    ["a promise", "Bearer [object Promise]", /await getToken\(\)/],
    ["an object", "Bearer [object Object]", /no token was sent as text/],
    ["undefined", "Bearer undefined", /no token was sent as text/],
    ["null", "Bearer null", /no token was sent as text/],
    ["two tokens", "Bearer e30.e30.AA, Bearer e30.e30.AA", /more than one token/],
    ["two headers", ["Bearer e30.e30.AA", "Bearer e30.e30.AA"], /more than one Authorization header/],
    ["an opaque token", "Bearer 2YotnFZFEjr1zCsicMWpAA", /no JWT: three base64url parts/],
    ["two parts", "Bearer e30.e30", /no JWT/],
    ["9 kB", `Bearer ${"a".repeat(9_000)}.e30.AA`, /longer than 8,192 characters/],
    ["a number", 5, /no text/],
  ])("says what is wrong with a header that holds %s, and quotes nothing of it", async (_, authorization, message) => {
    const { authenticate } = await setUp();
    const error = await outcomeOf(authenticate({ headers: { authorization } } as RequestLike));
    expect(error).toMatchObject({ code: "malformed_token" });
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/e30|dXNl|2Yotn|aaaa/);
  });

  it("refuses any other header than one Bearer token", async () => {
    const { authenticate } = await setUp();
    const token = await signToken(inSeconds(60), { key });
    const twice = new Headers({ authorization: `Bearer ${token}` });
    twice.append("authorization", `Bearer ${token}`);
    for (const headers of [
      twice,
      { authorization: [`Bearer ${token}`, `Bearer ${token}`] },
      { authorization: `Bearer ${token}`, Authorization: "Bearer e30.e30.AA" },
      { Authorization: ["Bearer e30.e30.AA"], authorization: [`Bearer ${token}`] },
      { authorization: token },
      { authorization: `Basic ${token}` },
      { authorization: "Bearer" },
      { authorization: `Bearer ${token} x` },
    ]) {
      expect(await outcomeOf(authenticate({ headers }))).toMatchObject({ code: "malformed_token", status: 401 });
    }
    expect(server.requests).toEqual([]);
  });
});

describe("the keys", () => {
  const travel = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
  const freeze = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });

  it("are fetched once for any number of tokens", async () => {
    const { verify } = await setUp();
    const tokens = await Promise.all(Array.from({ length: 50 }, () => signToken(inSeconds(60), { key })));
    await Promise.all(tokens.map(verify));
    await verify(tokens[0] as string);
    expect(server.requests).toHaveLength(1);
  });

  it("are fetched anew for a key that was rotated in, once for any number of tokens", async () => {
    freeze();
    const { verify } = await setUp();
    await verify(await signToken(inSeconds(60), { key }));
    server.keys = [otherKey, key];
    travel(30);
    const token = await signToken(inSeconds(60), { key: otherKey });
    await Promise.all(Array.from({ length: 1_000 }, () => verify(token)));
    expect(server.requests).toHaveLength(2);
    await expect(verify(await signToken(inSeconds(60), { key }))).resolves.toMatchObject(visitor);
  });

  it("are not fetched at the whim of made-up key ids", async () => {
    freeze();
    const { verify } = await setUp();
    for (let n = 0; n < 20; n++) {
      const token = await signToken(inSeconds(60), { key: { ...otherKey, kid: `made-up-${n}` } });
      expect(await outcomeOf(verify(token))).toMatchObject({ code: "unknown_key" });
      travel(1);
    }
    expect(server.requests).toHaveLength(1);
  });

  it("no longer serve once it is known that the help center has withdrawn them", async () => {
    freeze();
    const { verify } = await setUp();
    const token = await signToken(inSeconds(3_600), { key });
    await verify(token);
    server.keys = [otherKey];
    travel(601);
    // They are asked for behind this one. A token with the new key waits for the same request.
    await expect(verify(token)).resolves.toMatchObject(visitor);
    await expect(verify(await signToken(inSeconds(60), { key: otherKey }))).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(token))).toMatchObject({ code: "unknown_key" });
    expect(server.requests).toHaveLength(2);
  });

  it("no longer serve an hour after they were asked for, though nobody came meanwhile", async () => {
    freeze();
    const { verify } = await setUp();
    const token = await signToken(inSeconds(7_200), { key });
    await verify(token);
    server.keys = [otherKey];
    travel(3_600);
    expect(await outcomeOf(verify(token))).toMatchObject({ code: "unknown_key" });
  });

  it.each<[string, KeysServer["fault"]]>([
    ["500", { status: 500 }],
    ["404", { status: 404 }],
    ["a redirect", { status: 302, headers: { location: "https://evil.example/" } }],
    ["an HTML page", { body: "<html>" }],
    ["no key set", { body: '{"keys":5}' }],
  ])(
    "that cannot be loaded are no fault of the token (%s): 503, asked for again with growing pauses",
    async (_, fault) => {
      freeze();
      const { verify } = await setUp();
      server.fault = fault;
      const token = await signToken(inSeconds(3_600), { key });
      const sentAt: number[] = [];
      for (let second = 0; second < 100; second++) {
        expect(await outcomeOf(verify(token))).toMatchObject({
          code: "keys_unavailable",
          status: 503,
          challenge: undefined,
        });
        if (server.requests.length > sentAt.length) sentAt.push(second);
        travel(1);
      }
      expect(sentAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
      server.fault = undefined;
      travel(30);
      await expect(verify(token)).resolves.toMatchObject(visitor);
    },
  );

  it("that one failure held back are there a second later: a blip is no outage", async () => {
    freeze();
    const { verify } = await setUp();
    server.fault = { status: 500 };
    const token = await signToken(inSeconds(600), { key });
    expect(await outcomeOf(verify(token))).toMatchObject({ retryAfter: 1, headers: { "Retry-After": "1" } });
    server.fault = undefined;
    travel(1);
    await expect(verify(token)).resolves.toMatchObject(visitor);
    // After a success, the pauses begin anew.
    server.fault = { status: 500 };
    travel(3_600);
    expect(await outcomeOf(verify(token))).toMatchObject({ retryAfter: 1 });
  });

  it.each<[string, KeysServer["fault"], RegExp]>([
    ["404", { status: 404, body: "<html>" }, /returned 404\. Check subdomain or keysUrl/],
    ["401", { status: 401 }, /returned 401\. Check/],
    ["a redirect", { status: 301, headers: { location: "/other" } }, /redirects \(301\).* Check/],
    [
      "a page",
      { headers: { "content-type": "text/html" }, body: "<html>" },
      /200 and no key set \(text\/html\)\. Check/,
    ],
    ["nothing", { body: "" }, /200 and no key set \(application\/json\)\. Check/],
    ["other JSON", { body: "{}" }, /no key set .* Check/],
  ])(
    "that are not there (%s) are for somebody to mend, and the message says where and what",
    async (_, fault, message) => {
      const { verify } = await setUp();
      server.fault = fault;
      const error = await outcomeOf(verify(await signToken(inSeconds(600), { key })));
      expect(error).toMatchObject({ code: "keys_unavailable", status: 503, retryAfter: undefined, headers: {} });
      expect(error.message).toMatch(message);
      expect(error.message).toContain(server.url);
      expect(error.message).not.toContain("later");
    },
  );

  it.each([408, 429, 500, 502, 503])(
    "of an endpoint that returns %d may be there later, and the message says so",
    async (status) => {
      const { verify } = await setUp();
      server.fault = { status };
      const error = await outcomeOf(verify(await signToken(inSeconds(600), { key })));
      expect(error).toMatchObject({ retryAfter: 1 });
      expect(error.message).toContain(`${server.url} returned ${status}. Try again later`);
    },
  );

  it.each<[string, unknown, RegExp, number | undefined]>([
    [
      "no such host",
      { code: "ENOTFOUND" },
      /cannot be reached \(ENOTFOUND\): there is no such host\. Check/,
      undefined,
    ],
    ["a resolver that is down", { code: "EAI_AGAIN" }, /\(EAI_AGAIN\)\. Try again later/, 1],
    ["nobody listening", { errors: [{ code: "ECONNREFUSED" }] }, /\(ECONNREFUSED\)\. Try again later/, 1],
    ["a certificate", { code: "CERT_HAS_EXPIRED" }, /certificate is not trusted/, undefined],
    ["a self-signed one", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, /certificate is not trusted/, undefined],
    ["no reason given", undefined, /cannot be reached\. Try again later/, 1],
  ])("that the network keeps away (%s) are explained", async (_, cause, message, retryAfter) => {
    const { verify } = createVerifier({
      keysUrl: "https://help.example.com/keys",
      fetch: () => Promise.reject(new TypeError("fetch failed", { cause })),
    });
    const error = await outcomeOf(verify(await signToken(inSeconds(600), { key })));
    expect(error.message).toMatch(message);
    expect(error.message).toContain("https://help.example.com/keys");
    expect(error).toMatchObject({ code: "keys_unavailable", retryAfter });
  });

  it("can be loaded before the first request, and a server that starts without them lives", async () => {
    const { preload, verify } = await setUp();
    server.fault = { status: 500 };
    expect(await preload()).toBe(false);
    const reported = vi.fn();
    const second = createVerifier({ keysUrl: server.url, onKeysError: reported });
    expect(await second.preload()).toBe(false);
    expect(reported).toHaveBeenCalledOnce();
    server.fault = undefined;
    freeze();
    travel(2);
    expect(await preload()).toBe(true);
    const requests = server.requests.length;
    await verify(await signToken(inSeconds(60), { key }));
    expect(await preload()).toBe(true);
    expect(server.requests).toHaveLength(requests);
  });

  it("can be loaded before the first request although none may be kept", async () => {
    const { preload } = await setUp({ keysMaxAge: 0, keysMaxStaleAge: 0 });
    expect(await preload()).toBe(true);
  });

  it("that cannot be had because nobody listens are no fault of the token", async () => {
    const { verify } = await setUp();
    await server[Symbol.asyncDispose]();
    const error = await outcomeOf(verify(await signToken(inSeconds(60), { key })));
    expect(error).toMatchObject({ code: "keys_unavailable", status: 503 });
    expect(error.cause).toBeDefined();
  });

  it("already known go on serving while the endpoint is down, for an hour", async () => {
    freeze();
    const { verify } = await setUp();
    const token = await signToken(inSeconds(7_200), { key });
    await verify(token);
    server.fault = { status: 500 };
    travel(3_599);
    for (let n = 0; n < 10; n++) await expect(verify(token)).resolves.toMatchObject(visitor);
    // A key that is not known may be new: nothing can be said of it.
    expect(await outcomeOf(verify(await signToken(inSeconds(60), { key: otherKey })))).toMatchObject({
      code: "keys_unavailable",
    });
    expect(server.requests).toHaveLength(2);
    travel(1);
    expect(await outcomeOf(verify(token))).toMatchObject({ code: "keys_unavailable" });
  });

  it("are kept for as long as the options say", async () => {
    freeze();
    const { verify } = await setUp({ keysCooldown: 1, keysMaxAge: 60, keysMaxStaleAge: 120 });
    const token = await signToken(inSeconds(7_200), { key });
    await verify(token);
    travel(59);
    await verify(token);
    expect(server.requests).toHaveLength(1);
    travel(2);
    await verify(token);
    // Behind that; a key that is not published waits for it.
    await outcomeOf(verify(await signToken(inSeconds(60), { key: otherKey })));
    expect(server.requests).toHaveLength(2);
    server.fault = { status: 500 };
    travel(61);
    await expect(verify(token)).resolves.toMatchObject(visitor);
    travel(60);
    expect(await outcomeOf(verify(token))).toMatchObject({ code: "keys_unavailable" });
    expect(server.requests).toHaveLength(4);
  });

  it("are asked for again soon after a failure, also where the clock was set back meanwhile", async () => {
    freeze();
    const { verify } = await setUp();
    server.fault = { status: 500 };
    const token = await signToken(inSeconds(600), { key });
    await outcomeOf(verify(token));
    server.fault = undefined;
    travel(-3_600);
    await expect(verify(token)).resolves.toMatchObject(visitor);
  });

  it("that hang are abandoned after five seconds", async () => {
    const { verify } = await setUp();
    server.fault = "hang";
    vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
      expect(milliseconds).toBe(5_000);
      return AbortSignal.abort(new DOMException("timed out", "TimeoutError"));
    });
    expect(await outcomeOf(verify(await signToken(inSeconds(60), { key })))).toMatchObject({
      code: "keys_unavailable",
    });
    vi.restoreAllMocks();
  });
});

describe("options", () => {
  it("take the subdomain for the usual keys endpoint", async () => {
    const asked = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("offline"));
    const { verify } = createVerifier({ subdomain: "acme" });
    await outcomeOf(verify(await signToken(inSeconds(60), { key })));
    expect(String(asked.mock.calls[0]?.[0])).toBe("https://acme.zendesk.com/api/v2/help_center/integration/keys");
    vi.restoreAllMocks();
  });

  it.each<[string, VerifierOptions, string]>([
    ["a subdomain of one letter", { subdomain: "a" }, "https://a.zendesk.com/api/v2/help_center/integration/keys"],
    [
      "a subdomain with hyphens",
      { subdomain: "a-B--7" },
      "https://a-b--7.zendesk.com/api/v2/help_center/integration/keys",
    ],
    ["an https URL", { keysUrl: "https://help.example.com/keys" }, "https://help.example.com/keys"],
    ["a URL", { keysUrl: new URL("https://help.example.com/keys") }, "https://help.example.com/keys"],
    ["localhost", { keysUrl: "http://localhost:4000/keys" }, "http://localhost:4000/keys"],
    ["loopback in IPv4", { keysUrl: "http://127.10.200.30/keys" }, "http://127.10.200.30/keys"],
    ["loopback in IPv6", { keysUrl: "http://[::1]:4000/keys" }, "http://[::1]:4000/keys"],
  ])("take %s", async (_, options, url) => {
    const asked = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("offline"));
    await outcomeOf(createVerifier(options).verify(await signToken(inSeconds(60), { key })));
    expect(asked.mock.calls.map(([input]) => String(input))).toEqual([url]);
    vi.restoreAllMocks();
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["both", { subdomain: "acme", keysUrl: "https://acme.zendesk.com/keys" }],
    ["a host for a subdomain", { subdomain: "acme.zendesk.com" }],
    ["a path for a subdomain", { subdomain: "evil.example/" }],
    ["an empty subdomain", { subdomain: "" }],
    ["a subdomain that begins with a hyphen", { subdomain: "-acme" }],
    ["a subdomain that ends with one", { subdomain: "acme-" }],
    ["a subdomain with a dot before it", { subdomain: ".acme" }],
    ["a subdomain with a user name before it", { subdomain: "evil.example@acme" }],
    ["a subdomain that is not set", { subdomain: null }],
    ["a subdomain that is no string", { subdomain: true }],
    ["a misspelled option", { subdomain: "acme", requiredClaim: { product: "todo" } }],
    ["plain http", { keysUrl: "http://acme.zendesk.com/keys" }],
    ["plain http to what looks like this machine", { keysUrl: "http://evillocalhost/keys" }],
    ["plain http to what begins like this machine", { keysUrl: "http://localhost.evil.example/keys" }],
    ["another scheme", { keysUrl: "ftp://localhost/keys" }],
    ["a path", { keysUrl: "/keys" }],
    ["a negative tolerance", { subdomain: "acme", clockTolerance: -1 }],
    ["a tolerance that is no number", { subdomain: "acme", clockTolerance: "5" }],
    ["fetch that is no function", { subdomain: "acme", fetch: "proxy" }],
    ["onKeysError that is no function", { subdomain: "acme", onKeysError: true }],
    ["a cache without set", { subdomain: "acme", keysCache: { get() {} } }],
    ["keys and a subdomain", { subdomain: "acme", keys: { keys: [] } }],
    ["keys that are no set", { keys: [] }],
    ["keys that are text", { keys: "{}" }],
    ["a private key among keys", { keys: { keys: [{ kty: "RSA", n: "AQAB", e: "AQAB", d: "AQAB", kid: "x" }] } }],
    ["a secret among keys", { keys: { keys: [{ kty: "oct", k: "AQAB", kid: "x" }] } }],
    ["a word for a URL", { keysUrl: "acme" }],
    ["a host of Zendesk's without the path", { keysUrl: "https://acme.zendesk.com" }],
    ["a URL with a password", { keysUrl: "https://user:secret@help.example.com/keys" }],
    ["an endless cool-down", { subdomain: "acme", keysCooldown: Number.POSITIVE_INFINITY }],
    ["claims that are no names", { subdomain: "acme", requiredClaims: "product" }],
    ["a claim without a name", { subdomain: "acme", requiredClaims: [""] }],
    ["a claim whose name is not set", { subdomain: "acme", requiredClaims: [undefined] }],
    ["a claim whose value is not set", { subdomain: "acme", requiredClaims: { product: undefined } }],
    ["a claim with no value to accept", { subdomain: "acme", requiredClaims: { product: [] } }],
    ["a claim that no token can match", { subdomain: "acme", requiredClaims: { product: ["todo", null] } }],
  ])("are checked at once: %s", (_, options) => {
    expect(() => createVerifier(options as VerifierOptions)).toThrow(TypeError);
  });

  it.each([
    [{ keysUrl: "acme" }, /whole URL: https:\/\/acme\.zendesk\.com\/api\/v2\/help_center\/integration\/keys/],
    [{ keysUrl: "https://acme.zendesk.com" }, /acme\.zendesk\.com are at https:\/\/acme\.zendesk\.com\/api\/v2/],
  ])("say what to write in place of %j", (options, message) => {
    expect(() => createVerifier(options)).toThrow(message);
  });

  it("need WebCrypto, and say so where there is none, as on Node 18", () => {
    vi.stubGlobal("crypto", undefined);
    expect(() => createVerifier({ subdomain: "acme" })).toThrow(/WebCrypto.*Node 20 or later/);
    vi.unstubAllGlobals();
  });

  it("are no options where Object.prototype holds them", async () => {
    Object.defineProperty(Object.prototype, "requiredClaims", { value: ["nowhere"], configurable: true });
    try {
      const { verify } = await setUp();
      await expect(verify(await signToken(inSeconds(60), { key }))).resolves.toMatchObject(visitor);
    } finally {
      delete (Object.prototype as { requiredClaims?: unknown }).requiredClaims;
    }
  });

  const everyOption = () => ({
    keysUrl: new URL(server.url) as URL | string,
    clockTolerance: 5,
    keysCooldown: 30,
    keysMaxAge: 600,
    keysMaxStaleAge: 3_600,
    requiredClaims: { product: ["todo", "orders"], region: "eu" } as Record<string, unknown>,
  });

  /** Counts in `reads` how often each member is read, in objects and lists within it too. */
  const counted = <T extends object>(target: T, reads: Record<string, number>, path = ""): T =>
    new Proxy(target, {
      get(_, name) {
        const value = Reflect.get(target, name);
        // Not what belongs to all lists.
        if (typeof name !== "string" || !Object.hasOwn(target, name) || name === "length") return value;
        reads[path + name] = (reads[path + name] ?? 0) + 1;
        return Array.isArray(value) || value?.constructor === Object ? counted(value, reads, `${path}${name}.`) : value;
      },
    });

  it("are read once each, when the verifier is made, and not again", async () => {
    server = await startKeysServer(key);
    const once = {
      keysUrl: 1,
      clockTolerance: 1,
      keysCooldown: 1,
      keysMaxAge: 1,
      keysMaxStaleAge: 1,
      requiredClaims: 1,
    };
    for (const [options, nested] of [
      [everyOption(), { product: 1, "product.0": 1, "product.1": 1, region: 1 }],
      [
        { ...everyOption(), requiredClaims: ["product", "region"] },
        { "0": 1, "1": 1 },
      ],
    ] as const) {
      const reads: Record<string, number> = {};
      const { verify } = createVerifier(counted(options, reads) as VerifierOptions);
      const claims = { product: "todo", region: "eu" };
      for (let n = 0; n < 3; n++) await verify(await signToken(inSeconds(60), { key, claims }));
      await outcomeOf(verify(await signToken(inSeconds(60), { key })));
      expect(reads).toEqual({
        ...once,
        ...Object.fromEntries(Object.entries(nested).map(([name, times]) => [`requiredClaims.${name}`, times])),
      });
    }
    const reads: Record<string, number> = {};
    createVerifier(counted({ subdomain: "acme" }, reads));
    expect(reads).toEqual({ subdomain: 1 });
  });

  it("are what they were when the verifier was made, whatever becomes of the caller's objects", async () => {
    server = await startKeysServer(key);
    const evil = await startKeysServer({ ...otherKey, kid: key.kid, jwk: { ...otherKey.jwk, kid: key.kid } });
    const products = ["todo"];
    const claims: Record<string, unknown> = { product: products, region: "eu" };
    const keysUrl = new URL(server.url);
    const options: VerifierOptions = { keysUrl, requiredClaims: claims as never };
    const names = ["product"];
    const verifiers = {
      values: createVerifier(options),
      names: createVerifier({ keysUrl, requiredClaims: names }),
    };
    products.push("orders");
    claims.product = "orders";
    claims.region = ["eu", "us"];
    claims.more = "than before";
    keysUrl.href = evil.url;
    Object.assign(options, { keysUrl: evil.url, requiredClaims: [], clockTolerance: 1e9, keysCooldown: 0 });
    names.push("more");
    names[0] = "userId";

    const token = (changes: Record<string, unknown>) => signToken(inSeconds(60), { key, claims: changes });
    await expect(verifiers.values.verify(await token({ product: "todo", region: "eu" }))).resolves.toBeDefined();
    for (const changes of [
      { product: "orders", region: "eu" },
      { product: "todo", region: "us" },
    ]) {
      expect(await outcomeOf(verifiers.values.verify(await token(changes)))).toMatchObject({ code: "claim_rejected" });
    }
    const expired = await signToken(inSeconds(-60), { key, claims: { product: "todo", region: "eu" } });
    expect(await outcomeOf(verifiers.values.verify(expired))).toMatchObject({ code: "token_expired" });
    await expect(verifiers.names.verify(await token({ product: "todo" }))).resolves.toBeDefined();
    expect(await outcomeOf(verifiers.names.verify(await token({ more: 1 })))).toMatchObject({ code: "claim_rejected" });
    expect(evil.requests).toEqual([]);
    await evil[Symbol.asyncDispose]();
  });

  it("may not change between check and use", () => {
    let reads = 0;
    const claims = {
      get product() {
        return reads++ === 0 ? "todo" : undefined;
      },
    };
    expect(() => createVerifier({ subdomain: "acme", requiredClaims: claims as never })).not.toThrow();
    expect(reads).toBe(1);
  });

  it.each([undefined, null, "acme", {}])("say what they may be where none is given (%j)", (options) => {
    expect(() => createVerifier(options as VerifierOptions)).toThrow(/either \{ subdomain: "acme" \} or \{ keysUrl/);
  });
});
