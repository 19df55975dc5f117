import { errors } from "jose";
import { HelpCenterJwtVerificationError, type VerificationErrorCode } from "./errors.ts";
import { KeysUnavailable, NamesNoKey } from "./key-source.ts";

/** What a message may add, of the receiving end itself. */
export interface Circumstances {
  /** Where the keys are from. */
  readonly keysFrom: string;
  /** Milliseconds that this machine's clock is ahead of the help center's, where that is known. */
  readonly clockSkew: number | undefined;
}

/** Ends the messages about tokens that can be read, for whoever looks for the reason. */
export const verifyHint = ". npx hc-jwt verify shows it check by check";

export function refusal(code: VerificationErrorCode, message: string): HelpCenterJwtVerificationError {
  return new HelpCenterJwtVerificationError(code, message);
}

export const missingToken = () => refusal("missing_token", "Send a help center JWT as Authorization: Bearer");

/** jose's errors, as ours. They hold the claims of the token, so only those of the keys are passed on as a cause. */
export function explain(error: unknown, circumstances: Circumstances): HelpCenterJwtVerificationError {
  if (error instanceof KeysUnavailable) return keysUnavailable(error);
  if (error instanceof errors.JWTExpired) return refusal("token_expired", expiryOf(error.payload, circumstances));
  if (error instanceof NamesNoKey) {
    return refusal(
      "unknown_key",
      `The token's header names no key (kid), which every help center JWT does${verifyHint}`,
    );
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    const check = "Check that subdomain or keysUrl is the help center's that the visitor uses";
    return refusal(
      "unknown_key",
      `The token is signed with a key that is not published at ${circumstances.keysFrom}. ${check}${verifyHint}`,
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error, circumstances);
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed) {
    return refusal("invalid_signature", `The token is not signed with RS256 by this help center${verifyHint}`);
  }
  return refusal("malformed_token", "The token is not a JWT that can be read");
}

export function keysUnavailable(error: unknown): HelpCenterJwtVerificationError {
  if (!(error instanceof KeysUnavailable)) {
    return new HelpCenterJwtVerificationError("keys_unavailable", "keysCache failed", { cause: error });
  }
  const { message, cause, retryAfter } = error;
  return new HelpCenterJwtVerificationError("keys_unavailable", message, { cause, retryAfter });
}

function claimRefusal(error: errors.JWTClaimValidationFailed, circumstances: Circumstances) {
  const { claim, reason, payload } = error;
  if (claim === "nbf" && reason === "check_failed") {
    const wait = Math.ceil((payload.nbf as number) - Date.now() / 1000);
    return refusal("token_not_active", `The token is not valid for another ${wait} s, ${byClock(circumstances)}`);
  }
  const what = reason === "missing" ? "is missing" : "is not of the right type";
  return refusal("claim_rejected", `The token's claim ${claim} ${what}${verifyHint}`);
}

/** An expired token and a wrong clock look the same, so the message says what can be known of both. */
function expiryOf({ exp, iat }: { exp?: number; iat?: number }, circumstances: Circumstances): string {
  const now = Date.now() / 1000;
  const issued = typeof iat === "number" ? `, and was issued ${Math.round(now - iat)} s ago` : "";
  return `The token expired ${Math.round(now - (exp ?? 0))} s ago${issued}, ${byClock(circumstances)}`;
}

/** HTTP dates are whole seconds, and networks are slow: less than this is no sign of a wrong clock. */
const noticeable = 10_000;

function byClock({ clockSkew }: Circumstances): string {
  if (clockSkew === undefined || Math.abs(clockSkew) < noticeable) return "by this server's clock";
  const side = clockSkew > 0 ? "ahead of" : "behind";
  return `by this server's clock, which is ${Math.round(Math.abs(clockSkew) / 1000)} s ${side} the help center's: set it`;
}
