import { createLocalJWKSet, errors } from "jose";

/** The keys that one answer of the keys endpoint holds, by `kid`. */
export interface KeySet {
  /** A key that was found before. Spares the promise, and the search, at all verifications but the first. */
  get(kid: string): CryptoKey | undefined;
  /** Rejects with jose's `JWKSNoMatchingKey` where no RS256 key has this name, otherwise where it is no good. */
  find(kid: string): Promise<CryptoKey>;
}

/** @throws Error where the text is no key set */
export function parseKeySet(text: string): KeySet {
  const search = searchIn(text);
  const found = new Map<string, CryptoKey>();
  return {
    get: (kid) => found.get(kid),
    async find(kid) {
      const key = await search({ alg: "RS256", kid }).catch(keyPublishedTwice);
      checkLength(key);
      found.set(kid, key);
      return key;
    },
  };
}

function searchIn(text: string): ReturnType<typeof createLocalJWKSet> {
  try {
    return createLocalJWKSet(JSON.parse(text));
  } catch {
    throw new Error("The keys endpoint does not answer with a key set");
  }
}

/**
 * One key, however often it is published. Two different ones under the same `kid` are never guessed between: neither
 * is used, until the help center publishes one. Members that are no keys do not count.
 */
async function keyPublishedTwice(error: unknown): Promise<CryptoKey> {
  if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
  let first: { readonly key: CryptoKey; readonly value: string } | undefined;
  for await (const key of error) {
    // As imported and exported again: the same number may be written with leading zeros.
    const { n, e } = await crypto.subtle.exportKey("jwk", key);
    first ??= { key, value: `${n}.${e}` };
    if (first.value !== `${n}.${e}`) throw error;
  }
  if (!first) throw error;
  return first.key;
}

/** RFC 7518, section 3.3. Said here of the key: a token is not to blame for it. */
function checkLength(key: CryptoKey): void {
  const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
  if (modulusLength < 2_048) throw new Error(`The published key has ${modulusLength} bits, RS256 wants 2,048 or more`);
}
