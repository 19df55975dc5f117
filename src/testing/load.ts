/** msw, where it is installed: signing tokens, and a keys server, need nothing of it. */
export const msw = await import("msw/http").catch(() => undefined);
