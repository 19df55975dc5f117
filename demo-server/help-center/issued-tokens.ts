import { fingerprintOf, hashOf } from "../token-fingerprint.ts";

export interface IssuedToken {
  fingerprint: string;
  userName: string;
  /** Milliseconds since 1970; likewise `expiresAt`. */
  issuedAt: number;
  expiresAt: number;
  revoked: boolean;
}

export interface IssuedTokens {
  add(token: string, about: Omit<IssuedToken, "fingerprint" | "revoked">): void;
  /** The token that was issued or used last. */
  latest(): IssuedToken | undefined;
  /** Notes that the API has seen a token. */
  used(token: string): void;
  revokeAll(): void;
  isRevoked(token: string): boolean;
}

/**
 * Remembers tokens by their hash. Zendesk itself has no way to take a help center JWT back before it expires; revoking
 * stands for an API whose owner stops accepting tokens whose signature and expiry are still good.
 */
export function createIssuedTokens(): IssuedTokens {
  const tokens = new Map<string, IssuedToken>();
  let latest: IssuedToken | undefined;

  function dropExpired(): void {
    for (const [hash, { expiresAt }] of tokens) {
      if (expiresAt < Date.now() - GRACE) tokens.delete(hash);
    }
  }

  return {
    add(token, about) {
      dropExpired();
      latest = { fingerprint: fingerprintOf(token), revoked: false, ...about };
      tokens.set(hashOf(token), latest);
    },
    latest: () => latest,
    used(token) {
      latest = tokens.get(hashOf(token)) ?? latest;
    },
    revokeAll() {
      for (const token of tokens.values()) token.revoked = true;
    },
    isRevoked: (token) => tokens.get(hashOf(token))?.revoked ?? false,
  };
}

/** Milliseconds that an expired token stays known: longer than any verifier's clock tolerance. */
const GRACE = 60_000;
