import ky from "ky";
import { HelpCenterJwtError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pageOrigin } from "../page/origin.ts";
import { decodeToken, invalidTokenResponse } from "./claims.ts";
import { elapsed, type Instant, now, parseDate, serverTime } from "./clock.ts";
import type { Token } from "./token.ts";

/**
 * Requests a token from the token endpoint, by ky with its retries, back-off and timeout.
 *
 * @param singleAttempt no retries, because the last request failed
 * @param send the page's fetch
 * @param signal aborts the request
 * @throws HelpCenterJwtError in every case but a usable token
 */
export async function requestToken(
  { tokenUrl, timeout, retry }: Pick<Settings, "tokenUrl" | "timeout" | "retry">,
  singleAttempt: boolean,
  send: (request: Request) => Promise<Response>,
  signal: AbortSignal,
): Promise<Token> {
  let token!: Token;
  let pause: number | undefined;
  try {
    // Resolved against the page's origin: a <base> element may name another.
    await ky(new URL(tokenUrl, pageOrigin()), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise these requests, and may serve one with the response of another.
      cache: "no-store",
      // A redirect leads to a sign-in page, perhaps on a host without CORS. Not followed, it can be reported as a redirect.
      redirect: "manual",
      headers: { accept: "application/json" },
      timeout,
      retry: {
        limit: singleAttempt ? 0 : retry,
        // Decided here and not by ky, which also follows four rate-limit headers that say when a quota resets, not when to
        // retry, and which compares dates with this device's clock. Every failure without a response is retried: a script of
        // the page may reject with any value, which ky would not take for a network error.
        shouldRetry: ({ error }) => {
          const failure = error instanceof HelpCenterJwtError ? error : undefined;
          pause = failure?.retryAfter;
          return failure ? transient.test(`${failure.status}`) && !((pause as number) > timeout) : !signal.aborted;
        },
        delay: (count) => pause ?? 150 * 2 ** count,
      },
      // The body is read here, so that ky's timeout covers it and a body that breaks off is retried.
      fetch: async (request) => {
        const sentAt = now();
        const response: Response | undefined = await send(request as Request);
        if (!response?.headers) throw invalidTokenResponse("the page's fetch resolves to no Response");
        if (!response.ok) throw failureOf(response);
        token = parseToken(await readText(response), response.headers.get("date"), sentAt);
        return response;
      },
    });
  } catch (error) {
    const cause = (error as Error | undefined)?.cause;
    throw error instanceof HelpCenterJwtError
      ? error
      : new HelpCenterJwtError("token_endpoint_unavailable", "The token endpoint cannot be reached. Try again later.", {
          // The browser's own error, which ky wraps. Any other value comes from a script of the page and may quote the token.
          cause: cause instanceof TypeError ? cause : undefined,
        });
  }
  return token;
}

/** The response body as text, or an empty string if it is longer than any token: a web page, or an endless stream. */
async function readText(response: Response): Promise<string> {
  // The response of a fetch polyfill has no stream.
  if (!response.body) return response.text();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) return text;
    if (text.length > 65_536) {
      reader.cancel().catch(() => {});
      return "";
    }
  }
}

/**
 * @param date the response's `Date` header
 * @param sentAt when the request was sent
 */
function parseToken(text: string, date: string | null, sentAt: Instant): Token {
  const receivedAt = now();
  let body: { token?: unknown } | null;
  try {
    body = JSON.parse(text);
  } catch {
    // Without the parser's error as the cause: engines quote the text that they could not parse.
    throw invalidTokenResponse("it is not JSON, perhaps a sign-in page");
  }
  const jwt = body?.token as string;
  const { exp, iat } = decodeToken(jwt);
  const lifetime = exp * 1000 - serverTime(date, iat, receivedAt.wall) - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has expired");
  return { jwt, lifetime, receivedAt };
}

// Statuses of temporary failures (RFC 9110, sections 15.5.9 and 15.6; RFC 6585, section 4), also those of proxies above 511.
const transient = /^(?:408|429|5..)$/;

/**
 * `Retry-After` in milliseconds (RFC 9110, section 10.2.3): seconds, or a date, which is compared with the response's own
 * `Date`. That is rounded down, so the wait is too long rather than too short.
 */
function retryAfter({ headers }: Response): number | undefined {
  const value = headers.get("retry-after");
  const wait = /^\d+$/.test(value as string)
    ? Number(value) * 1000
    : parseDate(value) - (parseDate(headers.get("date")) || now().wall);
  return wait >= 0 ? wait : undefined;
}

/** The error for a response without a 2xx status. Its body is not read, because it may contain anything. */
function failureOf(response: Response): HelpCenterJwtError {
  const { status, body } = response;
  body?.cancel().catch(() => {});
  // Browsers report a redirect as status 0 (Fetch standard, opaque-redirect filtered response).
  if (status < 400) return invalidTokenResponse("it is a redirect");
  if (status === 401 || status === 403) return notSignedIn(status);
  const [code, advice] = reasons[status as 404] || (["token_endpoint_unavailable", "Try again later"] as const);
  return new HelpCenterJwtError(code, `The token endpoint responded with ${status}. ${advice}.`, {
    status,
    retryAfter: retryAfter(response),
  });
}

const reasons = {
  404: ["plan_unsupported", "The plan has no help center JWTs. Reload after a change of plan"],
  429: ["rate_limited", "Try again later"],
} as const;

/**
 * The error for a visitor who is not signed in.
 *
 * @param status the token endpoint's, unless the page itself said so
 */
export function notSignedIn(status?: number): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "not_signed_in",
    'The visitor is not signed in. Offer to sign in, or set anonymous: "omit".',
    {
      status,
    },
  );
}
