import { errors, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from "jose";
import type { HelpCenterClaims } from "../token/claims.ts";
import type { KeySource } from "./key-source.ts";

/** The claims of a token that one of the keys has signed. Rejects with jose's errors, and with those of the key source. */
export function createSignedClaims(
  keys: KeySource,
  options: JWTVerifyOptions,
): (token: string) => Promise<HelpCenterClaims> {
  return async (token) => {
    let kid: string | undefined;
    let key: ReturnType<JWTVerifyGetKey> | undefined;
    const find: JWTVerifyGetKey = (header, input) => {
      kid = header.kid;
      key = keys.find(header, input);
      return key;
    };
    try {
      return (await jwtVerify<HelpCenterClaims>(token, find, options)).payload;
    } catch (error) {
      return await byReplacement(token, { kid: kid as string, key: (await key) as CryptoKey, error });
    }
  };

  /**
   * Keys change while a signature is being checked: others' requests replace those of a cache, or bring a rotation. So a
   * signature is wrong only where it does not match the key that has this name after the check. Ends, since each turn
   * takes keys that were loaded during the one before.
   */
  async function byReplacement(token: string, last: { kid: string; key: CryptoKey; error: unknown }) {
    let { key, error } = last;
    while (error instanceof errors.JWSSignatureVerificationFailed) {
      const replacement = await keys.replacementOf(last.kid, key);
      if (!replacement) break;
      try {
        return (await jwtVerify<HelpCenterClaims>(token, replacement, options)).payload;
      } catch (again) {
        [key, error] = [replacement, again];
      }
    }
    throw error;
  }
}
