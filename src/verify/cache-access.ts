import { ageOf, currentMoment, type Moment } from "./clock.ts";
import { type KnownKeys, separatesCalls } from "./keys-attempt.ts";
import { cacheTimeout, entryOf, type KeysCache, readEntry } from "./keys-cache.ts";
import { nextLook, settledWithin } from "./wait.ts";

/** The two directions of a `KeysCache`. Neither rejects: what the cache throws goes to `onProblem`. */
export interface CacheAccess {
  /** Reads the cache, once: one that does not respond in time is not asked again. Resolves in a second at most. */
  restore(): Promise<void>;
  /** Not waited for: a slow or failing cache must not fail the verification. */
  store(keys: KnownKeys): void;
}

interface Reading {
  readonly startedAt: Moment;
  readonly end: Promise<void>;
  isOver: boolean;
}

/** @param take receives what the cache holds, where that can be used, also after the wait for it is over */
export function createCacheAccess(
  cache: KeysCache,
  url: string,
  { take, onProblem }: { take: (keys: KnownKeys) => void; onProblem: (problem: unknown) => void },
): CacheAccess {
  let reading: Reading | undefined;

  function read(): Reading {
    const started: Reading = {
      startedAt: currentMoment(),
      isOver: false,
      end: (async () => cache.get())()
        .then((entry) => {
          const keys = readEntry(entry, url);
          if (keys) take({ ...keys, isCached: true });
        }, onProblem)
        .finally(() => {
          started.isOver = true;
        }),
    };
    return started;
  }

  return {
    async restore() {
      reading ??= read();
      const { startedAt, end } = reading;
      while (!reading.isOver && ageOf(startedAt) < cacheTimeout) {
        await (separatesCalls() ? nextLook() : settledWithin(end, cacheTimeout - ageOf(startedAt)));
      }
    },
    store({ keys, requestedAt }) {
      (async () => cache.set(entryOf(url, keys, requestedAt)))().catch(onProblem);
    },
  };
}
