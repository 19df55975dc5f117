import { check, isObject } from "./check.ts";
import { type Signer, type SignOptions, sharedSigner, type TestClaims } from "./signer.ts";

/** Where both endpoints are, on the origin of a help center. */
export const basePath = "/api/v2/help_center/integration";

/** How the help center is to behave. */
export interface HelpCenterHandlersOptions extends SignOptions {
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

/** The two endpoints of a help center, as functions of a request. */
export interface Endpoints {
  token(request: Request): Promise<Response>;
  keys(): Promise<Response>;
}

/**
 * @param response makes the responses: msw's class, or the global one, which in a page environment may be no match for msw
 * @throws TypeError for options that make no sense
 */
export function createEndpoints(
  options: Omit<HelpCenterHandlersOptions, "origin">,
  response: () => Pick<typeof Response, "json">,
): Endpoints {
  const { claims = {}, lifetime, status = 200, retryAfter, signer = sharedSigner() } = options;
  check(typeof claims === "function" || isObject(claims), "claims", "an object, or a function that returns one");
  check(lifetime === undefined || Number.isFinite(lifetime), "lifetime", "a number of seconds");
  check(Number.isInteger(status) && status >= 200 && status <= 599, "status", "an HTTP status from 200 to 599");
  check(retryAfter === undefined || retryAfter >= 0, "retryAfter", "a number of seconds, 0 or more");
  check(typeof signer?.sign === "function", "signer", "what createSigner() returns");

  /** With the `Date` that the client measures a token's life by. */
  const json = (body: Record<string, unknown>, status = 200, headers?: Record<string, string>): Response =>
    response().json(body, {
      status,
      headers: { date: new Date().toUTCString(), "cache-control": "no-store", ...headers },
    });

  return {
    async token(request) {
      if (status !== 200) {
        const wait = retryAfter === undefined ? undefined : { "retry-after": String(retryAfter) };
        return json({ error: refusals[status] ?? `Status${status}` }, status, wait);
      }
      return json({
        token: await signer.sign(typeof claims === "function" ? await claims(request) : claims, { lifetime }),
      });
    },
    keys: async () => json(await signer.jwks()),
  };
}

/** The response of the endpoint that a request is for, also as `.json`; `undefined` if it is for neither. */
export function respondAt({ token, keys }: Endpoints, request: Request): Promise<Response> | undefined {
  const path = new URL(request.url).pathname.replace(/\.json$/, "");
  const endpoint = { [`${basePath}/token`]: token, [`${basePath}/keys`]: keys }[path];
  if (!endpoint || request.method !== "GET") return undefined;
  return endpoint(request).catch((error) => {
    if (error instanceof Response) return error;
    throw error;
  });
}

/** Error names that Zendesk's API is known to use. */
const refusals: Readonly<Record<number, string>> = {
  401: "Couldn't authenticate you",
  403: "Forbidden",
  404: "InvalidEndpoint",
  429: "APIRateLimitExceeded",
  503: "ServiceUnavailable",
};
