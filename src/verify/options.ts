import type { HelpCenterJwtVerificationError } from "./errors.ts";
import type { HelpCenterJwk } from "./key-set.ts";
import type { KeysCache } from "./keys-cache.ts";
import type { FetchKeys } from "./keys-request.ts";
import type { KeysLocation } from "./keys-url.ts";
import type { RequiredClaims } from "./required-claims.ts";

/** Where the keys are, and what a token must hold. Give one of `subdomain`, `keysUrl` and `keys`. */
export interface VerifierOptions extends KeysLocation {
  /** The key set itself, as the keys endpoint publishes it: for tests, and for machines without a way out. */
  keys?: { readonly keys: readonly (HelpCenterJwk | Readonly<Record<string, unknown>>)[] } | undefined;
  /**
   * Seconds that a token is still accepted after `exp`, or before `nbf`, for clocks that differ.
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
  requiredClaims?: RequiredClaims | undefined;
  /**
   * Seconds from one request to the keys endpoint to the next. A key that is newer than this may be refused for as long.
   * After a failure, the pause begins with one second and doubles up to this.
   *
   * @default 30
   */
  keysCooldown?: number | undefined;
  /**
   * Seconds that keys are used before they are requested again. Calls do not wait meanwhile: the keys that are known
   * serve, up to `keysMaxStaleAge`.
   *
   * @default 600
   */
  keysMaxAge?: number | undefined;
  /**
   * Seconds that known keys go on serving while they are requested again and the keys endpoint is slow or cannot be
   * reached, counted from their own request. A key that the help center has withdrawn is accepted for as long at most.
   * With `keysMaxAge` or less, none is accepted past `keysMaxAge`, and verifications wait for the new ones then.
   *
   * @default 3600
   */
  keysMaxStaleAge?: number | undefined;
  /**
   * Keeps the keys outside of the process, for serverless cold starts. Who may write to it decides which tokens are
   * accepted: see `KeysCache`.
   */
  keysCache?: KeysCache | undefined;
  /**
   * In place of `fetch`, for the requests to the keys endpoint: to go through a proxy, or in a test. It must pass on
   * `redirect: "manual"` and `signal`.
   *
   * @default the global `fetch`, looked up at each request
   */
  fetch?: FetchKeys | undefined;
  /**
   * For monitoring: called once for each failed request to the keys endpoint, also while known keys go on serving, and
   * where `keysCache` throws. What it throws is dropped.
   */
  onKeysError?: ((error: HelpCenterJwtVerificationError) => void) | undefined;
}

const optionNames = [
  "subdomain",
  "keysUrl",
  "keys",
  "clockTolerance",
  "requiredClaims",
  "keysCooldown",
  "keysMaxAge",
  "keysMaxStaleAge",
  "keysCache",
  "fetch",
  "onKeysError",
] as const satisfies readonly (keyof VerifierOptions)[];

const keysExpected =
  'createVerifier takes either { subdomain: "acme" } or { keysUrl: "https://…/keys" } or { keys: { keys: […] } }';

/**
 * Each option, read once: what is checked here is what holds, whatever becomes of the caller's object. What
 * `Object.prototype` holds is no option.
 *
 * @throws TypeError for options that make no sense
 */
export function readOptions(options: VerifierOptions): VerifierOptions {
  if (Object(options) !== options) throw new TypeError(keysExpected);
  // A misspelled option would be a check that is not made.
  const unknown = Object.keys(options).find((name) => !(optionNames as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`createVerifier has no option ${unknown}: it takes ${optionNames.join(", ")}`);
  }
  const read: VerifierOptions = Object.create(null);
  for (const name of optionNames) if (Object.hasOwn(options, name)) Object.assign(read, { [name]: options[name] });
  if ([read.subdomain, read.keysUrl, read.keys].filter((value) => value !== undefined).length !== 1) {
    throw new TypeError(keysExpected);
  }
  for (const name of ["fetch", "onKeysError"] as const) {
    if (read[name] !== undefined && typeof read[name] !== "function") throw new TypeError(`${name} must be a function`);
  }
  const { keysCache } = read;
  if (keysCache !== undefined && !(typeof keysCache?.get === "function" && typeof keysCache.set === "function")) {
    throw new TypeError("keysCache must have the methods get and set");
  }
  return read;
}

export function secondsOf(
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
