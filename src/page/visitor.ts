/** The part of Zendesk's `window.HelpCenter` that says who is signed in. Zendesk does not document it as stable. */
interface HelpCenterUser {
  readonly role?: unknown;
  readonly identifier?: unknown;
  readonly email?: unknown;
}

/** Who is signed in: a key that differs between users, `null` for nobody, `undefined` if the page does not say. */
export type VisitorId = string | null | undefined;

/**
 * The current visitor. Read at each call and not once at load, because Zendesk writes `HelpCenter` near the end of the body,
 * after the scripts in the head have run. Never throws, whatever the page has there instead, such as a form of that name.
 *
 * @param user the `user` option, which takes precedence
 */
export function currentVisitorId(user: VisitorId): VisitorId {
  if (user !== undefined) return user;
  try {
    const visitor = (globalThis as { HelpCenter?: { user?: HelpCenterUser } }).HelpCenter?.user;
    if (!visitor || typeof visitor.role !== "string") return undefined;
    if (visitor.role === "anonymous") return null;
    const key = visitor.identifier || visitor.email;
    return key && typeof key === "string" ? key : undefined;
  } catch {
    // A cross-origin frame of that name throws on access.
    return undefined;
  }
}
