import ky, { isHTTPError, isNetworkError } from "ky";
import { elapsed, type Instant, now, serverTime } from "./clock.ts";
import { HelpCenterJwtError } from "./errors.ts";
import type { Settings } from "./options.ts";
import { decodeToken, invalidTokenResponse } from "./token.ts";

/** A token and how long it can be used, by the server's clock. */
export interface Token {
  readonly jwt: string;
  /** Milliseconds of life left when it was received. */
  readonly lifetime: number;
  readonly receivedAt: Instant;
}

/**
 * One token from the token endpoint, through ky with its retry, back-off, `Retry-After` and timeout. Every outcome
 * but a usable token is one `HelpCenterJwtError`.
 *
 * @param send the browser's fetch
 * @param signal gives the request up
 */
export async function requestToken(
  { tokenUrl, timeout, retry }: Pick<Settings, "tokenUrl" | "timeout" | "retry">,
  send: typeof fetch,
  signal: AbortSignal,
): Promise<Token> {
  let sentAt = now();
  let date: string | null = null;
  let body: string;
  try {
    // Resolved against the page, not against a <base> that may name another origin.
    body = await ky(new URL(tokenUrl, location.href), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise such requests, and may answer one from another.
      cache: "no-store",
      headers: { accept: "application/json" },
      // A redirect leads to a sign-in page, perhaps on a host that answers no CORS: seen as itself, not followed.
      redirect: "manual",
      timeout,
      retry: {
        limit: retry,
        retryOnTimeout: true,
        // ky would wait this long and then ask too early; what is longer is given up instead.
        maxRetryAfter: timeout,
        shouldRetry: ({ error }) =>
          isHTTPError(error) && (retryAfter(error.response) ?? 0) > timeout ? false : undefined,
      },
      // Each attempt counts from its own start.
      fetch: async (...request) => {
        sentAt = now();
        const response = await send(...request);
        date = response.headers.get("date");
        return response;
      },
    }).text();
  } catch (error) {
    throw explain(error);
  }
  const receivedAt = now();
  const jwt = readToken(body);
  const { exp, iat } = decodeToken(jwt);
  const issuedAt = serverTime(date, iat, receivedAt.wall);
  const lifetime = exp * 1000 - issuedAt - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has already expired");
  return { jwt, lifetime, receivedAt };
}

function readToken(body: string): string {
  let answer: { token?: unknown } | null;
  try {
    answer = JSON.parse(body);
  } catch {
    // The parser's own error is dropped on purpose: engines quote the text they could not parse.
    throw invalidTokenResponse(/^\s*</.test(body) ? "it is an HTML page, such as a sign-in page" : "it is not JSON");
  }
  return answer?.token as string;
}

/** What the endpoint asked to wait, in milliseconds (RFC 9110, section 10.2.3: seconds or a date, by its own clock). */
function retryAfter({ headers }: Response): number | undefined {
  const value = headers.get("retry-after");
  if (!value) return undefined;
  const wait = /^\d+$/.test(value)
    ? Number(value) * 1000
    : Date.parse(value) - serverTime(headers.get("date"), undefined, Date.now());
  return wait >= 0 ? wait : undefined;
}

/** ky's errors hold the request and the answer's body, so they are not passed on: only what is safe of them is. */
function explain(error: unknown): HelpCenterJwtError {
  if (!isHTTPError(error)) {
    return new HelpCenterJwtError(
      "token_endpoint_unavailable",
      "The token endpoint could not be reached in time. Try again later.",
      { cause: isNetworkError(error) ? error.cause : undefined },
    );
  }
  const { response } = error;
  const { status } = response;
  const details = { status, retryAfter: retryAfter(response) };
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
    return invalidTokenResponse("it is a redirect, such as to a sign-in page", status || undefined);
  }
  if (status === 401 || status === 403) return notSignedIn(status);
  if (status === 404) {
    return new HelpCenterJwtError(
      "plan_unsupported",
      "The token endpoint answers 404: this plan has no help center JWTs, they take an Enterprise plan. Reload after a change of plan.",
      details,
    );
  }
  if (status === 429) {
    return new HelpCenterJwtError(
      "rate_limited",
      "Zendesk limits the rate of token requests (429). Try again later.",
      details,
    );
  }
  return new HelpCenterJwtError(
    "token_endpoint_unavailable",
    `The token endpoint answers ${status}. Try again later.`,
    details,
  );
}

/** Nobody is signed in, by the page (no status) or by the token endpoint (its status). */
export function notSignedIn(status?: number): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "not_signed_in",
    'Nobody is signed in, so there is no token. Offer to sign in, or set anonymous to "omit".',
    { status },
  );
}
