import type { IssuedToken, IssuedTokens } from "./help-center/issued-tokens.ts";
import type { SigningKeys } from "./help-center/signing-keys.ts";
import { createNotifier, type Notifier } from "./notifier.ts";

/** What can be done to tokens and keys from outside: by the control panel and by tests. */
export interface TokenActions {
  latest(): IssuedToken | undefined;
  publishedKids(): Promise<string[]>;
  /** Has the to-do API refuse every token that was issued so far. */
  revokeAll(): void;
  /** Signs with a new key; the old one stays published until the next rotation, or is withdrawn at once. */
  rotateKeys(options: { keepOld: boolean }): Promise<void>;
  subscribe: Notifier["subscribe"];
}

export interface TokenActionsOptions {
  keys: SigningKeys;
  issuedTokens: IssuedTokens;
  /** The API remembers keys for a while; a key that is withdrawn must stop working now. */
  onKeyWithdrawn(): void;
}

export function createTokenActions({ keys, issuedTokens, onKeyWithdrawn }: TokenActionsOptions): TokenActions {
  const { notify, subscribe } = createNotifier();
  return {
    latest: issuedTokens.latest,
    publishedKids: async () => (await keys.published()).map(({ kid }) => kid),
    revokeAll() {
      issuedTokens.revokeAll();
      notify();
    },
    async rotateKeys({ keepOld }) {
      await keys.rotate({ keepOld });
      if (!keepOld) onKeyWithdrawn();
      notify();
    },
    subscribe,
  };
}
