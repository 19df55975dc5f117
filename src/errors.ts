/**
 * Why a call was refused or a token could not be had. Stable: compare codes, not messages.
 *
 * - `not_signed_in`: nobody is signed in, by the page or by the token endpoint (401, 403)
 * - `plan_unsupported`: the token endpoint answers 404, the plan has no help center JWTs
 * - `rate_limited`: 429 that outlasts the retries, or asks for a longer wait than `timeout`
 * - `token_endpoint_unavailable`: 5xx, network failure or timeout after the retries
 * - `invalid_token_response`: an answer that holds no usable token (a sign-in page, no `exp`, expired…)
 * - `destination_not_allowed`: `allowedOrigins` is set and does not hold the destination
 * - `insecure_destination`: neither https nor a loopback host
 * - `unsupported_mode`: `mode: "no-cors"`, where browsers drop the header in silence
 * - `invalid_option`: an option or argument that makes no sense
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

/** What may be known about an error beside its code and message. */
export interface HelpCenterJwtErrorDetails {
  /** HTTP status of the token endpoint, where it answered. */
  readonly status?: number | undefined;
  /** Milliseconds that the token endpoint asked to wait (`Retry-After`), where it did. */
  readonly retryAfter?: number | undefined;
  /** The underlying error, where it holds no secret. */
  readonly cause?: unknown;
}

/**
 * Every error of this library. The message says what happened and what to do; neither it nor `cause` holds a token.
 * Errors of the destination itself (network, CORS, abort) are not wrapped: they reach you as `fetch` makes them.
 *
 * Test for `error.code`, or with {@link isHelpCenterJwtError}: `instanceof` fails between two copies of the library.
 *
 * @example
 * HCJwt.fetch(url).catch((error) => {
 *   if (error.code === "not_signed_in") showSignIn();
 *   else throw error;
 * });
 */
export class HelpCenterJwtError extends Error {
  // Declared only: a field that is defined but unknown would show as a row of `undefined` in a logged error.
  declare readonly code: HelpCenterJwtErrorCode;
  /** HTTP status of the token endpoint, where it answered. */
  declare readonly status?: number;
  /** Milliseconds that the token endpoint asked to wait, where it did. */
  declare readonly retryAfter?: number;

  constructor(code: HelpCenterJwtErrorCode, message: string, details: HelpCenterJwtErrorDetails = {}) {
    super(message);
    this.name = "HelpCenterJwtError";
    this.code = code;
    for (const [fact, value] of Object.entries(details)) {
      if (value !== undefined) (this as Record<string, unknown>)[fact] = value;
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
