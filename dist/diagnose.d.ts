import type { KyInstance } from 'ky';

/**
 * Creates a separate client with its own token. Most pages need only the shared `HCJwt`.
 *
 * @throws HelpCenterJwtError `invalid_option`
 * @example
 * const orders = createClient({ allowedOrigins: ["https://orders.example.com"] });
 */
declare function createClient(options?: HelpCenterJwtOptions): HelpCenterJwtClient;

/** `HCJwt.diagnose`, from `hc-jwt-diagnose.js` or `hc-jwt/diagnose`. */
declare type Diagnose = (url?: string | URL, options?: DiagnoseOptions) => Promise<Diagnosis>;

/**
 * Checks what works between this page and an API, and prints a table, with a line for each step that failed. For the console
 * and for bug reports. It never shows the token, and never rejects.
 *
 * It sends requests of its own: one for a token, one GET to the URL with that token, and if that fails one or two more without
 * it. The shared client keeps its options, its token and its remembered failures. Checking the
 * destination may call its `onError`.
 *
 * @param url the URL that a call of yours fails on. Without it, only the page and the token are checked
 * @example
 * await HCJwt.diagnose("https://api.example.com/orders");
 */
export declare function diagnose(url?: string | URL, options?: DiagnoseOptions): Promise<Diagnosis>;

/** Options of `HCJwt.diagnose`: what it cannot read from the client. */
export declare interface DiagnoseOptions {
    /**
     * The client's `tokenUrl`, if it was changed.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
}

/** The result of `HCJwt.diagnose`. */
export declare interface Diagnosis {
    /** Has no step failed? */
    readonly ok: boolean;
    readonly steps: readonly DiagnosisStep[];
}

/** One step of a diagnosis. */
export declare interface DiagnosisStep {
    readonly name: DiagnosisStepName;
    /** `skipped`: an earlier step that this one needs has failed, or there was nothing to check. */
    readonly status: "ok" | "failed" | "skipped";
    /** The finding, or why the step was skipped. For people to read. Never contains a token. */
    readonly detail: string;
    /** What to do, if the step failed. */
    readonly advice?: string;
}

/**
 * The steps of a diagnosis, in this order. The names are stable, the details are not.
 *
 * - `client`: the page has a shared client
 * - `help_center`: the page belongs to a help center, and the token URL to its origin
 * - `signed_in`: somebody is signed in
 * - `token_endpoint`: it responds with JSON
 * - `token`: the response contains a token that can be decoded
 * - `time_left`: the token has not expired
 * - `clock`: this device's clock is at most a minute off
 * - `destination`: the token may be sent to the URL
 * - `reachable`: the URL's server responds at all
 * - `preflight`: its CORS headers let this page send `Authorization` and read the response
 * - `accepted`: it accepts the token
 */
export declare type DiagnosisStepName = "client" | "help_center" | "signed_in" | "token_endpoint" | "token" | "time_left" | "clock" | "destination" | "reachable" | "preflight" | "accepted";

/** How to get a token. */
declare interface GetTokenOptions extends WaitOptions {
    /** Requests a new token even if the cached one is usable, after a change that its claims should contain. */
    forceRefresh?: boolean | undefined;
}

/**
 * The claims of a help center JWT (Zendesk, "Help Center JWTs"). In the browser they are decoded and **not verified**: suitable
 * for a greeting, but not as a proof. The server that receives the token verifies it.
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

/** Calls third-party APIs with the help center JWT of the visitor. */
declare interface HelpCenterJwtClient {
    /**
     * The browser's `fetch` with `Authorization: Bearer <help center JWT>`. Same arguments, same responses (it resolves on any
     * HTTP status), same rejections, same abort. After a 401 the call is retried once with a new token.
     *
     * Calls to the help center itself and to `*.zendesk.com`, and calls that set `Authorization`, are sent unchanged.
     *
     * @throws HelpCenterJwtError (as a rejection) with any code but `invalid_option`; nothing has been sent then
     * @example
     * const response = await HCJwt.fetch("https://api.example.com/orders");
     */
    fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
    /**
     * The JWT itself, for requests that are not made by fetch (WebSocket, EventSource, `$.ajax`). Whoever receives it can use it
     * at any server that trusts the same keys: never put it into a URL that is logged, or into storage.
     *
     * @throws HelpCenterJwtError (as a rejection) if there is no token, `invalid_option` for invalid arguments
     * @example
     * $.ajax({ url, headers: { Authorization: `Bearer ${await HCJwt.getToken()}` } });
     */
    getToken(options?: GetTokenOptions): Promise<string>;
    /**
     * The claims of the token, decoded and **not verified**: suitable for a greeting, but not as a proof.
     *
     * @throws HelpCenterJwtError as `getToken`
     * @example
     * const { email } = await HCJwt.getClaims();
     */
    getClaims(options?: WaitOptions): Promise<HelpCenterClaims>;
    /**
     * A [ky](https://github.com/sindresorhus/ky) instance that uses `fetch` above. Its retries are off, `api.extend({ retry: 2 })`
     * turns them on. Unlike fetch, ky rejects on any status but 2xx.
     *
     * @example
     * const orders = await HCJwt.api.get("https://api.example.com/orders").json();
     */
    readonly api: KyInstance;
    /**
     * Requests the token now, so that the first call need not wait. Never rejects. If nobody is signed in, it requests nothing
     * and removes the stored token of an earlier visitor.
     */
    preload(): Promise<void>;
    /**
     * Changes options of this client. If one is invalid, nothing changes. A new `tokenUrl`, `user` or `storage` removes the token.
     *
     * @throws HelpCenterJwtError `invalid_option`
     * @example
     * HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
     */
    configure(options: HelpCenterJwtOptions): void;
    /**
     * Adds the token to all calls of `window.fetch` and `XMLHttpRequest` to these origins, for jQuery, axios and code that you do
     * not want to change. All other requests are sent unchanged. An XMLHttpRequest is not retried after a 401: the token is
     * renewed for the next call.
     *
     * @returns a function that restores the originals
     * @throws HelpCenterJwtError `invalid_option`; `unsupported_mode` if another script prevents that `fetch` or
     *   `XMLHttpRequest` is replaced, and then nothing is installed
     * @example
     * const uninstall = HCJwt.install({ origins: ["https://api.example.com"] });
     * $.getJSON("https://api.example.com/orders");
     */
    install(options: {
        origins: readonly string[];
    }): () => void;
    /** Removes the token, its stored copy, and remembered failures. */
    clear(): void;
    /** The version of this library. */
    readonly version: string;
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
declare class HelpCenterJwtError extends Error {
    readonly code: HelpCenterJwtErrorCode;
    /** HTTP status of the token endpoint, if it responded. */
    readonly status?: number;
    /** The token endpoint's `Retry-After` in milliseconds, if it sent one. */
    readonly retryAfter?: number;
    constructor(code: HelpCenterJwtErrorCode, message: string, details?: HelpCenterJwtErrorDetails);
}

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
declare type HelpCenterJwtErrorCode = "not_signed_in" | "plan_unsupported" | "rate_limited" | "token_endpoint_unavailable" | "invalid_token_response" | "destination_not_allowed" | "insecure_destination" | "unsupported_mode" | "invalid_option";

/** Optional facts about an error. */
declare interface HelpCenterJwtErrorDetails {
    /** HTTP status of the token endpoint, if it responded. */
    readonly status?: number | undefined;
    /** The token endpoint's `Retry-After` in milliseconds, if it sent one. */
    readonly retryAfter?: number | undefined;
    /** The underlying error, if it contains no secret. */
    readonly cause?: unknown;
}

/** Options of a client. All times are in milliseconds. An option that is `undefined` keeps its value. */
declare interface HelpCenterJwtOptions {
    /**
     * The token endpoint: a path or URL on the help center's own origin, because the session cookie is sent nowhere else.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
    /**
     * The only origins that may receive the token: exact ones (`https://api.example.com`), or `https://*.example.com`
     * for one label of subdomain. A call to any other destination rejects with `destination_not_allowed`. A list replaces the
     * previous one. Use no wildcard under a domain where anybody can register a name: `https://*.github.io` allows everybody.
     *
     * @default unset: any https origin, and http on a loopback host. The first https one is logged to the console, once a page
     */
    allowedOrigins?: readonly string[] | undefined;
    /**
     * How long before its expiry a token is no longer used, in milliseconds: at most a quarter of the token's lifetime. From
     * twice this time before its expiry, a new token is requested in the background, while calls still use the cached one.
     *
     * @default 30_000
     */
    refreshLeeway?: number | undefined;
    /**
     * Where the token is cached: in memory, or also in the tab's `sessionStorage`, so that the next page of a visit starts with
     * it. The stored copy is bound to the visitor that `user` or `window.HelpCenter` identifies; without one, nothing is stored.
     * A tab opened by `window.open`, or by a link with an opener, starts with a copy.
     *
     * @default "memory"
     */
    storage?: "memory" | "session" | undefined;
    /**
     * What happens to a call when nobody is signed in: it rejects with `not_signed_in`, or is sent without the header.
     *
     * @default "reject"
     */
    anonymous?: "reject" | "omit" | undefined;
    /**
     * How long one attempt at the token endpoint may take, in milliseconds, including the body. With a longer `Retry-After`, the
     * request fails at once.
     *
     * @default 10_000
     */
    timeout?: number | undefined;
    /**
     * How often a failed token request (network, timeout, 408, 429, 5xx) is retried before the call fails, with growing pauses.
     * After a failure, the next token requests are not retried until one succeeds.
     *
     * @default 2
     */
    retry?: number | undefined;
    /** Called with every new error of this client: once per failure, even if it rejects many calls. */
    onError?: ((error: HelpCenterJwtError) => void) | undefined;
    /**
     * Who is signed in, according to the template: an id, or `null` (or an empty string) for nobody.
     *
     * @default unset: `window.HelpCenter.user` is read at each call
     */
    user?: string | number | null | undefined;
}

/** What to do without a shared client. */
export declare const noClient = "Load hc-jwt.js before. With npm, the client is made when it is first used: call HCJwt.configure() or HCJwt.preload().";

/** The page's shared client, if there is one. This file does not contain one. */
export declare function presentClient(): SharedHelpCenterJwt | undefined;

/** The client that all scripts of a page share. */
declare interface SharedHelpCenterJwt extends HelpCenterJwtClient {
    /** Creates a separate client with its own token, as `createClient` does. */
    readonly create: typeof createClient;
    /** Checks what works and what does not. Defined after `hc-jwt-diagnose.js` is loaded. */
    readonly diagnose?: Diagnose | undefined;
}

/** How to wait for a token. */
declare interface WaitOptions {
    /** Aborts this wait, and no other caller's. */
    signal?: AbortSignal | null | undefined;
}

export { }
