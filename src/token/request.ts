import ky from "ky";
import { HelpCenterJwtError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pageOrigin } from "../page/origin.ts";
import { decodeToken, invalidTokenResponse } from "./claims.ts";
import { elapsed, type Instant, now, parseDate, serverTime } from "./clock.ts";
import type { Token } from "./token.ts";

/**
 * One token from the token endpoint, through ky with its retry, back-off and timeout. Every outcome but a usable token is
 * one `HelpCenterJwtError`.
 *
 * @param probing the endpoint failed last time, so one attempt will do
 * @param send the browser's fetch
 * @param signal gives the request up
 */
export async function requestToken(
  { tokenUrl, timeout, retry }: Pick<Settings, "tokenUrl" | "timeout" | "retry">,
  probing: boolean,
  send: (request: Request) => Promise<Response>,
  signal: AbortSignal,
): Promise<Token> {
  let token!: Token;
  let pause: number | undefined;
  try {
    // Resolved against the page's origin, not against a <base> that may name another.
    await ky(new URL(tokenUrl, pageOrigin()), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise such requests, and may answer one from another.
      cache: "no-store",
      // A redirect leads to a sign-in page, perhaps on a host that answers no CORS: seen as itself, not followed.
      redirect: "manual",
      headers: { accept: "application/json" },
      timeout,
      retry: {
        limit: probing ? 0 : retry,
        // A yes has ky ask `delay`: its own reading would obey four headers of rate limits, which say when a quota is new and
        // not when to come back, and would measure dates by this device's clock. What is no answer is a timeout or a failure
        // of the network, which ky does not know by all its names: a script of the page may have rejected, with anything.
        shouldRetry: ({ error }) => {
          const refused = error instanceof HelpCenterJwtError ? error : undefined;
          pause = refused?.retryAfter;
          return refused ? transient.test(`${refused.status}`) && !((pause as number) > timeout) : !signal.aborted;
        },
        delay: (count) => pause ?? 150 * 2 ** count,
      },
      // All of an attempt, so that ky's timeout bounds the body, too, and a body that breaks off is tried again.
      fetch: async (request) => {
        const sentAt = now();
        const response: Response | undefined = await send(request as Request);
        if (!response?.headers) throw invalidTokenResponse("the page's fetch resolves to no Response");
        if (!response.ok) throw refusal(response);
        token = parseToken(await readText(response), response.headers.get("date"), sentAt);
        return response;
      },
    });
  } catch (error) {
    const cause = (error as Error | undefined)?.cause;
    throw error instanceof HelpCenterJwtError
      ? error
      : new HelpCenterJwtError("token_endpoint_unavailable", "The token endpoint cannot be reached. Try again later.", {
          // ky keeps the browser's own error there. Whatever else a script of the page rejects with may quote the answer.
          cause: cause instanceof TypeError ? cause : undefined,
        });
  }
  return token;
}

/** The answer's text, or none where it is too long: a token fits into a header, so that is a page, or has no end. */
async function readText(response: Response): Promise<string> {
  // A polyfill's answer has no stream.
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
 * @param date the answer's `Date` header
 * @param sentAt when its attempt began
 */
function parseToken(text: string, date: string | null, sentAt: Instant): Token {
  const receivedAt = now();
  let answer: { token?: unknown } | null;
  try {
    answer = JSON.parse(text);
  } catch {
    // The parser's own error is dropped on purpose: engines quote the text they could not parse.
    throw invalidTokenResponse("it is not JSON, perhaps a sign-in page");
  }
  const jwt = answer?.token as string;
  const { exp, iat } = decodeToken(jwt);
  const lifetime = exp * 1000 - serverTime(date, iat, receivedAt.wall) - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has expired");
  return { jwt, lifetime, receivedAt };
}

// Statuses that say "not now" (RFC 9110, sections 15.5.9 and 15.6; RFC 6585, section 4), those of proxies above 511 included.
const transient = /^(?:408|429|5..)$/;

/**
 * What the endpoint asked to wait, in milliseconds (RFC 9110, section 10.2.3): seconds, or a date by its own clock. `Date` is
 * rounded down, so the wait is rather too long than too short.
 */
function retryAfter({ headers }: Response): number | undefined {
  const value = headers.get("retry-after");
  const wait = /^\d+$/.test(value as string)
    ? Number(value) * 1000
    : parseDate(value) - (parseDate(headers.get("date")) || now().wall);
  return wait >= 0 ? wait : undefined;
}

/** What an answer means that is no success. Its body, which may hold anything, is not read. */
function refusal(response: Response): HelpCenterJwtError {
  const { status, body } = response;
  body?.cancel().catch(() => {});
  // Browsers hide a redirect behind a status of 0 (Fetch standard, opaque-redirect filtered response).
  if (status < 400) return invalidTokenResponse("it is a redirect");
  if (status === 401 || status === 403) return notSignedIn(status);
  const [code, advice] = reasons[status as 404] || (["token_endpoint_unavailable", "Try again later"] as const);
  return new HelpCenterJwtError(code, `The token endpoint answers ${status}. ${advice}.`, {
    status,
    retryAfter: retryAfter(response),
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
