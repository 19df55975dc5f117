import type { KyInstance } from "ky";
import { createApi } from "./call/api.ts";
import { createAuthorizedFetch } from "./call/authorized-fetch.ts";
import { createCallPolicy } from "./call/policy.ts";
import type { HelpCenterJwtError } from "./errors.ts";
import { install } from "./install/index.ts";
import {
  checkObject,
  defaultSettings,
  type HelpCenterJwtOptions,
  invalidOption,
  mergeOptions,
  originsExpected,
} from "./options.ts";
import { parseOriginRules } from "./origins.ts";
import { createPageFetch } from "./page/fetch.ts";
import { decodeToken, type HelpCenterClaims } from "./token/claims.ts";
import { createTokenFetch } from "./token/fetch.ts";
import { createTokenSource } from "./token/source.ts";
import { waitFor } from "./token/wait.ts";

/** Replaced by the build with the package's version. */
declare const HC_JWT_VERSION: string;

/** How to wait for a token. */
export interface WaitOptions {
  /** Aborts this wait, and no other caller's. */
  signal?: AbortSignal | null | undefined;
}

/** How to get a token. */
export interface GetTokenOptions extends WaitOptions {
  /** Requests a new token even if the cached one is usable, after a change that its claims should contain. */
  forceRefresh?: boolean | undefined;
}

/** Calls third-party APIs with the help center JWT of the visitor. */
export interface HelpCenterJwtClient {
  /**
   * The browser's `fetch` with `Authorization: Bearer <help center JWT>`. Same arguments, same responses (it resolves on any
   * HTTP status), same rejections, same abort. After a 401 the call is retried once with a new token.
   *
   * Calls to the help center itself and to `*.zendesk.com`, and calls that set `Authorization`, are sent unchanged.
   *
   * @throws HelpCenterJwtError (as a rejection) with any code but `invalid_option`; nothing has been sent then
   * @example
   * const response = await HCJwt.fetch("https://api.example.com/orders");
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * The JWT itself, for requests that are not made by fetch (WebSocket, EventSource, `$.ajax`). Whoever receives it can use it
   * at any server that trusts the same keys: never put it into a URL that is logged, or into storage.
   *
   * @throws HelpCenterJwtError (as a rejection) if there is no token, `invalid_option` for invalid arguments
   * @example
   * $.ajax({ url, headers: { Authorization: `Bearer ${await HCJwt.getToken()}` } });
   */
  getToken(options?: GetTokenOptions): Promise<string>;
  /**
   * The claims of the token, decoded and **not verified**: suitable for a greeting, but not as a proof.
   *
   * @throws HelpCenterJwtError as `getToken`
   * @example
   * const { email } = await HCJwt.getClaims();
   */
  getClaims(options?: WaitOptions): Promise<HelpCenterClaims>;
  /**
   * A [ky](https://github.com/sindresorhus/ky) instance that uses `fetch` above. Its retries are off, `api.extend({ retry: 2 })`
   * turns them on. Unlike fetch, ky rejects on any status but 2xx.
   *
   * @example
   * const orders = await HCJwt.api.get("https://api.example.com/orders").json();
   */
  readonly api: KyInstance;
  /**
   * Requests the token now, so that the first call need not wait. Never rejects. If nobody is signed in, it requests nothing
   * and removes the stored token of an earlier visitor.
   */
  preload(): Promise<void>;
  /**
   * Changes options of this client. If one is invalid, nothing changes. A new `tokenUrl`, `user` or `storage` removes the token.
   *
   * @throws HelpCenterJwtError `invalid_option`
   * @example
   * HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
   */
  configure(options: HelpCenterJwtOptions): void;
  /**
   * Adds the token to all calls of `window.fetch` and `XMLHttpRequest` to these origins, for jQuery, axios and code that you do
   * not want to change. All other requests are sent unchanged. An XMLHttpRequest is not retried after a 401: the token is
   * renewed for the next call.
   *
   * @returns a function that restores the originals
   * @throws HelpCenterJwtError `invalid_option`; `unsupported_mode` if another script prevents that `fetch` or
   *   `XMLHttpRequest` is replaced, and then nothing is installed
   * @example
   * const uninstall = HCJwt.install({ origins: ["https://api.example.com"] });
   * $.getJSON("https://api.example.com/orders");
   */
  install(options: { origins: readonly string[] }): () => void;
  /** Removes the token, its stored copy, and remembered failures. */
  clear(): void;
  /** The version of this library. */
  readonly version: string;
}

/**
 * Creates a separate client with its own token. Most pages need only the shared `HCJwt`.
 *
 * @throws HelpCenterJwtError `invalid_option`
 * @example
 * const orders = createClient({ allowedOrigins: ["https://orders.example.com"] });
 */
export function createClient(options?: HelpCenterJwtOptions): HelpCenterJwtClient {
  let settings = mergeOptions(defaultSettings, options);

  /** Passes an error to `onError`, and returns it. */
  function report(error: HelpCenterJwtError): HelpCenterJwtError {
    try {
      if (settings.anonymous !== "omit" || error.code !== "not_signed_in") settings.onError?.(error);
    } catch (thrown) {
      // A bug in the author's callback: rethrown as an uncaught error, and the call goes on.
      setTimeout(() => {
        throw thrown;
      });
    }
    return error;
  }

  /** The functions that `install()` has replaced, the oldest first. */
  const replaced = new Set<typeof fetch>();
  const send = createPageFetch(() => [...replaced][0]);
  const tokens = createTokenSource(() => settings, createTokenFetch(send), report);
  const policy = createCallPolicy(() => settings, tokens, report);
  const authorizedFetch = createAuthorizedFetch(policy, send);
  let api: KyInstance | undefined;

  async function getToken(options: GetTokenOptions = {}): Promise<string> {
    checkObject(options);
    const { forceRefresh, signal } = options;
    if (signal && !signal.addEventListener) throw invalidOption("signal", "an AbortSignal");
    const { jwt } = await waitFor(forceRefresh ? tokens.refresh : tokens.get, signal);
    return jwt;
  }

  return {
    fetch: authorizedFetch,
    getToken,
    getClaims: (options) => getToken(options).then(decodeToken),
    get api() {
      api ||= createApi(authorizedFetch);
      return api;
    },
    preload: () => (tokens.syncVisitor() ? Promise.resolve() : tokens.get().then(noop, noop)),
    configure(options) {
      const next = mergeOptions(settings, options);
      const isSame = (name: "tokenUrl" | "user" | "storage") => next[name] === settings[name];
      // The token belongs to another endpoint or user, or must no longer be stored.
      if (!isSame("tokenUrl") || !isSame("user") || !isSame("storage")) tokens.clear();
      settings = next;
    },
    install(options) {
      const origins = parseOriginRules(options?.origins);
      if (!origins?.length) throw invalidOption("origins", originsExpected);
      return install((origin) => origins.some((allows) => allows(origin)), policy, replaced);
    },
    clear: tokens.clear,
    version: HC_JWT_VERSION,
  };
}

function noop(): void {}
