import ky, { type HTTPError } from "ky";
import { elapsed, type Instant, now, serverTime } from "./clock.ts";
import { HelpCenterJwtError } from "./errors.ts";
import type { Identity } from "./help-center.ts";
import type { Settings } from "./options.ts";
import { decodeToken, invalidTokenResponse } from "./token.ts";

/** A token and how long it can be used, by the server's clock. */
export interface Token {
  readonly jwt: string;
  /** Milliseconds of life left when it was received. */
  readonly lifetime: number;
  readonly receivedAt: Instant;
  /** Whose it is, where the page tells. */
  owner?: Identity;
  /** See {@link bearerOf}. */
  bearer?: string;
}

/**
 * The token as a header's value (RFC 6750, section 2.1). Joined once: the browser copies and checks a string that is new to
 * it, and of a token that takes longer than all else in a warm call.
 */
export function bearerOf(token: Token): string {
  token.bearer ||= `Bearer ${token.jwt}`;
  return token.bearer;
}

/**
 * One token from the token endpoint, through ky with its retry, back-off, `Retry-After` and timeout. Every outcome
 * but a usable token is one `HelpCenterJwtError`.
 *
 * @param probing the endpoint failed last time, so one attempt will do
 * @param send the browser's fetch
 * @param signal gives the request up
 */
export async function requestToken(
  { tokenUrl, timeout, retry }: Pick<Settings, "tokenUrl" | "timeout" | "retry">,
  probing: boolean,
  send: typeof fetch,
  signal: AbortSignal,
): Promise<Token> {
  let sentAt = now();
  let date: string | null = null;
  let answer: { token?: unknown } | null;
  try {
    // Resolved against the page, not against a <base> that may name another origin.
    answer = await ky(new URL(tokenUrl, location.href), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise such requests, and may answer one from another.
      cache: "no-store",
      // A redirect leads to a sign-in page, perhaps on a host that answers no CORS: seen as itself, not followed.
      redirect: "manual",
      timeout,
      retry: {
        limit: probing ? 0 : retry,
        retryOnTimeout: true,
        // ky would wait this long and then ask too early; a longer `Retry-After` is given up instead.
        maxRetryAfter: timeout,
        shouldRetry: ({ error }) =>
          (retryAfter((error as HTTPError).response) as number) > timeout ? false : undefined,
      },
      // Each attempt counts from its own start.
      fetch: (request) => {
        sentAt = now();
        return send(request).then((response) => {
          date = response.headers.get("date");
          return response;
        });
      },
    }).json();
  } catch (error) {
    throw explain(error as Partial<HTTPError>);
  }
  const receivedAt = now();
  const jwt = answer?.token as string;
  const { exp, iat } = decodeToken(jwt);
  const lifetime = exp * 1000 - serverTime(date, iat, receivedAt.wall) - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has expired");
  return { jwt, lifetime, receivedAt };
}

/** What the endpoint asked to wait, in milliseconds (RFC 9110, section 10.2.3: seconds or a date, by its own clock). */
function retryAfter(response: Response | undefined): number | undefined {
  const value = response?.headers.get("retry-after");
  if (!response || !value) return undefined;
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - serverTime(response.headers.get("date"), undefined, Date.now());
  return wait >= 0 ? wait : undefined;
}

/**
 * ky's errors hold the request and the answer's body, and a parser's error quotes the text that it could not parse, so
 * none is passed on: only what is safe of them is.
 */
function explain(error: Partial<HTTPError>): HelpCenterJwtError {
  if (error instanceof SyntaxError) return invalidTokenResponse("it is not JSON, perhaps a sign-in page");
  const { response, cause } = error;
  const status = response?.status;
  // An answer that is an error to ky, and below 400: a redirect, which browsers hide behind a status of 0 (Fetch standard,
  // opaque-redirect filtered response).
  if ((status as number) < 400) return invalidTokenResponse("it is a redirect");
  if (status === 401 || status === 403) return notSignedIn(status);
  const what = status ? `answers ${status}` : "cannot be reached";
  const [code, advice] = reasons[status as 404] || (["token_endpoint_unavailable", "Try again later"] as const);
  return new HelpCenterJwtError(code, `The token endpoint ${what}. ${advice}.`, {
    status,
    retryAfter: retryAfter(response),
    cause,
  });
}

const reasons = {
  404: ["plan_unsupported", "The plan has no help center JWTs. Reload after a change of plan"],
  429: ["rate_limited", "Try again later"],
} as const;

/** Nobody is signed in, by the page (no status) or by the token endpoint (its status). */
export function notSignedIn(status?: number): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "not_signed_in",
    'The visitor is not signed in. Offer to sign in, or set anonymous: "omit".',
    {
      status,
    },
  );
}
