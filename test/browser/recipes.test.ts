import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Demo, startDemo } from "../../demo-server/demo.ts";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { newToken } from "../demo-server/harness.ts";
import { type BrowserPage, type BrowserProfile, describeInBrowsers } from "../helpers/browsers/index.ts";
import { keepsTab } from "../helpers/browsers/tabs.ts";
import { userOf } from "../helpers/browsers/visit.ts";
import { deferred } from "../helpers/deferred.ts";
import { createOrdersApi, type OrdersApi } from "../helpers/orders-api.ts";
import {
  bundledRecipe,
  changedBy,
  createRecipeTheme,
  importRecipe,
  localized,
  type RecipeServer,
  type RecipeTheme,
  recipe,
  recipeBlocks,
  serveHandler,
  watchServer,
} from "../helpers/recipes.ts";

declare const HCJwt: SharedHelpCenterJwt;

type FetchHandler = { fetch(request: Request): Response | Promise<Response> };

// A machine that is busy with other engines takes its time to draw a page.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const messagingSecret = "a secret of Admin Center, for messaging only";
const messagingKeyId = "app_64f0c1";

/** Every block that a test below runs, so that none is left out. */
const usedBlocks = new Set<string>();
const use: typeof recipe = (heading, language, number = 0) => {
  usedBlocks.add([heading, language, number].join());
  return recipe(heading, language, number);
};

const asset = (path: string) => readFile(new URL(`../../node_modules/${path}`, import.meta.url), "utf8");

/** The widget, as far as signing in goes: it asks for a JWT, and later for another. */
const messagingWidget = `<script>
  window.received = [];
  window.zE = (...call) => {
    window.call = call.slice(0, 2);
    const ask = () => new Promise((resolve) => call[2]((jwt) => { window.received.push(jwt); resolve(); }));
    ask().then(ask).then(() => call[3](null));
  };
</script>`;

/** What an error in the console says, where a test can read it: not every engine tells a driver. */
const errorsInTitle = `<script>
  console.error = (error) => { document.title = String(error); };
</script>`;

/** The page of a recipe that imports the library: a theme that has no script tag for it. */
const mountPoint = (script: string) => `<script>
  delete window.HCJwt;
  delete window[Symbol.for("hc-jwt.v1")];
</script>
<div id="orders"></div>
<script src="{{asset '${script}'}}"></script>`;

describeInBrowsers("a recipe of docs/recipes.md", (browser) => {
  let demo: Demo;
  let theme: RecipeTheme;
  let api: OrdersApi;
  // Signed in once each: a profile costs some engines a start.
  const profiles = new Map<number | null, BrowserProfile>();
  let pages: BrowserPage[] = [];
  const servers: Record<"orders" | "node" | "hono" | "workers" | "messaging" | "live", RecipeServer> = {} as never;

  beforeAll(async () => {
    theme = await createRecipeTheme();
    demo = await startDemo({ themeDirectory: theme.directory });
    const { helpCenter } = demo;
    const serverOf = (heading: string) => importRecipe(localized(use(heading, "js"), { helpCenter }));
    vi.stubEnv("MESSAGING_SECRET", messagingSecret);
    vi.stubEnv("MESSAGING_KEY_ID", messagingKeyId);
    api = createOrdersApi(helpCenter);
    servers.orders = await serveHandler(api);
    servers.node = await watchServer((await serverOf("Node")).server as Server);
    servers.live = await watchServer((await serverOf("WebSocket")).server as Server);
    servers.hono = await serveHandler((await serverOf("Hono")).default as FetchHandler);
    servers.workers = await serveHandler((await serverOf("Workers")).default as FetchHandler);
    servers.messaging = await serveHandler((await serverOf("Zendesk Messaging")).default as FetchHandler);

    const at = (server: keyof typeof servers, code: string) => localized(code, { api: servers[server].origin });
    await theme.write({
      documentHead: localized(use("The script tag", "html"), {
        api: Object.values(servers).map(({ origin }) => origin),
      }),
      pages: {
        plain: at("orders", use("Plain script", "html")),
        jquery: at("orders", use("jQuery", "html")),
        jquery_call: at("orders", use("jQuery", "html", 1)),
        axios: at("orders", use("axios", "html")),
        axios_install: at("orders", use("axios", "html", 1)),
        axios_interceptor: at("orders", use("axios", "html", 2)),
        react: mountPoint("react-recipe.js"),
        react_17: mountPoint("react-17-recipe.js"),
        query: mountPoint("query-recipe.js"),
        upload: at("orders", use("File upload with progress", "html")),
        events: errorsInTitle + at("orders", use("Server-Sent Events", "html")),
        live: at("live", use("WebSocket", "html")),
        messaging: messagingWidget + at("messaging", use("Zendesk Messaging", "html")),
        node: at("node", recipe("Plain script", "html")),
        hono: at("hono", recipe("Plain script", "html")),
        workers: at("workers", recipe("Plain script", "html")),
      },
      assets: {
        "jquery.min.js": await asset("jquery/dist/jquery.min.js"),
        "axios.min.js": await asset("axios/dist/axios.min.js"),
        "react-recipe.js": await bundledRecipe(at("orders", use("React", "tsx"))),
        "react-17-recipe.js": await bundledRecipe(
          changedBy(use("React", "diff"), at("orders", use("React", "tsx"))).replace(
            'from "react-dom"',
            'from "./test/helpers/react-dom-17.ts"',
          ),
        ),
        "query-recipe.js": await bundledRecipe(at("orders", use("TanStack Query", "tsx"))),
      },
    });
  });
  beforeEach(() => {
    demo.controls.reset();
    demo.requestLog.clear();
    Object.assign(api, { fault: undefined, gate: undefined });
    api.uploads.length = 0;
    for (const { wire } of Object.values(servers)) wire.entries.length = 0;
    return async () => {
      await Promise.all(pages.map((page) => page.close()));
      pages = [];
    };
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([...profiles.values()].map((profile) => profile.close()));
    await Promise.all(Object.values(servers).map((server) => server.close()));
    await demo?.close();
    await theme?.remove();
  });

  async function open(name: string, user: number | null = 0): Promise<BrowserPage> {
    let profile = profiles.get(user);
    if (!profile) {
      profile = keepsTab(
        await browser().newProfile(),
        () => `${demo.helpCenter.origin}/api/v2/help_center/sessions.json`,
      );
      profiles.set(user, profile);
      if (user !== null) await profile.setCookie(demo.helpCenter.signIn(userOf(demo, user).id));
    }
    const page = await profile.newPage();
    pages.push(page);
    await page.goto(`${demo.helpCenter.origin}/hc/en-us/p/${name}`);
    return page;
  }

  const textOf = (page: BrowserPage, selector: string) =>
    page.run((selector) => document.querySelector(selector)?.textContent, selector);
  const shows = (page: BrowserPage, selector: string, text: string) =>
    page.waitUntil(
      ([selector, text]) => document.querySelector(selector as string)?.textContent?.includes(text as string),
      [selector, text],
    );
  const itemsOf = async (page: BrowserPage, count: number, list = "main") => {
    await page.waitUntil(([list, count]) => document.querySelectorAll(`${list} li`).length >= (count as number), [
      list,
      count,
    ] as const);
    return page.run((list) => [...document.querySelectorAll(`${list} li`)].map((item) => item.textContent), list);
  };
  const orders = () => [`An order of visitor ${userOf(demo).id}`, "A kettle ☕ <b>&"];

  /** One token, and nowhere but in that one request's header. */
  async function expectOneCall(page: BrowserPage, call: string, server: RecipeServer = servers.orders) {
    expect(server.wire.calls).toEqual([call]);
    expect(demo.requestLog.counts()).toMatchObject({ token: 1, tokenStatuses: { 200: 1 } });
    expect(page.console).toEqual([]);
  }

  it.each([
    ["plain", "Plain script"],
    ["jquery", "jQuery, installed"],
    ["jquery_call", "jQuery, one call"],
    ["axios", "axios over HCJwt.fetch"],
    ["axios_install", "axios, installed"],
    ["axios_interceptor", "axios, with an interceptor"],
    ["react", "React"],
    ["react_17", "React"],
    ["query", "TanStack Query"],
  ])("(%s) shows the visitor's own orders after one call with one token: %s", async (name) => {
    const page = await open(name);
    expect(await itemsOf(page, 2)).toEqual(orders());
    await expectOneCall(page, "GET /orders +token");
  });

  it.each(["plain", "react"])(
    "(%s) sends the API nothing for a visitor who is not signed in, and says so",
    async (name) => {
      const page = await open(name, null);
      await shows(page, "main", "Sign in to see your orders.");
      expect(servers.orders.wire.entries).toEqual([]);
      // What the script tag says of the visitor spares the question. A bundle may run before the page tells who it is.
      if (name === "plain") expect(demo.requestLog.counts().token).toBe(0);
    },
  );

  it.each(["react", "query"])("(%s) shows that it loads, and then what came", async (name) => {
    const gate = deferred<void>();
    api.gate = gate.promise;
    const page = await open(name);
    await shows(page, "#orders [role=status]", "Loading your orders…");
    gate.resolve();
    expect(await itemsOf(page, 2)).toEqual(orders());
  });

  it.each(["plain", "jquery", "jquery_call", "react", "query"])(
    "(%s) tells the visitor when the API fails",
    async (name) => {
      api.fault = 500;
      const page = await open(name);
      // A driven page may be hidden, and TanStack Query tries again only once a page is seen.
      await page.run(() => {
        Object.defineProperty(document, "visibilityState", { value: "visible" });
        window.dispatchEvent(new Event("visibilitychange"));
      });
      await shows(page, "main", "Your orders cannot be shown right now");
    },
  );

  it.each(["plain", "axios", "react", "query"])("(%s) heals a token that the API no longer takes", async (name) => {
    const { fetch } = api;
    let refused = 0;
    // The CORS headers of the real answer, and the status of one whose token was revoked.
    api.fetch = async (request) => {
      const response = await fetch(request);
      if (request.method === "OPTIONS" || refused++ > 0) return response;
      return new Response("{}", { status: 401, headers: response.headers });
    };
    try {
      const page = await open(name);
      expect(await itemsOf(page, 2)).toEqual(orders());
      expect(servers.orders.wire.calls).toEqual(["GET /orders +token", "GET /orders +token"]);
    } finally {
      api.fetch = fetch;
    }
  });

  it("(upload) shows how far it is, and delivers the file whole, with the token", async () => {
    const page = await open("upload");
    const size = 3_000_000;
    await page.run((size) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(size).fill(65)], "report ☕.bin"));
      (document.querySelector("#upload input") as HTMLInputElement).files = files.files;
      const seen: number[] = [];
      Object.assign(window, { seen });
      const progress = document.querySelector("#upload progress") as HTMLProgressElement;
      new MutationObserver(() => seen.push(progress.value)).observe(progress, { attributes: true });
    }, size);
    await page.click("#upload button");
    await shows(page, "#upload output", "Uploaded report ☕.bin.");
    const seen = await page.run(() => (window as unknown as { seen: number[] }).seen);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const sha256 = createHash("sha256").update(Buffer.alloc(size, 65)).digest("hex");
    expect(api.uploads).toEqual([{ name: "report ☕.bin", size, sha256, userId: userOf(demo).id }]);
    await expectOneCall(page, "POST /uploads +token");
  });

  it("(upload) says that it was refused after a 401, and sends the next with a new token", async () => {
    const page = await open("upload");
    await page.run(() => HCJwt.preload());
    await page.run(() => {
      const files = new DataTransfer();
      files.items.add(new File(["text"], "a.txt"));
      (document.querySelector("#upload input") as HTMLInputElement).files = files.files;
    });
    const { fetch } = api;
    api.fetch = async (request) => {
      const response = await fetch(request);
      if (request.method === "OPTIONS") return response;
      api.fetch = fetch;
      return new Response("{}", { status: 401, headers: response.headers });
    };
    await page.click("#upload button");
    await shows(page, "#upload output", "The upload failed (401).");
    await vi.waitFor(() => expect(demo.requestLog.counts().token).toBe(2), 30_000);
    await page.click("#upload button");
    await shows(page, "#upload output", "Uploaded a.txt.");
    expect(servers.orders.wire.calls).toEqual(["POST /uploads +token", "POST /uploads +token"]);
  });

  it("(events) shows events that come in pieces, and goes on after the last one when the stream ends", async () => {
    const page = await open("events");
    expect(await itemsOf(page, 3, "#news")).toEqual([
      "order: Kettle ☕",
      "message: \nsecond line\n third",
      "message: after 2",
    ]);
    expect(servers.orders.wire.calls).toEqual(["GET /news +token", "GET /news +token"]);
    expect(demo.requestLog.counts().token).toBe(1);
  });

  it("(events) stops at a response that trying again cannot cure", async () => {
    const { fetch } = api;
    api.fetch = async (request) => {
      const response = await fetch(request);
      return request.method === "OPTIONS" ? response : new Response("", { status: 403, headers: response.headers });
    };
    try {
      const page = await open("events");
      await page.waitUntil(() => document.title.includes("The stream answered 403"));
      expect(servers.orders.wire.calls).toEqual(["GET /news +token"]);
    } finally {
      api.fetch = fetch;
    }
  });

  it("(live) opens a WebSocket with a ticket: the token is in no URL, and the ticket is good once", async () => {
    const page = await open("live");
    expect(await itemsOf(page, 1, "#messages")).toEqual([`Hello, ${userOf(demo).email}`]);
    expect(await textOf(page, "#status")).toBe("Connected.");
    const calls = servers.live.wire.calls;
    expect(calls).toEqual(["POST /tickets +token", expect.stringMatching(/^GET \/live\?ticket=[\da-f-]{36}$/)]);

    const secondUse = await page.run(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url);
          socket.addEventListener("open", () => resolve("open"));
          socket.addEventListener("error", () => resolve("refused"));
        }),
      servers.live.origin.replace("http", "ws") + calls[1]?.replace("GET ", ""),
    );
    expect(secondUse).toBe("refused");
  });

  it("(messaging) hands the widget a fresh JWT at each of its calls, which names the visitor", async () => {
    const page = await open("messaging");
    const received = await receivedJwts(page);
    expect(received).toHaveLength(2);
    for (const jwt of received) {
      const { payload, protectedHeader } = await jwtVerify(jwt, new TextEncoder().encode(messagingSecret));
      expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT", kid: messagingKeyId });
      expect(payload).toMatchObject({
        scope: "user",
        external_id: userOf(demo).externalId,
        email: userOf(demo).email,
      });
      expect(payload.exp).toBe((payload.iat as number) + 600);
    }
    expect(await page.run(() => (window as unknown as { call: unknown }).call)).toEqual(["messenger", "loginUser"]);
    expect(servers.messaging.wire.calls).toEqual(Array(2).fill("POST /messaging-token +token"));
    expect(demo.requestLog.counts().token).toBe(1);
  });

  it("(messaging) names a visitor without an external id by the Zendesk user id", async () => {
    const [jwt = ""] = await receivedJwts(await open("messaging", 2));
    const { payload } = await jwtVerify(jwt, new TextEncoder().encode(messagingSecret));
    expect(payload).toMatchObject({ external_id: String(userOf(demo, 2).id) });
  });

  async function receivedJwts(page: BrowserPage): Promise<string[]> {
    await page.waitUntil(() => (window as unknown as { received: string[] }).received.length === 2);
    return page.run(() => (window as unknown as { received: string[] }).received);
  }

  describe.each(["node", "hono", "workers"] as const)("(%s)", (name) => {
    it("serves the visitor that the token names, to a page of the help center", async () => {
      const page = await open(name);
      expect(await itemsOf(page, 1)).toEqual([`An order of visitor ${userOf(demo).id}`]);
      await expectOneCall(page, "GET /orders +token", servers[name]);
    });

    it("lets the page read why a call without a good token was refused", async () => {
      const page = await open(name);
      await itemsOf(page, 1);
      const answers = await page.run(async (url) => {
        const answers: unknown[] = [];
        for (const headers of [{}, { Authorization: "Bearer a.b.c" }]) {
          const response = await fetch(url, { headers });
          answers.push([response.status, await response.json()]);
        }
        return answers;
      }, `${servers[name].origin}/orders`);
      expect(answers).toEqual([
        [401, { error: "missing_token" }],
        [401, { error: "malformed_token" }],
      ]);
    });

    it("responds to a preflight without a token, and names no other origin than the help center's", async () => {
      const preflight = (origin: string) =>
        fetch(`${servers[name].origin}/orders`, {
          method: "OPTIONS",
          headers: {
            Origin: origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
          },
        });
      const { headers, status } = await preflight(demo.helpCenter.origin);
      expect([status, headers.get("access-control-allow-origin")]).toEqual([204, demo.helpCenter.origin]);
      expect(headers.get("access-control-allow-headers")).toMatch(/authorization/i);
      const stranger = (await preflight("https://evil.example")).headers.get("access-control-allow-origin");
      expect(stranger).not.toBe("https://evil.example");
      expect(stranger).not.toBe("*");
    });
  });

  it.each([
    ["node", "GET /orders"],
    ["hono", "GET /orders"],
    ["workers", "GET /orders"],
    ["messaging", "POST /messaging-token"],
    ["live", "POST /tickets"],
  ] as const)("(%s) keeps its responses out of every cache, errors too", async (name, call) => {
    const [method = "", path] = call.split(" ");
    const token = await newToken(demo);
    const answers = await Promise.all(
      [{ Authorization: `Bearer ${token}` }, { Authorization: "Bearer a.b.c" }, {}].map((headers) =>
        fetch(`${servers[name].origin}${path}`, { method, headers: { Origin: demo.helpCenter.origin, ...headers } }),
      ),
    );
    expect(answers.map(({ ok, status }) => ok || status)).toEqual([true, 401, 401]);
    for (const { headers } of answers) expect(headers.get("cache-control")).toBe("private, no-store");
  });

  it("is never left out of these tests", () => {
    const numbers = new Map<string, number>();
    const all = recipeBlocks.map(({ heading, language }) => {
      const number = numbers.get(heading + language) ?? 0;
      numbers.set(heading + language, number + 1);
      return [heading, language, number].join();
    });
    expect([...usedBlocks].sort()).toEqual(all.sort());
  });
});
