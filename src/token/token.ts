import type { Identity } from "../page/visitor.ts";
import type { Instant } from "./clock.ts";

/** A token and how long it can be used, by the server's clock. */
export interface Token {
  readonly jwt: string;
  /** Milliseconds of life left when it was received. */
  readonly lifetime: number;
  readonly receivedAt: Instant;
  /** Whose it is, where the page tells. */
  owner?: Identity;
  /** See {@link bearerOf}. */
  bearer?: string;
}

/**
 * The token as a header's value (RFC 6750, section 2.1). Joined once: the browser copies and checks a string that is new to
 * it, and of a token that takes longer than all else in a warm call.
 */
export function bearerOf(token: Token): string {
  token.bearer ||= `Bearer ${token.jwt}`;
  return token.bearer;
}
