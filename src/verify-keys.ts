import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type ExportedJWKSCache,
  errors,
  type JWTVerifyGetKey,
  jwksCache,
} from "jose";

/** How the published keys are fetched and kept. Times in milliseconds. */
export interface KeySourceOptions {
  /** Between two requests to the keys endpoint, after a success and after a failure. */
  readonly cooldown: number;
  /** How long keys are used without asking again. */
  readonly maxAge: number;
  /** How long known keys go on serving while the endpoint cannot be reached, counted from when they were fetched. */
  readonly maxStaleAge: number;
}

/** The keys cannot be had: nothing can be said of the token. */
export class KeysUnavailable extends Error {}

/**
 * The key that signed a token, from the JWKS at a fixed URL, by `kid`. Cache, single flight and rotation are jose's
 * remote key set. Added here: a failing endpoint is asked once in a cool-down too (jose counts it from successes only),
 * and keys already known go on serving meanwhile.
 */
export function createKeySource(keysUrl: URL, { cooldown, maxAge, maxStaleAge }: KeySourceOptions): JWTVerifyGetKey {
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  const cache: Partial<ExportedJWKSCache> = {};

  const remote = createRemoteJWKSet(keysUrl, {
    cooldownDuration: cooldown,
    cacheMaxAge: maxAge,
    timeoutDuration: 5_000,
    [jwksCache]: cache as ExportedJWKSCache,
    [customFetch]: async (url, init) => {
      // Whichever way the clock was set meanwhile.
      if (failure && Math.abs(Date.now() - failure.at) < cooldown) throw failure.error;
      try {
        const answer = await fetchKeySet(url, init);
        failure = undefined;
        return answer;
      } catch (error) {
        failure = { error, at: Date.now() };
        throw error;
      }
    },
  });

  return async (header, token) => {
    // jose would take the only key of a set for a token that names none.
    if (!header.kid) throw new errors.JWKSNoMatchingKey();
    try {
      return checkLength(await remote(header, token));
    } catch (error) {
      const unavailable = (cause: unknown) => new KeysUnavailable(keysUrl.href, { cause });
      // The endpoint answered, now or within the cool-down, and the key is not there.
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      const known = Date.now() < (cache.uat ?? 0) + maxStaleAge && cache.jwks;
      // It failed, or what it publishes under this name is no key, or two.
      if (!known) throw unavailable(error);
      return createLocalJWKSet(known)(header, token)
        .then(checkLength)
        .catch(() => {
          // A new key, perhaps: unknown to us is not unknown to the help center.
          throw unavailable(error);
        });
    }
  };
}

/** An answer that holds a key set, so that any other one counts as a failure of the endpoint. */
async function fetchKeySet(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.status !== 200) throw new Error(`The keys endpoint answers ${response.status}`);
  const text = await response.text();
  try {
    createLocalJWKSet(JSON.parse(text));
  } catch {
    throw new Error("The keys endpoint does not answer with a key set");
  }
  return new Response(text);
}

/** RFC 7518, section 3.3. Said here of the key: a token is not to blame for it. */
function checkLength<Key>(key: Key): Key {
  const { modulusLength } = (key as CryptoKey).algorithm as RsaHashedKeyAlgorithm;
  if (modulusLength < 2_048) throw new Error(`The published key has ${modulusLength} bits, RS256 wants 2,048 or more`);
  return key;
}
