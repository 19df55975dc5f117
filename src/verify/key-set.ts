import { createLocalJWKSet, errors } from "jose";

/** A key as the help center publishes it: RSA, without `alg` and `use`. */
export interface HelpCenterJwk {
  kty: "RSA";
  /** Modulus, base64url. */
  n: string;
  /** Exponent, base64url. */
  e: string;
  /** What the header of a token names it by. */
  kid: string;
}

/** The keys of one response of the keys endpoint, by `kid`. */
export interface KeySet {
  /** The key set as it was parsed. */
  readonly published: readonly unknown[];
  /** A key that was found before. Spares the promise, and the search, at all verifications but the first. */
  get(kid: string): CryptoKey | undefined;
  /** Rejects with jose's `JWKSNoMatchingKey` where no RS256 key has this name, otherwise where the key is unusable. */
  find(kid: string): Promise<CryptoKey>;
}

/** @throws Error for text that is no key set, with a message that does not quote it */
export function parseKeySet(text: string): KeySet {
  let jwks: Parameters<typeof createLocalJWKSet>[0];
  let search: ReturnType<typeof createLocalJWKSet>;
  try {
    jwks = JSON.parse(text);
    search = createLocalJWKSet(jwks);
  } catch {
    throw new Error("is no key set");
  }
  const found = new Map<string, CryptoKey>();
  return {
    published: jwks.keys,
    get: (kid) => found.get(kid),
    async find(kid) {
      const key = await search({ alg: "RS256", kid }).catch(keyPublishedTwice);
      checkLength(key);
      found.set(kid, key);
      return key;
    },
  };
}

/** The RSA keys that a key set publishes, each with its four members and no other. */
export function publicKeysOf({ published }: KeySet): HelpCenterJwk[] {
  return published.flatMap((jwk) => {
    const { kty, n, e, kid, d } = jwk as Record<string, unknown>;
    const isKey = kty === "RSA" && [n, e, kid].every((value) => typeof value === "string" && value !== "");
    // A private key that was published is no key that anybody should go on using.
    return isKey && d === undefined ? [{ kty, n, e, kid } as HelpCenterJwk] : [];
  });
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
