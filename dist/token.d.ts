import { HelpCenterJwtError } from "./errors.js";
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
export declare function invalidTokenResponse(what: string): HelpCenterJwtError;
/**
 * Reads the claims of a JWT without verifying it: in the browser they only tell when to refresh and whom to greet.
 *
 * @throws HelpCenterJwtError `invalid_token_response`, each with what is wrong, none quoting the token.
 */
export declare function decodeToken(jwt: unknown): HelpCenterClaims;
