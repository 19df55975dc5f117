import type { VisitorId } from "../page/visitor.ts";
import type { Instant } from "./clock.ts";

/** A token and how long it can be used, by the server's clock. */
export interface Token {
  readonly jwt: string;
  /** Milliseconds of life left when it was received. */
  readonly lifetime: number;
  readonly receivedAt: Instant;
  /** Whom it was issued to, where the page says who is signed in. */
  visitorId?: VisitorId;
  /** See {@link bearerOf}. */
  bearer?: string;
}

/**
 * The value of the `Authorization` header (RFC 6750, section 2.1). Built once per token: browsers copy and validate a string
 * that they have not seen before, and for a JWT that takes longer than the rest of a call with a cached token.
 */
export function bearerOf(token: Token): string {
  token.bearer ||= `Bearer ${token.jwt}`;
  return token.bearer;
}
