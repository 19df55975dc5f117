import type { HelpCenterClaims } from "../token/claims.ts";
import { elapsed, type Instant, parseDate, serverTime } from "../token/clock.ts";
import { type DiagnosisStep, failed, ok, skipped } from "./report.ts";
import type { NoResponse } from "./request.ts";

/** The response of the token endpoint, with its body. */
export interface TokenResponse {
  readonly response: Response;
  readonly text: string;
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
}

/** What `window.HelpCenter` says about the visitor. Zendesk does not document it as stable. */
export interface PageHint {
  readonly role?: string;
  readonly who?: string;
}

export const signIn = "Sign in, and run this again. In your code, offer to sign in on not_signed_in.";

export function lookAt({ pathname }: URL): string {
  return `Open ${pathname} in a tab of this browser to see its response.`;
}

/** @param status of the token endpoint's response, 0 if there is none */
export function signedInStep(hint: PageHint | undefined, status: number): DiagnosisStep {
  if (hint) return ok("signed_in", `window.HelpCenter says ${hint.who ?? "a visitor"}, ${hint.role}.`);
  if (status === 401 || status === 403) {
    return failed(
      "signed_in",
      `The page does not say, and the token endpoint responds with ${status}: nobody is.`,
      signIn,
    );
  }
  return status === 200
    ? ok("signed_in", "The page does not say, and the token endpoint does not object.")
    : skipped("signed_in", "Neither the page nor the token endpoint says.");
}
/** The step for the token endpoint, and the body if the response is a 200 with JSON. */
export function endpointStep(
  answer: TokenResponse | NoResponse,
  url: URL,
  hint: PageHint | undefined,
): { step: DiagnosisStep; body?: unknown } {
  const bad = (detail: string, advice: string) => ({ step: failed("token_endpoint", detail, advice) });
  if (answer === "timeout") return bad("No response within 10 seconds.", `Try again later. ${lookAt(url)}`);
  if (answer === "network") {
    return bad(
      "No response: the network failed, or something in the browser stopped the request.",
      `Look for an ad blocker, a service worker or a content security policy without connect-src 'self'. ${lookAt(url)}`,
    );
  }
  const { response, text } = answer;
  const { status } = response;
  if (response.type === "opaqueredirect") {
    return bad(
      "Answers with a redirect, perhaps to a sign-in page.",
      `Sign in again: the session may have ended. ${lookAt(url)}`,
    );
  }
  if (status === 401 || status === 403) {
    const advice = hint
      ? "The session has ended since the page was made, or the page came from a cache: reload it, and sign in."
      : signIn;
    return bad(`Responds with ${status}: nobody is signed in.`, advice);
  }
  if (status === 404) {
    const plan =
      "Help center JWTs come with Guide Enterprise and Suite Enterprise: have the plan changed, then reload.";
    return bad("Responds with 404: the plan has no help center JWTs.", plan);
  }
  if (status === 429) {
    const wait = response.headers.get("retry-after");
    return bad(
      `Responds with 429: too many requests.${wait ? ` Retry-After: ${wait}.` : ""}`,
      "Wait. If it comes back, look for code that asks for tokens on its own, past the shared client.",
    );
  }
  if (status !== 200)
    return bad(`Responds with ${status}.`, `Try again later; Zendesk's status page may know. ${lookAt(url)}`);
  try {
    return { step: ok("token_endpoint", "Responds with 200 with JSON."), body: JSON.parse(text) };
  } catch {
    // The parser's error is not shown: it quotes the text, which may contain a token.
    const what = /^\s*</.test(text) ? "with HTML, perhaps a sign-in page" : "with what is not JSON";
    return bad(`Responds with 200 ${what}.`, `Sign in again: the session may have ended. ${lookAt(url)}`);
  }
}

/** Computed with the help center's clock, as in the client. */
export function timeLeftStep(
  { exp, iat }: HelpCenterClaims,
  { response, sentAt, receivedAt }: TokenResponse,
): DiagnosisStep {
  const issuerTime = serverTime(response.headers.get("date"), iat, receivedAt.wall);
  const seconds = Math.round((exp * 1000 - issuerTime - elapsed(sentAt, receivedAt)) / 1000);
  return seconds > 0
    ? ok("time_left", `${seconds} s, by the help center's clock.`)
    : failed(
        "time_left",
        `None: the token had expired ${-seconds} s before it was received.`,
        "Something keeps old responses of the token endpoint (a proxy, a service worker), or the help center's clock is wrong.",
      );
}

// In seconds. Smaller differences may come from the rounding to seconds or from a slow network.
const tolerance = 60;

export function clockStep(answer: TokenResponse | NoResponse): DiagnosisStep {
  const date = typeof answer === "string" ? Number.NaN : parseDate(answer.response.headers.get("date") ?? "");
  if (typeof answer === "string" || Number.isNaN(date)) {
    return skipped("clock", "The token endpoint gave no Date to compare with.");
  }
  const { sentAt, receivedAt } = answer;
  // The header is assumed to be written halfway between request and response. It is rounded down to a second.
  const halfway = receivedAt.wall - (receivedAt.monotonic - sentAt.monotonic) / 2;
  const seconds = Math.round((halfway - date - 500) / 1000);
  const detail = `This device's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} the help center's.`;
  return Math.abs(seconds) <= tolerance
    ? ok("clock", detail)
    : failed(
        "clock",
        detail,
        "Set this device's clock. hc-jwt allows for it; other code that compares exp with Date.now() does not.",
      );
}
