import { readFile } from "node:fs/promises";
import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { ControlError, type Controls } from "../controls.ts";
import type { RequestLog } from "../request-log.ts";
import type { TokenActions } from "../token-actions.ts";

export interface ControlPanelOptions {
  /** Of the help center, which the panel is a part of. */
  origin: string;
  apiOrigin: string;
  controls: Controls;
  requestLog: RequestLog;
  tokens: TokenActions;
}

const FILES: Record<string, { file: string; type: string }> = {
  "/demo": { file: "panel.html", type: "text/html" },
  "/demo/panel.js": { file: "panel.js", type: "text/javascript" },
  "/demo/panel.css": { file: "panel.css", type: "text/css" },
  "/demo/demo.css": { file: "demo.css", type: "text/css" },
};

/** The page that switches the demo's faults while it runs, and the JSON that it and the tests speak to. */
export function createControlPanel(options: ControlPanelOptions): Hono {
  const { origin, apiOrigin, controls, requestLog, tokens } = options;
  const app = new Hono();

  for (const [path, { file, type }] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      const body = await readFile(new URL(file, import.meta.url));
      return c.body(body, 200, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache" });
    });
  }

  async function state() {
    return {
      helpCenterOrigin: origin,
      apiOrigin,
      /** The server's clock, so that the panel can tell how old things are whatever its own clock says. */
      now: Date.now(),
      settings: controls.get(),
      counts: requestLog.counts(),
      requests: requestLog.recent(),
      token: tokens.latest() ?? null,
      keys: await tokens.publishedKids(),
    };
  }

  app.get("/demo/api/state", async (c) => c.json(await state()));

  app.post("/demo/api/settings", async (c) => {
    try {
      controls.set(await c.req.json().catch(() => null));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return c.json({ error: error.message }, 400);
    }
    return c.json(await state());
  });

  app.post("/demo/api/reset", async (c) => {
    controls.reset();
    return c.json(await state());
  });

  app.post("/demo/api/log/clear", async (c) => {
    requestLog.clear();
    return c.json(await state());
  });

  app.post("/demo/api/tokens/revoke", async (c) => {
    tokens.revokeAll();
    return c.json(await state());
  });

  app.post("/demo/api/keys/rotate", async (c) => {
    const { keepOld } = await c.req.json().catch(() => ({}));
    if (typeof keepOld !== "boolean") return c.json({ error: '"keepOld" has to be true or false.' }, 400);
    await tokens.rotateKeys({ keepOld });
    return c.json(await state());
  });

  app.get("/demo/api/events", (c: Context) =>
    streamSSE(c, async (stream) => {
      const changes = createSignal();
      const subscriptions = [controls, requestLog, tokens].map(({ subscribe }) => subscribe(changes.raise));
      stream.onAbort(changes.end);
      while (!stream.aborted) {
        await stream.writeSSE({ event: "state", data: JSON.stringify(await state()) });
        if (!(await changes.next())) break;
      }
      for (const unsubscribe of subscriptions) unsubscribe();
    }),
  );

  return app;
}

interface Signal {
  raise(): void;
  end(): void;
  /** Resolves once something was raised since the last time: true, or false at the end. */
  next(): Promise<boolean>;
}

/** Many changes in a row are one event: each carries the whole state. */
function createSignal(): Signal {
  let raised = false;
  let ended = false;
  let wake = () => {};
  return {
    raise() {
      raised = true;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async next() {
      if (!raised && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      raised = false;
      return !ended;
    },
  };
}
