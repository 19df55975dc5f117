/** The keys that one answer of the keys endpoint holds, by `kid`. */
export interface KeySet {
    /** A key that was found before. Spares the promise, and the search, at all verifications but the first. */
    get(kid: string): CryptoKey | undefined;
    /** Rejects with jose's `JWKSNoMatchingKey` where no RS256 key has this name, otherwise where it is no good. */
    find(kid: string): Promise<CryptoKey>;
}
/** @throws Error where the text is no key set */
export declare function parseKeySet(text: string): KeySet;
