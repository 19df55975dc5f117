import { createHash } from "node:crypto";

/** Tells tokens apart without giving one away: neither logs nor pages ever show more of a token than this. */
export function fingerprintOf(token: string): string {
  return hashOf(token).slice(0, 8);
}

export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function bearerTokenOf(authorization: string | undefined): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(authorization ?? "")?.[1];
}
