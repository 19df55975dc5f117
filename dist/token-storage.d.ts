import type { Token } from "./token-request.js";
/**
 * The tab's copy of the token, so that the next page starts with it at hand. It is bound to the visitor and to the token
 * endpoint; whatever else is found there is erased. Storage that is blocked or full is as good as none: it is a
 * convenience, never on the path of an answer.
 *
 * @param owner who is signed in
 * @param tokenUrl where tokens come from
 */
export declare function readToken(owner: string, tokenUrl: string): Token | undefined;
export declare function writeToken(owner: string, tokenUrl: string, { jwt, lifetime, receivedAt }: Token): void;
export declare function eraseToken(): void;
