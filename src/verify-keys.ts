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
    [customFetch]: (url, init) => {
      if (failure && Date.now() < failure.at + cooldown) throw failure.error;
      return fetch(url, init);
    },
  });

  return async (header, token) => {
    // jose would take the only key of a set for a token that names none.
    if (!header?.kid) throw new errors.JWKSNoMatchingKey();
    try {
      return await remote(header, token);
    } catch (error) {
      // The endpoint answered, now or within the cool-down, and the key is not there.
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      if (!failure || error !== failure.error) failure = { error, at: Date.now() };
      const known =
        cache.jwks && cache.uat !== undefined && Date.now() < cache.uat + maxStaleAge ? cache.jwks : undefined;
      if (!known) throw new KeysUnavailable(keysUrl.href, { cause: error });
      return createLocalJWKSet(known)(header, token).catch(() => {
        // A new key, perhaps: unknown to us is not unknown to the help center.
        throw new KeysUnavailable(keysUrl.href, { cause: error });
      });
    }
  };
}
