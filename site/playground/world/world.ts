import { createVerifier, type Verifier } from "hc-jwt/verify";
import type { Ending, Log } from "../timeline/log.ts";
import { createApi } from "./api.ts";
import type { ApiFault } from "./api-fault.ts";
import { describeHeader } from "./header.ts";
import { createHelpCenter, type HelpCenter } from "./help-center.ts";

const apiOrigin = "https://api.example.com";
const integration = "/api/v2/help_center/integration";

/** The servers that the theme's page talks to. They live in this page; nothing leaves it. */
export interface World {
  readonly helpCenter: HelpCenter;
  /**
   * The response to a request of the theme's page: `undefined` for the page's own files. For hosts that are not in this
   * world it is a network error, so that no request of the reader's code leaves the browser.
   */
  respond(request: Request): Promise<Response | undefined>;
  /** The API refuses every token that was issued so far. */
  revokeTokens(): void;
  /** The help center signs with a new key, and the API knows the new ones only. */
  rotateKeys(): void;
}

export interface WorldOptions {
  /** Of the help center, which is this page's own. */
  readonly origin: string;
  readonly log: Log;
  /** Milliseconds that a response takes. */
  readonly latency: { readonly token: number; readonly api: number };
  /** By default the API accepts good tokens. */
  readonly apiFault?: ApiFault | undefined;
}

/** Seconds that the help center's clock is ahead of the API's. */
const clockLeads: Readonly<Partial<Record<ApiFault, number>>> = { "clock-ahead": -3600, "clock-behind": 3600 };

export function createWorld({ origin, log, latency, apiFault }: WorldOptions): World {
  const helpCenter = createHelpCenter(origin);
  helpCenter.clockLead = (apiFault && clockLeads[apiFault]) ?? 0;
  let verifier = newVerifier();
  const api = createApi({
    verifier: () => verifier,
    isRevoked: (authorization) =>
      helpCenter.issued.some(({ jwt, isRevoked }) => isRevoked && authorization === `Bearer ${jwt}`),
  });

  /** The verifier of a server, but for its way to the keys endpoint. */
  function newVerifier(): Verifier {
    return createVerifier({
      keysUrl: `${origin}${integration}/keys`,
      // A key that was published a moment ago is known at the next call, without the pause of half a minute.
      keysCooldown: 0,
      ...(apiFault === "claim-required" && { requiredClaims: { product: "orders" } }),
      fetch: (url, init) => keys(new Request(url, init)),
    });
  }

  async function keys(request: Request): Promise<Response> {
    const end = log.begin("keys", "The API loads the help center's public keys");
    const isDown = apiFault === "keys-unavailable";
    const response = isDown ? new Response(null, { status: 503 }) : await helpCenter.respond(request);
    end(endingOf(response ?? Response.error()));
    return response ?? Response.error();
  }

  async function token(request: Request): Promise<Response | undefined> {
    const before = helpCenter.issued.length;
    const end = log.begin("token", `GET ${integration}/token`);
    await pause(latency.token);
    const response = await helpCenter.respond(request);
    const issued = helpCenter.issued[before];
    const { status, tone } = endingOf(response ?? Response.error());
    const html = response?.headers.get("content-type")?.startsWith("text/html");
    if (issued) end({ outcome: status, tone, detail: `token ${issued.number}, for ${issued.visitor.email}` });
    else end({ outcome: html ? `${status}, HTML` : status, tone: "bad", detail: "no token" });
    return response;
  }

  async function call(request: Request, path: string): Promise<Response> {
    const header = describeHeader(request.headers.get("authorization"), helpCenter.issued);
    const end = log.begin("api", `${request.method} ${path}`, header);
    await pause(latency.api);
    const response = await api(request);
    const { status, tone } = endingOf(response);
    const problem = response.ok ? undefined : await errorIn(response.clone());
    end({ outcome: status, tone, ...(problem !== undefined && { detail: `${header}; ${problem}` }) });
    return response;
  }

  return {
    helpCenter,
    async respond(given) {
      const request = new Request(given);
      const { origin: destination, host, pathname, search } = new URL(request.url);
      if (destination === apiOrigin) return call(request, pathname + search);
      if (destination === origin) {
        return /\/integration\/token(?:\.json)?$/.test(pathname) ? token(request) : undefined;
      }
      log.begin("api", `${request.method} ${host}`)({ outcome: "no such host here", tone: "bad" });
      return Response.error();
    },
    revokeTokens() {
      for (const one of helpCenter.issued) one.isRevoked = true;
      log.mark("action", "The API refuses all tokens issued so far");
    },
    rotateKeys() {
      helpCenter.rotateKeys();
      verifier = newVerifier();
      log.mark("action", "The help center signs with a new key, and no longer publishes the old one");
    },
  };
}

function endingOf({ status, ok }: Response): Ending & { readonly status: string } {
  const text = String(status);
  return { status: text, outcome: text, tone: ok ? "good" : "bad" };
}

async function errorIn(response: Response): Promise<string | undefined> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = (body as { error?: unknown } | undefined)?.error;
  return typeof error === "string" ? error : undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
