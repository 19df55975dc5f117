import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";

/** A public key as Zendesk publishes it: these four fields, and neither `alg` nor `use`. */
export interface PublishedKey {
  kty: "RSA";
  n: string;
  e: string;
  kid: string;
}

export interface SigningKey {
  privateKey: CryptoKey;
  published: PublishedKey;
}

export interface SigningKeys {
  /** The key that tokens are signed with now. */
  current(): Promise<SigningKey>;
  /** What the keys endpoint lists: the current key first, and the one before while it is kept. */
  published(): Promise<PublishedKey[]>;
  /** Signs with a new key from now on. The old one stays published until the next rotation, or goes at once. */
  rotate(options: { keepOld: boolean }): Promise<void>;
}

/** Makes the first key at once, without waiting for it: 3072 bits take a while, and the first page needs none. */
export function createSigningKeys(): SigningKeys {
  let keys: Promise<SigningKey[]> = generateKey().then((key) => [key]);
  // Whoever asks for a key gets the failure; nobody may have asked yet.
  keys.catch(() => {});

  return {
    current: async () => (await keys)[0] as SigningKey,
    published: async () => (await keys).map(({ published }) => published),
    async rotate({ keepOld }) {
      const before = await keys;
      const next = await generateKey();
      keys = Promise.resolve(keepOld ? [next, ...before.slice(0, 1)] : [next]);
    },
  };
}

async function generateKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { modulusLength: 3072 });
  const { n = "", e = "" } = await exportJWK(publicKey);
  // Zendesk's kids are 64 hex characters; any hash of the key will do.
  const kid = createHash("sha256").update(n).digest("hex");
  return { privateKey, published: { kty: "RSA", n, e, kid } };
}
