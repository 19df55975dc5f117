// src/api.ts
import ky from "ky";
function createApi(authorizedFetch) {
  return ky.create({ fetch: authorizedFetch, retry: 0 });
}

// src/errors.ts
var HelpCenterJwtError = class extends Error {
  code;
  /** HTTP status of the token endpoint, where it answered. */
  status;
  /** Milliseconds that the token endpoint asked to wait, where it did. */
  retryAfter;
  constructor(code, message, details = {}) {
    super(message);
    this.name = "HelpCenterJwtError";
    this.code = code;
    for (const fact of ["status", "retryAfter", "cause"]) {
      if (details[fact] !== void 0) Object.defineProperty(this, fact, { value: details[fact], configurable: true });
    }
  }
};
function isHelpCenterJwtError(error) {
  return error instanceof Error && error.name === "HelpCenterJwtError";
}

// src/destination.ts
var loopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;
var zendesk = /(?:^|\.)zendesk\.com\.?$/;
function isSecure(url) {
  return url.protocol === "https:" || url.protocol === "http:" && loopback.test(url.hostname);
}
function parseDestination(url) {
  return parseUrl(url, globalThis.document ? document.baseURI : location.href);
}
function mayCarryToken(url, allowedOrigins) {
  const { origin, protocol } = url;
  if (origin === location.origin || zendesk.test(url.hostname) || protocol === "data:" || protocol === "blob:") {
    return false;
  }
  if (!isSecure(url)) {
    throw new HelpCenterJwtError(
      "insecure_destination",
      `Not sent: ${protocol}//${url.host} is neither https nor a loopback host, so others could read the token. Use https.`
    );
  }
  if (allowedOrigins && !allowedOrigins.some((allows) => allows(origin))) {
    throw new HelpCenterJwtError(
      "destination_not_allowed",
      `Not sent: ${origin} is not in allowedOrigins. Add it there if it may receive the token.`
    );
  }
  return true;
}
var wildcard = /^https:\/\/\*(\.[^/.*]+\.[^/*]+)\/?$/;
function parseOriginRule(entry) {
  if (typeof entry !== "string") return void 0;
  const suffix = wildcard.exec(entry)?.[1];
  const origin = parseOrigin(suffix ? `https://label${suffix}` : entry);
  if (!origin) return void 0;
  if (!suffix) return (destination) => destination === origin;
  const canonicalSuffix = origin.slice(13);
  return (destination) => {
    const label = destination.slice(8, -canonicalSuffix.length);
    return destination === `https://${label}${canonicalSuffix}` && /^[^./:]+$/.test(label);
  };
}
function parseOrigin(text) {
  const url = /[?#@*\s]/.test(text) ? void 0 : parseUrl(text);
  return url && url.pathname === "/" && isSecure(url) ? url.origin : void 0;
}
function parseUrl(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return void 0;
  }
}

// src/outgoing-call.ts
function outgoingCall(input, init, headers, send) {
  return typeof input === "string" && isPlainObject(init) ? callFromInit(input, init, headers, send) : callFromRequest(new Request(input, init), send);
}
function isPlainObject(init) {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}
function callFromInit(url, init, headers, send) {
  const options = Object.assign({}, init, { headers });
  if (!stripsOnRedirect() && options.redirect !== "manual") options.redirect = "error";
  return {
    signal: init.signal,
    canRepeat: !init.body?.getReader,
    hold() {
      options.body = copyOfBody(init.body);
    },
    send(jwt) {
      if (jwt) headers.set("authorization", `Bearer ${jwt}`);
      return send(url, options);
    },
    release() {
    }
  };
}
function callFromRequest(original, send) {
  const request = stripsOnRedirect() || original.redirect === "manual" ? original : new Request(original, { redirect: "error" });
  const hasBody = !/^(?:GET|HEAD)$/.test(request.method);
  let spare;
  return {
    signal: request.signal,
    canRepeat: true,
    // `new Request` took the body already.
    hold() {
    },
    send(jwt) {
      const next = spare ?? request;
      spare = jwt && hasBody && !spare ? request.clone() : void 0;
      if (jwt) next.headers.set("authorization", `Bearer ${jwt}`);
      return send(next);
    },
    release() {
      spare?.body?.cancel().catch(() => {
      });
    }
  };
}
function stripsOnRedirect() {
  return "canParse" in URL;
}
function copyOfBody(body) {
  if (body instanceof ArrayBuffer) return body.slice(0);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (body instanceof FormData) {
    const copy = new FormData();
    body.forEach((value, name) => {
      copy.append(name, value);
    });
    return copy;
  }
  return body ?? null;
}

// src/wait.ts
function abortReason(signal) {
  return signal.reason === void 0 ? new DOMException("The operation was aborted.", "AbortError") : signal.reason;
}
function waitFor(work, signal) {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    if (signal.aborted) return abort();
    const settle = (finish) => {
      signal.removeEventListener("abort", abort);
      finish();
    };
    signal.addEventListener("abort", abort);
    work().then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error))
    );
  });
}

// src/authorized-fetch.ts
function createAuthorizedFetch(settings, tokens, send, report) {
  function authorizedFetch(input, init) {
    try {
      const request = input instanceof Request ? input : void 0;
      const url = parseDestination(request ? request.url : String(input));
      const options = init ?? {};
      if (!url || typeof options !== "object") return send(input, init);
      if (!mayCarryToken(url, settings().allowedOrigins)) return send(input, init);
      const headers = new Headers(options.headers === void 0 ? request?.headers : options.headers);
      if (headers.has("authorization")) return send(input, init);
      if ((options.mode ?? request?.mode) === "no-cors") throw unsupportedMode(url.origin);
      let token;
      try {
        token = tokens.atHand();
      } catch (error) {
        return goesWithout(error) ? send(input, init) : Promise.reject(error);
      }
      const call = outgoingCall(request ?? url.href, options, headers, send);
      return token ? sendWith(token, call, url.origin) : waitAndSend(call, url.origin);
    } catch (error) {
      if (error instanceof HelpCenterJwtError) report(error);
      return Promise.reject(error);
    }
  }
  function waitAndSend(call, origin) {
    call.hold();
    return waitFor(tokens.get, call.signal).then(
      (token) => sendWith(token, call, origin),
      (error) => {
        if (goesWithout(error)) return call.send();
        throw error;
      }
    );
  }
  function goesWithout(error) {
    return settings().anonymous === "omit" && error?.code === "not_signed_in";
  }
  function sendWith(token, call, origin) {
    return call.send(token.jwt).then((response) => {
      if (response.status === 401 && call.canRepeat) return repeat(response, token, call, origin);
      call.release();
      return response;
    });
  }
  function repeat(response, token, call, origin) {
    const { refusedBy } = tokens;
    const renew = async () => {
      if (response.redirected && new URL(response.url).origin !== origin) return void 0;
      const current = tokens.atHand();
      if (current !== token) return current ?? tokens.refresh();
      return refusedBy.has(origin) ? void 0 : tokens.refresh(true);
    };
    const giveUp = () => {
      call.release();
      return response;
    };
    return waitFor(renew, call.signal).then(
      (next) => {
        if (!next) return giveUp();
        refusedBy.add(origin);
        response.body?.cancel().catch(() => {
        });
        return call.send(next.jwt).then((second) => {
          if (second.status !== 401) refusedBy.delete(origin);
          return second;
        });
      },
      (error) => {
        if (call.signal?.aborted) throw error;
        return giveUp();
      }
    );
  }
  return authorizedFetch;
}
function unsupportedMode(origin) {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not sent: in mode "no-cors" browsers drop the Authorization header. Have ${origin} allow CORS, and leave the mode out.`
  );
}

// src/help-center.ts
function currentIdentity(user) {
  if (user !== void 0) return user;
  const { HelpCenter } = globalThis;
  const visitor = HelpCenter?.user;
  if (!visitor || typeof visitor.role !== "string") return void 0;
  if (visitor.role === "anonymous") return null;
  const key2 = visitor.identifier || visitor.email;
  return typeof key2 === "string" ? key2 : void 0;
}

// src/options.ts
var defaultSettings = {
  tokenUrl: "/api/v2/help_center/integration/token",
  allowedOrigins: void 0,
  refreshLeeway: 3e4,
  anonymous: "reject",
  timeout: 1e4,
  retry: 2,
  onError: () => {
  },
  user: void 0
};
function invalidOption(name, expected) {
  return new HelpCenterJwtError("invalid_option", `${name} must be ${expected}. Nothing was changed.`);
}
var maxTimeout = 2 ** 31 - 1;
var readers = {
  tokenUrl: [
    "a path or URL on this page's own origin",
    (value) => typeof value === "string" && value && isSameOrigin(value) ? value : void 0
  ],
  allowedOrigins: [
    'a list of origins such as "https://api.example.com" or "https://*.example.com", with no path',
    (value) => {
      if (!Array.isArray(value)) return void 0;
      const rules = value.map(parseOriginRule);
      return rules.includes(void 0) ? void 0 : rules;
    }
  ],
  refreshLeeway: ["a number of milliseconds, 0 or more", (value) => numberWithin(value, 0, Number.MAX_VALUE)],
  anonymous: ['"reject" or "omit"', (value) => value === "reject" || value === "omit" ? value : void 0],
  timeout: [`a number of milliseconds from 1 to ${maxTimeout}`, (value) => numberWithin(value, 1, maxTimeout)],
  retry: ["a whole number from 0 to 10", (value) => Number.isInteger(value) ? numberWithin(value, 0, 10) : void 0],
  onError: ["a function", (value) => typeof value === "function" ? value : void 0],
  user: [
    "an id, or null for nobody",
    (value) => {
      if (value === null || value === "") return null;
      return typeof value === "string" || Number.isFinite(value) ? String(value) : void 0;
    }
  ]
};
function mergeOptions(settings, options = {}) {
  if (typeof options !== "object" || options === null) throw invalidOption("The options", "an object");
  const changes = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === void 0) continue;
    if (!Object.hasOwn(readers, name)) {
      throw invalidOption(`Option "${name}" is unknown: it`, `one of ${Object.keys(readers).join(", ")}`);
    }
    const [expected, read] = readers[name];
    const checked = read(value);
    if (checked === void 0) throw invalidOption(`Option "${name}"`, expected);
    changes[name] = checked;
  }
  return Object.freeze({ ...settings, ...changes });
}
function numberWithin(value, min, max) {
  return typeof value === "number" && value >= min && value <= max ? value : void 0;
}
function isSameOrigin(url) {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

// src/token.ts
function invalidTokenResponse(what, status) {
  return new HelpCenterJwtError(
    "invalid_token_response",
    `The token endpoint's answer cannot be used: ${what}. Open tokenUrl in this browser to see what it answers.`,
    { status }
  );
}
var compactJws = /^[\w-]+\.([\w-]+)\.[\w-]+$/;
var maxSeconds = 864e10;
function decodeToken(jwt) {
  if (typeof jwt !== "string") throw invalidTokenResponse("it has no string `token`");
  const payload = compactJws.exec(jwt)?.[1];
  if (!payload) throw invalidTokenResponse("`token` is not a JWT");
  let claims;
  try {
    claims = JSON.parse(decodeBase64Url(payload));
  } catch {
    throw invalidTokenResponse("the token's payload is not JSON");
  }
  const exp = claims?.exp;
  if (typeof exp !== "number" || !(exp > 0 && exp < maxSeconds)) {
    throw invalidTokenResponse("the token has no usable `exp`");
  }
  return claims;
}
function decodeBase64Url(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

// src/clock.ts
function now() {
  return { wall: Date.now(), monotonic: performance.now() };
}
function elapsed(from, to) {
  return Math.max(to.wall - from.wall, to.monotonic - from.monotonic);
}
function serverTime(date, iat, localTime) {
  const answeredAt = date ? Date.parse(date) : typeof iat === "number" ? iat * 1e3 : Number.NaN;
  return Number.isFinite(answeredAt) ? answeredAt + 1e3 : localTime;
}

// src/token-cache.ts
var firstCooldown = 1e3;
var longestCooldown = 3e4;
var givenUp = {};
function createTokenCache({ requestToken: requestToken2, refreshLeeway, onError }) {
  let token;
  let pending;
  let failure;
  let failuresInARow = 0;
  const refusedBy = /* @__PURE__ */ new Set();
  function atHand() {
    if (!token) return void 0;
    const leeway = Math.min(refreshLeeway(), token.lifetime / 4);
    const usableFor = token.lifetime - elapsed(token.receivedAt, now()) - leeway;
    if (usableFor <= 0) return void 0;
    if (usableFor <= leeway) request(false).catch(() => {
    });
    return token;
  }
  function refresh(refused = false) {
    return request(refused).catch((error) => {
      if (error === givenUp) return atHand() ?? refresh(refused);
      throw error;
    });
  }
  function request(refused) {
    if (pending) return pending.promise;
    if (failure && elapsed(failure.at, now()) < failure.cooldown) return Promise.reject(failure.error);
    const controller = new AbortController();
    const promise = requestToken2(controller.signal, failuresInARow > 0).then(
      (next) => {
        if (controller.signal.aborted) throw givenUp;
        pending = void 0;
        forgetFailures();
        if (!refused) refusedBy.clear();
        token = next;
        return next;
      },
      (error) => {
        if (controller.signal.aborted) throw givenUp;
        pending = void 0;
        remember(error);
        if (!atHand()) onError(error);
        throw error;
      }
    );
    pending = { promise, controller };
    return promise;
  }
  function remember(error) {
    const backoff = Math.min(firstCooldown * 2 ** failuresInARow++, longestCooldown);
    failure = {
      error,
      at: now(),
      // The plan does not change while a page is open.
      cooldown: error.code === "plan_unsupported" ? Number.POSITIVE_INFINITY : Math.max(backoff, error.retryAfter ?? 0)
    };
  }
  function forgetFailures() {
    failure = void 0;
    failuresInARow = 0;
  }
  function clear() {
    pending?.controller.abort();
    pending = void 0;
    token = void 0;
    forgetFailures();
    refusedBy.clear();
  }
  return { atHand, refresh, clear, refusedBy };
}

// src/token-request.ts
import ky2, { isHTTPError, isNetworkError } from "ky";
async function requestToken({ tokenUrl, timeout, retry }, send, signal) {
  let sentAt = now();
  let date = null;
  let body;
  try {
    body = await ky2(new URL(tokenUrl, location.href), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise such requests, and may answer one from another.
      cache: "no-store",
      headers: { accept: "application/json" },
      // A redirect leads to a sign-in page, perhaps on a host that answers no CORS: seen as itself, not followed.
      redirect: "manual",
      timeout,
      retry: {
        limit: retry,
        retryOnTimeout: true,
        // ky would wait this long and then ask too early; what is longer is given up instead.
        maxRetryAfter: timeout,
        shouldRetry: ({ error }) => isHTTPError(error) && (retryAfter(error.response) ?? 0) > timeout ? false : void 0
      },
      // Each attempt counts from its own start.
      fetch: async (...request) => {
        sentAt = now();
        const response = await send(...request);
        date = response.headers.get("date");
        return response;
      }
    }).text();
  } catch (error) {
    throw explain(error);
  }
  const receivedAt = now();
  const jwt = readToken(body);
  const { exp, iat } = decodeToken(jwt);
  const issuedAt = serverTime(date, iat, receivedAt.wall);
  const lifetime = exp * 1e3 - issuedAt - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has already expired");
  return { jwt, lifetime, receivedAt };
}
function readToken(body) {
  let answer;
  try {
    answer = JSON.parse(body);
  } catch {
    throw invalidTokenResponse(/^\s*</.test(body) ? "it is an HTML page, such as a sign-in page" : "it is not JSON");
  }
  return answer?.token;
}
function retryAfter({ headers }) {
  const value = headers.get("retry-after");
  if (!value) return void 0;
  const wait = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - serverTime(headers.get("date"), void 0, Date.now());
  return wait >= 0 ? wait : void 0;
}
function explain(error) {
  if (!isHTTPError(error)) {
    return new HelpCenterJwtError(
      "token_endpoint_unavailable",
      "The token endpoint could not be reached in time. Try again later.",
      { cause: isNetworkError(error) ? error.cause : void 0 }
    );
  }
  const { response } = error;
  const { status } = response;
  const details = { status, retryAfter: retryAfter(response) };
  if (response.type === "opaqueredirect" || status >= 300 && status < 400) {
    return invalidTokenResponse("it is a redirect, such as to a sign-in page", status || void 0);
  }
  if (status === 401 || status === 403) return notSignedIn(status);
  if (status === 404) {
    return new HelpCenterJwtError(
      "plan_unsupported",
      "The token endpoint answers 404: this plan has no help center JWTs, they take an Enterprise plan. Reload after a change of plan.",
      details
    );
  }
  if (status === 429) {
    return new HelpCenterJwtError(
      "rate_limited",
      "Zendesk limits the rate of token requests (429). Try again later.",
      details
    );
  }
  return new HelpCenterJwtError(
    "token_endpoint_unavailable",
    `The token endpoint answers ${status}. Try again later.`,
    details
  );
}
function notSignedIn(status) {
  return new HelpCenterJwtError(
    "not_signed_in",
    'Nobody is signed in, so there is no token. Offer to sign in, or set anonymous to "omit".',
    { status }
  );
}

// src/token-source.ts
function createTokenSource(settings, send, onError) {
  const cache = createTokenCache({
    requestToken: (signal, probing) => {
      const { tokenUrl, timeout, retry } = settings();
      return requestToken({ tokenUrl, timeout, retry: probing ? 0 : retry }, send, signal);
    },
    refreshLeeway: () => settings().refreshLeeway,
    onError
  });
  let owner;
  function identify() {
    const visitor = currentIdentity(settings().user);
    if (visitor === void 0 || visitor === owner) return;
    if (owner !== void 0 || visitor === null) cache.clear();
    owner = visitor ?? void 0;
    if (visitor !== null) return;
    const error = notSignedIn();
    onError(error);
    throw error;
  }
  function atHand() {
    identify();
    return cache.atHand();
  }
  async function refresh(refused) {
    identify();
    return cache.refresh(refused);
  }
  return { ...cache, atHand, refresh, get: async () => atHand() ?? cache.refresh() };
}

// src/client.ts
function createClient(options) {
  let settings = mergeOptions(defaultSettings, options);
  const currentSettings = () => settings;
  const send = (...request) => globalThis.fetch(...request);
  function report(error) {
    if (error.code === "not_signed_in" && settings.anonymous === "omit") return;
    try {
      settings.onError(error);
    } catch (thrown) {
      setTimeout(() => {
        throw thrown;
      });
    }
  }
  const tokens = createTokenSource(currentSettings, send, report);
  const authorizedFetch = createAuthorizedFetch(currentSettings, tokens, send, report);
  let api;
  globalThis.addEventListener?.("pageshow", (event) => {
    if (event.persisted) tokens.clear();
  });
  async function getToken(options2 = {}) {
    checkWaitOptions(options2);
    const { forceRefresh, signal } = options2;
    const { jwt } = await waitFor(forceRefresh ? tokens.refresh : tokens.get, signal);
    return jwt;
  }
  return {
    fetch: authorizedFetch,
    getToken,
    getClaims: async (options2) => decodeToken(await getToken(options2)),
    get api() {
      api ??= createApi(authorizedFetch);
      return api;
    },
    preload: async () => {
      if (currentIdentity(settings.user) !== null) await tokens.get().catch(noop);
    },
    configure(options2) {
      const next = mergeOptions(settings, options2);
      if (next.tokenUrl !== settings.tokenUrl || next.user !== settings.user) tokens.clear();
      settings = next;
    },
    clear: tokens.clear,
    version: "0.1.0"
  };
}
function checkWaitOptions(options) {
  if (typeof options !== "object" || options === null) throw invalidOption("The argument", "an object of options");
  const { forceRefresh, signal } = options;
  if (forceRefresh !== void 0 && typeof forceRefresh !== "boolean") {
    throw invalidOption("forceRefresh", "true or false");
  }
  if (signal && typeof signal.addEventListener !== "function") throw invalidOption("signal", "an AbortSignal");
}
function noop() {
}

// src/shared.ts
var key = /* @__PURE__ */ Symbol.for("hc-jwt.v1");
function sharedClient() {
  const page = globalThis;
  const present = page[key];
  if (typeof present?.fetch === "function" && typeof present.getToken === "function") return present;
  const client = Object.assign(createClient(), { create: createClient });
  Object.defineProperty(page, key, { value: client, configurable: true });
  return client;
}

// src/index.ts
var HCJwt = {
  get fetch() {
    return sharedClient().fetch;
  },
  get getToken() {
    return sharedClient().getToken;
  },
  get getClaims() {
    return sharedClient().getClaims;
  },
  get api() {
    return sharedClient().api;
  },
  get preload() {
    return sharedClient().preload;
  },
  get configure() {
    return sharedClient().configure;
  },
  get clear() {
    return sharedClient().clear;
  },
  get version() {
    return sharedClient().version;
  },
  get create() {
    return sharedClient().create;
  }
};
export {
  HCJwt,
  HelpCenterJwtError,
  createClient,
  isHelpCenterJwtError
};
