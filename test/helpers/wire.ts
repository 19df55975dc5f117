import type { IncomingMessage } from "node:http";
import { bearerTokenOf, fingerprintOf } from "../../demo-server/token-fingerprint.ts";

/** A request as it came in. */
export interface WireEntry {
  readonly method: string;
  /** Path and query, as a server would log them. */
  readonly target: string;
  /** Fingerprint of the bearer token, or `null` where there was none. */
  readonly token: string | null;
}

/** What reached a server of a test, in order. */
export interface Wire {
  readonly entries: WireEntry[];
  /** `GET /orders`, or with a token `GET /orders +token`; preflights, which browsers may remember, left out. */
  readonly calls: string[];
  note(request: Request | IncomingMessage): void;
}

export function createWire(): Wire {
  const entries: WireEntry[] = [];
  return {
    entries,
    get calls() {
      return entries
        .filter(({ method }) => method !== "OPTIONS")
        .map(({ method, target, token }) => `${method} ${target}${token ? " +token" : ""}`);
    },
    note(request) {
      const isWeb = request instanceof Request;
      const { pathname, search } = new URL(request.url ?? "", "http://localhost");
      const authorization = isWeb ? request.headers.get("authorization") : request.headers.authorization;
      const token = bearerTokenOf(authorization ?? undefined);
      const method = request.method ?? "";
      entries.push({ method, target: pathname + search, token: token === undefined ? null : fingerprintOf(token) });
    },
  };
}
