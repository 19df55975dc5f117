import { parseUrl } from "../origins.ts";
import { pageOrigin } from "../page/origin.ts";
import { decodeToken, type HelpCenterClaims } from "../token/claims.ts";
import { now } from "../token/clock.ts";
import { type DiagnosisStep, failed, ok, skipped } from "./report.ts";
import { plainRequest } from "./request.ts";
import { clockStep, endpointStep, lookAt, type PageHint, signedInStep, signIn, timeLeftStep } from "./token-steps.ts";

export interface TokenDiagnosis {
  readonly steps: readonly DiagnosisStep[];
  /** A token that can be used, if there is one. It is never shown. */
  readonly jwt?: string;
}

/**
 * Checks everything from the page to a token, with one request: the same as the client's, without retries. The client's
 * token, failures and timing are not changed.
 *
 * @param tokenUrl the token endpoint
 */
export async function diagnoseToken(tokenUrl: string): Promise<TokenDiagnosis> {
  const page = globalThis.location as Location | undefined;
  const url = page && parseUrl(tokenUrl, pageOrigin());
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
    // An error message of ours, which quotes nothing of the response.
    const token = failed("token", (error as Error).message, lookAt(url));
    return { steps: [...start, token, skipped("time_left", "There is no token that decodes."), clock] };
  }
  const expiry = new Date(claims.exp * 1000).toISOString();
  const token = ok("token", `Decodes, and expires at ${expiry}. Its claims: ${Object.keys(claims).join(", ")}.`);
  const timeLeft = timeLeftStep(claims, answer);
  const steps = [...start, token, timeLeft, clock];
  return timeLeft.status === "ok" ? { steps, jwt } : { steps };
}

/** The steps from this one on, all skipped. */
function skippedFrom(first: "signed_in" | "token_endpoint", reason: string): DiagnosisStep[] {
  const names = ["signed_in", "token_endpoint", "token", "time_left", "clock"] as const;
  return names.slice(names.indexOf(first)).map((name) => skipped(name, reason));
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

/** Never throws, whatever the page has under this name: nothing, a form field, or a cross-origin frame. */
function pageHint(): PageHint | undefined {
  try {
    const { user } = (globalThis as { HelpCenter?: { user?: Record<string, unknown> } }).HelpCenter ?? {};
    // The `role` of a form field is empty.
    if (typeof user?.role !== "string" || !user.role) return undefined;
    const who = user.email || user.name;
    return typeof who === "string" ? { role: user.role, who } : { role: user.role };
  } catch {
    return undefined;
  }
}
