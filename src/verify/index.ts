import { errors, type JWTVerifyOptions, jwtVerify } from "jose";
import type { HelpCenterClaims } from "../token/claims.ts";
import { HelpCenterJwtVerificationError, type VerificationErrorCode } from "./errors.ts";
import { createKeySource, KeysUnavailable } from "./keys.ts";

export type { HelpCenterClaims } from "../token/claims.ts";
export type { VerificationErrorCode } from "./errors.ts";
export { HelpCenterJwtVerificationError } from "./errors.ts";

/** What a claim may be compared with: a value, or a list of values of which one must match. */
export type ExpectedClaim = string | number | boolean | readonly (string | number | boolean)[];

/** Where the keys are, and what a token must hold. Give either `subdomain` or `keysUrl`. */
export interface VerifierOptions {
  /** The help center's own subdomain: `acme` for `acme.zendesk.com`, also where it is host-mapped. */
  subdomain?: string | undefined;
  /**
   * The keys endpoint in full, https or on a loopback host. Never taken from a request or a token. Its answer may take
   * 5 seconds and have 4 MiB.
   */
  keysUrl?: string | URL | undefined;
  /**
   * Seconds that a token is still taken after `exp`, or before `nbf`, for clocks that differ.
   *
   * @default 5
   */
  clockTolerance?: number | undefined;
  /**
   * Claims that must be there: names, or names with the values to accept. Help center JWTs have no audience, so any
   * server that receives one could present it to yours: an account custom claim, checked here, can serve as one.
   *
   * @example
   * requiredClaims: { product: "todo-list" }
   */
  requiredClaims?: readonly string[] | Readonly<Record<string, ExpectedClaim>> | undefined;
  /**
   * Seconds from one request to the keys endpoint to the next, whether it answers or not. A key that is newer than this
   * may be refused for as long.
   *
   * @default 30
   */
  keysCooldown?: number | undefined;
  /**
   * Seconds that keys are used before they are fetched again. Who comes meanwhile does not wait: the keys that are known
   * serve, up to `keysMaxStaleAge`.
   *
   * @default 600
   */
  keysMaxAge?: number | undefined;
  /**
   * Seconds that known keys go on serving while they are fetched again and the keys endpoint is slow or cannot be
   * reached, counted from when they were asked for. A key that the help center has withdrawn is taken for as long at
   * most. With `keysMaxAge` or less, none is taken past `keysMaxAge`, and verifications wait for the new ones then.
   *
   * @default 3600
   */
  keysMaxStaleAge?: number | undefined;
}

/** A web `Request`, or whatever has headers: Node's `IncomingMessage`, Express, Fastify… */
export interface RequestLike {
  /** `null` where there are none, as in some events of AWS Lambda. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>> | null | undefined;
}

export interface Verifier {
  /**
   * The claims of a token that this help center signed.
   *
   * @throws HelpCenterJwtVerificationError (as a rejection)
   */
  verify(token: string): Promise<HelpCenterClaims>;
  /**
   * The claims of the token in a request's `Authorization: Bearer` header (RFC 6750, section 2.1).
   *
   * @throws HelpCenterJwtVerificationError (as a rejection)
   */
  authenticate(request: RequestLike): Promise<HelpCenterClaims>;
}

// Help center JWTs have about 850 characters. Node takes 16 KiB of headers in all; past half of that it is something else.
const maxTokenLength = 8_192;

// RFC 6750, section 2.1, narrowed to a JWS with a signature. The scheme is case-insensitive (RFC 9110, section 11.1).
const bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/**
 * Verifies help center JWTs on the server that receives them. Web-standard APIs only: Node, workers, Deno, Bun.
 *
 * Only RS256, only the keys that the configured URL publishes, `exp` required. Make one verifier and keep it: it holds
 * the keys.
 *
 * @throws TypeError for options that make no sense
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
  const given = copyOf(options);
  const keys = createKeySource(keysUrlOf(given), {
    cooldown: secondsOf(given, "keysCooldown", 30) * 1000,
    maxAge: secondsOf(given, "keysMaxAge", 600) * 1000,
    maxStaleAge: secondsOf(given, "keysMaxStaleAge", 3600) * 1000,
  });
  const expectedClaims = expectedClaimsOf(given.requiredClaims);
  const joseOptions: JWTVerifyOptions = {
    algorithms: ["RS256"],
    clockTolerance: secondsOf(given, "clockTolerance", 5),
    requiredClaims: ["exp", ...expectedClaims.map(([name]) => name)],
  };

  async function verify(token: string): Promise<HelpCenterClaims> {
    if (typeof token !== "string" || token.length > maxTokenLength) throw failure("malformed_token");
    let claims: HelpCenterClaims;
    try {
      claims = (await jwtVerify<HelpCenterClaims>(token, keys, joseOptions)).payload;
    } catch (error) {
      throw explain(error);
    }
    for (const [name, accepted] of expectedClaims) {
      if (accepted && !accepted.includes(claims[name] as string)) {
        throw failure("claim_rejected", `The token's claim ${name} is not accepted here`);
      }
    }
    return claims;
  }

  return {
    verify,
    async authenticate(request) {
      const authorizations = authorizationsOf(request?.headers);
      if (authorizations.length === 0) throw failure("missing_token");
      const token = bearerTokenOf(authorizations);
      if (!token) throw failure("malformed_token");
      return verify(token);
    },
  };
}

const messages: Readonly<Record<VerificationErrorCode, string>> = {
  missing_token: "Send a help center JWT as Authorization: Bearer",
  malformed_token: "The Authorization header must hold one Bearer token, a help center JWT",
  invalid_signature: "The token is not signed with RS256 by this help center",
  unknown_key: "The token is signed with a key that this help center does not publish",
  token_expired: "The token has expired",
  token_not_active: "The token is not active yet",
  claim_rejected: "A required claim of the token is missing",
  keys_unavailable: "The help center's keys cannot be had, try again later",
};

function failure(
  code: VerificationErrorCode,
  message = messages[code],
  cause?: unknown,
): HelpCenterJwtVerificationError {
  return new HelpCenterJwtVerificationError(code, message, cause === undefined ? undefined : { cause });
}

/** jose's errors, as answers to the caller. They hold the claims of the token, so only those of the keys are passed on. */
function explain(error: unknown): HelpCenterJwtVerificationError {
  if (error instanceof KeysUnavailable) return failure("keys_unavailable", undefined, error.cause);
  if (error instanceof errors.JWTExpired) return failure("token_expired");
  if (error instanceof errors.JWKSNoMatchingKey) return failure("unknown_key");
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === "nbf"
      ? failure("token_not_active")
      : failure("claim_rejected", `The token's claim ${error.claim} is missing or makes no sense`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed) {
    return failure("invalid_signature");
  }
  return failure("malformed_token", "The token is not a JWT that can be read");
}

/**
 * All that the header holds, in whatever form a server hands it over. Case does not matter in header names; a `Headers`
 * knows that, a plain object does not.
 */
function authorizationsOf(headers: RequestLike["headers"]): readonly unknown[] {
  const values =
    typeof headers?.get === "function"
      ? [(headers as Headers).get("authorization")]
      : Object.entries(headers ?? {}).flatMap(([name, value]) => (name.toLowerCase() === "authorization" ? value : []));
  return values.filter((value) => value !== undefined && value !== null && value !== "");
}

/** Two of them are no Bearer token, as they are not when a `Headers` joins them. */
function bearerTokenOf([value, ...others]: readonly unknown[]): string | undefined {
  return typeof value === "string" && others.length === 0 ? bearer.exec(value)?.[1] : undefined;
}

const optionNames = [
  "subdomain",
  "keysUrl",
  "clockTolerance",
  "requiredClaims",
  "keysCooldown",
  "keysMaxAge",
  "keysMaxStaleAge",
] as const satisfies readonly (keyof VerifierOptions)[];

const keysExpected = 'createVerifier takes either { subdomain: "acme" } or { keysUrl: "https://…/keys" }';

/** Each option, read once: what is checked here is what holds, whatever becomes of the caller's object. */
function copyOf(options: VerifierOptions): VerifierOptions {
  if (Object(options) !== options) throw new TypeError(keysExpected);
  // A misspelled option would be a check that is not made.
  const unknown = Object.keys(options).find((name) => !(optionNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`createVerifier has no option ${unknown}: it takes ${optionNames.join(", ")}`);
  }
  return Object.fromEntries(optionNames.map((name) => [name, options[name]]));
}

function keysUrlOf({ subdomain, keysUrl }: VerifierOptions): URL {
  if ((subdomain === undefined) === (keysUrl === undefined)) {
    throw new TypeError(keysExpected);
  }
  if (keysUrl === undefined) {
    // A whole host in its place would name other keys.
    if (typeof subdomain !== "string" || !/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(subdomain)) {
      throw new TypeError('subdomain must be the first label of the help center\'s host: "acme" for acme.zendesk.com');
    }
    return new URL(`https://${subdomain}.zendesk.com/api/v2/help_center/integration/keys`);
  }
  const url = new URL(keysUrl);
  if (
    url.protocol !== "https:" &&
    !(url.protocol === "http:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname))
  ) {
    throw new TypeError("keysUrl must be https: over plain http anybody on the way could name the keys");
  }
  return url;
}

function secondsOf(
  options: VerifierOptions,
  name: "clockTolerance" | "keysCooldown" | "keysMaxAge" | "keysMaxStaleAge",
  fallback: number,
): number {
  const value = options[name] ?? fallback;
  // Refuses whatever is no number, too.
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new TypeError(`${name} must be a number of seconds, 0 or more`);
  }
  return value;
}

/** Names with the values to accept, or `undefined` where any value will do. Lists are copied before they are checked. */
function expectedClaimsOf(claims: VerifierOptions["requiredClaims"] = []): [string, readonly unknown[] | undefined][] {
  const names: readonly unknown[] | undefined = Array.isArray(claims) ? [...claims] : undefined;
  if (Object(claims) !== claims || names?.every(isName) === false) {
    throw new TypeError('requiredClaims must be a list of names, or an object such as { product: "todo-list" }');
  }
  if (names) return names.map((name) => [name as string, undefined]);
  return Object.entries(claims).map(([name, expected]) => {
    const accepted: readonly unknown[] = Array.isArray(expected) ? [...expected] : [expected];
    // A setting that is missing on this machine would otherwise be a check that no token can pass.
    if (accepted.length === 0 || !accepted.every((value) => ["string", "number", "boolean"].includes(typeof value))) {
      throw new TypeError(`requiredClaims: ${name} must be a string, number or boolean, or a list of them`);
    }
    return [name, accepted];
  });
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
