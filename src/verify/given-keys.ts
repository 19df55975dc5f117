import { parseKeySet } from "./key-set.ts";
import type { KeySource } from "./key-source.ts";
import { isUnknownKey, KeysUnavailable, NamesNoKey } from "./key-source.ts";
import { KeysProblem } from "./keys-problem.ts";

/** A key set that is given, and not requested from anywhere. */
export function createGivenKeySource(jwks: string): KeySource {
  const keys = parseKeySet(jwks);
  return {
    find({ kid }) {
      if (typeof kid !== "string" || kid === "") throw new NamesNoKey();
      return (
        keys.get(kid) ??
        keys.find(kid).catch((error) => {
          if (isUnknownKey(error)) throw error;
          throw new KeysUnavailable(new KeysProblem("The key of this name among `keys` is unusable", false, error), 0);
        })
      );
    },
    preload: async () => true,
    replacementOf: async () => undefined,
    clockSkew: () => undefined,
  };
}
