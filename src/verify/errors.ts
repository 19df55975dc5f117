/**
 * Why a request was not authenticated. Stable: compare codes, not messages.
 *
 * - `missing_token`: no `Authorization` header
 * - `malformed_token`: not one `Bearer` token, not a JWT, or longer than any help center JWT
 * - `invalid_signature`: not signed by the help center with RS256
 * - `unknown_key`: signed with a key that the help center does not publish
 * - `token_expired`, `token_not_active`: outside the time that the token is good for
 * - `claim_rejected`: a required claim is missing or has another value
 * - `keys_unavailable`: the help center's keys cannot be had, so nothing can be said of the token (503)
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

/**
 * A request that is not authenticated, ready to be answered. Neither message nor `cause` holds the token.
 *
 * @example
 * catch (error) {
 *   if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
 *   return new Response(error.message, { status: error.status, headers: error.headers });
 * }
 */
export class HelpCenterJwtVerificationError extends Error {
  readonly code: VerificationErrorCode;
  /** HTTP status to answer with: 401, or 503 where the keys cannot be had. */
  readonly status: 401 | 503;
  /** Value for `WWW-Authenticate` (RFC 6750, section 3), with a 401. */
  readonly challenge: string | undefined;

  constructor(code: VerificationErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "HelpCenterJwtVerificationError";
    this.code = code;
    this.status = code === "keys_unavailable" ? 503 : 401;
    this.challenge = challengeFor(code, message);
  }

  /** Headers to answer with. */
  get headers(): Record<string, string> {
    return this.challenge === undefined ? {} : { "WWW-Authenticate": this.challenge };
  }
}

/** RFC 6750, section 3.1: a request without credentials is challenged without an error code. */
function challengeFor(code: VerificationErrorCode, message: string): string | undefined {
  if (code === "keys_unavailable") return undefined;
  if (code === "missing_token") return "Bearer";
  // Section 3: error_description holds neither quotes nor backslashes, nor anything beyond ASCII.
  return `Bearer error="invalid_token", error_description="${message.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`;
}
