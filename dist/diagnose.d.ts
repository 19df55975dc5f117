import type { KyInstance } from 'ky';

/**
 * A client of its own, with its own token. Most pages want the shared `HCJwt`.
 *
 * @throws HelpCenterJwtError `invalid_option`
 * @example
 * const orders = createClient({ allowedOrigins: ["https://orders.example.com"] });
 */
declare function createClient(options?: HelpCenterJwtOptions): HelpCenterJwtClient;

/** `HCJwt.diagnose`, which the second script or `hc-jwt/diagnose` brings. */
declare type Diagnose = (url?: string | URL, options?: DiagnoseOptions) => Promise<Diagnosis>;

/**
 * Tells what works and what does not between this page and an API, and prints it as a table, with a line for each step
 * that failed. For the console and for bug reports; it never shows the token, and never rejects.
 *
 * It makes requests of its own: one for a token; one GET to the URL with that token, and where this fails one or two more
 * without. The shared client, its token and its remembered failures stay as they are.
 *
 * @param url what a call of yours fails on; without it, the page and the token are looked at
 * @example
 * await HCJwt.diagnose("https://api.example.com/orders");
 */
export declare function diagnose(url?: string | URL, options?: DiagnoseOptions): Promise<Diagnosis>;

/** What the diagnosis cannot learn from outside the client. */
export declare interface DiagnoseOptions {
    /**
     * The client's `tokenUrl`, where it was changed.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
}

/** What works and what does not. */
export declare interface Diagnosis {
    /** No step failed. */
    readonly ok: boolean;
    readonly steps: readonly DiagnosisStep[];
}

/** One thing that was looked at. */
export declare interface DiagnosisStep {
    readonly name: DiagnosisStepName;
    /** `skipped`: an earlier step failed that this one needs, or there was nothing to look at. */
    readonly status: "ok" | "failed" | "skipped";
    /** What was found, or why it was skipped. For people; it never holds a token. */
    readonly detail: string;
    /** What to do, where the step failed. */
    readonly advice?: string;
}

/**
 * What is looked at, in this order. Stable: compare names, not details.
 *
 * - `client`: the page has a shared client
 * - `help_center`: the page belongs to a help center, and the token URL to its origin
 * - `signed_in`: somebody is signed in
 * - `token_endpoint`: it answers, with JSON
 * - `token`: what it answers is a token that decodes
 * - `time_left`: the token can be used for a while
 * - `clock`: this device's clock is right to the minute
 * - `destination`: the token may go to the url
 * - `reachable`: the url's server answers at all
 * - `preflight`: it lets this page send `Authorization`, and read the answer
 * - `accepted`: it takes the token
 */
export declare type DiagnosisStepName = "client" | "help_center" | "signed_in" | "token_endpoint" | "token" | "time_left" | "clock" | "destination" | "reachable" | "preflight" | "accepted";

/** How to get a token. */
declare interface GetTokenOptions extends WaitOptions {
    /** A new token, even if the cached one is good: after a change that its claims should show. */
    forceRefresh?: boolean | undefined;
}

/**
 * What a help center JWT says about the visitor (Zendesk, "Help Center JWTs"). In the browser these are decoded and
 * **not verified**: fine for a greeting, no proof of anything. The server that receives the token verifies it.
 */
declare interface HelpCenterClaims {
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

/** Calls third-party APIs with the help center JWT of the visitor who is signed in. */
declare interface HelpCenterJwtClient {
    /**
     * The browser's `fetch` with `Authorization: Bearer <help center JWT>`. Same arguments, same answers (it resolves on
     * any HTTP status), same rejections, same abort. On a 401 the call is sent once more with a new token.
     *
     * Untouched pass: calls to the help center itself and to `*.zendesk.com`, and calls that set `Authorization`.
     *
     * @throws HelpCenterJwtError (as a rejection) any code but `invalid_option`; nothing has been sent then
     * @example
     * const response = await HCJwt.fetch("https://api.example.com/orders");
     */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
    /**
     * The raw JWT, for what does not go through fetch (WebSocket, EventSource, `$.ajax`). Whoever receives it can present
     * it to any server that trusts the same keys: never put it into a URL that is logged, or into storage.
     *
     * @throws HelpCenterJwtError (as a rejection) where no token can be had, `invalid_option` for arguments
     * @example
     * $.ajax({ url, headers: { Authorization: `Bearer ${await HCJwt.getToken()}` } });
     */
    getToken(options?: GetTokenOptions): Promise<string>;
    /**
     * The claims of the token, decoded and **not verified**: fine for a greeting, no proof of anything.
     *
     * @throws HelpCenterJwtError as `getToken`
     * @example
     * const { email } = await HCJwt.getClaims();
     */
    getClaims(options?: WaitOptions): Promise<HelpCenterClaims>;
    /**
     * A [ky](https://github.com/sindresorhus/ky) instance over `fetch` above. Its retry is off, `api.extend({ retry: 2 })`
     * turns it on. Other than fetch, ky rejects on statuses that are not 2xx.
     *
     * @example
     * const orders = await HCJwt.api.get("https://api.example.com/orders").json();
     */
    readonly api: KyInstance;
    /**
     * Starts the token request now, so that the first call need not wait. Never rejects. Where nobody is signed in it requests
     * nothing, and removes what is stored of an earlier visitor.
     */
    preload(): Promise<void>;
    /**
     * Merges options into this client. A bad one changes nothing. A new `tokenUrl` or `user` forgets the token.
     *
     * @throws HelpCenterJwtError `invalid_option`
     * @example
     * HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
     */
    configure(options: HelpCenterJwtOptions): void;
    /**
     * Opt in: from now on `window.fetch` and `XMLHttpRequest` carry the token to exactly these origins, for jQuery, axios and
     * code that you do not want to touch. All other requests stay as they are. A 401 to an XMLHttpRequest is not sent again:
     * the token is renewed for the next call.
     *
     * @returns a function that restores what was there before
     * @throws HelpCenterJwtError `invalid_option`; `unsupported_mode` where another script keeps `fetch` or
     *   `XMLHttpRequest` from being replaced, and then nothing is installed
     * @example
     * const uninstall = HCJwt.install({ origins: ["https://api.example.com"] });
     * $.getJSON("https://api.example.com/orders");
     */
    install(options: {
        origins: readonly string[];
    }): () => void;
    /** Forgets the token, the tab's copy of it, and remembered failures. */
    clear(): void;
    /** The version of this library. */
    readonly version: string;
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
declare class HelpCenterJwtError extends Error {
    readonly code: HelpCenterJwtErrorCode;
    /** HTTP status of the token endpoint, where it answered. */
    readonly status?: number;
    /** Milliseconds that the token endpoint asked to wait, where it did. */
    readonly retryAfter?: number;
    constructor(code: HelpCenterJwtErrorCode, message: string, details?: HelpCenterJwtErrorDetails);
}

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
declare type HelpCenterJwtErrorCode = "not_signed_in" | "plan_unsupported" | "rate_limited" | "token_endpoint_unavailable" | "invalid_token_response" | "destination_not_allowed" | "insecure_destination" | "unsupported_mode" | "invalid_option";

/** What may be known about an error beside its code and message. */
declare interface HelpCenterJwtErrorDetails {
    /** HTTP status of the token endpoint, where it answered. */
    readonly status?: number | undefined;
    /** Milliseconds that the token endpoint asked to wait (`Retry-After`), where it did. */
    readonly retryAfter?: number | undefined;
    /** The underlying error, where it holds no secret. */
    readonly cause?: unknown;
}

/** Options of a client. Every time is in milliseconds. An option that is `undefined` is left as it is. */
declare interface HelpCenterJwtOptions {
    /**
     * Where to get the token: a path or URL on the help center's own origin, since the session cookie goes nowhere else.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
    /**
     * The only origins that may receive the token: exact ones (`https://api.example.com`), or `https://*.example.com`
     * for one label of subdomain. Any other destination is refused with `destination_not_allowed`. A list replaces the one
     * before. No wildcard where anybody can register a name: `https://*.github.io` is everybody.
     *
     * @default unset: any https origin, and http on a loopback host. The first https one is named in the console, once a page
     */
    allowedOrigins?: readonly string[] | undefined;
    /**
     * How long before its expiry a token is no longer used, in milliseconds. Never more than a quarter of the token's
     * life. From twice this time on, a new one is fetched while calls go out with the one at hand.
     *
     * @default 30_000
     */
    refreshLeeway?: number | undefined;
    /**
     * Where the token is kept: in memory, or also in the tab's `sessionStorage`, so that the next page of a visit starts
     * with the token at hand. The stored copy is bound to the visitor whom `user` or `window.HelpCenter` names; where nobody
     * is named, nothing is stored. A tab opened by `window.open`, or by a link with an opener, starts with a copy.
     *
     * @default "memory"
     */
    storage?: "memory" | "session" | undefined;
    /**
     * What a call does when nobody is signed in: reject with `not_signed_in`, or go out without the header.
     *
     * @default "reject"
     */
    anonymous?: "reject" | "omit" | undefined;
    /**
     * Milliseconds that one attempt at the token endpoint may take, its body included. A `Retry-After` longer than this is not
     * waited for.
     *
     * @default 10_000
     */
    timeout?: number | undefined;
    /**
     * How often a failed token request (network, timeout, 408, 429, 5xx) is repeated before the call fails, with growing pauses.
     * While the endpoint is known to fail, it is tried once at a time, without repeats.
     *
     * @default 2
     */
    retry?: number | undefined;
    /** Told of every new error of this client, once: a failure that is remembered and rejects many calls counts once. */
    onError?: ((error: HelpCenterJwtError) => void) | undefined;
    /**
     * Who is signed in, as the template knows it: an id, or `null` (or an empty string) for nobody.
     *
     * @default unset: `window.HelpCenter.user` is asked at each call
     */
    user?: string | number | null | undefined;
}

/** What to do where there is none. */
export declare const noClient = "Load hc-jwt.js before. With npm, the client is made when it is first used: call HCJwt.configure() or HCJwt.preload().";

/** The page's shared client, if there is one: this file brings none. */
export declare function presentClient(): SharedHelpCenterJwt | undefined;

/** The page's shared client. */
declare interface SharedHelpCenterJwt extends HelpCenterJwtClient {
    /** `createClient`: a client of its own, with its own token. */
    readonly create: typeof createClient;
    /** Tells what works and what does not: there once `hc-jwt-diagnose.js` is loaded. */
    readonly diagnose?: Diagnose | undefined;
}

/** How to wait for a token. */
declare interface WaitOptions {
    /** Ends this wait, and nobody else's. */
    signal?: AbortSignal | null | undefined;
}

export { }
