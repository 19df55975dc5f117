import { createCacheAccess } from "./cache-access.ts";
import { ageOf, currentMoment, longestSince } from "./clock.ts";
import { isUnknownKey, type KeySource, KeysUnavailable, NamesNoKey } from "./key-source.ts";
import { isLost, isUnderWay, type KeysAttempt, type KnownKeys, separatesCalls, showLife } from "./keys-attempt.ts";
import type { KeysCache } from "./keys-cache.ts";
import { type KeysProblem, keyProblem, timeoutProblem } from "./keys-problem.ts";
import { type FetchKeys, keysTimeout, requestKeys } from "./keys-request.ts";
import { nextLook, settledWithin } from "./wait.ts";

/** How the published keys are requested and cached. Times in milliseconds. */
export interface KeySourceOptions {
  /** Minimum time between two requests because of an unknown `kid`. After a failure, the upper limit of the back-off. */
  readonly cooldown: number;
  /** How long keys are used without a new request. */
  readonly maxAge: number;
  /** How long known keys go on serving while they are requested again, counted from their own request. */
  readonly maxStaleAge: number;
  readonly fetch: FetchKeys | undefined;
  readonly cache: KeysCache | undefined;
  /** Called once for each request that fails. Must not throw. */
  readonly onProblem: (problem: unknown) => void;
}

/** Back-off after the first failure, in milliseconds. It doubles with each further failure, up to `cooldown`. */
const firstPause = 1_000;

/**
 * The key that signed a token, from the JWKS at a fixed URL, by `kid`.
 *
 * A known key is returned at once, even if the endpoint is down; keys that are due are requested in the background. Only a
 * caller that needs an unknown key waits, and all such callers share one request.
 *
 * jose's own remote set is not used: it makes every caller wait for new keys, counts the cool-down from successes only,
 * and measures both by the wall clock, so that after the clock is set back an hour, new keys are rejected for as long.
 */
export function createKeySource(url: string, options: KeySourceOptions): KeySource {
  const { cooldown, maxAge, maxStaleAge, cache, onProblem } = options;
  const longestAge = Math.max(maxAge, maxStaleAge);
  let last: KeysAttempt | undefined;
  let known: KnownKeys | undefined;
  /** From the cache, and older than keys should be: for when the endpoint fails. */
  let spare: KnownKeys | undefined;
  let failures = 0;

  const serving = (keys = known) => (keys && ageOf(keys.requestedAt) < longestAge ? keys : undefined);
  const areDue = ({ requestedAt }: KnownKeys) => longestSince(requestedAt) >= maxAge;
  const pauseAfter = ({ problem }: KeysAttempt) =>
    problem ? Math.min(cooldown, firstPause * 2 ** Math.min(failures - 1, 20)) : cooldown;

  const cached = cache && createCacheAccess(cache, url, { take: takeCached, onProblem });

  function takeCached(keys: KnownKeys): void {
    if (known) return;
    if (areDue(keys)) spare = keys;
    else known = keys;
  }

  function send(isAwaited: boolean): KeysAttempt {
    const sentAt = currentMoment();
    const attempt: KeysAttempt = {
      sentAt,
      isAwaited,
      aliveAt: sentAt,
      end: requestKeys(url, options.fetch).then(
        (response) => {
          attempt.response = { ...response, requestedAt: sentAt };
          // Ignores the late response of a request that was already replaced.
          if (attempt !== last) return;
          known = attempt.response;
          failures = 0;
          cached?.store(known);
        },
        (problem: KeysProblem) => {
          attempt.problem = problem;
          if (attempt === last) failures++;
          onProblem(new KeysUnavailable(problem, pauseAfter(attempt)));
        },
      ),
    };
    if (separatesCalls()) showLife(attempt);
    last = attempt;
    return attempt;
  }

  /** The request that decides: the one under way, a new one where there may be one, otherwise the last. */
  function currentAttempt(isRefetch: boolean, isAwaited: boolean): KeysAttempt {
    if (!last) return send(isAwaited);
    const lost = isUnderWay(last) && isLost(last, isAwaited);
    if (isUnderWay(last) && !lost) return last;
    const mayBeSent =
      longestSince(last.sentAt) >= pauseAfter(last) ||
      // These are paced by the age that keys may have.
      (isRefetch && last.response) ||
      // A lost request gave no information, so a waiting caller need not respect the cool-down.
      (isAwaited && lost);
    return mayBeSent ? send(isAwaited) : last;
  }

  async function endedAttempt(isRefetch: boolean): Promise<KeysAttempt> {
    const start = currentMoment();
    let attempt = currentAttempt(isRefetch, true);
    while (isUnderWay(attempt) && ageOf(start) < keysTimeout) {
      if (!separatesCalls()) {
        await settledWithin(attempt.end, keysTimeout);
        break;
      }
      await nextLook();
      // Another waiting call may have taken over from one that is gone; or this one does.
      if (last && attempt !== last) attempt = last;
      else if (isUnderWay(attempt)) attempt = currentAttempt(isRefetch, true);
    }
    return attempt;
  }

  async function findKey(kid: string): Promise<CryptoKey> {
    if (cached && !known) await cached.restore();
    const before = serving();
    if (before) {
      try {
        const key = await before.keys.find(kid);
        if (areDue(before)) currentAttempt(true, false);
        return key;
      } catch (error) {
        // A new request would not repair a key that is published but unusable.
        const isFinal = !areDue(before) && !before.isCached && before === serving();
        if (!isUnknownKey(error) && isFinal) throw unusable(error);
      }
    }
    const attempt = await endedAttempt(!before || areDue(before));
    // A response that was waited for counts even where keys may have no age at all.
    const after = newerOf(attempt.response, serving()) ?? serving(spare);
    try {
      if (after) return await after.keys.find(kid);
    } catch (error) {
      // Without a response, an unknown key may be a new one.
      if (attempt.response) throw isUnknownKey(error) ? error : unusable(error);
    }
    throw unavailable(attempt);
  }

  /** Keys of a cache must not refuse good tokens for as long as they count as fresh. */
  async function replacementOf(kid: string, key: CryptoKey): Promise<CryptoKey | undefined> {
    const isDoubtful = [known, spare].some((keys) => keys?.isCached && keys.keys.get(kid) === key);
    let current = known?.isCached ? undefined : known;
    if (!current && isDoubtful) {
      const attempt = await endedAttempt(true);
      current = newerOf(attempt.response, known?.isCached ? undefined : known);
      // Whether the token is good, only the endpoint could tell.
      if (!current) throw unavailable(attempt);
    }
    const replacement = await current?.keys.find(kid);
    return replacement === key ? undefined : replacement;
  }

  const unusable = (error: unknown) => new KeysUnavailable(keyProblem(url, error), 0);
  const unavailable = (attempt: KeysAttempt) =>
    new KeysUnavailable(
      attempt.problem ?? timeoutProblem(url, keysTimeout),
      pauseAfter(attempt) - longestSince(attempt.sentAt),
    );

  return {
    find({ kid }) {
      // jose would take the only key of a set for a token that names none.
      if (typeof kid !== "string" || kid === "") throw new NamesNoKey();
      const current = serving();
      const key = current?.keys.get(kid);
      if (!current || !key) return findKey(kid);
      if (areDue(current)) currentAttempt(true, false);
      return key;
    },
    async preload() {
      if (cached && !known) await cached.restore();
      const attempt = serving() ? undefined : await endedAttempt(true);
      return (serving() ?? attempt?.response) !== undefined;
    },
    replacementOf,
    clockSkew: () => known?.clockSkew,
  };
}

function newerOf(a: KnownKeys | undefined, b: KnownKeys | undefined): KnownKeys | undefined {
  return a && b && b.requestedAt.monotonic > a.requestedAt.monotonic ? b : (a ?? b);
}
