import { HelpCenterJwtVerificationError, type Verifier } from "hc-jwt/verify";
import { type Visitor, visitors } from "./visitors.ts";

/** What the API needs to decide about a request. */
export interface ApiOptions {
  readonly verifier: () => Verifier;
  readonly isRevoked: (authorization: string | null) => boolean;
}

/** Somebody's to-do API: every route takes a help center JWT. */
export function createApi({ verifier, isRevoked }: ApiOptions): (request: Request) => Promise<Response> {
  const added = new Map<number, string[]>();

  function todosOf(userId: number): string[] {
    const known: Visitor | undefined = Object.values(visitors).find((visitor) => visitor.userId === userId);
    const todos = added.get(userId) ?? [...(known?.todos ?? [])];
    added.set(userId, todos);
    return todos;
  }

  async function respond(request: Request): Promise<Response> {
    const { userId, email } = await verifier().authenticate(request);
    if (isRevoked(request.headers.get("authorization"))) {
      return json({ error: "token_revoked" }, 401, { "www-authenticate": 'Bearer error="invalid_token"' });
    }
    const route = `${request.method} ${new URL(request.url).pathname}`;
    if (route === "GET /me") return json({ userId, email });
    if (route === "GET /todos") return json({ items: todosOf(userId).map((title) => ({ title })) });
    if (route === "POST /todos") {
      const body: unknown = await request.json().catch(() => undefined);
      const title = (body as { title?: unknown } | undefined)?.title;
      if (typeof title !== "string" || title === "") return json({ error: "title_missing" }, 400);
      todosOf(userId).push(title);
      return json({ title }, 201);
    }
    return json({ error: "not_found", routes: ["GET /me", "GET /todos", "POST /todos"] }, 404);
  }

  return (request) =>
    respond(request).catch((error: unknown) => {
      if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
      return json({ error: error.code }, error.status, error.headers);
    });
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "private, no-store", ...headers } });
}
