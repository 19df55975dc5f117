import type { MiddlewareHandler } from "hono";

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Keys are public, and an API's runtime may not know what a browser does: that every name under `localhost` is this
 * machine. It finds them under `localhost` too.
 */
const KEYS = /^\/(?:api\/v2\/help_center|hc\/api\/v2)\/integration\/keys(?:\.json)?$/;

/**
 * One name for one server: the to-do API lets this origin in and no other. A host that only resolves to this machine,
 * as in a DNS rebinding attack, gets nothing.
 */
export function canonicalHost(origin: string): MiddlewareHandler {
  const { host } = new URL(origin);
  return async (c, next) => {
    const { host: asked, hostname, pathname, search } = new URL(c.req.url);
    if (asked === host) return next();
    if (LOOPBACK.test(hostname) && KEYS.test(pathname)) return next();
    if (LOOPBACK.test(hostname)) return c.redirect(`${origin}${pathname}${search}`, 307);
    return c.text(`This server is ${origin}.`, 421);
  };
}
