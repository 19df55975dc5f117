import { setTimeout as delay } from "node:timers/promises";
import { type Context, Hono } from "hono";
import type { Controls, TokenFault } from "../controls.ts";
import type { RequestLog } from "../request-log.ts";
import { fingerprintOf } from "../token-fingerprint.ts";
import { ACCOUNT } from "./account.ts";
import type { Session } from "./sessions.ts";
import type { IssueToken } from "./token-issuer.ts";
import type { User } from "./users.ts";

export const TOKEN_PATHS = [
  "/api/v2/help_center/integration/token",
  "/api/v2/help_center/integration/token.json",
  // From the time before the endpoint was public; scripts that call it are still about.
  "/hc/api/v2/integration/token",
];

export interface TokenEndpointOptions {
  controls: Controls;
  requestLog: RequestLog;
  issueToken: IssueToken;
  users: readonly User[];
  sessionOf(c: Context): Session | undefined;
}

export function createTokenEndpoint({
  controls,
  requestLog,
  issueToken,
  users,
  sessionOf,
}: TokenEndpointOptions): Hono {
  const app = new Hono();

  app.on("GET", TOKEN_PATHS, async (c) => {
    const log = requestLog.begin();
    const authorization = c.req.header("Authorization");
    const user = authorization === undefined ? sessionOf(c)?.user : basicUser(authorization, users);
    const { tokenLatency, retryAfter } = controls.get();
    const fault = controls.takeTokenFault();
    if (tokenLatency > 0) await delay(tokenLatency, undefined, { ref: false });

    const answer = fault === "ok" ? await tokenFor(user, authorization !== undefined) : faultyAnswer(fault, retryAfter);
    const { token, status = 200, headers = {} } = answer;
    const body = answer.body ?? JSON.stringify(token === undefined ? {} : { token });
    log({
      kind: "token",
      method: c.req.method,
      path: c.req.path,
      status,
      user: user?.name ?? null,
      token: token === undefined ? null : fingerprintOf(token),
    });
    return c.body(body, status, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
      ...headers,
    });
  });

  async function tokenFor(user: User | undefined, hasCredentials: boolean): Promise<Answer> {
    if (!user) return hasCredentials ? { status: 401, body: UNAUTHORIZED } : { status: 403, body: FORBIDDEN };
    const { tokenLifetime: lifetime, issuedAtClaim } = controls.get();
    return { token: await issueToken(user, { lifetime, issuedAtClaim }) };
  }

  return app;
}

/** The API token, and every user's password, of the local help center. It opens nothing else. */
export const API_TOKEN = "demo-api-token";

/** Basic authentication, as Zendesk's API takes it: `email/token` with an API token, else the email with the password. */
function basicUser(authorization: string, users: readonly User[]): User | undefined {
  const [, credentials = ""] = /^basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
  const [, name, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(credentials, "base64").toString()) ?? [];
  const email = name?.replace(/\/token$/, "");
  return secret === API_TOKEN ? users.find((user) => user.email === email) : undefined;
}

interface Answer {
  status?: 200 | 302 | 401 | 403 | 404 | 429 | 503;
  headers?: Record<string, string>;
  token?: string;
  body?: string;
}

const FORBIDDEN = JSON.stringify({
  error: { title: "Forbidden", message: "You do not have access to this page. Please sign in." },
});

const UNAUTHORIZED = JSON.stringify({ error: "Couldn't authenticate you" });

function faultyAnswer(fault: Exclude<TokenFault, "ok">, retryAfter: number): Answer {
  switch (fault) {
    case "plan_unsupported":
      return { status: 404, body: JSON.stringify({ error: "InvalidEndpoint", description: "Not found" }) };
    case "unavailable":
      return { status: 503, body: JSON.stringify({ error: "ServiceUnavailable" }) };
    case "rate_limited":
      return {
        status: 429,
        headers: { "Retry-After": String(retryAfter) },
        body: JSON.stringify({ error: "APIRateLimitExceeded" }),
      };
    case "unauthorized":
      return { status: 401, body: UNAUTHORIZED };
    case "forbidden":
      return { status: 403, body: FORBIDDEN };
    case "sign_in_page":
      return {
        headers: { "Content-Type": "text/html; charset=utf-8" },
        body: "<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1>",
      };
    case "redirect_to_sign_in":
      return { status: 302, headers: { Location: `/hc/${ACCOUNT.locale}/signin` }, body: "" };
    case "no_token":
      return {};
    case "garbage_token":
      return { body: JSON.stringify({ token: "this.is-not.a-token" }) };
  }
}
