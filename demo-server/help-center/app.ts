import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie } from "hono/cookie";
import { canonicalHost } from "../canonical-host.ts";
import type { Controls } from "../controls.ts";
import type { RequestLog } from "../request-log.ts";
import { sameOriginOnly } from "../same-origin.ts";
import { InvalidThemeError } from "./curlybars/problem.ts";
import type { HelpCenterData } from "./data/data.ts";
import { isLayout } from "./layout.ts";
import { notFoundPage, ROUTES } from "./pages/routes.ts";
import type { Page, Site } from "./pages/site.ts";
import { renderPage, TemplateError, THEME_FILES } from "./renderer.ts";
import { createSessionRoutes } from "./session-routes.ts";
import { SESSION_COOKIE, type Session, type Sessions } from "./sessions.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { ThemeReader } from "./theme/reader.ts";
import { allProblemsPage, brokenPage } from "./theme-error-page.ts";
import { createTicketingApi } from "./ticketing-api.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";
import type { IssueToken } from "./token-issuer.ts";
import { createZendeskApi } from "./zendesk-api.ts";

export interface HelpCenterOptions {
  origin: string;
  theme: ThemeReader;
  data: HelpCenterData;
  sessions: Sessions;
  keys: SigningKeys;
  issueToken: IssueToken;
  controls: Controls;
  requestLog: RequestLog;
  /** The demo's own pages, under /demo. */
  panel: Hono;
  /** Whether an open page reloads when a file of the theme changes. */
  liveReload: boolean;
  /** An API whose calls the pages tell the control panel about, since it does not tell itself. */
  watchedApi?: string | undefined;
}

/** What a form or a call of a page may send; nothing here takes files. */
const LARGEST_BODY = 1_048_576;

/** A help center on one origin, as Zendesk would serve it. It sends no CORS headers: no other site may read it. */
export function createHelpCenter(options: HelpCenterOptions): Hono {
  const { origin, theme, data, sessions, keys, issueToken, controls, requestLog, panel, liveReload, watchedApi } =
    options;
  const app = new Hono();
  const sessionOf = (c: Context): Session | undefined => sessions.find(getCookie(c, SESSION_COOKIE));
  const siteOf = (c: Context, locale: string): Site => ({
    data,
    locale,
    user: sessionOf(c)?.user,
    query: new URL(c.req.url).searchParams,
  });

  app.use(
    canonicalHost(origin),
    sameOriginOnly(origin),
    bodyLimit({ maxSize: LARGEST_BODY, onError: (c) => c.text("That is too large.", 413) }),
  );
  app.route("/", panel);
  app.route("/", createTokenEndpoint({ controls, requestLog, issueToken, users: data.users, sessionOf }));
  app.route("/", createTicketingApi({ data, sessionOf }));
  app.route("/", createZendeskApi({ keys, sessionOf }));
  app.route("/", createSessionRoutes({ origin, data, sessions }));

  const locales = data.locales.map(({ locale }) => locale);
  const firstLocale = locales[0] ?? "en-us";
  app.get("/", (c) => c.redirect(`/hc/${firstLocale}`));
  app.get("/hc", (c) => c.redirect(`/hc/${firstLocale}`));

  app.get(`${THEME_FILES}/script.js`, async (c) => {
    const { script } = await theme.current();
    return c.body(script, 200, { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache" });
  });

  app.get(`${THEME_FILES}/style.css`, async (c) => {
    const { style } = await theme.current();
    return c.body(style, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache" });
  });

  app.get("/hc/theming_assets/:id", (c) => {
    const asset = theme.asset(c.req.path);
    if (!asset) return c.text("There is no such asset.", 404);
    const headers = { "Content-Type": asset.contentType, "Cache-Control": "public, max-age=31536000, immutable" };
    return c.body(asset.body, 200, headers);
  });

  async function show(c: Context, site: Site, page: Page): Promise<Response> {
    const { layout, pageClockSkew } = controls.get();
    const asked = c.req.query("layout");
    const { pathname, search } = new URL(c.req.url);
    const rendered = renderPage(await theme.current(), page, {
      site,
      origin,
      path: pathname + search,
      layout: isLayout(asked) ? asked : layout,
      clockSkew: pageClockSkew,
      liveReload,
      watchedApi,
    });
    return c.html(rendered.html, rendered.status, { "Cache-Control": "private, no-cache" });
  }

  for (const locale of locales) {
    for (const route of ROUTES) {
      app.get(`/hc/${locale}${route.path}`, async (c): Promise<Response> => {
        if (route.signedIn && !sessionOf(c)) {
          return c.redirect(`/hc/${locale}/signin?return_to=${encodeURIComponent(c.req.path)}`);
        }
        const site = siteOf(c, locale);
        return show(c, site, route.page(site, c.req.param("id") ?? ""));
      });
    }
    // Votes, comments and requests are not kept: a form leads back to where it was sent from.
    app.post(`/hc/${locale}/*`, (c) =>
      c.redirect(c.req.path === `/hc/${locale}/requests` ? `/hc/${locale}` : c.req.path, 303),
    );
  }

  // A path without a locale leads to the one of the visitor.
  for (const { path } of ROUTES.filter(({ path }) => path !== "")) {
    app.get(`/hc${path}`, (c) => {
      const { pathname, search } = new URL(c.req.url);
      return c.redirect(`/hc/${firstLocale}${pathname.slice("/hc".length)}${search}`);
    });
  }

  app.notFound((c) => {
    const site = siteOf(c, locales.find((locale) => c.req.path.startsWith(`/hc/${locale}/`)) ?? firstLocale);
    return show(c, site, notFoundPage(site));
  });

  app.onError((error, c) => {
    if (error instanceof TemplateError) return c.html(brokenPage(error.problems), 500);
    if (error instanceof InvalidThemeError) return c.html(allProblemsPage(error.problems), 500);
    // Request bodies and headers stay out of it: the message is all that the developer needs.
    console.error(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.text("The demo server failed; its terminal says why.", 500);
  });

  return app;
}
