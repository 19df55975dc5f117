import type { Mode } from "./options.ts";

// The scripts that are inserted into the pages, as text: the library is not on the pages that run natively.

/** Paths that no test uses. */
export const own = "/hc-jwt-wpt/";

/** The default of the library's `tokenUrl`. */
export const tokenPath = "/api/v2/help_center/integration/token";

/** What the result of a page, by its path and query, begins with in the console. */
export function resultMark(path: string): string {
  return `hc-jwt-wpt ${path} `;
}

/** In place of testharnessreport.js. */
export const reporter = `(() => {
  const { debug } = console;
  const { stringify } = JSON;
  const mark = ${JSON.stringify(resultMark("PATH"))}.replace("PATH", location.pathname + location.search);
  add_completion_callback((tests, harness) => debug(mark + stringify({
    status: harness.status,
    message: harness.message,
    tests: tests.map(({ name, status, message }) => ({ name, status, message })),
  })));
})();`;

/** After the bundle. Function proxies keep what the tests ask of the patched functions, such as their length. */
export function installation(mode: Mode, api: string, id: string): string {
  const install = `HCJwt.install({ origins: [${JSON.stringify(api)}] });`;
  if (mode === "warm") {
    return `(() => {
      const { fetch } = globalThis;
      ${install}
      HCJwt.preload().then(() => fetch("${own}loaded?${id}"));
    })();`;
  }
  if (mode === "cold") return install;
  return `(() => {
    ${install}
    const forgetful = (fn) => new Proxy(fn, {
      apply(target, self, args) {
        HCJwt.clear();
        return Reflect.apply(target, self, args);
      },
    });
    globalThis.fetch = forgetful(globalThis.fetch);
    XMLHttpRequest.prototype.open = forgetful(XMLHttpRequest.prototype.open);
  })();`;
}

/** On every page, natively, too: what a test calls on its own origin goes to the API's. The token request stays. */
export function redirection(api: string): string {
  return `(() => {
    const redirected = (input) => {
      if (typeof input !== "string" && !(input instanceof URL)) return input;
      try {
        const url = new URL(input, document.baseURI);
        return url.origin === location.origin && !url.pathname.startsWith(${JSON.stringify(tokenPath)}) ? ${JSON.stringify(api)} + url.href.slice(url.origin.length) : input;
      } catch {
        return input;
      }
    };
    const first = (args) => (args.length > 0 ? [redirected(args[0]), ...args.slice(1)] : args);
    globalThis.fetch = new Proxy(globalThis.fetch, {
      apply: (target, self, args) => Reflect.apply(target, self, first(args)),
    });
    globalThis.Request = new Proxy(globalThis.Request, {
      construct: (target, args, newTarget) => Reflect.construct(target, first(args), newTarget),
    });
    XMLHttpRequest.prototype.open = new Proxy(XMLHttpRequest.prototype.open, {
      apply: (target, self, args) =>
        Reflect.apply(target, self, args.length > 1 ? [args[0], redirected(args[1]), ...args.slice(2)] : args),
    });
  })();`;
}
