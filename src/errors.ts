/**
 * Why a call was not sent. Codes are stable, messages are not.
 *
 * - `not_signed_in`: nobody is signed in, according to the page or the token endpoint (401, 403)
 * - `plan_unsupported`: the token endpoint responds 404, because the plan has no help center JWTs
 * - `rate_limited`: the token endpoint responds 429 after the retries, or asks to wait longer than `timeout`
 * - `token_endpoint_unavailable`: any other error status, a network failure or a timeout after the retries, or `clear()` cancelled
 *   each token request
 * - `invalid_token_response`: the response contains no usable token (a sign-in page, no `exp`, expired…), or the visitor has
 *   changed during the wait
 * - `destination_not_allowed`: `allowedOrigins` is set and does not contain the destination
 * - `insecure_destination`: neither https nor a loopback host
 * - `unsupported_mode`: a request that cannot carry a token (`mode: "no-cors"`, a synchronous XMLHttpRequest without a cached
 *   token, an XMLHttpRequest in a browser that forwards the token on redirects), a wrapper of fetch that calls this library in a
 *   loop, or `install()` on a page that prevents it
 * - `invalid_option`: an invalid option or argument
 */
export type HelpCenterJwtErrorCode =
  | "not_signed_in"
  | "plan_unsupported"
  | "rate_limited"
  | "token_endpoint_unavailable"
  | "invalid_token_response"
  | "destination_not_allowed"
  | "insecure_destination"
  | "unsupported_mode"
  | "invalid_option";

/** Optional facts about an error. */
export interface HelpCenterJwtErrorDetails {
  /** HTTP status of the token endpoint, if it responded. */
  readonly status?: number | undefined;
  /** The token endpoint's `Retry-After` in milliseconds, if it sent one. */
  readonly retryAfter?: number | undefined;
  /** The underlying error, if it contains no secret. */
  readonly cause?: unknown;
}

/**
 * Every error of this library. The message says what happened and what to do. Neither it nor `cause` contains a token.
 * Errors of the destination itself (network, CORS, abort) are not wrapped: calls reject with what `fetch` rejects with.
 *
 * Check `error.code`, or use {@link isHelpCenterJwtError}: `instanceof` fails between two copies of the library.
 *
 * @example
 * HCJwt.fetch(url).catch((error) => {
 *   if (error.code === "not_signed_in") showSignIn();
 *   else throw error;
 * });
 */
export class HelpCenterJwtError extends Error {
  // Only declared: as fields, they would show up as `undefined` in a logged error.
  declare readonly code: HelpCenterJwtErrorCode;
  /** HTTP status of the token endpoint, if it responded. */
  declare readonly status?: number;
  /** The token endpoint's `Retry-After` in milliseconds, if it sent one. */
  declare readonly retryAfter?: number;

  constructor(code: HelpCenterJwtErrorCode, message: string, details: HelpCenterJwtErrorDetails = {}) {
    super(message);
    this.name = "HelpCenterJwtError";
    this.code = code;
    for (const [name, value] of Object.entries(details)) {
      if (value !== undefined) (this as Record<string, unknown>)[name] = value;
    }
  }
}

/**
 * Is this an error of hc-jwt, from whichever copy of the library on the page?
 *
 * @example
 * if (isHelpCenterJwtError(error) && error.code === "plan_unsupported") hideOrders();
 */
export function isHelpCenterJwtError(error: unknown): error is HelpCenterJwtError {
  return error instanceof Error && error.name === "HelpCenterJwtError";
}
