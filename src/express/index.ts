import {
  createVerifier,
  type HelpCenterClaims,
  HelpCenterJwtVerificationError,
  type Verifier,
  type VerifierOptions,
} from "../verify/index.ts";

export type { HelpCenterClaims, Verifier, VerifierOptions } from "../verify/index.ts";
export { createVerifier, HelpCenterJwtVerificationError } from "../verify/index.ts";

/** Who sent a request, as its verified token says. */
export interface HelpCenterVisitor {
  claims: HelpCenterClaims;
}

/** What the middleware needs of a request: Express, Connect, Polka, Nest's Express and Node's own have it. */
export interface HelpCenterAuthRequest {
  method?: string | undefined;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Set by the middleware; unset where `optional` has let a request without a token pass. */
  helpCenter?: HelpCenterVisitor | undefined;
}

/** What the middleware needs of a response. */
export interface HelpCenterAuthResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

/** Options of `createVerifier`, or a verifier that is there already, and how the middleware behaves. */
export type HelpCenterAuthOptions = (
  | (VerifierOptions & { verifier?: undefined })
  | ({ verifier: Pick<Verifier, "authenticate"> } & { [Name in keyof VerifierOptions]?: undefined })
) & {
  /**
   * `true` lets requests without an `Authorization` header pass, without `request.helpCenter`. A header that is there
   * must be right.
   *
   * @default false
   */
  optional?: boolean | undefined;
  /**
   * `"respond"` sends the response itself, 401 or 503. `"next"` hands the `HelpCenterJwtVerificationError` to the
   * application's error handler, which finds `status`, `code` and `headers` in it.
   *
   * @default "respond"
   */
  onError?: "respond" | "next" | undefined;
};

/** Middleware of Express 4 and 5, Connect, Polka, Nest's Express. */
export type HelpCenterAuth = (
  request: HelpCenterAuthRequest,
  response: HelpCenterAuthResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Lets only requests with a valid help center JWT pass, and sets `request.helpCenter.claims`. By default, all others get 401,
 * or 503 where the keys cannot be loaded, as JSON: `{ "error": code }`. A CORS preflight passes, as browsers send it
 * without a token: put the middleware that handles CORS before this one, so that the page can read a 401, too.
 *
 * @throws TypeError for options that make no sense
 * @example
 * app.use("/orders", helpCenterAuth({ subdomain: "acme" }));
 * app.get("/orders", (request, response) => response.json(ordersOf(request.helpCenter.claims.userId)));
 */
export function helpCenterAuth(options: HelpCenterAuthOptions): HelpCenterAuth {
  const { optional, onError, verifier } = readOptions(options);

  return (request, response, next) => {
    if (isPreflight(request)) return next();
    // Whatever fails in here must end in a response or in `next`: an unhandled rejection would end the process.
    verifier
      .authenticate(request, { optional })
      .then(
        (claims) => {
          if (claims) request.helpCenter = { claims };
          next();
        },
        (error) => {
          const isRefusal = error instanceof HelpCenterJwtVerificationError;
          if (onError === "next" || !isRefusal) next(error);
          else refuse(response, error);
        },
      )
      .catch((error) => passOn(error, response, next));
  };
}

function refuse(response: HelpCenterAuthResponse, error: HelpCenterJwtVerificationError): void {
  // Another middleware, such as a timeout, may have sent a response already.
  if (response.headersSent) return;
  response.statusCode = error.status;
  const headers = { ...error.headers, "Cache-Control": "no-store", "Content-Type": "application/json; charset=utf-8" };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(JSON.stringify({ error: error.code }));
}

/** What a handler behind `next` has thrown, where the framework does not catch it itself. */
function passOn(error: unknown, response: HelpCenterAuthResponse, next: (error?: unknown) => void): void {
  try {
    next(error);
  } catch {
    if (response.headersSent) return;
    response.statusCode = 500;
    response.end();
  }
}

/** Fetch standard, "CORS-preflight fetch": it carries this header, and never a token. */
function isPreflight({ method, headers }: HelpCenterAuthRequest): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

function readOptions(options: HelpCenterAuthOptions) {
  if (Object(options) !== options) throw new TypeError('helpCenterAuth takes options such as { subdomain: "acme" }');
  // Own properties only, so that prototype pollution cannot make authentication optional.
  const {
    optional = false,
    onError = "respond",
    verifier,
    ...rest
  }: HelpCenterAuthOptions = Object.assign(Object.create(null), options);
  if (typeof optional !== "boolean") throw new TypeError("optional must be true or false");
  if (onError !== "respond" && onError !== "next") throw new TypeError('onError must be "respond" or "next"');
  if (verifier === undefined) return { optional, onError, verifier: createVerifier(rest as VerifierOptions) };
  if (typeof verifier?.authenticate !== "function") throw new TypeError("verifier must be what createVerifier returns");
  const [surplus] = Object.entries(rest).find(([, value]) => value !== undefined) ?? [];
  if (surplus !== undefined) throw new TypeError(`Beside verifier, helpCenterAuth takes no option ${surplus}`);
  return { optional, onError, verifier };
}
