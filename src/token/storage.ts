import { tryOrUndefined } from "../page/try-or-undefined.ts";
import { decodeToken } from "./claims.ts";
import { now } from "./clock.ts";
import type { Token } from "./token.ts";

const key = "hc-jwt.v1";

/**
 * Reads the token that an earlier page of this tab stored. An entry of another visitor or another token endpoint, or one that
 * cannot be read, is erased. Storage that is blocked or full counts as empty: no call fails because of it.
 *
 * @param visitorId who is signed in
 * @param tokenUrl the token endpoint in use
 */
export function readToken(visitorId: string, tokenUrl: string): Token | undefined {
  const token = tryOrUndefined(() => {
    // The default is an empty array: destructuring `null` would throw on the first page of each visit, and engines spend
    // milliseconds on building that error's message.
    const [storedVisitorId, storedUrl, jwt, exp, lifetime, storedAt] = JSON.parse(sessionStorage.getItem(key) || "[]");
    const { wall, monotonic } = now();
    const age = wall - storedAt;
    // No monotonic clock spans two pages. A wall clock that was set back would make the token look younger than it is.
    return storedVisitorId === visitorId &&
      storedUrl === tokenUrl &&
      decodeToken(jwt).exp === exp &&
      lifetime > 0 &&
      age >= 0
      ? { jwt, lifetime, visitorId, receivedAt: { wall: storedAt, monotonic: monotonic - age } }
      : undefined;
  });
  if (!token) eraseToken();
  return token;
}

export function writeToken(visitorId: string, tokenUrl: string, { jwt, lifetime, receivedAt }: Token): void {
  const entry = [visitorId, tokenUrl, jwt, decodeToken(jwt).exp, lifetime, receivedAt.wall];
  // Prototype 1.6 adds a `toJSON` to all arrays, which JSON.stringify would call.
  Object.assign(entry, { toJSON: 0 });
  tryOrUndefined(() => sessionStorage.setItem(key, JSON.stringify(entry)));
}

export function eraseToken(): void {
  tryOrUndefined(() => sessionStorage.removeItem(key));
}
