import type { MiddlewareHandler } from "hono";

/**
 * Refuses changes that another site's page asks for. Browsers name the origin of every POST; a request that names
 * neither comes from a program on this machine, which needs no protecting from itself.
 */
export function sameOriginOnly(origin: string): MiddlewareHandler {
  return async (c, next) => {
    const from = c.req.header("Origin");
    const site = c.req.header("Sec-Fetch-Site");
    const foreign = (from !== undefined && from !== origin) || (site !== undefined && site !== "same-origin");
    if (c.req.method !== "GET" && c.req.method !== "HEAD" && foreign) {
      return c.json({ error: `Only pages of ${origin} may change anything here.` }, 403);
    }
    return next();
  };
}
