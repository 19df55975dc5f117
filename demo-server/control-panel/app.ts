import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { ControlError, type Controls } from "../controls.ts";
import { PANEL_FOLDER } from "../folders.ts";
import { InvalidThemeError, withMissingAsOne } from "../help-center/curlybars/problem.ts";
import { JQUERY_URL } from "../help-center/layout.ts";
import type { ThemeReader } from "../help-center/theme/reader.ts";
import { allProblemsPage } from "../help-center/theme-error-page.ts";
import type { RequestLog } from "../request-log.ts";
import type { TokenActions } from "../token-actions.ts";

export interface ControlPanelOptions {
  /** Of the help center, which the panel is a part of. */
  origin: string;
  apiOrigin: string;
  controls: Controls;
  requestLog: RequestLog;
  tokens: TokenActions;
  theme: ThemeReader;
}

const FILES: Record<string, { file: string; type: string }> = {
  "/demo": { file: "panel.html", type: "text/html" },
  "/demo/panel.js": { file: "panel.js", type: "text/javascript" },
  "/demo/panel.css": { file: "panel.css", type: "text/css" },
  "/demo/reload.js": { file: "reload.js", type: "text/javascript" },
  "/demo/watch.js": { file: "watch.js", type: "text/javascript" },
  "/demo/demo.css": { file: "demo.css", type: "text/css" },
};

/** The page that switches the demo's faults while it runs, and the JSON that it and the tests speak to. */
export function createControlPanel(options: ControlPanelOptions): Hono {
  const { origin, apiOrigin, controls, requestLog, tokens, theme } = options;
  const app = new Hono();

  for (const [path, { file, type }] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      const body = await readFile(new URL(file, PANEL_FOLDER));
      return c.body(body, 200, { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-cache" });
    });
  }

  // Version 1 of the templating API has jQuery on every page.
  app.get(JQUERY_URL, async (c) => {
    const body = await readFile(new URL(import.meta.resolve("jquery/dist/jquery.min.js")));
    return c.body(body, 200, { "Content-Type": "text/javascript; charset=utf-8" });
  });

  const problemsOf = async () => {
    try {
      return (await theme.current()).problems;
    } catch (error) {
      if (!(error instanceof InvalidThemeError)) throw error;
      return error.problems;
    }
  };
  app.get("/demo/theme", async (c) => c.html(allProblemsPage(await problemsOf())));

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
      problems: withMissingAsOne(await problemsOf()).length,
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

  // What a page saw of its calls to an API that is not part of this server.
  app.post("/demo/api/browser-calls", async (c) => {
    const { path, status } = await c.req.json().catch(() => ({}));
    if (typeof path !== "string" || !path.startsWith("/") || !Number.isInteger(status)) {
      return c.json({ error: '"path" has to be a path, and "status" a number.' }, 400);
    }
    requestLog.add({ kind: "api", method: "", path: path.slice(0, 500), status, user: null, token: null });
    return c.body(null, 204);
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

  app.get("/demo/api/theme-changes", (c: Context) =>
    streamSSE(c, async (stream) => {
      let stamp = await theme.stamp();
      await stream.writeSSE({ event: "ready", data: "" });
      while (!stream.aborted) {
        await delay(THEME_INTERVAL, undefined, { ref: false });
        const now = await theme.stamp();
        if (now === stamp) continue;
        stamp = now;
        await stream.writeSSE({ event: "change", data: "" });
      }
    }),
  );

  return app;
}

/** Milliseconds between two looks at the theme's files: `fs.watch` misses changes on network drives and in containers. */
const THEME_INTERVAL = 400;

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
