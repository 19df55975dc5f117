import { ageOf, currentMoment, longestSince, type Moment } from "./clock.ts";
import type { KeySet } from "./key-set.ts";
import { isUnknownKey, type KeySource, KeysUnavailable, NamesNoKey } from "./key-source.ts";
import { cacheTimeout, entryOf, type KeysCache, readEntry } from "./keys-cache.ts";
import { type KeysProblem, keyProblem, timeoutProblem } from "./keys-problem.ts";
import { type FetchKeys, keysTimeout, requestKeys } from "./keys-request.ts";
import { settledWithin } from "./within.ts";

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

interface KnownKeys {
  readonly keys: KeySet;
  readonly requestedAt: Moment;
  readonly clockSkew?: number | undefined;
  /** Read from a `KeysCache`: taken on trust until the endpoint itself has responded. */
  readonly isCached?: boolean;
}

/** Under way until it has a response or a problem. */
interface KeysRequest {
  readonly sentAt: Moment;
  /** Whether a caller waits for it, as opposed to one whose key is known. */
  readonly isAwaited: boolean;
  response?: KnownKeys;
  problem?: KeysProblem;
  /** Never rejects: nobody need wait for it. */
  readonly end: Promise<void>;
}

/** Back-off after the first failure, in milliseconds. It doubles with each further failure, up to `cooldown`. */
const firstPause = 1_000;

const isUnderWay = ({ response, problem }: KeysRequest) => !response && !problem;

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
  let last: KeysRequest | undefined;
  let known: KnownKeys | undefined;
  /** From the cache, and older than keys should be: for when the endpoint fails. */
  let spare: KnownKeys | undefined;
  let restoring: Promise<void> | undefined;
  let failures = 0;

  const serving = (keys = known) => (keys && ageOf(keys.requestedAt) < longestAge ? keys : undefined);
  const areDue = ({ requestedAt }: KnownKeys) => longestSince(requestedAt) >= maxAge;
  const pauseAfter = ({ problem }: KeysRequest) =>
    problem ? Math.min(cooldown, firstPause * 2 ** Math.min(failures - 1, 20)) : cooldown;

  function send(isAwaited: boolean): KeysRequest {
    const sentAt = currentMoment();
    const request: KeysRequest = {
      sentAt,
      isAwaited,
      end: requestKeys(url, options.fetch).then(
        (response) => {
          request.response = { ...response, requestedAt: sentAt };
          // Ignores the late response of a request that was already replaced.
          if (request !== last) return;
          known = request.response;
          failures = 0;
          store(known);
        },
        (problem: KeysProblem) => {
          request.problem = problem;
          if (request === last) failures++;
          onProblem(new KeysUnavailable(problem, pauseAfter(request)));
        },
      ),
    };
    last = request;
    return request;
  }

  /** The request that decides: the one under way, a new one where there may be one, otherwise the last. */
  function currentRequest(isRefetch: boolean, isAwaited: boolean): KeysRequest {
    if (!last) return send(isAwaited);
    const since = longestSince(last.sentAt);
    const isLost = isUnderWay(last) && (since >= keysTimeout || (isAwaited && mayBeDropped(last)));
    if (isUnderWay(last) && !isLost) return last;
    const mayBeSent =
      since >= pauseAfter(last) ||
      // These are paced by the age that keys may have.
      (isRefetch && last.response) ||
      // A lost request gave no information, so a waiting caller need not respect the cool-down.
      (isAwaited && isLost);
    return mayBeSent ? send(isAwaited) : last;
  }

  async function respondedRequest(isRefetch: boolean): Promise<KeysRequest> {
    const request = currentRequest(isRefetch, true);
    if (isUnderWay(request)) await settledWithin(request.end, keysTimeout);
    return request;
  }

  async function findKey(kid: string): Promise<CryptoKey> {
    if (cache && !known) await restore(cache);
    const before = serving();
    if (before) {
      try {
        const key = await before.keys.find(kid);
        if (areDue(before)) currentRequest(true, false);
        return key;
      } catch (error) {
        // A new request would not repair a key that is published but unusable.
        if (!isUnknownKey(error) && !areDue(before) && !before.isCached) throw unusable(error);
      }
    }
    const request = await respondedRequest(!before || areDue(before));
    // A response that was waited for counts even where keys may have no age at all.
    const after = request.response ?? serving() ?? serving(spare);
    try {
      if (after) return await after.keys.find(kid);
    } catch (error) {
      // Without a response, an unknown key may be a new one.
      if (request.response) throw isUnknownKey(error) ? error : unusable(error);
    }
    const problem = request.problem ?? timeoutProblem(url, keysTimeout);
    throw new KeysUnavailable(problem, pauseAfter(request) - longestSince(request.sentAt));
  }

  const unusable = (error: unknown) => new KeysUnavailable(keyProblem(url, error), 0);

  /** Once: a cache that does not respond in time is not asked again. */
  async function restore(from: KeysCache): Promise<void> {
    restoring ??= (async () => from.get())().then((entry) => {
      const restored = readEntry(entry, url);
      if (!restored || known || ageOf(restored.requestedAt) >= longestAge) return;
      if (ageOf(restored.requestedAt) < maxAge) known = { ...restored, isCached: true };
      else spare = restored;
    }, onProblem);
    await settledWithin(restoring, cacheTimeout);
  }

  /** Not awaited: a slow or failing cache must not fail the verification. */
  function store({ keys, requestedAt }: KnownKeys): void {
    if (cache) (async () => cache.set(entryOf(url, keys, requestedAt)))().catch(onProblem);
  }

  return {
    find({ kid }) {
      // jose would take the only key of a set for a token that names none.
      if (typeof kid !== "string" || kid === "") throw new NamesNoKey();
      const current = serving();
      const key = current?.keys.get(kid);
      if (!current || !key) return findKey(kid);
      if (areDue(current)) currentRequest(true, false);
      return key;
    },
    async preload() {
      if (cache && !known) await restore(cache);
      const request = serving() ? undefined : await respondedRequest(true);
      return (serving() ?? request?.response) !== undefined;
    },
    async confirm() {
      return known?.isCached === true && (await respondedRequest(true)).response !== undefined;
    },
    clockSkew: () => known?.clockSkew,
  };
}

/**
 * Cloudflare's Workers, and Vercel's edge runtime on them, cancel pending work as soon as the incoming request
 * has its response; its promises then never settle. jose uses a similar check.
 */
function mayBeDropped({ isAwaited }: KeysRequest): boolean {
  return !isAwaited && (globalThis.navigator?.userAgent === "Cloudflare-Workers" || "EdgeRuntime" in globalThis);
}
