import { type Destination, isTokenAllowed, parseDestination } from "../call/destination.ts";
import type { HelpCenterJwtError } from "../errors.ts";
import { pageOrigin } from "../page/origin.ts";
import { type DiagnosisStep, failed, ok, skipped } from "./report.ts";
import { plainRequest } from "./request.ts";

const names = ["destination", "reachable", "preflight", "accepted"] as const;

/** Adds the missing steps as skipped. */
function completed(steps: readonly DiagnosisStep[], reason: string): DiagnosisStep[] {
  return names.map((name) => steps.find((step) => step.name === name) ?? skipped(name, reason));
}

/** All steps, skipped. */
export function skippedDestination(reason: string): DiagnosisStep[] {
  return completed([], reason);
}

/**
 * Checks everything from the token to the author's API: one GET with the token, and if that fails, one or two without it to
 * find out why.
 *
 * @param given the author's URL
 * @param clientFetch the shared client's fetch, which knows the options
 * @param jwt a token, if there is one
 */
export async function diagnoseDestination(
  given: string | URL,
  clientFetch: typeof fetch,
  jwt: string | undefined,
): Promise<DiagnosisStep[]> {
  const url = typeof given === "string" || given instanceof URL ? parseDestination(String(given)) : undefined;
  if (!url) {
    const step = failed("destination", "This is no URL.", 'Give one such as "https://api.example.com/orders".');
    return completed([step], "There is no URL to call.");
  }
  const destination = await destinationStep(url, clientFetch);
  if (destination.status === "failed") return completed([destination], "The token must not go there.");
  if (isUntouched(url)) return completed([destination], "Calls there carry no token.");
  const server = await serverSteps(url, jwt);
  return completed(
    [destination, ...server],
    jwt ? "There is no response that this page may read." : "There is no token to send.",
  );
}

async function destinationStep(url: Destination, clientFetch: typeof fetch): Promise<DiagnosisStep> {
  const refusal = await blockedBy(url, clientFetch);
  if (refusal === "destination_not_allowed") {
    return failed(
      "destination",
      `${url.origin} is not in allowedOrigins.`,
      `Add it, if it may have the token: HCJwt.configure({ allowedOrigins: ["${url.origin}", …] }).`,
    );
  }
  if (refusal === "insecure_destination") {
    return failed(
      "destination",
      `${url.protocol}//${url.url.host} is neither https nor loopback.`,
      "Use https: over plain http anybody on the network could read the token.",
    );
  }
  if (refusal) {
    return failed("destination", `fetch refuses this URL: ${refusal}.`, "Leave user name and password out of it.");
  }
  return isUntouched(url)
    ? ok("destination", "The help center's own origin, or Zendesk's API: such calls pass untouched, without a token.")
    : ok("destination", `${url.origin} may have the token.`);
}

/**
 * Asks the client whether the destination is allowed. Its options cannot be read from outside, so this calls it with an
 * aborted signal: it checks the destination and sends nothing.
 */
async function blockedBy({ url }: Destination, clientFetch: typeof fetch): Promise<string | undefined> {
  // A TypeError (Fetch standard, Request constructor, step 5.4), but an aborted call rejects before that.
  if (url.username || url.password) return "TypeError";
  const controller = new AbortController();
  controller.abort();
  try {
    await clientFetch(url.href, { signal: controller.signal });
    return undefined;
  } catch (error) {
    const { code, name } = error as HelpCenterJwtError;
    if (name === "AbortError" || code === "not_signed_in") return undefined;
    return name === "HelpCenterJwtError" ? code : name;
  }
}

/** Is a call to this URL sent unchanged, whatever the options? */
function isUntouched(url: Destination): boolean {
  try {
    return !isTokenAllowed(url, undefined, pageOrigin());
  } catch {
    return false;
  }
}

/** The steps that follow from the responses to up to three requests. */
async function serverSteps({ href, origin }: Destination, jwt: string | undefined): Promise<DiagnosisStep[]> {
  const reachable = ok("reachable", `${origin} responds.`);
  if (jwt) {
    // Redirects are not followed, because they could lead the token elsewhere.
    const answer = await requestStatus(href, { redirect: "manual", headers: { authorization: `Bearer ${jwt}` } });
    if (typeof answer !== "string") {
      return [reachable, ok("preflight", `Lets ${pageOrigin()} send Authorization.`), acceptedStep(answer)];
    }
    if (answer === "timeout") return [late()];
  }

  // The other two requests are simple ones, without a preflight.
  const readable = await requestStatus(href, { redirect: "manual" });
  if (readable === "timeout") return [late()];
  if (readable !== "network") {
    if (!jwt) return [reachable];
    const preflight = failed(
      "preflight",
      `${origin} lets ${pageOrigin()} read its responses, but not send Authorization.`,
      `Have it respond to OPTIONS with 2xx, without requiring a token and without a redirect, with ${allowOrigin()} and Access-Control-Allow-Headers: Authorization (* does not cover it); and send the former with its responses to signed-in calls, too.`,
    );
    return [reachable, preflight];
  }

  const opaque = await requestStatus(href, { mode: "no-cors" });
  if (opaque === "timeout") return [late()];
  if (opaque !== "network") {
    const preflight = failed(
      "preflight",
      `${origin} does not let ${pageOrigin()} read its responses (CORS).`,
      `Have it send ${allowOrigin()} with every response, errors too; and respond to OPTIONS with 2xx, without requiring a token, with that and Access-Control-Allow-Headers: Authorization.`,
    );
    return [reachable, preflight];
  }

  return [
    failed(
      "reachable",
      `${origin} cannot be reached: network, DNS or TLS, or something in the browser stopped the request.`,
      "Open the URL in a tab. An error page there: the server is down, its name or its certificate is wrong. A response: a content security policy (connect-src), an ad blocker, or Cross-Origin-Resource-Policy keeps it from this page.",
    ),
  ];
}

function late(): DiagnosisStep {
  return failed(
    "reachable",
    "No response within 10 seconds.",
    "Look at the server, and at what is between it and you.",
  );
}

function allowOrigin(): string {
  return `Access-Control-Allow-Origin: ${pageOrigin()}`;
}

/** Sends a GET that bypasses the cache. Its body is not read. */
function requestStatus(href: string, init: RequestInit) {
  return plainRequest(href, Object.assign({ cache: "no-store" }, init), ({ type, status, body }) => {
    body?.cancel().catch(() => {});
    return { type, status };
  });
}

function acceptedStep({ type, status }: { type: ResponseType; status: number }): DiagnosisStep {
  const bad = (detail: string, advice: string) => failed("accepted", detail, advice);
  if (type === "opaqueredirect") {
    return bad(
      "Answers with a redirect.",
      "Run this with the URL that it leads to: a redirect to another origin loses the token.",
    );
  }
  if (status === 401) {
    return bad(
      "Responds with 401: it rejects the token.",
      "Look at the verifier's settings: the subdomain or keysUrl of this very brand, requiredClaims against the claims above, the server's clock. The response's body, in the browser's network panel, may say which; on the server, npx hc-jwt verify checks a token from standard input, check by check.",
    );
  }
  if (status === 403) {
    return bad(
      "Responds with 403: it knows the visitor, who may not do this.",
      "Look at the API's own rules for this user.",
    );
  }
  if (status >= 500) {
    return bad(
      `Responds with ${status}.`,
      "Look at the API's log. A verifier that cannot get the help center's keys (keys_unavailable) responds with 503: on the server, npx hc-jwt keys shows whether it can.",
    );
  }
  return ok(
    "accepted",
    status < 400
      ? `Responds with ${status}.`
      : `Responds with ${status} to a GET, which does not mean that it rejects the token.`,
  );
}
