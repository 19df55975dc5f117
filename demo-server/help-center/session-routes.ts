import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";
import type { HelpCenterData } from "./data/data.ts";
import { byId } from "./pages/site.ts";
import { safeReturnTo } from "./return-to.ts";
import { SESSION_COOKIE, type Sessions } from "./sessions.ts";
import { signInPage } from "./sign-in-page.ts";

export interface SessionRoutesOptions {
  origin: string;
  data: HelpCenterData;
  sessions: Sessions;
}

/** Signing in and out: Zendesk's own pages, outside the theme. */
export function createSessionRoutes({ origin, data, sessions }: SessionRoutesOptions): Hono {
  const app = new Hono();
  const cookie: CookieOptions = { httpOnly: true, sameSite: "Lax", path: "/", secure: origin.startsWith("https:") };
  const isLocale = (locale: string) => data.locales.some((one) => one.locale === locale);
  const homeOf = (c: Context) => {
    const locale = c.req.param("locale") ?? "";
    return `/hc/${isLocale(locale) ? locale : data.locales[0]?.locale}`;
  };

  app.get("/hc/:locale/signin", async (c, next) => {
    if (!isLocale(c.req.param("locale"))) return next();
    const returnTo = safeReturnTo(c.req.query("return_to"), homeOf(c));
    const user = sessions.find(getCookie(c, SESSION_COOKIE))?.user;
    return c.html(signInPage({ returnTo, user, users: data.users, action: `${homeOf(c)}/signin` }));
  });

  app.post("/hc/:locale/signin", async (c) => {
    const { user_id: userId, return_to: returnTo } = await c.req.parseBody();
    const user = byId(data.users, Number(userId));
    if (!user) return c.text("There is no such user.", 400);
    sessions.end(getCookie(c, SESSION_COOKIE));
    setCookie(c, SESSION_COOKIE, sessions.create(user), cookie);
    return c.redirect(safeReturnTo(String(returnTo ?? ""), homeOf(c)), 303);
  });

  app.get("/access/logout", (c) => {
    sessions.end(getCookie(c, SESSION_COOKIE));
    setCookie(c, SESSION_COOKIE, "", { ...cookie, maxAge: 0 });
    return c.redirect(safeReturnTo(c.req.query("return_to"), homeOf(c)));
  });

  return app;
}
