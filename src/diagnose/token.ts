import { parseUrl } from "../origins.ts";
import { pageOrigin } from "../page/origin.ts";
import { decodeToken, type HelpCenterClaims } from "../token/claims.ts";
import { elapsed, type Instant, now, parseDate, serverTime } from "../token/clock.ts";
import { type DiagnosisStep, failed, ok, skipped } from "./report.ts";
import { type NoAnswer, plainRequest } from "./request.ts";

export interface TokenDiagnosis {
  readonly steps: readonly DiagnosisStep[];
  /** A token that can be used, where one was had. It is never shown. */
  readonly jwt?: string;
}

/** What the token endpoint answered. */
interface Answer {
  readonly response: Response;
  readonly text: string;
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
}

/** What of `window.HelpCenter` is shown. A hint that Zendesk does not promise. */
interface PageHint {
  readonly role?: string;
  readonly who?: string;
}

/**
 * From the page to a token, with one request of its own: the client's token, failures and timing stay as they are. The
 * request is the client's in all that matters, but for retries.
 *
 * @param tokenUrl where tokens come from
 */
export async function diagnoseToken(tokenUrl: string): Promise<TokenDiagnosis> {
  const page = globalThis.location as Location | undefined;
  const url = page && parseUrl(tokenUrl, page.href);
  if (!page || !/^https?:$/.test(page.protocol) || url?.origin !== page.origin) {
    const step = failed(
      "help_center",
      page ? `The token URL is not on this page's origin, ${page.origin}.` : "There is no page.",
      "Run this on a page of the help center. The session cookie, which the token is given for, goes to its own origin only.",
    );
    return { steps: [step, ...skippedFrom("signed_in", "This is no page of the help center.")] };
  }

  const hint = pageHint();
  if (hint?.role === "anonymous") {
    const nobody = failed("signed_in", "window.HelpCenter says that nobody is signed in.", signIn);
    return { steps: [onHelpCenter(), nobody, ...skippedFrom("token_endpoint", "Nobody is signed in.")] };
  }

  const sentAt = now();
  const answer = await plainRequest(
    url.href,
    { credentials: "same-origin", cache: "no-store", redirect: "manual", headers: { accept: "application/json" } },
    async (response) => ({ response, text: await response.text(), sentAt, receivedAt: now() }),
  );
  const status = typeof answer === "string" ? 0 : answer.response.status;
  const { step: endpoint, body } = endpointStep(answer, url, hint);
  const start = [hint || status !== 404 ? onHelpCenter() : notOnHelpCenter(), signedInStep(hint, status), endpoint];
  const clock = clockStep(answer);
  if (body === undefined || typeof answer === "string") {
    const reason = "The token endpoint gave no token.";
    return { steps: [...start, skipped("token", reason), skipped("time_left", reason), clock] };
  }

  const jwt = (body as { token?: unknown } | null)?.token as string;
  let claims: HelpCenterClaims;
  try {
    claims = decodeToken(jwt);
  } catch (error) {
    // Our own messages, which quote nothing of the answer.
    const token = failed("token", (error as Error).message, lookAt(url));
    return { steps: [...start, token, skipped("time_left", "There is no token that decodes."), clock] };
  }
  const expiry = new Date(claims.exp * 1000).toISOString();
  const token = ok("token", `Decodes, and expires at ${expiry}. Its claims: ${Object.keys(claims).join(", ")}.`);
  const timeLeft = timeLeftStep(claims, answer);
  const steps = [...start, token, timeLeft, clock];
  return timeLeft.status === "ok" ? { steps, jwt } : { steps };
}

const signIn = "Sign in, and run this again. In your code, offer to sign in on not_signed_in.";

function lookAt({ pathname }: URL): string {
  return `Open ${pathname} in a tab of this browser to see what it answers.`;
}

/** The token's steps from here on, all skipped. */
function skippedFrom(first: "signed_in" | "token_endpoint", reason: string): DiagnosisStep[] {
  const names = ["signed_in", "token_endpoint", "token", "time_left", "clock"] as const;
  return names.slice(names.indexOf(first)).map((name) => skipped(name, reason));
}

/** Whatever the page holds under that name, also nothing, a form field or another origin's frame, this does not throw. */
function pageHint(): PageHint | undefined {
  try {
    const { user } = (globalThis as { HelpCenter?: { user?: Record<string, unknown> } }).HelpCenter ?? {};
    // A form field's is empty.
    if (typeof user?.role !== "string" || !user.role) return undefined;
    const who = user.email || user.name;
    return typeof who === "string" ? { role: user.role, who } : { role: user.role };
  } catch {
    return undefined;
  }
}

function onHelpCenter(): DiagnosisStep {
  return ok("help_center", `${pageOrigin()} is the page's origin, and the token URL's.`);
}

function notOnHelpCenter(): DiagnosisStep {
  return failed(
    "help_center",
    "There is no window.HelpCenter here, nor a token endpoint.",
    "Run this on a page of the help center, not in a frame of another origin, nor in the admin or agent pages.",
  );
}

/** @param status what the token endpoint answered, 0 where it did not */
function signedInStep(hint: PageHint | undefined, status: number): DiagnosisStep {
  if (hint) return ok("signed_in", `window.HelpCenter says ${hint.who ?? "a visitor"}, ${hint.role}.`);
  if (status === 401 || status === 403) {
    return failed("signed_in", `The page does not tell, and the token endpoint answers ${status}: nobody is.`, signIn);
  }
  return status === 200
    ? ok("signed_in", "The page does not tell, and the token endpoint does not object.")
    : skipped("signed_in", "Neither the page nor the token endpoint tells.");
}

/** How the endpoint answers; with `body` where it is JSON of a 200. */
function endpointStep(
  answer: Answer | NoAnswer,
  url: URL,
  hint: PageHint | undefined,
): { step: DiagnosisStep; body?: unknown } {
  const bad = (detail: string, advice: string) => ({ step: failed("token_endpoint", detail, advice) });
  if (answer === "timeout") return bad("No answer within 10 seconds.", `Try again later. ${lookAt(url)}`);
  if (answer === "network") {
    return bad(
      "No answer: the network failed, or something in the browser stopped the request.",
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
    return bad(`Answers ${status}: nobody is signed in.`, advice);
  }
  if (status === 404) {
    const plan =
      "Help center JWTs come with Guide Enterprise and Suite Enterprise: have the plan changed, then reload.";
    return bad("Answers 404: the plan has no help center JWTs.", plan);
  }
  if (status === 429) {
    const wait = response.headers.get("retry-after");
    return bad(
      `Answers 429: too many requests.${wait ? ` Retry-After: ${wait}.` : ""}`,
      "Wait. If it comes back, look for code that asks for tokens on its own, past the shared client.",
    );
  }
  if (status !== 200)
    return bad(`Answers ${status}.`, `Try again later; Zendesk's status page may know. ${lookAt(url)}`);
  try {
    return { step: ok("token_endpoint", "Answers 200 with JSON."), body: JSON.parse(text) };
  } catch {
    // The parser's error is dropped: it quotes the text, which may hold a token.
    const what = /^\s*</.test(text) ? "with HTML, perhaps a sign-in page" : "with what is not JSON";
    return bad(`Answers 200 ${what}.`, `Sign in again: the session may have ended. ${lookAt(url)}`);
  }
}

/** By the help center's clock, as the client counts. */
function timeLeftStep({ exp, iat }: HelpCenterClaims, { response, sentAt, receivedAt }: Answer): DiagnosisStep {
  const issuerTime = serverTime(response.headers.get("date"), iat, receivedAt.wall);
  const seconds = Math.round((exp * 1000 - issuerTime - elapsed(sentAt, receivedAt)) / 1000);
  return seconds > 0
    ? ok("time_left", `${seconds} s, by the help center's clock.`)
    : failed(
        "time_left",
        `None: the token had expired ${-seconds} s before it was answered.`,
        "Something keeps old answers of the token endpoint (a proxy, a service worker), or the help center's clock is wrong.",
      );
}

// Below this, whole seconds and a slow network are as likely as a wrong clock.
const tolerance = 60;

function clockStep(answer: Answer | NoAnswer): DiagnosisStep {
  const date = typeof answer === "string" ? Number.NaN : parseDate(answer.response.headers.get("date") ?? "");
  if (typeof answer === "string" || Number.isNaN(date)) {
    return skipped("clock", "The token endpoint gave no Date to compare with.");
  }
  const { sentAt, receivedAt } = answer;
  // Written halfway between, and rounded down to a second.
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
