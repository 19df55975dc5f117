import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { exportJWK, exportPKCS8, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createVerifier,
  type HelpCenterJwtVerificationError,
  type VerifierOptions,
} from "../../../src/verify/index.ts";
import { deferred } from "../../helpers/deferred.ts";
import { createSigningKey, type SigningKey, signToken, visitor } from "../../helpers/jwt.ts";

const kid = "published";
let key: SigningKey;
let otherKey: SigningKey;
let endKeysServer: (() => Promise<unknown>) | undefined;

beforeAll(async () => {
  [key, otherKey] = await Promise.all([createSigningKey(kid), createSigningKey("other")]);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await endKeysServer?.();
  endKeysServer = undefined;
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const goodClaims = () => ({ ...visitor, exp: inSeconds(60) });

/** A keys endpoint that answers whatever it is told to, and a verifier that asks it. */
async function setUp(answer: object | RequestListener, options: VerifierOptions = {}) {
  const state = { answer, requests: 0 };
  const server = createServer((request, response) => {
    state.requests++;
    if (typeof state.answer === "function") return (state.answer as RequestListener)(request, response);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(state.answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endKeysServer = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return Object.assign(createVerifier({ keysUrl, ...options }), { keys: state });
}

const publishing = (...keys: JWK[]) => ({ keys });

/** The code that a token or request is refused with; fails where it is accepted. */
const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("a forged token was accepted") as never,
    ({ name, code, status }: HelpCenterJwtVerificationError) => {
      expect(name).toBe("HelpCenterJwtVerificationError");
      expect(status).toBe(code === "keys_unavailable" ? 503 : 401);
      return code;
    },
  );

describe("a forged header", () => {
  it.each(["none", "None", "NONE", "nOnE", "", "RS255", "rs256", null, ["RS256"], { RS256: 1 }, 256])(
    "with alg %j is refused, with a signature and without",
    async (alg) => {
      const { verify } = await setUp(publishing(key.jwk));
      const [, payload, signature] = (await signToken(inSeconds(60), { key })).split(".");
      const code = typeof alg === "string" && alg !== "" ? "invalid_signature" : "malformed_token";
      for (const last of [signature, "AA", ""]) {
        expect(await refusalOf(verify(`${encode({ alg, kid, typ: "JWT" })}.${payload}.${last}`))).toBe(code);
      }
    },
  );

  it.each(["RS384", "RS512", "PS256", "PS512"])(
    "with alg %s is refused, although the published key has truly signed it so",
    async (alg) => {
      const { verify } = await setUp(publishing(key.jwk));
      const signingInput = `${encode({ alg, kid })}.${encode(goodClaims())}`;
      const signature = sign(`sha${alg.slice(2)}`, Buffer.from(signingInput), {
        key: await exportPKCS8(key.privateKey),
        ...(alg.startsWith("PS") ? { padding: 6, saltLength: -1 } : {}),
      });
      expect(await refusalOf(verify(`${signingInput}.${signature.toString("base64url")}`))).toBe("invalid_signature");
    },
  );

  it("with HS256 and any form of the public key for a secret is refused", async () => {
    const { verify } = await setUp(publishing(key.jwk));
    const pem = createPublicKey({ key: key.jwk as never, format: "jwk" }).export({ type: "spki", format: "pem" });
    const secrets = [pem.toString(), pem.toString().trim(), JSON.stringify(key.jwk), key.jwk.n as string];
    for (const alg of ["HS256", "HS384", "HS512"]) {
      for (const secret of secrets) {
        // Too short a secret for jose is none for an attacker.
        const bytes = new TextEncoder().encode(secret);
        const token = await new SignJWT(goodClaims()).setProtectedHeader({ alg, kid }).sign(bytes);
        expect(await refusalOf(verify(token))).toBe("invalid_signature");
      }
    }
  });

  it.each(["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256"])("cannot bring a key of its own as %s", async (member) => {
    const { verify, keys } = await setUp(publishing(key.jwk));
    const elsewhere = vi.fn();
    const evil = createServer(elsewhere);
    await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
    const der = createPublicKey({ key: otherKey.jwk as never, format: "jwk" }).export({ type: "spki", format: "der" });
    const values: Record<string, unknown> = { jwk: otherKey.jwk, jku: url, x5u: url, x5c: [der.toString("base64")] };
    for (const claimed of [kid, otherKey.kid]) {
      const header = { kid: claimed, [member]: values[member] ?? "AA" };
      const token = await signToken(inSeconds(60), { key: otherKey, header });
      expect(await refusalOf(verify(token))).toBe(claimed === kid ? "invalid_signature" : "unknown_key");
    }
    expect(elsewhere).not.toHaveBeenCalled();
    expect(keys.requests).toBe(1);
    await new Promise((resolve) => evil.close(resolve));
  });

  it.each([["b64"], ["exp"], ["kid"], [], "b64", null, [1]])("with crit %j is refused, truly signed", async (crit) => {
    const { verify } = await setUp(publishing(key.jwk));
    const signingInput = `${encode({ alg: "RS256", kid, b64: false, exp: 1, crit })}.${encode(goodClaims())}`;
    const signature = sign("sha256", Buffer.from(signingInput), await exportPKCS8(key.privateKey));
    expect(await refusalOf(verify(`${signingInput}.${signature.toString("base64url")}`))).toBe("malformed_token");
  });

  it.each([5, {}, [], [kid], null, "", "PUBLISHED", `${kid} `, `${kid}\u0000`, "__proto__", "../keys", "%70ublished"])(
    "with kid %j finds no key",
    async (forged) => {
      const { verify } = await setUp(publishing(key.jwk));
      const signingInput = `${encode({ alg: "RS256", kid: forged })}.${encode(goodClaims())}`;
      const signature = sign("sha256", Buffer.from(signingInput), await exportPKCS8(key.privateKey));
      expect(["unknown_key", "malformed_token"]).toContain(
        await refusalOf(verify(`${signingInput}.${signature.toString("base64url")}`)),
      );
    },
  );
});

describe("forged claims", () => {
  it.each<[string, Record<string, unknown>, string]>([
    ["exp long ago", { exp: 1 }, "token_expired"],
    ["exp 0", { exp: 0 }, "token_expired"],
    ["a negative exp", { exp: -1e12 }, "token_expired"],
    ["exp null", { exp: null }, "claim_rejected"],
    ["exp true", { exp: true }, "claim_rejected"],
    ["a list for exp", { exp: [4e9] }, "claim_rejected"],
    ["exp in a string", { exp: "4000000000" }, "claim_rejected"],
    ["a string for nbf", { nbf: "0" }, "claim_rejected"],
    ["no userId", { userId: undefined }, "claim_rejected"],
    ["a string for userId", { userId: "42" }, "claim_rejected"],
    ["no email", { email: null }, "claim_rejected"],
    ["nbf beyond the tolerance", { nbf: 4e9 }, "token_not_active"],
  ])("are refused though truly signed: %s", async (_, claims, code) => {
    const { verify } = await setUp(publishing(key.jwk));
    expect(await refusalOf(verify(await signToken(inSeconds(60), { key, claims })))).toBe(code);
  });

  it.each(["null", "5", '"x"', "[]", "", "{", "\u0000"])("that are no object (%j) are refused", async (payload) => {
    const { verify } = await setUp(publishing(key.jwk));
    const signingInput = `${encode({ alg: "RS256", kid })}.${Buffer.from(payload).toString("base64url")}`;
    const signature = sign("sha256", Buffer.from(signingInput), await exportPKCS8(key.privateKey));
    expect(["malformed_token", "claim_rejected"]).toContain(
      await refusalOf(verify(`${signingInput}.${signature.toString("base64url")}`)),
    );
  });

  it("do not pollute: __proto__ is a claim like any other", async () => {
    const { verify } = await setUp(publishing(key.jwk), { requiredClaims: ["product"] });
    const payload = `{"exp":${inSeconds(60)},"__proto__":{"product":"todo"}}`;
    const signingInput = `${encode({ alg: "RS256", kid })}.${Buffer.from(payload).toString("base64url")}`;
    const signature = sign("sha256", Buffer.from(signingInput), await exportPKCS8(key.privateKey));
    expect(await refusalOf(verify(`${signingInput}.${signature.toString("base64url")}`))).toBe("claim_rejected");
    expect(({} as { product?: unknown }).product).toBeUndefined();
  });

  it.each(["constructor", "toString", "hasOwnProperty"])("need the required claim %s for their own", async (name) => {
    const { verify } = await setUp(publishing(key.jwk), { requiredClaims: [name] });
    expect(await refusalOf(verify(await signToken(inSeconds(60), { key })))).toBe("claim_rejected");
  });
});

describe("a header that is not one Bearer token", () => {
  it.each<(token: string) => string>([
    (token) => `Bearer ${token}, Bearer ${token}`,
    (token) => `Bearer ${token},${token}`,
    (token) => `Bearer\t${token}`,
    (token) => `Bearer${token}`,
    (token) => `Bearer: ${token}`,
    (token) => `Bearer "${token}"`,
    (token) => `Bearer ${token}\u0000`,
    (token) => `Bearer ${token.replace(".", "..")}`,
    (token) => `Bearer ${token}=`,
    (token) => `Bearer ${token.split(".").slice(0, 2).join(".")}.`,
    (token) => `Bearer ${token}.${token}`,
    (token) => `Basic x, Bearer ${token}`,
    (token) => `xBearer ${token}`,
    (token) => `Bearer token=${token}`,
    (token) => `Bearer ${encodeURIComponent(token)}%00`,
  ])("is refused, and no key is asked for (%#)", async (write) => {
    const { authenticate, keys } = await setUp(publishing(key.jwk));
    const authorization = write(await signToken(inSeconds(60), { key }));
    expect(await refusalOf(authenticate({ headers: { authorization } }))).toBe("malformed_token");
    expect(keys.requests).toBe(0);
  });

  it("is two of them, in whatever form a server hands them over", async () => {
    const { authenticate } = await setUp(publishing(key.jwk));
    const good = `Bearer ${await signToken(inSeconds(60), { key })}`;
    const headers = new Headers([
      ["authorization", good],
      ["authorization", "Bearer e30.e30.AA"],
    ]);
    expect(await refusalOf(authenticate({ headers }))).toBe("malformed_token");
    expect(await refusalOf(authenticate({ headers: { authorization: [good, "Bearer e30.e30.AA"] } }))).toBe(
      "malformed_token",
    );
  });

  it("is 8 kB and more, of which nothing is decoded and for which no key is asked", async () => {
    const { authenticate, verify, keys } = await setUp(publishing(key.jwk));
    const token = `${encode({ alg: "RS256", kid })}.${"A".repeat(5_000_000)}.AA`;
    expect(await refusalOf(verify(token))).toBe("malformed_token");
    expect(await refusalOf(authenticate({ headers: { authorization: `Bearer ${token}` } }))).toBe("malformed_token");
    expect(keys.requests).toBe(0);
  });
});

describe("the published keys", () => {
  const truly = (length: 1024 | 2048, id: string) => {
    const pair = generateKeyPairSync("rsa", { modulusLength: length });
    const signingInput = `${encode({ alg: "RS256", kid: id })}.${encode(goodClaims())}`;
    const signature = sign("sha256", Buffer.from(signingInput), pair.privateKey).toString("base64url");
    return {
      token: `${signingInput}.${signature}`,
      jwk: { ...pair.publicKey.export({ format: "jwk" }), kid: id } as JWK,
    };
  };

  it("are no good with 1,024 bits: a token that such a key has truly signed is refused", async () => {
    const { token, jwk } = truly(1024, kid);
    const { verify } = await setUp(publishing(jwk));
    expect(await refusalOf(verify(token))).toBe("keys_unavailable");
    const control = truly(2048, kid);
    const { verify: accept } = await setUp(publishing(control.jwk));
    await expect(accept(control.token)).resolves.toMatchObject(visitor);
  });

  it("of another type under the kid verify nothing: EC, OKP, a shared secret", async () => {
    const ec = await generateKeyPair("ES256", { extractable: true });
    const ed = await generateKeyPair("EdDSA", { extractable: true });
    const secret = new TextEncoder().encode("a shared secret that somebody published by mistake");
    const forgeries: [JWK, string, CryptoKey | Uint8Array][] = [
      [await exportJWK(ec.publicKey), "ES256", ec.privateKey],
      [await exportJWK(ed.publicKey), "EdDSA", ed.privateKey],
      [{ kty: "oct", k: Buffer.from(secret).toString("base64url") }, "HS256", secret],
    ];
    for (const [jwk, alg, signer] of forgeries) {
      const { verify } = await setUp(publishing({ ...jwk, kid }));
      const forged = await new SignJWT(goodClaims()).setProtectedHeader({ alg, kid }).sign(signer);
      expect(await refusalOf(verify(forged))).toBe("invalid_signature");
      expect(await refusalOf(verify(await signToken(inSeconds(60), { key })))).toBe("unknown_key");
      await endKeysServer?.();
    }
  });

  it("that are meant for something else verify nothing: use enc, another alg, no verify among key_ops", async () => {
    for (const member of [{ use: "enc" }, { alg: "RS512" }, { key_ops: ["encrypt"] }]) {
      const { verify } = await setUp(publishing({ ...key.jwk, ...member }));
      expect(await refusalOf(verify(await signToken(inSeconds(60), { key })))).toBe("unknown_key");
      await endKeysServer?.();
    }
  });

  it("that share a kid are never guessed between", async () => {
    const { verify } = await setUp(publishing(key.jwk, { ...otherKey.jwk, kid }));
    for (const owner of [key, otherKey]) {
      const token = await signToken(inSeconds(60), { key: { ...owner, kid } });
      expect(await refusalOf(verify(token))).toBe("keys_unavailable");
    }
    const stranger = await createSigningKey(kid);
    expect(await refusalOf(verify(await signToken(inSeconds(60), { key: stranger })))).toBe("keys_unavailable");
  });

  it("that share a kid do not keep a correction from being seen", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const { verify, keys } = await setUp(publishing(key.jwk, { ...otherKey.jwk, kid }));
    const token = await signToken(inSeconds(3_600), { key: { ...key, kid } });
    const refuse = async () => expect(await refusalOf(verify(token))).toBe("keys_unavailable");
    await refuse();
    keys.answer = publishing(key.jwk);
    for (let n = 0; n < 60; n++) {
      vi.setSystemTime(Date.now() + 10_000);
      if (n < 59) await refuse();
    }
    await expect(verify(token)).resolves.toMatchObject(visitor);
    expect(keys.requests).toBe(2);
  });

  it("among which some make no sense still serve with those that do", async () => {
    const odd = [{}, { kid }, { kty: "RSA", kid: "broken", n: "AA", e: "AQAB" }, { kty: "XYZ", kid: "x" }];
    const { verify } = await setUp({ keys: [...odd, key.jwk] });
    await expect(verify(await signToken(inSeconds(60), { key }))).resolves.toMatchObject(visitor);
    const broken = await signToken(inSeconds(60), { key: { ...key, kid: "broken" } });
    expect(await refusalOf(verify(broken))).toBe("keys_unavailable");
  });

  it("are rotated under a thousand concurrent verifications at the price of one request", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const { verify, keys } = await setUp(publishing(key.jwk));
    await verify(await signToken(inSeconds(600), { key }));
    const published = deferred<void>();
    keys.answer = (_, response) => published.promise.then(() => response.end(JSON.stringify(publishing(otherKey.jwk))));
    vi.setSystemTime(Date.now() + 601_000);
    const [fresh, withdrawn, unknown] = await Promise.all([
      signToken(inSeconds(60), { key: otherKey }),
      signToken(inSeconds(60), { key }),
      signToken(inSeconds(60), { key: { ...otherKey, kid: "made-up" } }),
    ]);
    const outcomes = Array.from({ length: 1_000 }, (_, n) =>
      verify([fresh, withdrawn, unknown][n % 3] as string).then(
        () => "accepted",
        (error: HelpCenterJwtVerificationError) => error.code,
      ),
    );
    const ofKind = async (kind: number) => new Set(await Promise.all(outcomes.filter((_, n) => n % 3 === kind)));
    // The withdrawn key is known, and serves until the answer is there; the other two wait for that.
    expect(await ofKind(1)).toEqual(new Set(["accepted"]));
    published.resolve();
    expect(await ofKind(0)).toEqual(new Set(["accepted"]));
    expect(await ofKind(2)).toEqual(new Set(["unknown_key"]));
    expect(keys.requests).toBe(2);
    expect(await refusalOf(verify(withdrawn))).toBe("unknown_key");
    await expect(verify(fresh)).resolves.toMatchObject(visitor);
    expect(keys.requests).toBe(2);
  });

  it.each<[string, object | RequestListener]>([
    ["nothing", (_, response) => response.end()],
    ["null", (_, response) => response.end("null")],
    ["a list", (_, response) => response.end("[]")],
    ["keys that are no list", { keys: { 0: {} } }],
    ["keys among which one is null", { keys: [null] }],
    ["bytes that are no text", (_, response) => response.end(Buffer.from([0xff, 0xfe, 0, 1]))],
    [
      "half an answer",
      (_, response) => void response.writeHead(200, { "content-length": "999" }).write("{", () => response.destroy()),
    ],
    ["204", (_, response) => response.writeHead(204).end()],
    [
      "an open redirect to other keys",
      ({ url }, response) => {
        if (url === "/keys") response.writeHead(302, { location: "/other" }).end();
        else response.end(JSON.stringify(publishing(key.jwk)));
      },
    ],
    ["401", (_, response) => response.writeHead(401).end('{"keys":[]}')],
  ])("that are garbage (%s) verify nothing and are no fault of the token", async (_, answer) => {
    const { verify } = await setUp(answer);
    const code = await refusalOf(verify(await signToken(inSeconds(60), { key })));
    expect(code).toBe("keys_unavailable");
  });

  it("in a set of thousands are found, and asked for once", async () => {
    const filler = Array.from({ length: 5_000 }, (_, n) => ({ ...otherKey.jwk, kid: `filler-${n}` }));
    const { verify, keys } = await setUp(publishing(...filler, key.jwk));
    await expect(verify(await signToken(inSeconds(60), { key }))).resolves.toMatchObject(visitor);
    await expect(verify(await signToken(inSeconds(60), { key }))).resolves.toMatchObject(visitor);
    expect(keys.requests).toBe(1);
  });

  it("that are slow to come hold up whoever waits for them, and cost one request", async () => {
    let answerNow = () => {};
    const { verify, keys } = await setUp((_request: unknown, response: { end(text: string): void }) => {
      answerNow = () => response.end(JSON.stringify(publishing(key.jwk)));
    });
    const token = await signToken(inSeconds(60), { key });
    const outcomes = Promise.all(Array.from({ length: 100 }, () => verify(token)));
    await vi.waitFor(() => expect(keys.requests).toBe(1));
    answerNow();
    expect(await outcomes).toHaveLength(100);
    expect(keys.requests).toBe(1);
  });
});

describe("a good token that is changed in any way", () => {
  it("is never accepted for more than it says", { timeout: 60_000 }, async () => {
    const { verify } = await setUp(publishing(key.jwk, otherKey.jwk));
    const claims = { product: "todo" };
    const token = await signToken(inSeconds(3_600), { key, claims });
    const other = await signToken(inSeconds(3_600), { key: otherKey, claims: { userId: 1 } });
    const truth = await verify(token);
    await expect(verify(other)).resolves.toMatchObject({ userId: 1 });

    const place = fc.nat({ max: token.length - 1 });
    const char = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \n\u0000é");
    const swap = (parts: readonly string[], index: number, part: string) =>
      parts.map((it, n) => (n === index ? part : it)).join(".");
    const json = (part: string, change: Record<string, unknown>) =>
      encode({ ...JSON.parse(Buffer.from(part, "base64url").toString()), ...change });
    const mutation = fc.oneof(
      fc.tuple(place, char).map(([at, it]) => token.slice(0, at) + it + token.slice(at + 1)),
      fc.tuple(place, char).map(([at, it]) => token.slice(0, at) + it + token.slice(at)),
      place.map((at) => token.slice(0, at) + token.slice(at + 1)),
      place.map((at) => token.slice(0, at)),
      place.map((at) => token.slice(at)),
      fc.tuple(place, place).map(([from, to]) => token.slice(0, from) + token.slice(to)),
      fc.tuple(fc.nat({ max: 2 }), fc.string()).map(([index, part]) => swap(token.split("."), index, part)),
      fc.nat({ max: 2 }).map((index) => swap(token.split("."), index, other.split(".")[index] as string)),
      fc
        .dictionary(fc.constantFrom("alg", "kid", "typ", "crit", "b64", "jwk", "zip", "enc"), fc.jsonValue())
        .map((change) => swap(token.split("."), 0, json(token.split(".")[0] as string, change))),
      fc
        .dictionary(fc.constantFrom("userId", "email", "exp", "nbf", "product"), fc.jsonValue())
        .map((change) => swap(token.split("."), 1, json(token.split(".")[1] as string, change))),
      fc.string().map((rest) => token + rest),
      fc.array(fc.string({ unit: "binary" }), { maxLength: 6 }).map((parts) => parts.join(".")),
    );
    const [header, payload] = token.split(".") as [string, string];
    await fc.assert(
      fc.asyncProperty(mutation, async (changed) => {
        let accepted: unknown;
        try {
          accepted = await verify(changed);
        } catch (error) {
          expect((error as Error).name).toBe("HelpCenterJwtVerificationError");
          for (const part of changed.split(".")) {
            if (part.length > 20) expect((error as Error).message).not.toContain(part);
          }
          return;
        }
        // What a signature covers is header and payload; its own last digit may have bits that say nothing.
        expect(changed.startsWith(`${header}.${payload}.`)).toBe(true);
        expect(accepted).toEqual(truth);
      }),
      { numRuns: 2_000 },
    );
  });
});
