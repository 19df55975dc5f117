import { type HelpCenterJwk, publicKeysOf } from "./key-set.ts";
import { KeysUnavailable } from "./key-source.ts";
import type { KeysProblem } from "./keys-problem.ts";
import { type FetchKeys, requestKeys } from "./keys-request.ts";
import { type KeysLocation, readKeysUrl } from "./keys-url.ts";
import { keysUnavailable } from "./refusal.ts";

/** Which help center's keys, and how to request them. Give one of `subdomain` and `keysUrl`. */
export interface ListPublicKeysOptions extends KeysLocation {
  /** In place of the global `fetch`. */
  fetch?: FetchKeys | undefined;
}

/**
 * Requests the public keys of a help center (Zendesk, "List Public Keys"), for those who verify by other means. One
 * request a call, with nothing cached: for every request that your server receives, use `createVerifier`.
 *
 * @throws TypeError (as a rejection) for options that make no sense
 * @throws HelpCenterJwtVerificationError `keys_unavailable` (as a rejection)
 * @example
 * const [{ kid }] = await listPublicKeys({ subdomain: "acme" });
 */
export async function listPublicKeys(options: ListPublicKeysOptions): Promise<HelpCenterJwk[]> {
  const { subdomain, keysUrl, fetch } = Object(options) as ListPublicKeysOptions;
  if ((subdomain === undefined) === (keysUrl === undefined)) {
    throw new TypeError('listPublicKeys takes either { subdomain: "acme" } or { keysUrl: "https://…/keys" }');
  }
  const { href } = readKeysUrl({ subdomain, keysUrl });
  try {
    return publicKeysOf((await requestKeys(href, fetch)).keys);
  } catch (error) {
    throw keysUnavailable(new KeysUnavailable(error as KeysProblem, 0));
  }
}

/**
 * Returns a published key as PEM (SPKI), where a library takes no JWK.
 *
 * @throws TypeError (as a rejection) for a key that is no RSA public key
 * @example
 * const pem = await jwkToPem(keys.find(({ kid }) => kid === header.kid));
 * jsonwebtoken.verify(token, pem, { algorithms: ["RS256"] });
 */
export async function jwkToPem(jwk: HelpCenterJwk): Promise<string> {
  const { kty, n, e } = Object(jwk) as Partial<HelpCenterJwk>;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  let spki: ArrayBuffer;
  try {
    // Node skips characters that are no base64url.
    if (![n, e].every((value) => /^[\w-]+$/.test(String(value)))) throw new TypeError("no number");
    // Only what is public: whatever else the object holds stays out.
    const key = await crypto.subtle.importKey("jwk", { kty, n, e } as JsonWebKey, algorithm, true, ["verify"]);
    spki = await crypto.subtle.exportKey("spki", key);
  } catch {
    throw new TypeError("jwkToPem takes an RSA public key as the keys endpoint publishes it: { kty, n, e, kid }");
  }
  const base64 = btoa(String.fromCharCode(...new Uint8Array(spki)));
  return `-----BEGIN PUBLIC KEY-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END PUBLIC KEY-----\n`;
}
