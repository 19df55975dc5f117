import { createHash } from "node:crypto";
import { createVerifier, type HelpCenterClaims, HelpCenterJwtVerificationError } from "hc-jwt/verify";
import { Hono } from "hono";
import { cors } from "hono/cors";

/** The API that the recipes call, where they bring none of their own. */
export interface OrdersApi {
  fetch(request: Request): Response | Promise<Response>;
  /** What came in as uploads. */
  readonly uploads: { name: string; size: number; sha256: string; userId: number }[];
  /** While set, `/orders` answers with this status. */
  fault: 500 | undefined;
  /** While set, `/orders` waits for it. */
  gate: Promise<void> | undefined;
}

interface Variables {
  Variables: { claims: HelpCenterClaims };
}

export function createOrdersApi(helpCenter: { origin: string; keysUrl: string }): OrdersApi {
  const verifier = createVerifier({ keysUrl: helpCenter.keysUrl, requiredClaims: { product: "todo-demo" } });
  const app = new Hono<Variables>();
  const api: OrdersApi = { fetch: (request) => app.fetch(request), uploads: [], fault: undefined, gate: undefined };

  app.use(
    cors({
      origin: [helpCenter.origin],
      allowHeaders: ["Authorization", "Content-Type", "Last-Event-ID"],
      maxAge: 600,
    }),
  );
  app.use(async (context, next) => {
    context.set("claims", await verifier.authenticate(context.req.raw));
    await next();
  });

  app.get("/orders", async (context) => {
    await api.gate;
    if (api.fault) return context.json({ error: "fault" }, api.fault);
    const { userId } = context.get("claims");
    return context.json([
      { id: 1, title: `An order of visitor ${userId}` },
      { id: 2, title: "A kettle ☕ <b>&" },
    ]);
  });

  app.post("/uploads", async (context) => {
    const file = (await context.req.formData()).get("file") as File;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    api.uploads.push({ name: file.name, size: bytes.length, sha256, userId: context.get("claims").userId });
    return context.json({ name: file.name }, 201);
  });

  app.get("/news", (context) => {
    const lastEventId = context.req.header("Last-Event-ID");
    context.header("Content-Type", "text/event-stream");
    return context.body(lastEventId === undefined ? firstNews() : laterNews(lastEventId));
  });

  app.onError((error, context) => {
    if (!(error instanceof HelpCenterJwtVerificationError)) throw error;
    return context.json({ error: error.code }, error.status, error.headers);
  });

  return api;
}

/** Both line ends, comments, fields with and without a space, a byte at a time; then the connection ends. */
function firstNews(): ReadableStream<Uint8Array> {
  const text = [
    "retry: 20\n: a comment\n\n",
    "id: 1\r\nevent: order\r\ndata: Kettle ☕\r\n\r\n",
    "data\nid: 2\ndata:second line\ndata:  third\n\n",
  ].join("");
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent < bytes.length) controller.enqueue(bytes.slice(sent, ++sent));
      else controller.close();
    },
  });
}

/** One event that tells where the page said it was, and a connection that stays open. */
function laterNews(lastEventId: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode(`id: 3\ndata: after ${lastEventId}\n\nevent: unfinished\n`)),
  });
}
