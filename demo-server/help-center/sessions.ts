import { randomBytes } from "node:crypto";
import type { User } from "./users.ts";

export interface Session {
  user: User;
  /** What `X-CSRF-Token` has to be for changes through Zendesk's own API. */
  csrfToken: string;
}

export interface Sessions {
  /** Signs a user in; returns the session's id, which goes into the cookie. */
  create(user: User): string;
  find(id: string | undefined): Session | undefined;
  end(id: string | undefined): void;
}

export const SESSION_COOKIE = "_demo_help_center_session";

/** Sessions live as long as the server does: a restart signs everyone out. */
export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  return {
    create(user) {
      const id = randomBytes(16).toString("hex");
      sessions.set(id, { user, csrfToken: randomBytes(16).toString("hex") });
      return id;
    },
    find: (id) => (id === undefined ? undefined : sessions.get(id)),
    end(id) {
      if (id !== undefined) sessions.delete(id);
    },
  };
}
