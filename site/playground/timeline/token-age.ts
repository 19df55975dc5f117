/** A token as the help center issued it. Times in milliseconds, by the help center's clock. */
export interface TokenLife {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * What hc-jwt does with a token of this age at the next call: use it, use it and get a new one in the background, or get a
 * new one first.
 */
export type TokenPhase = "fresh" | "refreshed" | "replaced" | "expired";

export interface TokenAge {
  readonly phase: TokenPhase;
  /** Seconds, whole. */
  readonly age: number;
  readonly lifetime: number;
  /** Where it is between its issue and its expiry, 0 to 1. */
  readonly progress: number;
  /** From here on it is refreshed in the background, and from there on no longer used: 0 to 1. */
  readonly refreshedFrom: number;
  readonly replacedFrom: number;
}

/** The default of `refreshLeeway`, in milliseconds. */
const defaultLeeway = 30_000;

export function tokenAge({ issuedAt, expiresAt }: TokenLife, now: number): TokenAge {
  const lifetime = expiresAt - issuedAt;
  const leeway = Math.min(defaultLeeway, lifetime / 4);
  const left = expiresAt - now;
  const at = (beforeExpiry: number) => 1 - beforeExpiry / lifetime;
  return {
    phase: left <= 0 ? "expired" : left <= leeway ? "replaced" : left <= 2 * leeway ? "refreshed" : "fresh",
    age: Math.max(0, Math.floor((now - issuedAt) / 1000)),
    lifetime: Math.ceil(lifetime / 1000),
    progress: Math.min(1, Math.max(0, (now - issuedAt) / lifetime)),
    refreshedFrom: at(2 * leeway),
    replacedFrom: at(leeway),
  };
}
