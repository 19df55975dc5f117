declare type AfterResponseHook = (state: AfterResponseState) => Response | RetryMarker | void | Promise<Response | RetryMarker | void>;

declare type AfterResponseState = {
    request: KyRequest;
    options: Readonly<NormalizedOptions>;
    response: KyResponse;
    /**
     The number of retries attempted. `0` for the initial request, increments with each retry.

     This allows you to distinguish between the initial request and retries, which is useful when you need different behavior for retries (e.g., showing a notification only on the final retry).
     */
    retryCount: number;
};

declare type BeforeErrorHook = (state: BeforeErrorState) => Error | Promise<Error>;

declare type BeforeErrorState = {
    request: KyRequest;
    options: Readonly<NormalizedOptions>;
    error: Error;
    /**
     The number of retries attempted. `0` for the initial request, increments with each retry.

     This allows you to distinguish between the initial request and retries, which is useful when you need different error handling based on retry attempts (e.g., showing different error messages on the final attempt).
     */
    retryCount: number;
};

declare type BeforeRequestHook = (state: BeforeRequestState) => Request | Response | void | Promise<Request | Response | void>;

declare type BeforeRequestState = {
    request: KyRequest;
    options: Readonly<NormalizedOptions>;
    /**
     The number of retries attempted. Always `0`, since `beforeRequest` hooks run once before retry handling begins.
     */
    retryCount: 0;
};

declare type BeforeRetryHook = (state: BeforeRetryState) => Request | Response | typeof stop_2 | void | Promise<Request | Response | typeof stop_2 | void>;

declare type BeforeRetryState = {
    request: KyRequest;
    options: Readonly<NormalizedOptions>;
    error: Error;
    /**
     The number of retries attempted. Always `>= 1`, since this hook is only called during retries, not on the initial request.
     */
    retryCount: number;
};

/**
 * Creates a separate client with its own token. Most pages need only the shared `HCJwt`.
 *
 * @throws HelpCenterJwtError `invalid_option`
 * @example
 * const orders = createClient({ allowedOrigins: ["https://orders.example.com"] });
 */
export declare function createClient(options?: HelpCenterJwtOptions): HelpCenterJwtClient;

/** `HCJwt.diagnose`, from `hc-jwt-diagnose.js` or `hc-jwt/diagnose`. */
declare type Diagnose = (url?: string | URL, options?: DiagnoseOptions) => Promise<Diagnosis>;

/** Options of `HCJwt.diagnose`: what it cannot read from the client. */
declare interface DiagnoseOptions {
    /**
     * The client's `tokenUrl`, if it was changed.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
}

/** The result of `HCJwt.diagnose`. */
declare interface Diagnosis {
    /** Has no step failed? */
    readonly ok: boolean;
    readonly steps: readonly DiagnosisStep[];
}

/** One step of a diagnosis. */
declare interface DiagnosisStep {
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
declare type DiagnosisStepName = "client" | "help_center" | "signed_in" | "token_endpoint" | "token" | "time_left" | "clock" | "destination" | "reachable" | "preflight" | "accepted";

/**
 Options for forcing a retry via `ky.retry()`.
 */
declare type ForceRetryOptions = {
    /**
     Custom delay in milliseconds before retrying.

     If not provided, uses the default retry delay calculation based on `retry.delay` configuration.

     **Note:** Custom delays bypass jitter and `backoffLimit`. This is intentional, as custom delays often come from server responses (e.g., `Retry-After` headers) and should be respected exactly as specified.
     */
    delay?: number;
    /**
     Error code for the retry.

     This machine-readable identifier will be included in the error message passed to `beforeRetry` hooks, allowing you to distinguish between different types of forced retries.

     @example
     ```
     return ky.retry({code: 'RATE_LIMIT'});
     // Resulting error message: 'Forced retry: RATE_LIMIT'
     ```
     */
    code?: string;
    /**
     Original error that caused the retry.

     This allows you to preserve the error chain when forcing a retry based on caught exceptions. The error will be set as the `cause` of the `ForceRetryError`, enabling proper error chain traversal.

     @example
     ```
     try {
     const data = await response.json();
     validateBusinessLogic(data);
     } catch (error) {
     return ky.retry({
     code: 'VALIDATION_FAILED',
     cause: error // Preserves original error in chain
     });
     }
     ```
     */
    cause?: Error;
    /**
     Custom request to use for the retry.

     This allows you to modify or completely replace the request during a forced retry. The custom request becomes the starting point for the retry - `beforeRetry` hooks can still further modify it if needed.

     **Note:** The custom request's `signal` will be replaced with Ky's managed signal to handle timeouts and user-provided abort signals correctly. If the original request body has been consumed, you must provide a new body or clone the request before consuming.

     **Warning:** Custom retry requests are not sanitized. If you reuse headers across origins, remove any credentials you do not want forwarded.

     @example
     ```
     // Fallback to a different endpoint
     return ky.retry({
     request: new Request('https://backup-api.com/endpoint', {
     method: request.method,
     headers: request.headers,
     }),
     code: 'BACKUP_ENDPOINT'
     });

     // Retry with refreshed authentication token
     const data = await response.json();
     return ky.retry({
     request: new Request(request, {
     headers: {
     ...Object.fromEntries(request.headers),
     'Authorization': `Bearer ${data.newToken}`
     }
     }),
     code: 'TOKEN_REFRESHED'
     });
     ```
     */
    request?: Request;
};

/** How to get a token. */
export declare interface GetTokenOptions extends WaitOptions {
    /** Requests a new token even if the cached one is usable, after a change that its claims should contain. */
    forceRefresh?: boolean | undefined;
}

/**
 * The client that all scripts of a page share: the same as `window.HCJwt` of the script tag, created on first use. Importing it
 * has no side effects, and its methods can be called detached.
 *
 * @example
 * import { HCJwt } from "hc-jwt";
 * const response = await HCJwt.fetch("https://api.example.com/orders");
 */
export declare const HCJwt: SharedHelpCenterJwt;

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

/** Calls third-party APIs with the help center JWT of the visitor. */
export declare interface HelpCenterJwtClient {
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
export declare class HelpCenterJwtError extends Error {
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
export declare type HelpCenterJwtErrorCode = "not_signed_in" | "plan_unsupported" | "rate_limited" | "token_endpoint_unavailable" | "invalid_token_response" | "destination_not_allowed" | "insecure_destination" | "unsupported_mode" | "invalid_option";

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
export declare interface HelpCenterJwtOptions {
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

declare type Hooks = {
    /**
     This hook enables you to modify the options before they are used to construct the request. The hook function receives the mutable options object and can modify it in place. You could, for example, modify `searchParams`, `headers`, or `json` here.

     Unlike other hooks, `init` hooks are synchronous. Any error thrown will propagate synchronously and will not be caught by `beforeError` hooks.

     A common use case is to add a search parameter to every request:

     @example
     ```
     import ky from 'ky';

     const api = ky.extend({
     hooks: {
     init: [
     options => {
     options.searchParams = {apiKey: getApiKey()};
     },
     ],
     },
     });

     const response = await api.get('https://example.com/api/users');
     // URL: https://example.com/api/users?apiKey=123
     ```

     @default []
     */
    init?: InitHook[];
    /**
     This hook enables you to modify the request right before it is sent. Ky will make no further changes to the request after this. The hook function receives a state object with the normalized request, options, and retry count. You could, for example, modify `request.headers` here.

     The `retryCount` is always `0`, since `beforeRequest` hooks run once before retry handling begins.

     The hook can return a [`Request`](https://developer.mozilla.org/en-US/docs/Web/API/Request) to replace the outgoing request (remaining hooks will still run with the updated request). It can also return a [`Response`](https://developer.mozilla.org/en-US/docs/Web/API/Response) to completely avoid making an HTTP request, in which case remaining `beforeRequest` hooks are skipped. This can be used to mock a request, check an internal cache, etc.

     Any error thrown by `beforeRequest` hooks is treated as fatal and will not trigger Ky's retry logic.

     @example
     ```
     import ky from 'ky';

     const api = ky.extend({
     hooks: {
     beforeRequest: [
     ({request}) => {
     request.headers.set('Authorization', 'token initial-token');
     }
     ]
     }
     });

     const response = await api.get('https://example.com/api/users');
     ```

     **Modifying the request URL:**

     @example
     ```
     import ky from 'ky';

     const api = ky.extend({
     hooks: {
     beforeRequest: [
     ({request}) => {
     const url = new URL(request.url);
     url.searchParams.set('token', 'secret-token');
     return new Request(url, request);
     }
     ]
     }
     });

     const response = await api.get('https://example.com/api/users');
     ```

     @default []
     */
    beforeRequest?: BeforeRequestHook[];
    /**
     This hook enables you to modify the request right before retry. Ky will make no further changes to the request after this. The hook function receives a state object with the normalized request, options, an error instance, and retry count. You could, for example, modify `request.headers` here.

     The hook can return a [`Request`](https://developer.mozilla.org/en-US/docs/Web/API/Request) to replace the outgoing retry request, or return a [`Response`](https://developer.mozilla.org/en-US/docs/Web/API/Response) to skip the retry and use that response instead. **Note:** Returning a request or response skips remaining `beforeRetry` hooks.

     **Warning:** Returned `Request` objects are used as-is. If you point one at another origin, remove any credentials you do not want forwarded.

     The `retryCount` is always `>= 1`, since this hook is only called during retries, not on the initial request.

     If the request received a response, the error will be of type `HTTPError`. The `Response` object will be available at `error.response`, and the pre-parsed response body may be available at `error.data`. Be aware that some types of errors, such as network errors, inherently mean that a response was not received. In that case, the error will be an instance of `NetworkError` instead of `HTTPError`.

     You can prevent Ky from retrying the request by throwing an error. Ky will not handle it in any way and the error will be propagated to the request initiator. The rest of the `beforeRetry` hooks will not be called in this case. Alternatively, you can return the [`ky.stop`](#kystop) symbol to do the same thing but without propagating an error (this has some limitations, see `ky.stop` docs for details).

     **Modifying headers:**

     @example
     ```
     import ky from 'ky';

     const response = await ky('https://example.com', {
     hooks: {
     beforeRetry: [
     async ({request, options, error, retryCount}) => {
     const token = await ky('https://example.com/refresh-token');
     request.headers.set('Authorization', `token ${token}`);
     }
     ]
     }
     });
     ```

     **Modifying the request URL:**

     @example
     ```
     import ky, {isHTTPError} from 'ky';

     const response = await ky('https://example.com/api', {
     hooks: {
     beforeRetry: [
     ({request, error}) => {
     // Add query parameters based on error response
     if (
     isHTTPError(error)
     && typeof error.data === 'object'
     && error.data !== null
     && 'processId' in error.data
     ) {
     const url = new URL(request.url);
     url.searchParams.set('processId', String(error.data.processId));
     return new Request(url, request);
     }
     }
     ]
     }
     });
     ```

     **Returning a cached response:**

     @example
     ```
     import ky from 'ky';

     const response = await ky('https://example.com/api', {
     hooks: {
     beforeRetry: [
     ({error, retryCount}) => {
     // Use cached response instead of retrying
     if (retryCount > 1 && cachedResponse) {
     return cachedResponse;
     }
     }
     ]
     }
     });
     ```

     @default []
     */
    beforeRetry?: BeforeRetryHook[];
    /**
     This hook enables you to modify any error right before it is thrown. The hook function receives a state object with the current request, the normalized Ky options, the error, and retry count, and should return an `Error` instance.

     This hook is called for all error types, including `HTTPError`, `NetworkError`, `TimeoutError`, and `ForceRetryError` (when retry limit is exceeded via `ky.retry()`). Use type guards like `isHTTPError()`, `isNetworkError()`, or `isTimeoutError()` to handle specific error types.

     The `retryCount` is `0` for the initial request and increments with each retry. This allows you to distinguish between the initial request and retries, which is useful when you need different error handling based on retry attempts (e.g., showing different error messages on the final attempt).

     If a `beforeRequest` or `beforeRetry` hook returns a new `Request`, inspect `request` for the final request state. `options` remains Ky's normalized options and may not mirror every property of a replacement `Request`.

     @default []

     @example
     ```
     import ky, {isHTTPError} from 'ky';

     await ky('https://example.com', {
     hooks: {
     beforeError: [
     ({request, options, error}) => {
     if (isHTTPError(error)) {
     if (
     typeof error.data === 'object'
     && error.data !== null
     && 'message' in error.data
     ) {
     error.name = 'GitHubError';
     error.message = `${String(error.data.message)} (${error.response.status})`;
     }
     }

     // `request` and `options` are always available
     console.log(`Request to ${request.url} failed`, options.context);

     return error;
     }
     ]
     }
     });
     ```
     */
    beforeError?: BeforeErrorHook[];
    /**
     This hook enables you to read and optionally modify the response. The hook function receives a state object with the normalized request, options, a clone of the response, and retry count. The return value of the hook function will be used by Ky as the response object if it's an instance of [`Response`](https://developer.mozilla.org/en-US/docs/Web/API/Response).

     You can also force a retry by returning [`ky.retry(options)`](#kyretryoptions). This is useful when you need to retry based on the response body content, even if the response has a successful status code. The retry will respect the `retry.limit` option and be observable in `beforeRetry` hooks.

     **Warning:** `ky.retry({request})` uses the replacement request as-is. If it targets another origin, remove any credentials you do not want forwarded.

     Any non-`ky.retry()` error thrown by `afterResponse` hooks is treated as fatal and will not trigger Ky's retry logic.

     The `retryCount` is `0` for the initial request and increments with each retry. This allows you to distinguish between the initial request and retries, which is useful when you need different behavior for retries (e.g., showing a notification only on the final retry).

     @default []

     @example
     ```
     import ky from 'ky';

     const response = await ky('https://example.com', {
     hooks: {
     afterResponse: [
     ({response}) => {
     // You could do something with the response, for example, logging.
     log(response);

     // Or return a `Response` instance to overwrite the response.
     return new Response('A different response', {status: 200});
     },

     // Or retry with a fresh token on a 401 error
     async ({request, response, retryCount}) => {
     if (response.status === 401 && retryCount === 0) {
     // Only refresh on first 401, not on subsequent retries
     const {token} = await ky.post('https://example.com/auth/refresh').json();

     const headers = new Headers(request.headers);
     headers.set('Authorization', `Bearer ${token}`);

     return ky.retry({
     request: new Request(request, {headers}),
     code: 'TOKEN_REFRESHED'
     });
     }
     },

     // Or force retry based on response body content
     async ({response}) => {
     if (response.status === 200) {
     const data = await response.json();
     if (data.error?.code === 'RATE_LIMIT') {
     // Retry with custom delay from API response
     return ky.retry({
     delay: data.error.retryAfter * 1000,
     code: 'RATE_LIMIT'
     });
     }
     }
     },

     // Or show a notification only on the last retry for 5xx errors
     ({options, response, retryCount}) => {
     if (response.status >= 500 && response.status <= 599) {
     if (retryCount === options.retry.limit) {
     showNotification('Request failed after all retries');
     }
     }
     }
     ]
     }
     });
     ```
     */
    afterResponse?: AfterResponseHook[];
};

declare type HttpMethod = LiteralUnion<RequestHttpMethod | 'options' | 'trace', string>;

/**
 This hook enables you to modify the options before they are used to construct the request. The hook function receives the mutable options object and can modify it in place. You could, for example, modify `searchParams`, `headers`, or `json` here.

 Unlike other hooks, `init` hooks are synchronous. Any error thrown will propagate synchronously and will not be caught by `beforeError` hooks.

 @example
 ```
 import ky from 'ky';

 const api = ky.extend({
 hooks: {
 init: [
 options => {
 options.searchParams = {apiKey: getApiKey()};
 },
 ],
 },
 });

 const response = await api.get('https://example.com/api/users');
 // URL: https://example.com/api/users?apiKey=123
 ```
 */
declare type InitHook = (options: Options) => void;

declare type Input = string | URL | Request;

/**
 * Is this an error of hc-jwt, from whichever copy of the library on the page?
 *
 * @example
 * if (isHelpCenterJwtError(error) && error.code === "plan_unsupported") hideOrders();
 */
export declare function isHelpCenterJwtError(error: unknown): error is HelpCenterJwtError;

declare type KyHeadersInit = NonNullable<RequestInit['headers']> | Record<string, string | undefined>;

declare type KyInstance = {
    /**
     Fetch the given `url`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` method added.

     @example
     ```
     import ky from 'ky';

     const json = await ky('https://example.com', {json: {foo: true}}).json();

     console.log(json);
     //=> `{data: '🦄'}`
     ```
     */
    <T>(url: Input, options?: Options): ResponsePromise<T>;
    /**
     Fetch the given `url` using the option `{method: 'get'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    get: <T>(url: Input, options?: Options) => ResponsePromise<T>;
    /**
     Fetch the given `url` using the option `{method: 'post'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    post: <T>(url: Input, options?: Options) => ResponsePromise<T>;
    /**
     Fetch the given `url` using the option `{method: 'put'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    put: <T>(url: Input, options?: Options) => ResponsePromise<T>;
    /**
     Fetch the given `url` using the option `{method: 'delete'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    delete: <T>(url: Input, options?: Options) => ResponsePromise<T>;
    /**
     Fetch the given `url` using the option `{method: 'patch'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    patch: <T>(url: Input, options?: Options) => ResponsePromise<T>;
    /**
     Fetch the given `url` using the option `{method: 'head'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    head: (url: Input, options?: Options) => ResponsePromise;
    /**
     Fetch the given `url` using the option `{method: 'query'}`.

     @param url - `Request` object, `URL` object, or URL string.
     @returns A promise with `Body` methods added.
     */
    query: <T>(url: Input, options?: Options) => ResponsePromise<T>;
    /**
     Create a new Ky instance with complete new defaults, without inheriting from any parent instance.

     @returns A new Ky instance.
     */
    create: (defaultOptions?: Options) => KyInstance;
    /**
     Create a new Ky instance with some defaults overridden with your own.

     In contrast to `ky.create()`, `ky.extend()` inherits defaults from its parent.

     You can pass headers as a `Headers` instance or a plain object.

     You can remove a header with `.extend()` by passing the header with an `undefined` value. Passing `undefined` as a string removes the header only if it comes from a `Headers` instance.

     Similarly, you can remove existing `hooks` entries by extending the hook with an explicit `undefined`.

     By default, `.extend()` deep-merges options: hooks are appended, headers are merged, and search parameters are accumulated. Use `replaceOption` when you want to fully replace a merged property instead.

     When extending an instance, signals are combined. Use `replaceOption(signal)` to replace inherited signals, or `signal: undefined` to remove them.

     You can also refer to parent defaults by providing a function to `.extend()`.

     @example
     ```
     import ky from 'ky';

     const api = ky.create({prefix: 'https://example.com/api'});

     const usersApi = api.extend((options) => ({prefix: `${options.prefix}/users`}));

     const response = await usersApi.get('123');
     //=> 'https://example.com/api/users/123'

     const response = await api.get('version');
     //=> 'https://example.com/api/version'
     ```

     @returns A new Ky instance.
     */
    extend: (defaultOptions: Options | ((parentOptions: Options) => Options)) => KyInstance;
    /**
     A `Symbol` that can be returned by a `beforeRetry` hook to stop the retry. This will also short circuit the remaining `beforeRetry` hooks.

     Note: Returning this symbol makes Ky abort and return with an `undefined` response. Be sure to check for a response before accessing any properties on it or use [optional chaining](https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Operators/Optional_chaining). It is also incompatible with body methods, such as `.json()` or `.text()`, because there is no response to parse. In general, we recommend throwing an error instead of returning this symbol, as that will cause Ky to abort and then throw, which avoids these limitations.

     A valid use-case for `ky.stop` is to prevent retries when making requests for side effects, where the returned data is not important. For example, logging client activity to the server.

     @example
     ```
     import ky from 'ky';

     const options = {
     hooks: {
     beforeRetry: [
     async ({request, options, error, retryCount}) => {
     const shouldStopRetry = await ky('https://example.com/api');
     if (shouldStopRetry) {
     return ky.stop;
     }
     }
     ]
     }
     };

     // Note that response will be `undefined` in case `ky.stop` is returned.
     const response = await ky.post('https://example.com', options);

     // Using `.text()` or other body methods is not supported.
     const text = await ky('https://example.com', options).text();
     ```
     */
    readonly stop: typeof stop_2;
    /**
     Force a retry from an `afterResponse` hook.

     This allows you to retry a request based on the response content, even if the response has a successful status code. The retry will respect the `retry.limit` option and skip the `shouldRetry` check. The forced retry is observable in `beforeRetry` hooks, where the error will be a `ForceRetryError`.

     @example
     ```
     import ky, {isForceRetryError} from 'ky';

     const api = ky.extend({
     hooks: {
     afterResponse: [
     async ({response}) => {
     // Retry based on response body content
     if (response.status === 200) {
     const data = await response.json();

     // Simple retry with default delay
     if (data.error?.code === 'TEMPORARY_ERROR') {
     return ky.retry();
     }

     // Retry with custom delay from API response
     if (data.error?.code === 'RATE_LIMIT') {
     return ky.retry({
     delay: data.error.retryAfter * 1000,
     code: 'RATE_LIMIT'
     });
     }
     }
     }
     ],
     beforeRetry: [
     ({error, retryCount}) => {
     // Observable in beforeRetry hooks
     if (isForceRetryError(error)) {
     console.log(`Forced retry #${retryCount}: ${error.message}`);
     // Example output: "Forced retry #1: Forced retry: RATE_LIMIT"
     }
     }
     ]
     }
     });

     const response = await api.get('https://example.com/api');
     ```
     */
    readonly retry: typeof retry;
};

/**
 Custom Ky options
 */
declare type KyOptions = {
    /**
     Shortcut for sending JSON. Use this instead of the `body` option.

     Accepts any plain object or value, which will be stringified using `JSON.stringify()` and sent in the body with the correct header set.
     */
    json?: unknown;
    /**
     User-defined JSON-parsing function.

     The function receives the response text as the first argument and a context object as the second argument containing the `request` and `response`.

     Use-cases:
     1. Parse JSON via the [`bourne` package](https://github.com/hapijs/bourne) to protect from prototype pollution.
     2. Parse JSON with [`reviver` option of `JSON.parse()`](https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/JSON/parse).
     3. Log or handle JSON parse errors with request context.

     @default JSON.parse()

     @example
     ```
     import ky from 'ky';
     import bourne from '@hapijs/bourne';

     const json = await ky('https://example.com', {
     parseJson: text => bourne(text)
     }).json();
     ```

     @example
     ```
     import ky from 'ky';

     const json = await ky('https://example.com', {
     parseJson: (text, {request, response}) => {
     console.log(`Parsing JSON from ${request.url} (status: ${response.status})`);
     return JSON.parse(text);
     }
     }).json();
     ```
     */
    parseJson?: (text: string, context: {
        request: Request;
        response: Response;
    }) => unknown;
    /**
     User-defined JSON-stringifying function.

     Use-cases:
     1. Stringify JSON with a custom `replacer` function.

     @default JSON.stringify()

     @example
     ```
     import ky from 'ky';
     import {DateTime} from 'luxon';

     const json = await ky('https://example.com', {
     stringifyJson: data => JSON.stringify(data, (key, value) => {
     if (key.endsWith('_at')) {
     return DateTime.fromISO(value).toSeconds();
     }

     return value;
     })
     }).json();
     ```
     */
    stringifyJson?: (data: unknown) => string;
    /**
     Search parameters to include in the request URL. Setting this will merge with any existing search parameters in the input URL.

     Accepts any value supported by [`URLSearchParams()`](https://developer.mozilla.org/en-US/docs/Web/API/URLSearchParams/URLSearchParams).

     When passing an object, setting a value to `undefined` deletes the parameter, while `null` values are preserved and converted to the string `'null'`.
     */
    searchParams?: SearchParamsOption;
    /**
     A base URL to [resolve](https://developer.mozilla.org/en-US/docs/Web/API/URL_API/Resolving_relative_references) the `input` against. When the `input` (after applying the `prefix` option) is only a relative URL, such as `'users'`, `'/users'`, or `'//my-site.com'`, it will be resolved against the `baseUrl` to determine the destination of the request. Otherwise, the `input` is absolute, such as `'https://my-site.com'`, and it will bypass the `baseUrl`.

     Useful when used with [`ky.extend()`](#kyextenddefaultoptions) to create niche-specific Ky instances.

     If the `baseUrl` itself is relative, it will be resolved against the environment's base URL, such as [`document.baseURI`](https://developer.mozilla.org/en-US/docs/Web/API/Node/baseURI) in browsers or `location.href` in Deno (see the `--location` flag).

     **Tip:** When setting a `baseUrl` that has a path, we recommend that it include a trailing slash `/`, as in `'/api/'` rather than `/api`. This ensures more intuitive behavior for page-relative `input` URLs, such as `'users'` or `'./users'`, where they will _extend_ from the full path of the `baseUrl` rather than _replacing_ its last path segment.

     @example
     ```
     import ky from 'ky';

     // On https://example.com

     const response = await ky('users', {baseUrl: '/api/'});
     //=> 'https://example.com/api/users'

     const response = await ky('/users', {baseUrl: '/api/'});
     //=> 'https://example.com/users'
     ```
     */
    baseUrl?: URL | string;
    /**
     A prefix to prepend to the `input` before making the request (and before it is resolved against the `baseUrl`). It can be any valid path or URL, either relative or absolute. A trailing slash `/` is optional and will be added automatically, if needed, when it is joined with `input`. Only takes effect when `input` is a string.

     Useful when used with [`ky.extend()`](#kyextenddefaultoptions) to create niche-specific Ky instances.

     *In most cases, you should use the `baseUrl` option instead, as it is more consistent with web standards. However, `prefix` is useful if you want origin-relative `input` URLs, such as `/users`, to be treated as if they were page-relative. In other words, the leading slash of the `input` will essentially be ignored, because the `prefix` will become part of the `input` before URL resolution happens.*

     Notes:
     - The `prefix` and `input` are joined with a slash `/`, and slashes are normalized at the join boundary by trimming trailing slashes from `prefix` and leading slashes from `input`.
     - After `prefix` and `input` are joined, the result is resolved against the `baseUrl` option, if present.

     @example
     ```
     import ky from 'ky';

     // On https://example.com

     const response = await ky('users', {prefix: '/api/'});
     //=> 'https://example.com/api/users'

     const response = await ky('/users', {prefix: '/api/'});
     //=> 'https://example.com/api/users'
     ```
     */
    prefix?: URL | string;
    /**
     Controls retry behavior. Each field is documented in the `RetryOptions` type.

     If `retry` is a number, it will be used as `limit` and other defaults will remain in place.

     `retry.limit`, including numeric shorthand, must be a finite, non-negative integer.

     Network errors (e.g., DNS failures, connection refused, offline) are automatically retried for retriable methods. Only errors recognized as network errors are retried; other errors (e.g., programming bugs) are thrown immediately. Use `shouldRetry` to customize this behavior.

     `413 Payload Too Large` is only retried when the response includes a retry timing header.

     When the response status is contained in both `statusCodes` and `afterStatusCodes`, Ky uses retry timing headers to choose the retry delay. [`Retry-After`](https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Retry-After) may provide a delay in seconds or an HTTP-date. If `Retry-After` is missing, Ky falls back to rate-limit timing headers (`RateLimit-Reset`, `X-RateLimit-Retry-After`, `X-RateLimit-Reset`, and `X-Rate-Limit-Reset`). Numeric `Retry-After` and `X-RateLimit-Retry-After` values are interpreted as delay seconds. Numeric `RateLimit-Reset`, `X-RateLimit-Reset`, and `X-Rate-Limit-Reset` values may also be interpreted as current-era Unix timestamps. If the status code is not in `afterStatusCodes`, retry timing headers will be ignored.

     If the retry delay from a retry timing header is greater than `maxRetryAfter`, Ky will use `maxRetryAfter`.

     @example
     ```
     import ky from 'ky';

     const json = await ky('https://example.com', {
     retry: {
     limit: 10,
     methods: ['get'],
     statusCodes: [500]
     }
     }).json();
     ```
     */
    retry?: RetryOptions | number;
    /**
     Per-attempt timeout in milliseconds for getting a response, applied independently to each retry. Ky shortcut methods also use this value as a separate timeout for reading the response body. Cannot be greater than 2147483647. See also `totalTimeout`.

     If set to `false`, there will be no per-attempt timeout.

     @default 10000
     */
    timeout?: number | false;
    /**
     Overall timeout in milliseconds for the entire operation, including retries and delays. Throws a `TimeoutError` if exceeded. Cannot be greater than 2147483647.

     `beforeError` hooks run after an error is produced and are not bounded by `totalTimeout`.

     If set to `false` or not specified, there is no overall timeout.

     @default false

     @example
     ```
     import ky from 'ky';

     // Each attempt gets 5s, but the whole operation must complete within 30s
     const json = await ky('https://example.com', {
     timeout: 5000,
     totalTimeout: 30_000,
     retry: {
     limit: 3,
     retryOnTimeout: true,
     }
     }).json();
     ```
     */
    totalTimeout?: number | false;
    /**
     Hooks allow modifications during the request lifecycle. Hook functions may be async and are run serially, unless otherwise noted.
     */
    hooks?: Hooks;
    /**
     Throw an `HTTPError` when, after following redirects, the response has a non-2xx status code. To also throw for redirects instead of following them, set the [`redirect`](https://developer.mozilla.org/en-US/docs/Web/API/WindowOrWorkerGlobalScope/fetch#Parameters) option to `'manual'`.

     Setting this to `false` may be useful if you are checking for resource availability and are expecting error responses.

     You can also pass a function that accepts the HTTP status code and returns a boolean for selective error handling. Note that this can violate the principle of least surprise, so it's recommended to use the boolean form unless you have a specific use case like treating 404 responses differently.

     Note: If `false`, error responses are considered successful and the request will not be retried.

     Note: [Opaque responses](https://developer.mozilla.org/en-US/docs/Web/API/Response/type) from `no-cors` requests are returned as-is (without throwing `HTTPError`), since the actual status is hidden by the browser.

     @default true
     */
    throwHttpErrors?: boolean | ((status: number) => boolean);
    /**
     Download progress event handler.

     @param progress - Object containing download progress information.
     @param chunk - Data that was received. When an empty response body stream completes, the callback receives an empty chunk.

     @example
     ```
     import ky from 'ky';

     const response = await ky('https://example.com', {
     onDownloadProgress: (progress, chunk) => {
     // Example output:
     // `100% - 1271 of 1271 bytes`
     console.log(`${progress.percent * 100}% - ${progress.transferredBytes} of ${progress.totalBytes} bytes`);
     }
     });
     ```
     */
    onDownloadProgress?: (progress: Progress, chunk: Uint8Array) => void;
    /**
     Upload progress event handler.

     Note: Requires [request stream support](https://caniuse.com/wf-fetch-request-streams) and HTTP/2 for HTTPS connections (in Chromium-based browsers). In unsupported environments, this handler is silently ignored.

     @param progress - Object containing upload progress information.
     @param chunk - Data that was sent. When an empty request body stream completes, the callback receives an empty chunk.

     @example
     ```
     import ky from 'ky';

     const response = await ky.post('https://example.com/upload', {
     body: largeFile,
     onUploadProgress: (progress, chunk) => {
     // Example output:
     // `100% - 1271 of 1271 bytes`
     console.log(`${progress.percent * 100}% - ${progress.transferredBytes} of ${progress.totalBytes} bytes`);
     }
     });
     ```
     */
    onUploadProgress?: (progress: Progress, chunk: Uint8Array) => void;
    /**
     User-defined `fetch` function.
     Has to be fully compatible with the [Fetch API](https://developer.mozilla.org/en-US/docs/Web/API/Fetch_API) standard.

     Use-cases:
     1. Use the `fetch` wrapper function provided by some frameworks that use server-side rendering (SSR).
     2. Add custom instrumentation or logging to all requests.

     @default fetch

     @example
     ```
     import ky from 'ky';

     const api = ky.create({
     fetch: async (request, init) => {
     const start = performance.now();
     const response = await fetch(request, init);
     const duration = performance.now() - start;
     console.log(`${request.method} ${request.url} - ${response.status} (${Math.round(duration)}ms)`);
     return response;
     }
     });

     const json = await api('https://example.com').json();
     ```
     */
    fetch?: (input: Input, init?: RequestInit) => Promise<Response>;
    /**
     User-defined data passed to hooks.

     This option allows you to pass arbitrary contextual data to hooks without polluting the request itself. The context is available in all hooks and is **guaranteed to always be an object** (never `undefined`), so you can safely access properties without optional chaining.

     Use cases:
     - Pass authentication tokens or API keys to hooks
     - Attach request metadata for logging or debugging
     - Implement conditional logic in hooks based on the request context
     - Pass serverless environment bindings (e.g., Cloudflare Workers)

     **Note:** Context is shallow merged. Top-level properties are merged, but nested objects are replaced. Only enumerable properties are copied.

     @example
     ```
     import ky from 'ky';

     // Pass data to hooks
     const api = ky.create({
     hooks: {
     beforeRequest: [
     ({request, options}) => {
     const {token} = options.context;
     if (token) {
     request.headers.set('Authorization', `Bearer ${token}`);
     }
     }
     ]
     }
     });

     await api('https://example.com', {
     context: {
     token: 'secret123'
     }
     }).json();

     // Shallow merge: only top-level properties are merged
     const instance = ky.create({
     context: {
     a: 1,
     b: {
     nested: true
     }
     }
     });

     const extended = instance.extend({
     context: {
     b: {
     updated: true
     },
     c: 3
     }
     });
     // Result: {a: 1, b: {updated: true}, c: 3}
     // Note: The original `b.nested` is gone (shallow merge)
     ```

     @default {}
     */
    context?: Record<string, unknown>;
};

declare type KyRequest<T = unknown> = {
    json: <J = T>() => Promise<J>;
} & Request;

declare type KyResponse<T = unknown> = {
    json: <J = T>() => Promise<J>;
} & Response;

declare type LiteralUnion<LiteralType extends BaseType, BaseType extends Primitive> = LiteralType | (BaseType & {
    _?: never;
});

/**
 Normalized options passed to the `fetch` call and hooks.
 */
declare interface NormalizedOptions extends Readonly<RequestInit> {
    readonly method: NonNullable<RequestInit['method']>;
    readonly credentials?: NonNullable<RequestInit['credentials']>;
    readonly headers: Headers;
    readonly retry: NormalizedRetryOptions;
    readonly baseUrl?: Options['baseUrl'];
    readonly prefix: string;
    readonly onDownloadProgress?: NonNullable<Options['onDownloadProgress']>;
    readonly onUploadProgress?: NonNullable<Options['onUploadProgress']>;
    readonly context: Record<string, unknown>;
}

declare type NormalizedRetryOptions = Required_2<Omit<RetryOptions, 'shouldRetry'>> & Pick<RetryOptions, 'shouldRetry'>;

/**
 Options are the same as `window.fetch`, except for the KyOptions
 */
declare interface Options extends KyOptions, Omit<RequestInit, 'headers'> {
    /**
     HTTP method used to make the request.

     Internally, the standard methods (`GET`, `POST`, `PUT`, `PATCH`, `HEAD`, `DELETE`, and `QUERY`) are uppercased in order to avoid server errors due to case sensitivity.
     */
    method?: LiteralUnion<HttpMethod, string>;
    /**
     HTTP headers used to make the request.

     You can pass a `Headers` instance or a plain object.

     You can remove a header with `.extend()` by passing the header with an `undefined` value. Passing `undefined` as a string removes the header only if it comes from a `Headers` instance.

     @example
     ```
     import ky from 'ky';

     const url = 'https://sindresorhus.com';

     const original = ky.create({
     headers: {
     rainbow: 'rainbow',
     unicorn: 'unicorn'
     }
     });

     const extended = original.extend({
     headers: {
     rainbow: undefined
     }
     });

     const response = await extended(url).json();

     console.log('rainbow' in response);
     //=> false

     console.log('unicorn' in response);
     //=> true
     ```
     */
    headers?: KyHeadersInit;
}

declare type Primitive = null | undefined | string | number | boolean | symbol | bigint;

declare type Progress = {
    /**
     A number between `0` and `1` representing the progress percentage.
     */
    percent: number;
    /**
     The number of bytes transferred so far.
     */
    transferredBytes: number;
    /**
     The total number of bytes to be transferred. This is an estimate and may be `0` for an empty transfer or when the total size cannot be determined.
     */
    totalBytes: number;
};

declare type RequestHttpMethod = 'get' | 'post' | 'put' | 'patch' | 'head' | 'delete' | 'query';

declare type Required_2<T, K extends keyof T = keyof T> = T & {
    [P in K]-?: T[P];
};

declare type ResponsePromise<T = unknown> = {
    arrayBuffer: () => Promise<ArrayBuffer>;
    blob: () => Promise<Blob>;
    formData: () => Promise<FormData>;
    /**
     Get the response body as raw bytes.

     Note: This shortcut is only available when the runtime supports `Response.prototype.bytes()`.
     */
    bytes: () => Promise<Uint8Array>;
    json: {
        /**
         Get the response body as JSON.

         @example
         ```
         import ky from 'ky';

         const json = await ky(…).json();
         ```

         @example
         ```
         import ky from 'ky';

         interface Result {
         value: number;
         }

         const result1 = await ky(…).json<Result>();
         // or
         const result2 = await ky<Result>(…).json();
         ```
         */
        <JsonType = T>(): Promise<JsonType>;
        /**
         Get the response body as JSON and validate it with a Standard Schema.
         Use a Standard Schema compatible validator (for example, Zod 3.24+).

         Throws a `SchemaValidationError` when validation fails.

         @example
         ```
         import ky from 'ky';
         import {z} from 'zod';

         const userSchema = z.object({name: z.string()});

         const user = await ky('/api/user').json(userSchema);
         ```
         */
        <Schema extends StandardSchemaV1>(schema: Schema): Promise<StandardSchemaV1InferOutput<Schema>>;
    };
    text: () => Promise<string>;
} & Promise<KyResponse<T>>;

/**
 Force a retry from an `afterResponse` hook.

 This allows you to retry a request based on the response content, even if the response has a successful status code. The retry will respect the `retry.limit` option and skip the `shouldRetry` check. The forced retry is observable in `beforeRetry` hooks, where the error will be a `ForceRetryError`.

 @param options - Optional configuration for the retry.

 @example
 ```
 import ky, {isForceRetryError} from 'ky';

 const api = ky.extend({
 hooks: {
 afterResponse: [
 async ({request, response}) => {
 // Retry based on response body content
 if (response.status === 200) {
 const data = await response.json();

 // Simple retry with default delay
 if (data.error?.code === 'TEMPORARY_ERROR') {
 return ky.retry();
 }

 // Retry with custom delay from API response
 if (data.error?.code === 'RATE_LIMIT') {
 return ky.retry({
 delay: data.error.retryAfter * 1000,
 code: 'RATE_LIMIT'
 });
 }

 // Retry with a modified request (e.g., fallback endpoint)
 if (data.error?.code === 'FALLBACK_TO_BACKUP') {
 return ky.retry({
 request: new Request('https://backup-api.com/endpoint', {
 method: request.method,
 headers: request.headers,
 }),
 code: 'BACKUP_ENDPOINT'
 });
 }

 // Retry with refreshed authentication
 if (data.error?.code === 'TOKEN_REFRESH' && data.newToken) {
 return ky.retry({
 request: new Request(request, {
 headers: {
 ...Object.fromEntries(request.headers),
 'Authorization': `Bearer ${data.newToken}`
 }
 }),
 code: 'TOKEN_REFRESHED'
 });
 }

 // Retry with cause to preserve error chain
 try {
 validateResponse(data);
 } catch (error) {
 return ky.retry({
 code: 'VALIDATION_FAILED',
 cause: error
 });
 }
 }
 }
 ],
 beforeRetry: [
 ({error, retryCount}) => {
 // Observable in beforeRetry hooks
 if (isForceRetryError(error)) {
 console.log(`Forced retry #${retryCount}: ${error.message}`);
 // Example output: "Forced retry #1: Forced retry: RATE_LIMIT"
 }
 }
 ]
 }
 });

 const response = await api.get('https://example.com/api');
 ```
 */
declare const retry: (options?: ForceRetryOptions) => RetryMarker;

/**
 Marker returned by `ky.retry()` to signal a forced retry from `afterResponse` hooks.
 */
declare class RetryMarker {
    options: ForceRetryOptions | undefined;
    constructor(options?: ForceRetryOptions);
}

declare type RetryOptions = {
    /**
     The number of times to retry failed requests.
     Must be a finite, non-negative integer.

     @default 2
     */
    limit?: number;
    /**
     The HTTP methods allowed to retry.

     @default ['get', 'put', 'head', 'delete', 'options', 'trace', 'query']
     */
    methods?: HttpMethod[];
    /**
     The HTTP status codes allowed to retry.

     `413 Payload Too Large` is only retried when the response includes a retry timing header.

     @default [408, 413, 429, 500, 502, 503, 504]
     */
    statusCodes?: number[];
    /**
     The retriable HTTP status codes that should respect retry timing headers. These status codes must also be included in `statusCodes`.

     @default [413, 429, 503]
     */
    afterStatusCodes?: number[];
    /**
     If the retry delay from a retry timing header is greater than `maxRetryAfter`, Ky will use `maxRetryAfter`.

     @default Infinity
     */
    maxRetryAfter?: number;
    /**
     The upper limit of the delay per retry in milliseconds.
     To clamp the delay, set `backoffLimit` to 1000, for example.

     By default, the delay is calculated in the following way:

     ```
     0.3 * (2 ** (attemptCount - 1)) * 1000
     ```

     The delay increases exponentially.

     @default Infinity
     */
    backoffLimit?: number;
    /**
     A function to calculate the delay in milliseconds between retries given `attemptCount` (starts from 1).

     @default attemptCount => 0.3 * (2 ** (attemptCount - 1)) * 1000
     */
    delay?: (attemptCount: number) => number;
    /**
     Add random jitter to retry delays to prevent thundering herd problems.

     When many clients retry simultaneously (e.g., after hitting a rate limit), they can overwhelm the server again. Jitter adds randomness to break this synchronization.

     Set to `true` to use full jitter, which randomizes the delay between 0 and the computed delay.

     Alternatively, pass a function to implement custom jitter strategies.

     Note: Jitter is not applied when the server provides a retry timing header, as the server's explicit timing should be respected.

     @default undefined (no jitter)

     @example
     ```
     import ky from 'ky';

     const json = await ky('https://example.com', {
     retry: {
     limit: 5,

     // Full jitter (randomizes delay between 0 and computed value)
     jitter: true

     // Percentage jitter (80-120% of delay)
     // jitter: delay => delay * (0.8 + Math.random() * 0.4)

     // Absolute jitter (±100ms)
     // jitter: delay => delay + (Math.random() * 200 - 100)
     }
     }).json();
     ```
     */
    jitter?: boolean | ((delay: number) => number) | undefined;
    /**
     Whether to retry when the request times out before a response is returned. Timeouts while reading a response body through Ky shortcut methods are not retried because the response has already been received.

     @default false

     @example
     ```
     import ky from 'ky';

     const json = await ky('https://example.com', {
     retry: {
     limit: 3,
     retryOnTimeout: true
     }
     }).json();
     ```
     */
    retryOnTimeout?: boolean;
    /**
     A function to determine whether a retry should be attempted.

     This function takes precedence over the default retry checks (`retryOnTimeout`, status code checks, etc.) for retriable methods. It is only called after the retry limit and method checks pass.

     **Note:** This is different from the `beforeRetry` hook:
     - `shouldRetry`: Controls WHETHER to retry (called before the retry decision is made)
     - `beforeRetry`: Called AFTER retry is confirmed, allowing you to modify the request

     Should return:
     - `true` to force a retry (bypasses `retryOnTimeout`, status code checks, and other validations)
     - `false` to prevent a retry (no retry will occur)
     - `undefined` to use the default retry logic (`retryOnTimeout`, status codes, network errors). Unrecognized error types are not retried.

     @default undefined

     @example
     ```
     import ky, {HTTPError} from 'ky';

     const json = await ky('https://example.com', {
     retry: {
     limit: 3,
     shouldRetry: ({error, retryCount}) => {
     // Retry on specific business logic errors from API
     if (error instanceof HTTPError) {
     const status = error.response.status;

     // Retry on 429 (rate limit) but only for first 2 attempts
     if (status === 429 && retryCount <= 2) {
     return true;
     }

     // Don't retry on 4xx errors except rate limits
     if (status >= 400 && status < 500) {
     return false;
     }
     }

     // Use default retry logic for other errors
     return undefined;
     }
     }
     }).json();
     ```
     */
    shouldRetry?: (state: ShouldRetryState) => boolean | undefined | Promise<boolean | undefined>;
};

declare type SearchParamsInit = string | string[][] | Record<string, string> | URLSearchParams | undefined;

declare type SearchParamsOption = SearchParamsInit | Record<string, string | number | boolean | undefined> | Array<Array<string | number | boolean>>;

/** The client that all scripts of a page share. */
export declare interface SharedHelpCenterJwt extends HelpCenterJwtClient {
    /** Creates a separate client with its own token, as `createClient` does. */
    readonly create: typeof createClient;
    /** Checks what works and what does not. Defined after `hc-jwt-diagnose.js` is loaded. */
    readonly diagnose?: Diagnose | undefined;
}

declare type ShouldRetryState = {
    /**
     The error that caused the request to fail.
     */
    error: Error;
    /**
     The number of retries attempted. Starts at 1 for the first retry.
     */
    retryCount: number;
};

declare type StandardSchemaV1<InputType = unknown, OutputType = InputType> = {
    readonly '~standard': {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown, options?: StandardSchemaV1Options) => StandardSchemaV1Result<OutputType> | Promise<StandardSchemaV1Result<OutputType>>;
        readonly types?: StandardSchemaV1Types<InputType, OutputType> | undefined;
    };
};

declare type StandardSchemaV1FailureResult = {
    readonly issues: readonly StandardSchemaV1Issue[];
    readonly value?: undefined;
};

declare type StandardSchemaV1InferOutput<Schema extends StandardSchemaV1> = Schema['~standard'] extends {
    readonly types: StandardSchemaV1Types<unknown, infer OutputType>;
} ? OutputType : Extract<Awaited<ReturnType<Schema['~standard']['validate']>>, StandardSchemaV1SuccessResult<unknown>> extends StandardSchemaV1SuccessResult<infer OutputType> ? OutputType : unknown;

declare type StandardSchemaV1Issue = {
    readonly message: string;
    readonly path?: ReadonlyArray<PropertyKey | {
        readonly key: PropertyKey;
    }> | undefined;
};

declare type StandardSchemaV1Options = {
    readonly libraryOptions?: Readonly<Record<string, unknown>> | undefined;
};

declare type StandardSchemaV1Result<OutputType> = StandardSchemaV1SuccessResult<OutputType> | StandardSchemaV1FailureResult;

declare type StandardSchemaV1SuccessResult<OutputType> = {
    readonly value: OutputType;
    readonly issues?: undefined;
};

declare type StandardSchemaV1Types<InputType, OutputType> = {
    readonly input: InputType;
    readonly output: OutputType;
};

/**
 Symbol that can be returned by a `beforeRetry` hook to stop retrying without throwing an error.
 */
declare const stop_2: unique symbol;

/** How to wait for a token. */
export declare interface WaitOptions {
    /** Aborts this wait, and no other caller's. */
    signal?: AbortSignal | null | undefined;
}

export { }
