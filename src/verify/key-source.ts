import { errors, type JWTVerifyGetKey } from "jose";
import type { KeysProblem } from "./keys-problem.ts";

export interface KeySource {
  /** The key of a token's header, for `jwtVerify`. */
  readonly find: JWTVerifyGetKey;
  /** Requests the keys unless there are some. Whether there are then. */
  preload(): Promise<boolean>;
  /**
   * After a signature that did not match this key: the key that has taken its place meanwhile, or nothing where there is
   * no other. Keys of a `KeysCache` are requested before that answer.
   */
  replacementOf(kid: string, key: CryptoKey): Promise<CryptoKey | undefined>;
  /** Milliseconds that this machine's clock is ahead of the keys endpoint's, where that is known. */
  clockSkew(): number | undefined;
}

/** The keys cannot be loaded, so the token cannot be checked. */
export class KeysUnavailable extends Error {
  /** Seconds until the next request may be sent; unset where waiting does not help. */
  readonly retryAfter: number | undefined;

  constructor(problem: KeysProblem, wait: number) {
    super(problem.message, { cause: problem });
    this.retryAfter = problem.isTemporary ? Math.max(1, Math.ceil(wait / 1000)) : undefined;
  }
}

/** The token's header has no `kid`. */
export class NamesNoKey extends errors.JWKSNoMatchingKey {}

export const isUnknownKey = (error: unknown) => error instanceof errors.JWKSNoMatchingKey;
