import type { HttpHandler } from "msw/http";
import { check } from "./check.ts";
import { basePath, createEndpoints, type HelpCenterHandlersOptions } from "./endpoints.ts";
import { msw } from "./load.ts";

/**
 * A help center for [msw](https://mswjs.io) 3: its token endpoint and its keys endpoint, each also as `.json`, with
 * real signed tokens. The same handlers serve `setupServer` (Node) and `setupWorker` (a browser, https or localhost).
 *
 * @throws TypeError for options that make no sense
 * @throws Error where msw is not installed
 * @example
 * const server = setupServer(...helpCenterHandlers({ claims: { userId: 42 } }));
 * // In one test: nobody is signed in.
 * server.use(...helpCenterHandlers({ status: 403 }));
 */
export function helpCenterHandlers(options: HelpCenterHandlersOptions = {}): HttpHandler[] {
  const { token, keys } = createEndpoints(options, () => msw?.HttpResponse ?? Response);
  const base = `${originOf(options)}${basePath}`;
  if (!msw) {
    throw new Error("helpCenterHandlers needs msw 3: npm install --save-dev msw. startHelpCenter() does without it");
  }
  const { http } = msw;
  const respond = ({ request }: { request: Request }) => token(request);
  return [
    http.get(`${base}/token`, respond),
    http.get(`${base}/token.json`, respond),
    http.get(`${base}/keys`, keys),
    http.get(`${base}/keys.json`, keys),
  ];
}

/** msw's pattern for the origin: `*` is any. */
function originOf({ origin = "*" }: HelpCenterHandlersOptions): string {
  check(
    origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin),
    "origin",
    "an origin such as https://acme.zendesk.com",
  );
  return origin;
}
