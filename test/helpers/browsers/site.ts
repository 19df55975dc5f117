import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { plainToken } from "../plain-jwt.ts";
import type { Browser, BrowserPage, BrowserProfile } from "./driver.ts";
import { keepsTab } from "./tabs.ts";
import { bundle, load } from "./visit.ts";

/** A request as one of the site's servers got it, preflights left out. */
export interface SiteArrival {
  /** Which server: the help center, the API, or one that must not have the token. */
  readonly server: "own" | "api" | "other";
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly contentType: string | null;
  /** Byte for byte, as Latin-1; the boundary of a form replaced by `BOUNDARY`. */
  readonly body: string;
}

/** Elements by whose names members of the document are hidden, ahead of the bundle. */
const namedElements = [
  "<!doctype html><title>Page</title><body>",
  "<iframe name=head></iframe><form name=createElement></form>",
  ...[
    ..."baseURI URL documentURI documentElement body currentScript querySelector getElementsByTagName".split(" "),
    ..."addEventListener visibilityState hidden readyState cookie defaultView append".split(" "),
  ].map((name) => `<img name=${name}>`),
  "<script src=/hc-jwt.js></script>",
].join("\n");

/** Three servers of one visit, which answer by path and know tokens without verifying them. */
export interface Site {
  readonly own: string;
  readonly api: string;
  readonly other: string;
  /** All but token requests. */
  readonly arrivals: readonly SiteArrival[];
  /** Tokens handed out so far. */
  readonly issued: readonly string[];
  /** Milliseconds until the token endpoint answers. */
  tokenLatency: number;
  /** What the token endpoint answers. */
  tokenStatus: number;
  /** Of the tokens handed out, how many are refused at `/private`. */
  revoked: number;
  /** Forgets what arrived and was handed out, and what was switched. */
  reset(): void;
  /** A blank page of the help center, with the bundle; a page by another path has what it brings. */
  visit(options?: { before?: () => void; path?: string }): Promise<BrowserPage>;
}

/**
 * What the paths answer, on any of the three servers:
 * - `/status/<number>`: this status, and a few bytes
 * - `/private`: 401 without a token that is good
 * - `/never`: nothing, ever (`/never-asked`: not even to a preflight); `/partly`: status and some bytes, and then nothing
 * - `/drop`: the connection is cut; `/forbidden`: a preflight gets no leave
 * - `/redirect?to=<url>`: a redirect (302)
 * - `/revoke`: from now on no token that was handed out so far is good
 * - `/named-elements`: a document of them, with the bundle
 * - `/arrived?path=<path>`: how many calls of this path have arrived
 * - `/page`, `/frame`: an empty document; `/hc-jwt.js`: the bundle
 * - anything else: 200, and a few bytes
 */
export function useSite(browser: () => Browser): Site {
  const servers: ReturnType<typeof createServer>[] = [];
  const origins: { [server: string]: string } = {};
  let profile: BrowserProfile;
  let pages: BrowserPage[] = [];
  const initial = () => ({
    arrivals: [] as SiteArrival[],
    issued: [] as string[],
    tokenLatency: 0,
    tokenStatus: 200,
    revoked: 0,
  });
  const state = initial();
  let tokens = 0;

  async function serve(server: SiteArrival["server"], request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "", "http://localhost");
    const headers: Record<string, string> = {
      "Access-Control-Allow-Origin": request.headers.origin ?? "*",
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Expose-Headers": "X-Path",
      "Content-Type": "text/plain",
      "Cache-Control": "no-store",
    };
    if (request.method === "OPTIONS") {
      if (url.pathname.startsWith("/never-asked")) {
        // Chromium goes on with the preflight of a call that has ended, and has six connections an origin.
        setTimeout(() => request.socket.destroy(), 700);
        return;
      }
      if (url.pathname.startsWith("/forbidden")) {
        response.writeHead(403).end();
        return;
      }
      headers["Access-Control-Allow-Headers"] = request.headers["access-control-request-headers"] ?? "";
      headers["Access-Control-Allow-Methods"] = request.headers["access-control-request-method"] ?? "";
      headers["Access-Control-Max-Age"] = "600";
      response.writeHead(204, headers).end();
      return;
    }
    if (url.pathname === "/favicon.ico") {
      response.writeHead(404).end();
      return;
    }
    if (url.pathname === "/api/v2/help_center/integration/token") {
      const token = plainToken({ n: ++tokens, exp: Math.floor(Date.now() / 1000) + 300 });
      // Before the delay: as soon as the request is here, this token is on its way.
      state.issued.push(token);
      const { tokenStatus, tokenLatency } = state;
      const answer = () =>
        response
          .writeHead(tokenStatus, { "Content-Type": "application/json", "Cache-Control": "no-store" })
          .end(JSON.stringify({ token }));
      if (tokenLatency) setTimeout(answer, tokenLatency);
      else answer();
      return;
    }
    if (url.pathname === "/arrived") {
      const path = url.searchParams.get("path");
      response.writeHead(200, headers).end(String(state.arrivals.filter((arrival) => arrival.path === path).length));
      return;
    }
    const authorization = request.headers.authorization ?? null;
    const contentType = request.headers["content-type"] ?? null;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (/^\/(?:page|frame)$/.test(url.pathname)) {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Page</title><body>");
      return;
    }
    if (url.pathname === "/hc-jwt.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(bundle);
      return;
    }
    if (url.pathname === "/named-elements") {
      response.writeHead(200, { "Content-Type": "text/html" }).end(namedElements);
      return;
    }
    const boundary = /boundary=(.*)$/.exec(contentType ?? "")?.[1] ?? "";
    const neutral = (text: string) => (boundary ? text.replaceAll(boundary, "BOUNDARY") : text);
    state.arrivals.push({
      server,
      method: request.method ?? "",
      path: url.pathname,
      authorization,
      contentType: contentType && neutral(contentType),
      body: neutral(Buffer.concat(chunks).toString("latin1")),
    });
    headers["X-Path"] = url.pathname;
    if (url.pathname.startsWith("/never")) return;
    if (url.pathname.startsWith("/drop")) {
      request.socket.destroy();
      return;
    }
    if (url.pathname === "/revoke") state.revoked = state.issued.length;
    if (url.pathname === "/partly") {
      response.writeHead(200, headers).write("x".repeat(4_096));
      return;
    }
    if (url.pathname === "/redirect") {
      response.writeHead(302, { ...headers, Location: url.searchParams.get("to") ?? "/" }).end();
      return;
    }
    const isGood = state.issued.slice(state.revoked).some((token) => authorization === `Bearer ${token}`);
    const status =
      url.pathname.startsWith("/private") && !isGood ? 401 : Number(url.pathname.split("/status/")[1]) || 200;
    response.writeHead(status, headers).end("answer");
  }

  async function start(server: SiteArrival["server"], host: string): Promise<void> {
    const created = createServer((request, response) => {
      serve(server, request, response).catch(() => request.socket.destroy());
    });
    servers.push(created);
    await new Promise<void>((resolve) => created.listen(0, "127.0.0.1", resolve));
    origins[server] = `http://${host}:${(created.address() as AddressInfo).port}`;
  }

  const site: Site = Object.assign(state, {
    own: "",
    api: "",
    other: "",
    reset: () => Object.assign(state, initial()),
    async visit({ before, path }: { before?: () => void; path?: string } = {}) {
      const page = await profile.newPage();
      pages.push(page);
      await page.goto(origins.own + (path ?? "/page"));
      if (before) await page.run(before);
      if (!path) await load(page, bundle);
      return page;
    },
  });

  beforeAll(async () => {
    await Promise.all([start("own", "localhost"), start("api", "127.0.0.1"), start("other", "127.0.0.1")]);
    Object.assign(site, origins);
    profile = keepsTab(await browser().newProfile(), () => `${origins.own}/page`);
  });
  beforeEach(() => {
    site.reset();
    return async () => {
      const toClose = pages;
      pages = [];
      await Promise.all(toClose.map((page) => page.close()));
    };
  });
  afterAll(async () => {
    await profile?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  return site;
}
