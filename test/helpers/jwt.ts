import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** A key of the help center and what it publishes of it: no `alg`, no `use`, as Zendesk does. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

export async function createSigningKey(kid: string): Promise<SigningKey> {
  // 2048 bits: a real RS256 key, made in a fraction of the time that 3072 take.
  const { privateKey, publicKey } = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const { kty, n, e } = await exportJWK(publicKey);
  return { kid, privateKey, publicKey, jwk: { kty, n, e, kid } as JWK };
}

let sharedKey: Promise<SigningKey> | undefined;

/** One key a test file is enough where the signature is not what is tested. */
function signingKey(): Promise<SigningKey> {
  sharedKey ??= createSigningKey("test-key");
  return sharedKey;
}

export const visitor = { userId: 361_234_567_890, email: "mia@example.com", externalId: "crm-7" };

export interface TokenOptions {
  readonly key?: SigningKey;
  readonly claims?: Record<string, unknown>;
  /** Header members beside `alg`, `typ` and `kid`. */
  readonly header?: Record<string, unknown>;
}

/** A real RS256 token with just these claims beside the visitor's. `exp` in seconds, as in the token. */
export async function signToken(exp: number | undefined, { key, claims, header }: TokenOptions = {}): Promise<string> {
  const { kid, privateKey } = key ?? (await signingKey());
  const token = new SignJWT({ ...visitor, ...(exp === undefined ? {} : { exp }), ...claims });
  return token.setProtectedHeader({ typ: "JWT", alg: "RS256", kid, ...header }).sign(privateKey);
}
