import type { Moment } from "./clock.ts";
import { currentMoment } from "./clock.ts";
import { type HelpCenterJwk, type KeySet, parseKeySet, publicKeysOf } from "./key-set.ts";

/** What a `KeysCache` holds: plain data, for `JSON.stringify`. */
export interface CachedKeys {
  /** The URL that the keys are from. An entry of another URL is not used. */
  url: string;
  /** When they were requested: milliseconds since 1970, by the clock of the machine that did. */
  requestedAt: number;
  keys: HelpCenterJwk[];
}

/**
 * A place outside of the process to keep the help center's public keys in, so that a cold start need not wait for them:
 * a KV store, a file, a cache of the platform.
 *
 * **Whoever can write to it decides which tokens are accepted.** Nothing but your own servers may: keep it as you keep a
 * secret, although it holds none.
 *
 * An entry is used as if this process had requested the keys at `requestedAt`: for `keysMaxAge`. An older one serves, up
 * to `keysMaxStaleAge`, only where the keys endpoint fails. One that cannot be read, is of another URL, or from the
 * future counts as none. Where a token's signature does not match a key of the cache, the keys are requested once.
 *
 * @example
 * const keysCache = {
 *   get: () => kv.get("help-center-keys", "json"),
 *   set: (entry) => kv.put("help-center-keys", JSON.stringify(entry), { expirationTtl: 3600 }),
 * };
 */
export interface KeysCache {
  /** The entry, or nothing. Asked once a process, when the keys are first needed, and waited for at most one second. */
  get(): CachedKeys | null | undefined | Promise<CachedKeys | null | undefined>;
  /** Takes the keys of each request that succeeds. Not waited for; on Workers, call `waitUntil` in it. */
  set(entry: CachedKeys): unknown;
}

/** Milliseconds that a cache may take. The keys endpoint itself takes about as long. */
export const cacheTimeout = 1_000;

/** Clocks of two machines differ: an entry may be this much from the future, in milliseconds. */
const clockTolerance = 5_000;

export interface RestoredKeys {
  readonly keys: KeySet;
  readonly requestedAt: Moment;
}

/** What an entry holds, or nothing for one that is not to be used. Never throws: anything may come out of a cache. */
export function readEntry(entry: unknown, url: string): RestoredKeys | undefined {
  try {
    const { url: from, requestedAt, keys } = Object(entry) as Partial<CachedKeys>;
    if (from !== url || typeof requestedAt !== "number" || !Array.isArray(keys)) return undefined;
    const { wall, monotonic } = currentMoment();
    const age = wall - requestedAt;
    if (!(age >= -clockTolerance)) return undefined;
    const usable = publicKeysOf({ published: keys } as unknown as KeySet);
    if (usable.length === 0) return undefined;
    return {
      keys: parseKeySet(JSON.stringify({ keys: usable })),
      requestedAt: { wall: Math.min(wall, requestedAt), monotonic: monotonic - Math.max(0, age) },
    };
  } catch {
    return undefined;
  }
}

export function entryOf(url: string, keys: KeySet, { wall }: Moment): CachedKeys {
  return { url, requestedAt: wall, keys: publicKeysOf(keys) };
}
