import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { canonicalHost } from "../canonical-host.ts";
import type { Controls } from "../controls.ts";
import type { RequestLog } from "../request-log.ts";
import { sameOriginOnly } from "../same-origin.ts";
import { ACCOUNT } from "./account.ts";
import { InvalidThemeError } from "./curlybars/problem.ts";
import { isLayout } from "./layout.ts";
import {
  articlePage,
  categoryPage,
  customPage,
  errorPage,
  homePage,
  newRequestPage,
  type Page,
  profilePage,
  requestsPage,
  searchPage,
  sectionPage,
} from "./pages.ts";
import { renderPage, THEME_FILES } from "./renderer.ts";
import { safeReturnTo } from "./return-to.ts";
import { SESSION_COOKIE, type Session, type Sessions } from "./sessions.ts";
import { signInPage } from "./sign-in-page.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { ThemeReader } from "./theme/theme.ts";
import { themeErrorPage } from "./theme-error-page.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";
import type { IssueToken } from "./token-issuer.ts";
import { findUser } from "./users.ts";
import { createZendeskApi } from "./zendesk-api.ts";

export interface HelpCenterOptions {
  origin: string;
  theme: ThemeReader;
  sessions: Sessions;
  keys: SigningKeys;
  issueToken: IssueToken;
  controls: Controls;
  requestLog: RequestLog;
  /** The demo's own pages, under /demo. */
  panel: Hono;
}

const HOME = `/hc/${ACCOUNT.locale}`;

/** A help center on one origin, as Zendesk would serve it. It sends no CORS headers: no other site may read it. */
export function createHelpCenter(options: HelpCenterOptions): Hono {
  const { origin, theme, sessions, keys, issueToken, controls, requestLog, panel } = options;
  const app = new Hono();
  const sessionOf = (c: Context): Session | undefined => sessions.find(getCookie(c, SESSION_COOKIE));

  app.use(canonicalHost(origin), sameOriginOnly(origin));
  app.route("/", panel);
  app.route("/", createTokenEndpoint({ controls, requestLog, issueToken, sessionOf }));
  app.route("/", createZendeskApi({ keys, sessionOf }));

  app.get("/", (c) => c.redirect(HOME));
  app.get("/hc", (c) => c.redirect(HOME));

  app.get(`${HOME}/signin`, (c) => {
    const returnTo = safeReturnTo(c.req.query("return_to"), HOME);
    return c.html(signInPage({ returnTo, user: sessionOf(c)?.user }));
  });

  app.post(`${HOME}/signin`, async (c) => {
    const { user_id: userId, return_to: returnTo } = await c.req.parseBody();
    const user = findUser(Number(userId));
    if (!user) return c.text("There is no such user.", 400);
    sessions.end(getCookie(c, SESSION_COOKIE));
    setCookie(c, SESSION_COOKIE, sessions.create(user), { httpOnly: true, sameSite: "Lax", path: "/" });
    return c.redirect(safeReturnTo(String(returnTo ?? ""), HOME), 303);
  });

  app.get("/access/logout", (c) => {
    sessions.end(getCookie(c, SESSION_COOKIE));
    setCookie(c, SESSION_COOKIE, "", { httpOnly: true, sameSite: "Lax", path: "/", maxAge: 0 });
    return c.redirect(safeReturnTo(c.req.query("return_to"), HOME));
  });

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

  async function show(c: Context, page: Page): Promise<Response> {
    const { layout, pageClockSkew } = controls.get();
    const asked = c.req.query("layout");
    const { pathname, search } = new URL(c.req.url);
    const rendered = renderPage(await theme.current(), page, {
      user: sessionOf(c)?.user,
      origin,
      path: pathname + search,
      layout: isLayout(asked) ? asked : layout,
      clockSkew: pageClockSkew,
    });
    return c.html(rendered.html, rendered.status, { "Cache-Control": "private, no-cache" });
  }

  /** "360003300001-Set-the-saddle" is how Zendesk writes ids in paths; the number alone decides. */
  const idOf = (c: Context) => Number.parseInt(c.req.param("id") ?? "", 10);

  app.get(HOME, (c) => show(c, homePage()));
  app.get(`${HOME}/p/:name`, (c) => show(c, customPage(c.req.param("name"))));
  app.get(`${HOME}/categories/:id`, (c) => show(c, categoryPage(idOf(c))));
  app.get(`${HOME}/sections/:id`, (c) => show(c, sectionPage(idOf(c))));
  app.get(`${HOME}/articles/:id`, (c) => show(c, articlePage(idOf(c))));
  app.get(`${HOME}/profiles/:id`, (c) => show(c, profilePage(idOf(c))));
  app.get(`${HOME}/search`, (c) => show(c, searchPage(c.req.query("query") ?? "")));
  app.get(`${HOME}/requests/new`, (c) => show(c, newRequestPage()));
  app.get(`${HOME}/requests`, async (c) => {
    if (sessionOf(c)) return show(c, requestsPage());
    return c.redirect(`${HOME}/signin?return_to=${encodeURIComponent(`${HOME}/requests`)}`);
  });
  app.notFound((c) => show(c, errorPage("not_found")));

  app.onError((error, c) => {
    if (error instanceof InvalidThemeError) return c.html(themeErrorPage(error), 500);
    // Request bodies and headers stay out of it: the message is all that the developer needs.
    console.error(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.text("The demo server failed; its terminal says why.", 500);
  });

  return app;
}
