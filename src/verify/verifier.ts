import type { JWTVerifyOptions } from "jose";
import type { HelpCenterClaims } from "../token/claims.ts";
import { authorizationOf, maxTokenLength, type RequestLike, tooLong } from "./authorization.ts";
import type { HelpCenterJwtVerificationError } from "./errors.ts";
import { createGivenKeySource } from "./given-keys.ts";
import type { KeySource } from "./key-source.ts";
import { createKeySource } from "./keys.ts";
import { readKeysUrl } from "./keys-url.ts";
import { readOptions, secondsOf, type VerifierOptions } from "./options.ts";
import { explain, keysUnavailable, missingToken, refusal, verifyHint } from "./refusal.ts";
import { readRequiredClaims } from "./required-claims.ts";
import { createSignedClaims } from "./signed-claims.ts";

export interface Verifier {
  /**
   * Returns the claims of a token that this help center signed.
   *
   * @throws HelpCenterJwtVerificationError (as a rejection)
   */
  verify(token: string): Promise<HelpCenterClaims>;
  /**
   * Returns the claims of the token in a request's `Authorization: Bearer` header (RFC 6750, section 2.1).
   *
   * @throws HelpCenterJwtVerificationError (as a rejection)
   */
  authenticate(request: RequestLike, options?: { optional?: false | undefined }): Promise<HelpCenterClaims>;
  /**
   * The same for routes that serve anonymous visitors, too: `undefined` where there is no `Authorization` header at all.
   * A header that is there must be right.
   *
   * @throws HelpCenterJwtVerificationError (as a rejection)
   * @example
   * const claims = await verifier.authenticate(request, { optional: true });
   * const prices = claims ? await pricesOf(claims.userId) : listPrices;
   */
  authenticate(
    request: RequestLike,
    options: { optional?: boolean | undefined },
  ): Promise<HelpCenterClaims | undefined>;
  /**
   * Loads the keys now, so that the first request need not wait for them. Resolves to whether they are there; never
   * rejects, and `onKeysError` receives the reason.
   *
   * @example
   * await verifier.preload(); // before the server listens
   */
  preload(): Promise<boolean>;
}

/**
 * Verifies help center JWTs on the server that receives them. Web-standard APIs only: Node, workers, Deno, Bun.
 *
 * Accepts only RS256 and only keys from the configured source (`subdomain`, `keysUrl` or `keys`), and requires `exp`. Create
 * one verifier and keep it, because it caches the keys.
 *
 * @throws TypeError for options that make no sense, and where the runtime has no WebCrypto
 * @example
 * const verifier = createVerifier({ subdomain: "acme" });
 *
 * export default {
 *   async fetch(request) {
 *     const { userId } = await verifier.authenticate(request);
 *     return Response.json(await ordersOf(userId));
 *   },
 * };
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const given = readOptions(options);
  if (!globalThis.crypto?.subtle) {
    throw new TypeError("hc-jwt/verify needs WebCrypto, which this runtime lacks: use Node 20 or later");
  }
  const { keys, keysFrom } = keySourceOf(given);
  const requiredClaims = readRequiredClaims(given.requiredClaims);
  const joseOptions: JWTVerifyOptions = {
    algorithms: ["RS256"],
    clockTolerance: secondsOf(given, "clockTolerance", 5),
    requiredClaims: ["exp", ...requiredClaims.map(([name]) => name)],
  };
  const signedClaims = createSignedClaims(keys, joseOptions);

  async function verify(token: string): Promise<HelpCenterClaims> {
    if (typeof token !== "string") throw refusal("malformed_token", "The token is no text");
    if (token.length > maxTokenLength) throw refusal("malformed_token", tooLong);
    let claims: HelpCenterClaims;
    try {
      claims = await signedClaims(token);
    } catch (error) {
      throw explain(error, { keysFrom, clockSkew: keys.clockSkew() });
    }
    for (const [name, type] of promisedTypes) {
      if (typeof claims[name] !== type)
        throw refusal("claim_rejected", `The token's claim ${name} is no ${type}${verifyHint}`);
    }
    for (const [name, accepted] of requiredClaims) {
      if (accepted && !accepted.includes(claims[name] as string)) {
        throw refusal("claim_rejected", `The token's claim ${name} has a value that is not accepted here${verifyHint}`);
      }
    }
    return claims;
  }

  async function authenticate(request: RequestLike, options?: { optional?: boolean | undefined }): Promise<never> {
    const authorization = authorizationOf(request);
    if (authorization.kind === "bearer") return verify(authorization.token) as Promise<never>;
    if (authorization.kind === "malformed") throw refusal("malformed_token", authorization.problem);
    if (authorization.isAbsent && isOptional(options)) return undefined as never;
    throw missingToken();
  }

  return { verify, authenticate, preload: keys.preload };
}

/** What `HelpCenterClaims` promises to its users. */
const promisedTypes = [
  ["userId", "number"],
  ["email", "string"],
] as const;

/** Own properties only, so that prototype pollution cannot make authentication optional. */
function isOptional(options: { optional?: boolean | undefined } | undefined): boolean {
  return Object(options) === options && Object.hasOwn(options as object, "optional") && options?.optional === true;
}

function keySourceOf(given: VerifierOptions): { keys: KeySource; keysFrom: string } {
  if (given.keys !== undefined) return { keys: localKeys(given.keys), keysFrom: "`keys`" };
  const keysFrom = readKeysUrl(given).href;
  const keys = createKeySource(keysFrom, {
    cooldown: secondsOf(given, "keysCooldown", 30) * 1000,
    maxAge: secondsOf(given, "keysMaxAge", 600) * 1000,
    maxStaleAge: secondsOf(given, "keysMaxStaleAge", 3600) * 1000,
    fetch: given.fetch,
    cache: given.keysCache,
    onProblem: (problem) => report(given.onKeysError, keysUnavailable(problem)),
  });
  return { keys, keysFrom };
}

function localKeys(keys: VerifierOptions["keys"]): KeySource {
  const members: unknown = keys?.keys;
  if (Array.isArray(members) && members.some((jwk) => Object(jwk).d !== undefined || Object(jwk).k !== undefined)) {
    throw new TypeError("keys holds a private key or a secret: give the public keys only");
  }
  try {
    return createGivenKeySource(JSON.stringify(keys));
  } catch {
    throw new TypeError("keys must be a key set as the keys endpoint publishes it: { keys: [{ kty, n, e, kid }] }");
  }
}

/** Monitoring that fails must not fail what it watches, now or later. */
async function report(onKeysError: VerifierOptions["onKeysError"], error: HelpCenterJwtVerificationError) {
  try {
    await onKeysError?.(error);
  } catch {}
}
