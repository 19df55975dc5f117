import { HelpCenterJwtError } from "../errors.ts";

/**
 * The claims of a help center JWT (Zendesk, "Help Center JWTs"). In the browser they are decoded and **not verified**: suitable
 * for a greeting, but not as a proof. The server that receives the token verifies it.
 */
export interface HelpCenterClaims {
  /** Zendesk user id. */
  userId: number;
  email: string;
  /** The user's external id; `null` or absent where none is set. */
  externalId?: string | null;
  /** Expiry in seconds since 1970 (RFC 7519, section 4.1.4). */
  exp: number;
  /** Issue time in seconds, where the issuer says it. Zendesk does not document it. */
  iat?: number;
  /** Account custom claims, and whatever else the issuer put in. */
  [claim: string]: unknown;
}

/** The error for an unusable response of the token endpoint. It never quotes the response, which may contain a token. */
export function invalidTokenResponse(what: string): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "invalid_token_response",
    `The token endpoint's response is invalid: ${what}. Open tokenUrl in this browser to see it.`,
  );
}

// RFC 7515, section 7.1: three base64url parts. This also keeps characters out that are invalid in a header.
const compactJws = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

// The largest date in seconds that a Date can hold. A token that "never" expires is invalid.
const maxSeconds = 8.64e12;

/**
 * Decodes the claims of a JWT without verifying it: in the browser they only serve to schedule the refresh and to greet.
 *
 * @throws HelpCenterJwtError `invalid_token_response`, with what is wrong, without quoting the token
 */
export function decodeToken(jwt: unknown): HelpCenterClaims {
  const payload = typeof jwt === "string" && compactJws.exec(jwt)?.[1];
  if (!payload) throw invalidTokenResponse("it has no `token` that is a JWT");
  let claims: HelpCenterClaims | null;
  try {
    claims = JSON.parse(decodeBase64Url(payload));
  } catch {
    // Without the parser's error as the cause: engines quote the text that they could not parse.
    throw invalidTokenResponse("the token's payload is not JSON");
  }
  const exp = claims?.exp;
  if (typeof exp !== "number" || !(exp > 0 && exp < maxSeconds)) {
    throw invalidTokenResponse("the token has no usable `exp`");
  }
  return claims as HelpCenterClaims;
}

/** Decodes base64url to text. Claims are UTF-8 (RFC 7519, section 3), which `atob` alone does not decode. */
function decodeBase64Url(text: string): string {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}
