import { quietly } from "../page/try-or-undefined.ts";
import { decodeToken } from "./claims.ts";
import { now } from "./clock.ts";
import type { Token } from "./token.ts";

const key = "hc-jwt.v1";

/**
 * The tab's copy of the token, so that the next page starts with it at hand. It is bound to the visitor and to the token
 * endpoint; whatever else is found there is erased. Storage that is blocked or full is as good as none: it is a
 * convenience, never on the path of an answer.
 *
 * @param owner who is signed in
 * @param tokenUrl where tokens come from
 */
export function readToken(owner: string, tokenUrl: string): Token | undefined {
  const token = quietly(() => {
    // Without an entry, as on the first page of each visit, an array: taking nothing apart would throw, and engines spend
    // milliseconds on the message that nobody reads.
    const [storedOwner, storedUrl, jwt, exp, lifetime, storedAt] = JSON.parse(sessionStorage.getItem(key) || "[]");
    const { wall, monotonic } = now();
    const age = wall - storedAt;
    // No monotonic clock spans two pages. A wall clock that went back would make the token younger than it is.
    return storedOwner === owner && storedUrl === tokenUrl && decodeToken(jwt).exp === exp && lifetime > 0 && age >= 0
      ? { jwt, lifetime, owner, receivedAt: { wall: storedAt, monotonic: monotonic - age } }
      : undefined;
  });
  if (!token) eraseToken();
  return token;
}

export function writeToken(owner: string, tokenUrl: string, { jwt, lifetime, receivedAt }: Token): void {
  const entry = [owner, tokenUrl, jwt, decodeToken(jwt).exp, lifetime, receivedAt.wall];
  // Hides the method by that name that Prototype 1.6 gives to all arrays, and JSON.stringify would call.
  Object.assign(entry, { toJSON: 0 });
  quietly(() => sessionStorage.setItem(key, JSON.stringify(entry)));
}

export function eraseToken(): void {
  quietly(() => sessionStorage.removeItem(key));
}
