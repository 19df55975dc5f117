import { errors, type JWTVerifyGetKey } from "jose";
import { ageOf, currentMoment, longestSince, type Moment } from "./clock.ts";
import type { KeySet } from "./key-set.ts";
import { keysTimeout, requestKeys } from "./keys-request.ts";

/** How the published keys are fetched and kept. Times in milliseconds. */
export interface KeySourceOptions {
  /** From the start of a request to the keys endpoint to the next one for an unknown key, or after a failure. */
  readonly cooldown: number;
  /** How long keys are used without asking again. */
  readonly maxAge: number;
  /** How long known keys go on serving while they are asked for again, counted from when they were asked for. */
  readonly maxStaleAge: number;
}

/** The keys cannot be had: nothing can be said of the token. */
export class KeysUnavailable extends Error {}

interface KnownKeys {
  readonly keys: KeySet;
  readonly askedAt: Moment;
}

/** Under way until it has an answer or a failure. */
interface KeysRequest {
  readonly sentAt: Moment;
  /** Whether a caller waits for it, as opposed to one whose key is known. */
  readonly isAwaited: boolean;
  answer?: KnownKeys;
  failure?: { readonly cause: unknown };
  /** Never rejects: nobody need wait for it. */
  readonly end: Promise<void>;
}

const isUnderWay = ({ answer, failure }: KeysRequest) => !answer && !failure;
const isUnknownKey = (error: unknown) => error instanceof errors.JWKSNoMatchingKey;

/**
 * The key that signed a token, from the JWKS at a fixed URL, by `kid`.
 *
 * A known key serves at once, whatever the endpoint does; what is due is asked for behind it. Only who needs a key that
 * is not known waits, for the one request that all share.
 *
 * jose's own remote set is not used: it makes everybody wait for a renewal, counts the cool-down from successes only,
 * and times both by the wall clock, so that a clock set back an hour keeps new keys out for as long.
 */
export function createKeySource(keysUrl: URL, { cooldown, maxAge, maxStaleAge }: KeySourceOptions): JWTVerifyGetKey {
  const url = keysUrl.href;
  const longestAge = Math.max(maxAge, maxStaleAge);
  let last: KeysRequest | undefined;
  let known: KnownKeys | undefined;

  const servingKeys = () => (known && ageOf(known.askedAt) < longestAge ? known : undefined);
  const areDue = ({ askedAt }: KnownKeys) => longestSince(askedAt) >= maxAge;

  function send(isAwaited: boolean): KeysRequest {
    const sentAt = currentMoment();
    const request: KeysRequest = {
      sentAt,
      isAwaited,
      end: requestKeys(url).then(
        (keys) => {
          request.answer = { keys, askedAt: sentAt };
          // Not that of a request which was taken for dead, and comes after its successor.
          if (request === last) known = request.answer;
        },
        (cause) => {
          request.failure = { cause };
        },
      ),
    };
    last = request;
    return request;
  }

  /** The request that decides: the one under way, a new one where there may be one, otherwise the last. */
  function currentRequest(isRenewal: boolean, isAwaited: boolean): KeysRequest {
    if (!last) return send(isAwaited);
    const since = longestSince(last.sentAt);
    const isLost = isUnderWay(last) && (since >= keysTimeout || (isAwaited && mayBeDropped(last)));
    if (isUnderWay(last) && !isLost) return last;
    const mayBeSent =
      since >= cooldown ||
      // These are paced by the age that keys may have.
      (isRenewal && last.answer) ||
      // It has learnt nothing, so who waits is not held to the cool-down.
      (isAwaited && isLost);
    return mayBeSent ? send(isAwaited) : last;
  }

  async function findKey(kid: string): Promise<CryptoKey> {
    const before = servingKeys();
    if (before) {
      try {
        const key = await before.keys.find(kid);
        if (areDue(before)) currentRequest(true, false);
        return key;
      } catch (error) {
        // A key that is published and no good is for the help center to mend, and no reason to ask early.
        if (!isUnknownKey(error) && !areDue(before)) throw new KeysUnavailable(url, { cause: error });
      }
    }
    const request = currentRequest(!before || areDue(before), true);
    if (isUnderWay(request)) await endOf(request);
    // An answer that was waited for counts even where keys may have no age at all.
    const after = request.answer ?? servingKeys();
    try {
      if (after) return await after.keys.find(kid);
    } catch (error) {
      // Without an answer it may be a new key: unknown to us is not unknown to the help center.
      if (request.answer) throw isUnknownKey(error) ? error : new KeysUnavailable(url, { cause: error });
    }
    const { cause } = request.failure ?? { cause: new Error("The keys endpoint has not answered yet") };
    throw new KeysUnavailable(url, { cause });
  }

  return ({ kid }) => {
    // jose would take the only key of a set for a token that names none.
    if (typeof kid !== "string" || kid === "") throw new errors.JWKSNoMatchingKey();
    const serving = servingKeys();
    const key = serving?.keys.get(kid);
    if (!serving || !key) return findKey(kid);
    if (areDue(serving)) currentRequest(true, false);
    return key;
  };
}

/**
 * Cloudflare's Workers, and Vercel's edge runtime on them, end what a call has left running as soon as that call is
 * answered, and tell nobody: its promises stay as they are for ever. jose tells these runtimes the same way.
 */
function mayBeDropped({ isAwaited }: KeysRequest): boolean {
  return !isAwaited && (globalThis.navigator?.userAgent === "Cloudflare-Workers" || "EdgeRuntime" in globalThis);
}

/** Bounded by a timer of the caller's own, for a call that is cut off takes its request along on Workers, too. */
function endOf({ end }: KeysRequest): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, keysTimeout);
    end.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
