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

/** Replaced by the build with the version of the package. */
declare const HC_JWT_VERSION: string;

/** How to wait for a token. */
export interface WaitOptions {
  /** Ends this wait, and nobody else's. */
  signal?: AbortSignal | null | undefined;
}

/** How to get a token. */
export interface GetTokenOptions extends WaitOptions {
  /** A new token, even if the cached one is good: after a change that its claims should show. */
  forceRefresh?: boolean | undefined;
}

/** Calls third-party APIs with the help center JWT of the visitor who is signed in. */
export interface HelpCenterJwtClient {
  /**
   * The browser's `fetch` with `Authorization: Bearer <help center JWT>`. Same arguments, same answers (it resolves on
   * any HTTP status), same rejections, same abort. On a 401 the call is sent once more with a new token.
   *
   * Untouched pass: calls to the help center itself and to `*.zendesk.com`, and calls that set `Authorization`.
   *
   * @throws HelpCenterJwtError (as a rejection) any code but `invalid_option`; nothing has been sent then
   * @example
   * const response = await HCJwt.fetch("https://api.example.com/orders");
   */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * The raw JWT, for what does not go through fetch (WebSocket, EventSource, `$.ajax`). Whoever receives it can present
   * it to any server that trusts the same keys: never put it into a URL that is logged, or into storage.
   *
   * @throws HelpCenterJwtError (as a rejection) where no token can be had, `invalid_option` for arguments
   * @example
   * $.ajax({ url, headers: { Authorization: `Bearer ${await HCJwt.getToken()}` } });
   */
  getToken(options?: GetTokenOptions): Promise<string>;
  /**
   * The claims of the token, decoded and **not verified**: fine for a greeting, no proof of anything.
   *
   * @throws HelpCenterJwtError as `getToken`
   * @example
   * const { email } = await HCJwt.getClaims();
   */
  getClaims(options?: WaitOptions): Promise<HelpCenterClaims>;
  /**
   * A [ky](https://github.com/sindresorhus/ky) instance over `fetch` above. Its retry is off, `api.extend({ retry: 2 })`
   * turns it on. Other than fetch, ky rejects on statuses that are not 2xx.
   *
   * @example
   * const orders = await HCJwt.api.get("https://api.example.com/orders").json();
   */
  readonly api: KyInstance;
  /**
   * Starts the token request now, so that the first call need not wait. Never rejects. Where nobody is signed in it requests
   * nothing, and removes what is stored of an earlier visitor.
   */
  preload(): Promise<void>;
  /**
   * Merges options into this client. A bad one changes nothing. A new `tokenUrl` or `user` forgets the token.
   *
   * @throws HelpCenterJwtError `invalid_option`
   * @example
   * HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
   */
  configure(options: HelpCenterJwtOptions): void;
  /**
   * Opt in: from now on `window.fetch` and `XMLHttpRequest` carry the token to exactly these origins, for jQuery, axios and
   * code that you do not want to touch. All other requests stay as they are. A 401 to an XMLHttpRequest is not sent again:
   * the token is renewed for the next call.
   *
   * @returns a function that restores what was there before
   * @throws HelpCenterJwtError `invalid_option`; `unsupported_mode` where another script keeps `fetch` or
   *   `XMLHttpRequest` from being replaced, and then nothing is installed
   * @example
   * const uninstall = HCJwt.install({ origins: ["https://api.example.com"] });
   * $.getJSON("https://api.example.com/orders");
   */
  install(options: { origins: readonly string[] }): () => void;
  /** Forgets the token, the tab's copy of it, and remembered failures. */
  clear(): void;
  /** The version of this library. */
  readonly version: string;
}

/**
 * A client of its own, with its own token. Most pages want the shared `HCJwt`.
 *
 * @throws HelpCenterJwtError `invalid_option`
 * @example
 * const orders = createClient({ allowedOrigins: ["https://orders.example.com"] });
 */
export function createClient(options?: HelpCenterJwtOptions): HelpCenterJwtClient {
  let settings = mergeOptions(defaultSettings, options);

  /** Reports an error to the author, and returns it. */
  function report(error: HelpCenterJwtError): HelpCenterJwtError {
    try {
      if (settings.anonymous !== "omit" || error.code !== "not_signed_in") settings.onError?.(error);
    } catch (thrown) {
      // The author's own bug: shown as an uncaught error, and no reason to fail a call.
      setTimeout(() => {
        throw thrown;
      });
    }
    return error;
  }

  /** The functions that `install()` has replaced, the first one first. */
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
    preload: () => (tokens.isSignedOut() ? Promise.resolve() : tokens.get().then(noop, noop)),
    configure(options) {
      const next = mergeOptions(settings, options);
      const isSame = (name: "tokenUrl" | "user" | "storage") => next[name] === settings[name];
      // A token of another endpoint or user, or a copy that is no longer wanted.
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
