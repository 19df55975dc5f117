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
export declare function createVerifier(options: VerifierOptions): Verifier;

/** What a claim may be compared with: a value, or a list of values of which one must match. */
export declare type ExpectedClaim = string | number | boolean | readonly (string | number | boolean)[];

/**
 * The claims of a help center JWT (Zendesk, "Help Center JWTs"). In the browser they are decoded and **not verified**: suitable
 * for a greeting, but not as a proof. The server that receives the token verifies it.
 */
export declare interface HelpCenterClaims {
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

/**
 * A request that is not authenticated, ready to be answered. Neither message nor `cause` holds the token.
 *
 * @example
 * catch (error) {
 *   if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
 *   return new Response(error.message, { status: error.status, headers: error.headers });
 * }
 */
export declare class HelpCenterJwtVerificationError extends Error {
    readonly code: VerificationErrorCode;
    /** HTTP status to answer with: 401, or 503 where the keys cannot be had. */
    readonly status: 401 | 503;
    /** Value for `WWW-Authenticate` (RFC 6750, section 3), with a 401. */
    readonly challenge: string | undefined;
    constructor(code: VerificationErrorCode, message: string, options?: {
        cause?: unknown;
    });
    /** Headers to answer with. */
    get headers(): Record<string, string>;
}

/** A web `Request`, or whatever has headers: Node's `IncomingMessage`, Express, Fastify… */
export declare interface RequestLike {
    /** `null` where there are none, as in some events of AWS Lambda. */
    readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>> | null | undefined;
}

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
export declare type VerificationErrorCode = "missing_token" | "malformed_token" | "invalid_signature" | "unknown_key" | "token_expired" | "token_not_active" | "claim_rejected" | "keys_unavailable";

export declare interface Verifier {
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

/** Where the keys are, and what a token must hold. Give either `subdomain` or `keysUrl`. */
export declare interface VerifierOptions {
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

export { }
