import type { HelpCenterClaims } from "../token/claims.ts";
import { check, isObject } from "./check.ts";
import { nodeModule } from "./node.ts";

/** What a token is to say: the visitor of the tests, with these claims changed or added. */
export type TestClaims = Partial<HelpCenterClaims>;

/** A public key as the keys endpoint publishes it. */
export interface TestJwk {
  kty: "RSA";
  /** Modulus, base64url. */
  n: string;
  /** Exponent, base64url. */
  e: string;
  kid: string;
}

/** How to sign a token. */
export interface SignOptions {
  /**
   * Seconds that the token is good for, counted from `Date.now()`, fake timers included. 0 or less: it has expired.
   * An `exp` among the claims wins.
   *
   * @default 300
   */
  lifetime?: number | undefined;
}

/** A help center's signing key: tokens for a test to send, and the keys that a verifier asks for. */
export interface Signer {
  /** The key's id, in the header of its tokens and in its JWKS. */
  readonly kid: string;
  /** A real RS256 token. */
  sign(claims?: TestClaims, options?: SignOptions): Promise<string>;
  /** What the keys endpoint publishes: `kty`, `n`, `e` and `kid` of one key, without `alg` and `use`, as Zendesk does. */
  jwks(): Promise<{ keys: TestJwk[] }>;
}

/**
 * A help center's signing key, made on first use.
 *
 * @param options.kid the key's id; by default 64 random hex digits, as Zendesk's are
 * @throws TypeError for a `kid` that is no text
 * @example
 * const forged = await createSigner().sign({ userId: 42 });
 * await expect(verifier.verify(forged)).rejects.toMatchObject({ code: "unknown_key" });
 */
export function createSigner({ kid = randomHex() }: { kid?: string | undefined } = {}): Signer {
  check(typeof kid === "string" && kid !== "", "kid", 'a text such as "2026-11"');
  let made: Promise<KeyPair> | undefined;
  const keyPair = () => {
    made ??= createKeyPair();
    return made;
  };

  return {
    kid,
    async sign(claims = {}, { lifetime = 300 } = {}) {
      check(isObject(claims), "claims", "an object");
      check(Number.isFinite(lifetime), "lifetime", "a number of seconds");
      // Before the key is waited for: the clock may be the test's, and move meanwhile.
      const exp = Math.floor(Date.now() / 1000 + lifetime);
      const signed = [
        { typ: "JWT", alg: "RS256", kid },
        { ...visitor, exp, ...claims },
      ]
        .map((part) => base64Url(utf8(JSON.stringify(part))))
        .join(".");
      const { subtle, privateKey } = await keyPair();
      const signature = await subtle.sign(algorithm.name, privateKey, bytesOf(signed));
      return `${signed}.${base64Url(String.fromCharCode(...new Uint8Array(signature)))}`;
    },
    async jwks() {
      const { subtle, publicKey } = await keyPair();
      const { kty, n, e } = await subtle.exportKey("jwk", publicKey);
      return { keys: [{ kty, n, e, kid } as TestJwk] };
    },
  };
}

/**
 * A token whose key `helpCenterHandlers` publishes: for tests of a server that verifies help center JWTs.
 *
 * @param claims changes to the visitor of the tests
 * @throws TypeError (as a rejection) for arguments that make no sense
 * @example
 * const token = await signToken({ userId: 42, product: "orders" }, { lifetime: 60 });
 * const response = await app.request("/orders", { headers: { Authorization: `Bearer ${token}` } });
 */
export async function signToken(claims?: TestClaims, options?: SignOptions): Promise<string> {
  return sharedSigner().sign(claims, options);
}

let shared: Signer | undefined;

/** One key for all that does not ask for its own: handlers that replace others still publish the same. */
export function sharedSigner(): Signer {
  shared ??= createSigner();
  return shared;
}

const visitor = { userId: 1, email: "visitor@example.com", externalId: null };

function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** RS256 (RFC 7518, section 3.3), in the words of Web Crypto. */
const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

type KeyPair = CryptoKeyPair & { subtle: SubtleCrypto };

async function createKeyPair(): Promise<KeyPair> {
  // jsdom has no Web Crypto of its own.
  const subtle = crypto.subtle ?? (await nodeModule<{ webcrypto: Crypto }>("crypto"))?.webcrypto.subtle;
  if (!subtle) throw new Error("Signing needs Web Crypto: a page of https or localhost, Node 20 or later, Deno or Bun");
  // 2,048 bits: as real, to RS256, as Zendesk's 3,072, and made in a fraction of the time.
  const size = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  return { ...(await subtle.generateKey({ ...algorithm, ...size }, false, ["sign", "verify"])), subtle };
}

/** Bytes as characters, which `btoa` takes. jsdom has no TextEncoder, and jose would tell its arrays from those of Node's. */
const utf8 = (text: string) =>
  encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const bytesOf = (characters: string) => Uint8Array.from(characters, (character) => character.charCodeAt(0));
const base64Url = (characters: string) =>
  btoa(characters).replace(/[+/=]/g, (character) => ({ "+": "-", "/": "_" })[character] ?? "");
