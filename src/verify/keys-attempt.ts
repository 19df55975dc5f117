import { currentMoment, longestSince, type Moment } from "./clock.ts";
import type { KeySet } from "./key-set.ts";
import type { KeysProblem } from "./keys-problem.ts";
import { keysTimeout } from "./keys-request.ts";

export interface KnownKeys {
  readonly keys: KeySet;
  readonly requestedAt: Moment;
  readonly clockSkew?: number | undefined;
  /** Read from a `KeysCache`: taken on trust until the endpoint itself has responded. */
  readonly isCached?: boolean;
}

/** One request to the keys endpoint: under way until it has a response or a problem. */
export interface KeysAttempt {
  readonly sentAt: Moment;
  /** Whether a caller waits for it, as opposed to one whose key is known. */
  readonly isAwaited: boolean;
  /** When the call that sent it was last known to be alive. */
  aliveAt: Moment;
  response?: KnownKeys;
  problem?: KeysProblem;
  /** Never rejects: nobody need wait for it. */
  readonly end: Promise<void>;
}

export const isUnderWay = ({ response, problem }: KeysAttempt) => !response && !problem;

/**
 * Cloudflare's Workers, and Vercel's edge runtime on them, tie requests, timers and promises to the call that made them:
 * another call cannot use them, and they are dropped with that call, when it has its response or its client is gone.
 * What other calls can see is plain data. jose looks for the same two names.
 */
export function separatesCalls(): boolean {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers" || "EdgeRuntime" in globalThis;
}

/** Milliseconds from one sign of life to the next, and without one until the call that sent a request counts as gone. */
const pulse = 200;
const goneAfter = 1_000;

/** Has the call that sent a request show that it is alive, for the others that wait for what it will bring. */
export function showLife(attempt: KeysAttempt): void {
  const timer = setInterval(() => {
    if (isUnderWay(attempt)) attempt.aliveAt = currentMoment();
    else clearInterval(timer);
  }, pulse);
}

/** Whether a request under way will never end. `isAwaited`: for a caller that waits for it. */
export function isLost(attempt: KeysAttempt, isAwaited: boolean): boolean {
  if (longestSince(attempt.sentAt) >= keysTimeout) return true;
  if (!isAwaited || !separatesCalls()) return false;
  // One that nobody waited for may have been dropped at once.
  return !attempt.isAwaited || longestSince(attempt.aliveAt) >= goneAfter;
}
