import { createSigner, helpCenterHandlers, type Signer } from "hc-jwt/testing";
import { getResponse } from "msw";
import type { HttpHandler } from "msw/http";
import type { TokenLife } from "../timeline/token-age.ts";
import type { TokenEndpointState } from "./token-endpoint.ts";
import type { Visitor } from "./visitors.ts";

/** A token that the help center has issued. */
export interface IssuedToken extends TokenLife {
  /** 1 for the first. */
  readonly number: number;
  readonly jwt: string;
  readonly visitor: Visitor;
  /** Refused by the API from now on. */
  isRevoked: boolean;
}

export interface HelpCenter {
  /** Nobody, if unset. */
  visitor: Visitor | undefined;
  endpoint: TokenEndpointState;
  /** Of the tokens issued from now on, in seconds. */
  lifetime: number;
  /** Seconds that its clock is ahead of the API's. */
  clockLead: number;
  readonly issued: readonly IssuedToken[];
  /** The responses of both of its endpoints; `undefined` for any other URL. */
  respond(request: Request): Promise<Response | undefined>;
  /** Publishes a new key, and the old one no longer. */
  rotateKeys(): void;
}

/** The signing keys of all stories, in the order of their use: to make one takes up to a second, and no story needs its own. */
const signers: Signer[] = [];

function signerAt(index: number): Signer {
  const signer = signers[index] ?? createSigner();
  signers[index] = signer;
  return signer;
}

/**
 * The help center of this page: the handlers that authors test their themes with, and a real RS256 key.
 *
 * @param origin where its endpoints are
 */
export function createHelpCenter(origin: string): HelpCenter {
  let rotations = 0;
  const issued: IssuedToken[] = [];
  const helpCenter: HelpCenter = {
    visitor: undefined,
    endpoint: "ok",
    lifetime: 300,
    clockLead: 0,
    issued,
    async respond(request) {
      const { visitor, lifetime, clockLead } = helpCenter;
      const issuedAt = Date.now();
      const handlers = handlersOf(helpCenter, origin, signerAt(rotations));
      const response = atItsClock(await getResponse(handlers, request), clockLead);
      const jwt = response?.ok && visitor ? await tokenIn(response.clone()) : undefined;
      if (jwt !== undefined && visitor) {
        const expiresAt = (Math.floor(issuedAt / 1000) + lifetime) * 1000;
        issued.push({ number: issued.length + 1, jwt, visitor, issuedAt, expiresAt, isRevoked: false });
      }
      return response;
    },
    rotateKeys() {
      rotations++;
    },
  };
  return helpCenter;
}

/** The response with the `Date` of a server whose clock is some seconds ahead: both sides measure by it. */
function atItsClock(response: Response | undefined, lead: number): Response | undefined {
  if (!response || lead === 0) return response;
  const headers = new Headers(response.headers);
  headers.set("date", new Date(Date.now() + lead * 1000).toUTCString());
  return new Response(response.body, { status: response.status, headers });
}

/** Zendesk's responses, for each state. */
function handlersOf(
  { visitor, endpoint, lifetime, clockLead }: HelpCenter,
  origin: string,
  signer: Signer,
): HttpHandler[] {
  const shared = { origin, signer };
  if (endpoint === "down") return helpCenterHandlers({ ...shared, status: 503 });
  if (endpoint === "rate-limited") return helpCenterHandlers({ ...shared, status: 429, retryAfter: 60 });
  if (endpoint === "no-plan") return helpCenterHandlers({ ...shared, status: 404 });
  if (endpoint === "sign-in-page") return helpCenterHandlers({ ...shared, claims: signInPage });
  if (!visitor) return helpCenterHandlers({ ...shared, status: 403 });
  const { userId, email } = visitor;
  // Without an id, two tokens of the same second would be the same, and the second one revoked with the first.
  const jti = crypto.randomUUID();
  const iat = Math.floor(Date.now() / 1000) + clockLead;
  const claims = { userId, email, externalId: null, jti, iat, nbf: iat, exp: iat + lifetime };
  return helpCenterHandlers({ ...shared, claims });
}

function signInPage(): never {
  throw new Response("<!doctype html><title>Sign in</title>", { headers: { "content-type": "text/html" } });
}

async function tokenIn(response: Response): Promise<string | undefined> {
  const body: unknown = await response.json().catch(() => undefined);
  const token = (body as { token?: unknown } | undefined)?.token;
  return typeof token === "string" ? token : undefined;
}
