import { HelpCenterJwtError } from "../errors.ts";

/**
 * What a help center JWT says about the visitor (Zendesk, "Help Center JWTs"). In the browser these are decoded and
 * **not verified**: fine for a greeting, no proof of anything. The server that receives the token verifies it.
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

/** An answer of the token endpoint that cannot be used. The answer itself is never quoted: it may hold a token. */
export function invalidTokenResponse(what: string): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "invalid_token_response",
    `The token endpoint's answer cannot be used: ${what}. Open tokenUrl in this browser to see it.`,
  );
}

// RFC 7515, section 7.1: three base64url parts. It also keeps anything that is no header value out of the header.
const compactJws = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

// JWT dates are seconds; past this, milliseconds overflow what a Date can hold. A token that "never" expires is broken.
const maxSeconds = 8.64e12;

/**
 * Reads the claims of a JWT without verifying it: in the browser they only tell when to refresh and whom to greet.
 *
 * @throws HelpCenterJwtError `invalid_token_response`, each with what is wrong, none quoting the token.
 */
export function decodeToken(jwt: unknown): HelpCenterClaims {
  const payload = typeof jwt === "string" && compactJws.exec(jwt)?.[1];
  if (!payload) throw invalidTokenResponse("it has no `token` that is a JWT");
  let claims: HelpCenterClaims | null;
  try {
    claims = JSON.parse(decodeBase64Url(payload));
  } catch {
    // The parser's own error is dropped on purpose: engines quote the text they could not parse.
    throw invalidTokenResponse("the token's payload is not JSON");
  }
  const exp = claims?.exp;
  if (typeof exp !== "number" || !(exp > 0 && exp < maxSeconds)) {
    throw invalidTokenResponse("the token has no usable `exp`");
  }
  return claims as HelpCenterClaims;
}

/** base64url to text; claims are UTF-8 (RFC 7519, section 3), which `atob` alone garbles. */
function decodeBase64Url(text: string): string {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}
