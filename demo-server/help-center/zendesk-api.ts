import { type Context, Hono } from "hono";
import type { Session } from "./sessions.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { Role } from "./users.ts";

const API_ROLES: Record<Role, string> = { end_user: "end-user", agent: "agent", manager: "admin" };

export interface ZendeskApiOptions {
  keys: SigningKeys;
  sessionOf(c: Context): Session | undefined;
}

/** The few endpoints of Zendesk's API, besides the token's, that help centers and their integrations ask. */
export function createZendeskApi({ keys, sessionOf }: ZendeskApiOptions): Hono {
  const app = new Hono();

  const keyPaths = [
    "/api/v2/help_center/integration/keys",
    "/api/v2/help_center/integration/keys.json",
    "/hc/api/v2/integration/keys.json",
  ];
  app.on("GET", keyPaths, async (c) => c.json({ keys: await keys.published() }));

  app.on("GET", ["/api/v2/users/me.json", "/api/v2/users/me"], (c) => {
    const session = sessionOf(c);
    c.header("Cache-Control", "no-store");
    if (!session)
      return c.json({ user: { id: null, name: "Anonymous user", email: "invalid@example.com", role: "end-user" } });
    const { id, name, email, externalId, role } = session.user;
    return c.json({
      user: { id, name, email, external_id: externalId, role: API_ROLES[role], authenticity_token: session.csrfToken },
    });
  });

  app.get("/api/v2/help_center/sessions.json", (c) => {
    c.header("Cache-Control", "no-store");
    return c.json({ current_session: { csrf_token: sessionOf(c)?.csrfToken ?? null } });
  });

  const notFound = (c: Context) => c.json({ error: "InvalidEndpoint", description: "Not found" }, 404);
  app.all("/api/*", notFound);
  app.all("/hc/api/*", notFound);
  return app;
}
