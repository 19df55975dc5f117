/** The part of Zendesk's `window.HelpCenter` that tells who is signed in. A hint that Zendesk does not promise. */
interface HelpCenterUser {
  readonly role?: unknown;
  readonly identifier?: unknown;
  readonly email?: unknown;
}

/**
 * Who is signed in: a key that differs between users, `null` for nobody, `undefined` where the page does not tell.
 */
export type Identity = string | null | undefined;

/**
 * Asked at each call, not once at load: Zendesk writes `HelpCenter` near the end of the body, after anything in the
 * head has run. Whatever the page holds there, also nothing or a form field of that name, this does not throw.
 *
 * @param user the `user` option, which wins where it is given
 */
export function currentIdentity(user: Identity): Identity {
  if (user !== undefined) return user;
  try {
    const visitor = (globalThis as { HelpCenter?: { user?: HelpCenterUser } }).HelpCenter?.user;
    if (!visitor || typeof visitor.role !== "string") return undefined;
    if (visitor.role === "anonymous") return null;
    const key = visitor.identifier || visitor.email;
    return key && typeof key === "string" ? key : undefined;
  } catch {
    // A frame of that name, of another origin, lets nobody look into it.
    return undefined;
  }
}
