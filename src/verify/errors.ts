/**
 * Why a request was not authenticated. Stable: compare codes, not messages.
 *
 * - `missing_token`: no `Authorization` header
 * - `malformed_token`: not one `Bearer` token, not a JWT, or longer than any help center JWT
 * - `invalid_signature`: not signed by the help center with RS256
 * - `unknown_key`: names no key, or one that the help center does not publish
 * - `token_expired`, `token_not_active`: outside of the token's lifetime
 * - `claim_rejected`: a claim is missing, of the wrong type, or has another value than is required
 * - `keys_unavailable`: the help center's keys cannot be loaded, so the token cannot be checked (503)
 */
export type VerificationErrorCode =
  | "missing_token"
  | "malformed_token"
  | "invalid_signature"
  | "unknown_key"
  | "token_expired"
  | "token_not_active"
  | "claim_rejected"
  | "keys_unavailable";

// One for all copies of this file: the package exists as an ES module and as CommonJS, and a server may load both.
const brand = Symbol.for("hc-jwt.verification-error");

/**
 * A request that is not authenticated, with the response to send. Neither message nor `cause` holds the token.
 *
 * @example
 * catch (error) {
 *   if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
 *   return new Response(error.message, { status: error.status, headers: error.headers });
 * }
 */
export class HelpCenterJwtVerificationError extends Error {
  readonly code: VerificationErrorCode;
  /** HTTP status of the response: 401, or 503 where the keys cannot be loaded. */
  readonly status: 401 | 503;
  /** Value for `WWW-Authenticate` (RFC 6750, section 3), with a 401. */
  readonly challenge: string | undefined;
  /** Seconds until the keys may be requested again, with a 503 that can pass by itself. Unset, somebody has to act. */
  readonly retryAfter: number | undefined;

  constructor(
    code: VerificationErrorCode,
    message: string,
    { retryAfter, ...options }: { cause?: unknown; retryAfter?: number | undefined } = {},
  ) {
    super(message, options);
    this.name = "HelpCenterJwtVerificationError";
    this.code = code;
    this.status = code === "keys_unavailable" ? 503 : 401;
    this.challenge = challengeFor(code, message);
    this.retryAfter = retryAfter;
    Object.defineProperty(this, brand, { value: true });
  }

  /** `instanceof` holds for errors of another copy of this class, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore-start lint/complexity/noThisInStatic: a subclass inherits this, and has instances of its own
    if (this !== HelpCenterJwtVerificationError) return Function.prototype[Symbol.hasInstance].call(this, value);
    // biome-ignore-end lint/complexity/noThisInStatic: see above
    return typeof value === "object" && value !== null && Object.hasOwn(value, brand);
  }

  /** Headers of the response: `WWW-Authenticate` or `Retry-After`. */
  get headers(): Record<string, string> {
    if (this.challenge !== undefined) return { "WWW-Authenticate": this.challenge };
    return this.retryAfter === undefined ? {} : { "Retry-After": String(this.retryAfter) };
  }
}

/** RFC 6750, section 3.1: a request without credentials is challenged without an error code. */
function challengeFor(code: VerificationErrorCode, message: string): string | undefined {
  if (code === "keys_unavailable") return undefined;
  if (code === "missing_token") return "Bearer";
  // Section 3: error_description holds neither quotes nor backslashes, nor anything beyond ASCII.
  return `Bearer error="invalid_token", error_description="${message.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`;
}
