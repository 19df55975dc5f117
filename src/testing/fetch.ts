import { createEndpoints, type HelpCenterHandlersOptions, respondAt } from "./endpoints.ts";

/** Responds to the requests that are not the help center's: your API, in a test. */
export type TestApi = (request: Request) => Response | Promise<Response>;

/**
 * A stand-in for `fetch`, for tests of a page that cannot have msw, such as Jest's: it responds for a help center, with real
 * signed tokens, and has `api` respond to all other requests. Nothing is sent.
 *
 * @param options as for `helpCenterHandlers`
 * @param api responds to all other requests; without it they reject with a TypeError
 * @throws TypeError for options that make no sense
 * @example
 * globalThis.fetch = helpCenterFetch({ claims: { userId: 42 } }, () => Response.json(["Saddle", "Bell"]));
 */
export function helpCenterFetch(
  options: Omit<HelpCenterHandlersOptions, "origin"> = {},
  api: TestApi = unexpected,
): typeof fetch {
  const endpoints = createEndpoints(options, () => Response);
  return async (input, init) => {
    // Node's Request takes no relative URL.
    const target = input instanceof Request ? input : new URL(input, globalThis.location?.href);
    const request = new Request(target, init);
    request.signal.throwIfAborted();
    const response = await (respondAt(endpoints, request) ?? api(request));
    request.signal.throwIfAborted();
    return response;
  };
}

function unexpected({ method, url }: Request): never {
  throw new TypeError(
    `helpCenterFetch got ${method} ${url}, which is no help center's. Respond to it in its second argument.`,
  );
}
