// @ts-ignore
import type { HttpHandler } from 'msw/http';

/**
 * A help center's signing key, made on first use.
 *
 * @param options.kid the key's id; by default 64 random hex digits, as Zendesk's are
 * @throws TypeError for a `kid` that is no text
 * @example
 * const forged = await createSigner().sign({ userId: 42 });
 * await expect(verifier.verify(forged)).rejects.toMatchObject({ code: "unknown_key" });
 */
export declare function createSigner({ kid }?: {
    kid?: string | undefined;
}): Signer;

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

/**
 * A stand-in for `fetch`, for tests of a page that cannot have msw, such as Jest's: it responds for a help center, with real
 * signed tokens, and has `api` respond to all other requests. Nothing is sent.
 *
 * @param options as for `helpCenterHandlers`
 * @param api responds to all other requests; without it they reject with a TypeError
 * @throws TypeError for options that make no sense
 * @example
 * globalThis.fetch = helpCenterFetch({ claims: { userId: 42 } }, () => Response.json(["Saddle", "Bell"]));
 */
export declare function helpCenterFetch(options?: Omit<HelpCenterHandlersOptions, "origin">, api?: TestApi): typeof fetch;

/**
 * A help center for [msw](https://mswjs.io) 3: its token endpoint and its keys endpoint, each also as `.json`, with
 * real signed tokens. The same handlers serve `setupServer` (Node) and `setupWorker` (a browser, https or localhost).
 *
 * @throws TypeError for options that make no sense
 * @throws Error where msw is not installed
 * @example
 * const server = setupServer(...helpCenterHandlers({ claims: { userId: 42 } }));
 * // In one test: nobody is signed in.
 * server.use(...helpCenterHandlers({ status: 403 }));
 */
export declare function helpCenterHandlers(options?: HelpCenterHandlersOptions): HttpHandler[];

/** How the help center is to behave. */
export declare interface HelpCenterHandlersOptions extends SignOptions {
    /**
     * Who is signed in, or a function that is called at each token request. One that waits makes the endpoint slow; a
     * `Response` that it throws is sent.
     *
     * @default { userId: 1, email: "visitor@example.com", externalId: null }
     */
    claims?: TestClaims | ((request: Request) => TestClaims | Promise<TestClaims>) | undefined;
    /**
     * Status of the token endpoint, 200 to 599: 403 signed out, 404 a plan without help center JWTs, 429 rate limited,
     * 503 down. All but 200 come without a token.
     *
     * @default 200
     */
    status?: number | undefined;
    /** Seconds, sent as `Retry-After` with any status but 200. */
    retryAfter?: number | undefined;
    /**
     * The help center's origin. Requests to any other pass these handlers by.
     *
     * @default any origin, so that a verifier for `{ subdomain: "acme" }` finds the keys too
     */
    origin?: string | undefined;
    /**
     * Who signs. The handlers of one test run share a key; give another to rotate it.
     *
     * @default the signer of `signToken`
     */
    signer?: Signer | undefined;
}

/** A help center's signing key: tokens for a test to send, and the keys that a verifier asks for. */
export declare interface Signer {
    /** The key's id, in the header of its tokens and in its JWKS. */
    readonly kid: string;
    /** A real RS256 token. */
    sign(claims?: TestClaims, options?: SignOptions): Promise<string>;
    /** What the keys endpoint publishes: `kty`, `n`, `e` and `kid` of one key, without `alg` and `use`, as Zendesk does. */
    jwks(): Promise<{
        keys: TestJwk[];
    }>;
}

/** How to sign a token. */
export declare interface SignOptions {
    /**
     * Seconds that the token is good for, counted from `Date.now()`, fake timers included. 0 or less: it has expired.
     * An `exp` among the claims wins.
     *
     * @default 300
     */
    lifetime?: number | undefined;
}

/**
 * A token whose key `helpCenterHandlers` publishes: for tests of a server that verifies help center JWTs.
 *
 * @param claims changes to the visitor of the tests
 * @throws TypeError (as a rejection) for arguments that make no sense
 * @example
 * const token = await signToken({ userId: 42, product: "orders" }, { lifetime: 60 });
 * const response = await app.request("/orders", { headers: { Authorization: `Bearer ${token}` } });
 */
export declare function signToken(claims?: TestClaims, options?: SignOptions): Promise<string>;

/**
 * Starts a help center on a free port of this machine: a keys endpoint and a token endpoint, with real signed tokens, for
 * tests of a server. It needs neither msw nor a certain test runner: Node 20 or later, Deno or Bun.
 *
 * @param options as for `helpCenterHandlers`
 * @throws TypeError (as a rejection) for options that make no sense
 * @example
 * const helpCenter = await startHelpCenter();
 * const app = createApp({ keysUrl: helpCenter.keysUrl });
 * const response = await fetch(ordersUrl, { headers: { Authorization: `Bearer ${await signToken({ userId: 42 })}` } });
 * await helpCenter.close();
 */
export declare function startHelpCenter(options?: Omit<HelpCenterHandlersOptions, "origin">): Promise<TestHelpCenter>;

/** Responds to the requests that are not the help center's: your API, in a test. */
export declare type TestApi = (request: Request) => Response | Promise<Response>;

/** What a token is to say: the visitor of the tests, with these claims changed or added. */
export declare type TestClaims = Partial<HelpCenterClaims>;

/** A help center on loopback. */
export declare interface TestHelpCenter {
    /** `http://127.0.0.1` and its port. */
    readonly origin: string;
    /** For `createVerifier({ keysUrl })`. */
    readonly keysUrl: string;
    readonly tokenUrl: string;
    /** What it was asked for, in order: `GET /api/v2/help_center/integration/keys`. */
    readonly requests: readonly string[];
    close(): Promise<void>;
}

/** A public key as the keys endpoint publishes it. */
export declare interface TestJwk {
    kty: "RSA";
    /** Modulus, base64url. */
    n: string;
    /** Exponent, base64url. */
    e: string;
    kid: string;
}

export { }
