/** What a `KeysCache` holds: plain data, for `JSON.stringify`. */
export declare interface CachedKeys {
    /** The URL that the keys are from. An entry of another URL is not used. */
    url: string;
    /** When they were requested: milliseconds since 1970, by the clock of the machine that did. */
    requestedAt: number;
    keys: HelpCenterJwk[];
}

/**
 * Verifies help center JWTs on the server that receives them. Web-standard APIs only: Node, workers, Deno, Bun.
 *
 * Accepts only RS256 and only keys from the configured source (`subdomain`, `keysUrl` or `keys`), and requires `exp`. Create
 * one verifier and keep it, because it caches the keys.
 *
 * @throws TypeError for options that make no sense, and where the runtime has no WebCrypto
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

/** What a claim is compared with: a value, or a list of values of which one must match. */
export declare type ExpectedClaim = string | number | boolean | readonly (string | number | boolean)[];

/** `fetch`, or a function of the same kind: behind a proxy, in a test, of a framework. */
export declare type FetchKeys = (url: string, init: RequestInit) => Promise<Response>;

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

/** A key as the help center publishes it: RSA, without `alg` and `use`. */
export declare interface HelpCenterJwk {
    kty: "RSA";
    /** Modulus, base64url. */
    n: string;
    /** Exponent, base64url. */
    e: string;
    /** What the header of a token names it by. */
    kid: string;
}

/**
 * A request that is not authenticated, with the response to send. Neither message nor `cause` holds the token.
 *
 * @example
 * catch (error) {
 *   if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
 *   return new Response(error.message, { status: error.status, headers: error.headers });
 * }
 */
export declare class HelpCenterJwtVerificationError extends Error {
    readonly code: VerificationErrorCode;
    /** HTTP status of the response: 401, or 503 where the keys cannot be loaded. */
    readonly status: 401 | 503;
    /** Value for `WWW-Authenticate` (RFC 6750, section 3), with a 401. */
    readonly challenge: string | undefined;
    /** Seconds until the keys may be requested again, with a 503 that can pass by itself. Unset, somebody has to act. */
    readonly retryAfter: number | undefined;
    constructor(code: VerificationErrorCode, message: string, { retryAfter, ...options }?: {
        cause?: unknown;
        retryAfter?: number | undefined;
    });
    /** `instanceof` holds for errors of another copy of this class, too. */
    static [Symbol.hasInstance](value: unknown): boolean;
    /** Headers of the response: `WWW-Authenticate` or `Retry-After`. */
    get headers(): Record<string, string>;
}

/**
 * Returns a published key as PEM (SPKI), where a library takes no JWK.
 *
 * @throws TypeError (as a rejection) for a key that is no RSA public key
 * @example
 * const pem = await jwkToPem(keys.find(({ kid }) => kid === header.kid));
 * jsonwebtoken.verify(token, pem, { algorithms: ["RS256"] });
 */
export declare function jwkToPem(jwk: HelpCenterJwk): Promise<string>;

/**
 * A place outside of the process to keep the help center's public keys in, so that a cold start need not wait for them:
 * a KV store, a file, a cache of the platform.
 *
 * **Whoever can write to it decides which tokens are accepted.** Nothing but your own servers may: keep it as you keep a
 * secret, although it holds none.
 *
 * An entry is used as if this process had requested the keys at `requestedAt`: for `keysMaxAge`. An older one serves, up
 * to `keysMaxStaleAge`, only where the keys endpoint fails. One that cannot be read, is of another URL, or from the
 * future counts as none. Where a token's signature does not match a key of the cache, the keys are requested once.
 *
 * @example
 * const keysCache = {
 *   get: () => kv.get("help-center-keys", "json"),
 *   set: (entry) => kv.put("help-center-keys", JSON.stringify(entry), { expirationTtl: 3600 }),
 * };
 */
export declare interface KeysCache {
    /** The entry, or nothing. Asked once a process, when the keys are first needed, and waited for at most one second. */
    get(): CachedKeys | null | undefined | Promise<CachedKeys | null | undefined>;
    /** Takes the keys of each request that succeeds. Not waited for; on Workers, call `waitUntil` in it. */
    set(entry: CachedKeys): unknown;
}

export declare interface KeysLocation {
    /** The help center's own subdomain: `acme` for `acme.zendesk.com`, also where it is host-mapped. */
    subdomain?: string | undefined;
    /**
     * The keys endpoint in full, https or on a loopback host: `https://acme.zendesk.com/api/v2/help_center/integration/keys`.
     * Never taken from a request or a token. Its response may take 5 seconds and have 4 MiB.
     */
    keysUrl?: string | URL | undefined;
}

/**
 * Requests the public keys of a help center (Zendesk, "List Public Keys"), for those who verify by other means. One
 * request a call, with nothing cached: for every request that your server receives, use `createVerifier`.
 *
 * @throws TypeError (as a rejection) for options that make no sense
 * @throws HelpCenterJwtVerificationError `keys_unavailable` (as a rejection)
 * @example
 * const [{ kid }] = await listPublicKeys({ subdomain: "acme" });
 */
export declare function listPublicKeys(options: ListPublicKeysOptions): Promise<HelpCenterJwk[]>;

/** Which help center's keys, and how to request them. Give one of `subdomain` and `keysUrl`. */
export declare interface ListPublicKeysOptions extends KeysLocation {
    /** In place of the global `fetch`. */
    fetch?: FetchKeys | undefined;
}

/** A web `Request`, or an object with headers: Node's `IncomingMessage`, Express, Fastify, an AWS Lambda event… */
export declare interface RequestLike {
    /** `null` where there are none, as in some events of AWS Lambda. */
    readonly headers?: Headers | Readonly<Record<string, string | readonly string[] | undefined>> | null | undefined;
    /** In place of `headers`, in the events of an AWS load balancer with multi-value headers. */
    readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
}

/** Names, or names with the values to accept. */
export declare type RequiredClaims = readonly string[] | Readonly<Record<string, ExpectedClaim>>;

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
export declare type VerificationErrorCode = "missing_token" | "malformed_token" | "invalid_signature" | "unknown_key" | "token_expired" | "token_not_active" | "claim_rejected" | "keys_unavailable";

export declare interface Verifier {
    /**
     * Returns the claims of a token that this help center signed.
     *
     * @throws HelpCenterJwtVerificationError (as a rejection)
     */
    verify(token: string): Promise<HelpCenterClaims>;
    /**
     * Returns the claims of the token in a request's `Authorization: Bearer` header (RFC 6750, section 2.1).
     *
     * @throws HelpCenterJwtVerificationError (as a rejection)
     */
    authenticate(request: RequestLike, options?: {
        optional?: false | undefined;
    }): Promise<HelpCenterClaims>;
    /**
     * The same for routes that serve anonymous visitors, too: `undefined` where there is no `Authorization` header at all.
     * A header that is there must be right.
     *
     * @throws HelpCenterJwtVerificationError (as a rejection)
     * @example
     * const claims = await verifier.authenticate(request, { optional: true });
     * const prices = claims ? await pricesOf(claims.userId) : listPrices;
     */
    authenticate(request: RequestLike, options: {
        optional?: boolean | undefined;
    }): Promise<HelpCenterClaims | undefined>;
    /**
     * Loads the keys now, so that the first request need not wait for them. Resolves to whether they are there; never
     * rejects, and `onKeysError` receives the reason.
     *
     * @example
     * await verifier.preload(); // before the server listens
     */
    preload(): Promise<boolean>;
}

/** Where the keys are, and what a token must hold. Give one of `subdomain`, `keysUrl` and `keys`. */
export declare interface VerifierOptions extends KeysLocation {
    /** The key set itself, as the keys endpoint publishes it: for tests, and for machines without a way out. */
    keys?: {
        readonly keys: readonly (HelpCenterJwk | Readonly<Record<string, unknown>>)[];
    } | undefined;
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

export { }
