import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { type HttpHandler, HttpResponse, http } from "msw/http";
import type { HelpCenterClaims } from "../token/claims.ts";

export type { HelpCenterClaims } from "../token/claims.ts";

/** What a token is to say: the visitor of the tests, with these claims changed or added. */
export type TestClaims = Partial<HelpCenterClaims>;

/** How to sign a token. */
export interface SignOptions {
  /**
   * Seconds that the token is good for, counted from `Date.now()`, fake timers included. 0 or less: it has expired.
   * An `exp` among the claims wins.
   *
   * @default 300
   */
  lifetime?: number | undefined;
}

/** A help center's signing key: tokens for a test to send, and the keys that a verifier asks for. */
export interface Signer {
  /** The key's id, in the header of its tokens and in its JWKS. */
  readonly kid: string;
  /** A real RS256 token. */
  sign(claims?: TestClaims, options?: SignOptions): Promise<string>;
  /** What the keys endpoint publishes: `kty`, `n`, `e` and `kid` of one key, without `alg` and `use`, as Zendesk does. */
  jwks(): Promise<{ keys: JWK[] }>;
}

/** How the help center is to behave. */
export interface HelpCenterHandlersOptions extends SignOptions {
  /**
   * Who is signed in, or a function that is asked at each token request. One that waits makes the endpoint slow; a
   * `Response` that it throws is the answer.
   *
   * @default { userId: 1, email: "visitor@example.com", externalId: null }
   */
  claims?: TestClaims | ((request: Request) => TestClaims | Promise<TestClaims>) | undefined;
  /**
   * What the token endpoint answers, 200 to 599: 403 signed out, 404 a plan without help center JWTs, 429 rate limited,
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

/**
 * A help center for [msw](https://mswjs.io) 3: its token endpoint and its keys endpoint, each also as `.json`, with
 * real signed tokens. The same handlers serve `setupServer` (Node) and `setupWorker` (a browser, https or localhost).
 *
 * @throws TypeError for options that make no sense
 * @example
 * const server = setupServer(...helpCenterHandlers({ claims: { userId: 42 } }));
 * // In one test: nobody is signed in.
 * server.use(...helpCenterHandlers({ status: 403 }));
 */
export function helpCenterHandlers(options: HelpCenterHandlersOptions = {}): HttpHandler[] {
  const { claims = {}, lifetime, status = 200, retryAfter, signer = sharedSigner() } = options;
  const base = `${originOf(options)}/api/v2/help_center/integration`;
  check(typeof claims === "function" || isObject(claims), "claims", "an object, or a function that gives one");
  check(lifetime === undefined || Number.isFinite(lifetime), "lifetime", "a number of seconds");
  check(Number.isInteger(status) && status >= 200 && status <= 599, "status", "an HTTP status from 200 to 599");
  check(retryAfter === undefined || retryAfter >= 0, "retryAfter", "a number of seconds, 0 or more");
  check(typeof signer?.sign === "function", "signer", "what createSigner() gives");

  async function token({ request }: { request: Request }): Promise<Response> {
    if (status !== 200) {
      const wait = retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) };
      return answer({ error: refusals[status] ?? `Status${status}` }, status, wait);
    }
    return answer({
      token: await signer.sign(typeof claims === "function" ? await claims(request) : claims, { lifetime }),
    });
  }
  const keys = async (): Promise<Response> => answer(await signer.jwks());

  return [
    http.get(`${base}/token`, token),
    http.get(`${base}/token.json`, token),
    http.get(`${base}/keys`, keys),
    http.get(`${base}/keys.json`, keys),
  ];
}

/**
 * A help center's signing key, made on first use.
 *
 * @param options.kid the key's id; by default 64 random hex digits, as Zendesk's are
 * @throws TypeError for a `kid` that is no text
 * @example
 * const forged = await createSigner().sign({ userId: 42 });
 * await expect(verifier.verify(forged)).rejects.toMatchObject({ code: "unknown_key" });
 */
export function createSigner({ kid = randomHex() }: { kid?: string | undefined } = {}): Signer {
  check(typeof kid === "string" && kid !== "", "kid", 'a text such as "2026-11"');
  let made: ReturnType<typeof generateKeyPair> | undefined;
  const keyPair = () => {
    // 2,048 bits: as real, to RS256, as Zendesk's 3,072, and made in a fraction of the time.
    made ??= generateKeyPair("RS256", { modulusLength: 2048 });
    return made;
  };

  return {
    kid,
    async sign(claims = {}, { lifetime = 300 } = {}) {
      check(isObject(claims), "claims", "an object");
      check(Number.isFinite(lifetime), "lifetime", "a number of seconds");
      // Before the key is waited for: the clock may be the test's, and move meanwhile.
      const exp = Math.floor(Date.now() / 1000 + lifetime);
      const { privateKey } = await keyPair();
      return new SignJWT({ ...visitor, exp, ...claims })
        .setProtectedHeader({ typ: "JWT", alg: "RS256", kid })
        .sign(privateKey);
    },
    async jwks() {
      const { kty, n, e } = await exportJWK((await keyPair()).publicKey);
      return { keys: [{ kty, n, e, kid } as JWK] };
    },
  };
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
export async function signToken(claims?: TestClaims, options?: SignOptions): Promise<string> {
  return sharedSigner().sign(claims, options);
}

let shared: Signer | undefined;

/** One key for all that does not ask for its own: handlers that replace others still publish the same. */
function sharedSigner(): Signer {
  shared ??= createSigner();
  return shared;
}

const visitor = { userId: 1, email: "visitor@example.com", externalId: null };

/** Error names that Zendesk's API is known to use. */
const refusals: Readonly<Record<number, string>> = {
  401: "Couldn't authenticate you",
  403: "Forbidden",
  404: "InvalidEndpoint",
  429: "APIRateLimitExceeded",
  503: "ServiceUnavailable",
};

/** With the `Date` that the client measures a token's life by. */
function answer(body: Record<string, unknown>, status = 200, headers?: Record<string, string>): Response {
  return HttpResponse.json(body, {
    status,
    headers: { date: new Date().toUTCString(), "cache-control": "no-store", ...headers },
  });
}

/** msw's pattern for the origin: `*` is any. */
function originOf({ origin = "*" }: HelpCenterHandlersOptions): string {
  check(
    origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin),
    "origin",
    "an origin such as https://acme.zendesk.com",
  );
  return origin;
}

function check(holds: boolean, option: string, wanted: string): void {
  if (!holds) throw new TypeError(`${option} must be ${wanted}`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
