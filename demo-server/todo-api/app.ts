import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { type HelpCenterClaims, HelpCenterJwtVerificationError, type Verifier } from "../../src/verify/index.ts";
import type { Controls } from "../controls.ts";
import type { RequestLog } from "../request-log.ts";
import { bearerTokenOf, fingerprintOf } from "../token-fingerprint.ts";
import type { TodoStore } from "./store.ts";
import { readTodoInput } from "./todo-input.ts";

export interface TodoApiOptions {
  /** The only origin whose pages may call. */
  allowedOrigin: string;
  verifier: () => Pick<Verifier, "authenticate">;
  store: TodoStore;
  controls: Controls;
  requestLog: RequestLog;
  /** Notes a token that came with a request. */
  onToken(token: string): void;
  /** Whether the API's owner has stopped accepting this token before it expires. */
  isRevoked(token: string): boolean;
  /** A user's name for the log, by id. */
  nameOf(userId: number): string | undefined;
}

interface Variables {
  Variables: { claims: HelpCenterClaims };
}

/** A third party's API: it knows nothing of the help center but its public keys and its origin. */
export function createTodoApi(options: TodoApiOptions): Hono<Variables> {
  const { allowedOrigin, verifier, store, controls, requestLog, onToken, isRevoked, nameOf } = options;
  const app = new Hono<Variables>();

  app.use(logRequest);
  // Before anything that can fail: without these headers a page cannot even see the status of an error. No
  // `credentials`, as the API takes no cookies.
  app.use(
    cors({
      origin: [allowedOrigin],
      allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      allowHeaders: ["Authorization", "Content-Type"],
      maxAge: 600,
    }),
  );
  // Each answer is one user's: browsers keep what they may, and would show it to the next user of the same browser. Errors
  // too, and `no-store` in place of `Vary: Authorization`, since nothing here is worth keeping.
  app.use(async (c, next) => {
    c.header("Cache-Control", "private, no-store");
    await next();
  });
  app.use(meetFault);

  app.get("/public", (c) => c.json({ authorization: c.req.header("Authorization") !== undefined }));

  // For tests of what a client does with redirects. A real API must never redirect to wherever it is told.
  app.get("/redirect", (c) => {
    const status = Number(c.req.query("status") ?? 307);
    const to = c.req.query("to");
    if (!to || !isRedirect(status))
      return failure(c, 400, "bad_redirect", "Give to=<url> and status=301, 302, 303, 307 or 308.");
    return c.redirect(to, status);
  });

  app.use(authenticate);

  app.get("/todos", (c) => c.json({ items: store.list(c.get("claims").userId) }));

  app.post("/todos", async (c) => {
    const input = readTodoInput(await c.req.text());
    if ("problem" in input) return failure(c, 400, "invalid_todo", input.problem);
    if (input.title === undefined) return failure(c, 400, "invalid_todo", "The title is missing.");
    return c.json(store.add(c.get("claims").userId, input.title), 201);
  });

  app.patch("/todos/:id", async (c) => {
    const input = readTodoInput(await c.req.text());
    if ("problem" in input) return failure(c, 400, "invalid_todo", input.problem);
    const todo = store.change(c.get("claims").userId, idOf(c), input);
    return todo ? c.json(todo) : noSuchTodo(c);
  });

  app.delete("/todos/:id", (c) => (store.remove(c.get("claims").userId, idOf(c)) ? c.body(null, 204) : noSuchTodo(c)));

  // For tests of what reaches the wire.
  app.all("/echo", async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const token = bearerTokenOf(c.req.header("Authorization"));
    return c.json({
      method: c.req.method,
      userId: c.get("claims").userId,
      authorization: token === undefined ? null : fingerprintOf(token),
      contentType: c.req.header("Content-Type") ?? null,
      bodyLength: body.length,
      bodySha256: createHash("sha256").update(body).digest("hex"),
    });
  });

  app.notFound((c) => failure(c, 404, "not_found", "There is nothing at this path."));
  app.onError((error, c) => {
    console.error(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return failure(c, 500, "internal_error", "The to-do API failed; its terminal says why.");
  });

  async function logRequest(c: Context<Variables>, next: () => Promise<void>): Promise<void> {
    const log = requestLog.begin();
    await next();
    const preflight = c.req.method === "OPTIONS" && c.req.header("Access-Control-Request-Method") !== undefined;
    const token = bearerTokenOf(c.req.header("Authorization"));
    const userId = c.get("claims")?.userId;
    log({
      kind: preflight ? "preflight" : "api",
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      user: userId === undefined ? null : (nameOf(userId) ?? String(userId)),
      token: token === undefined ? null : fingerprintOf(token),
    });
  }

  async function meetFault(c: Context<Variables>, next: () => Promise<void>): Promise<Response | undefined> {
    const fault = controls.takeApiFault();
    if (fault === "down") return failure(c, 503, "unavailable", "The to-do API is down.");
    if (fault === "unauthorized")
      return unauthorized(c, 'Bearer error="invalid_token"', "The to-do API takes no token at the moment.");
    await next();
    return undefined;
  }

  async function authenticate(c: Context<Variables>, next: () => Promise<void>): Promise<Response | undefined> {
    const token = bearerTokenOf(c.req.header("Authorization"));
    if (token !== undefined) onToken(token);
    try {
      c.set("claims", await verifier().authenticate(c.req.raw));
    } catch (error) {
      if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
      if (error.challenge !== undefined) c.header("WWW-Authenticate", error.challenge);
      return failure(c, error.status, error.code, error.message);
    }
    if (token !== undefined && isRevoked(token)) {
      return unauthorized(
        c,
        'Bearer error="invalid_token", error_description="The token is revoked"',
        "The token is revoked.",
      );
    }
    await next();
    return undefined;
  }

  return app;
}

type ErrorStatus = 400 | 401 | 404 | 500 | 503;

function failure(c: Context, status: ErrorStatus, code: string, message: string): Response {
  return c.json({ error: { code, message } }, status);
}

function unauthorized(c: Context, challenge: string, message: string): Response {
  c.header("WWW-Authenticate", challenge);
  return failure(c, 401, "invalid_token", message);
}

/** Also for another user's item: that it exists is none of this user's business. */
function noSuchTodo(c: Context): Response {
  return failure(c, 404, "not_found", "You have no such to-do.");
}

function idOf(c: Context): number {
  const id = c.req.param("id") ?? "";
  return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}

function isRedirect(status: number): status is 301 | 302 | 303 | 307 | 308 {
  return [301, 302, 303, 307, 308].includes(status);
}
