// src/api.ts
import ky from "ky";
function createApi(authorizedFetch) {
  return ky.create({ fetch: authorizedFetch, retry: 0 });
}

// src/errors.ts
var HelpCenterJwtError = class extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.name = "HelpCenterJwtError";
    this.code = code;
    for (const [fact, value] of Object.entries(details)) {
      if (value !== void 0) this[fact] = value;
    }
  }
};
function isHelpCenterJwtError(error) {
  return error instanceof Error && error.name === "HelpCenterJwtError";
}

// src/destination.ts
var secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
var zendesk = /[/.]zendesk\.com\.?(?::|$)/;
function parseDestination(input) {
  const url = input instanceof Request ? input.url : String(input);
  return parseUrl(url, /^https:\/\//.test(url) ? void 0 : globalThis.document ? document.baseURI : location.href);
}
function mayCarryToken(url, allowedOrigins, ownOrigin) {
  const { origin, protocol } = url;
  if (origin === ownOrigin || zendesk.test(origin) || protocol === "data:" || protocol === "blob:") {
    return false;
  }
  if (!secure.test(origin)) {
    throw new HelpCenterJwtError(
      "insecure_destination",
      `Not sent: ${protocol}//${url.host} is neither https nor loopback. Use https.`
    );
  }
  if (allowedOrigins && !allowedOrigins.some((allows) => allows(origin))) {
    throw new HelpCenterJwtError(
      "destination_not_allowed",
      `Not sent: ${origin} is not in allowedOrigins. Add it if it may have the token.`
    );
  }
  return true;
}
function parseOriginRule(entry) {
  if (typeof entry !== "string") return void 0;
  const exact = entry.replace("https://*.", "https://x.");
  const origin = parseOrigin(exact);
  if (!origin) return void 0;
  if (exact === entry) return (destination) => destination === origin;
  const suffix = origin.slice(9);
  if (!/^(?:\.[^.:]+){2}/.test(suffix)) return void 0;
  return (destination) => destination.endsWith(suffix) && /^https:\/\/[^./:]+$/.test(destination.slice(0, -suffix.length));
}
function parseOriginRules(entries) {
  const rules = Array.isArray(entries) ? Array.from(entries, parseOriginRule) : [void 0];
  return rules.includes(void 0) ? void 0 : rules;
}
function parseOrigin(text) {
  const url = /[?#@*\s]/.test(text) ? void 0 : parseUrl(text);
  return url && url.pathname === "/" && secure.test(url.origin) ? url.origin : void 0;
}
function parseUrl(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return void 0;
  }
}

// src/outgoing-call.ts
function outgoingCall(url, given, init, headers, waits, send) {
  const canRepeat = !init.body?.getReader;
  const request = given || waits || !isPlainObject(init) ? safeRequest(new Request(given || url, init)) : void 0;
  const options = Object.assign({}, init, { headers, redirect: safeRedirect(init.redirect) });
  let spare;
  return {
    signal: request ? request.signal : init.signal,
    canRepeat,
    send(authorization) {
      const next = spare || request;
      spare = request && authorization && canRepeat && !spare && !/^(?:GET|HEAD)$/.test(request.method) ? request.clone() : void 0;
      const written = next ? next.headers : headers;
      if (authorization) {
        if (written) written.set("authorization", authorization);
        else options.headers = { authorization };
      }
      return next ? send(next) : send(url, options);
    },
    release() {
      spare?.body?.cancel().catch(() => {
      });
    }
  };
}
function isPlainObject(init) {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}
function safeRequest(request) {
  const redirect = safeRedirect(request.redirect);
  const { referrer, referrerPolicy } = request;
  return redirect === request.redirect ? request : new Request(request, { redirect, referrer, referrerPolicy });
}
function safeRedirect(redirect = "follow") {
  const isRecent = "canParse" in URL && !("prototype" in URL.canParse);
  return isRecent || redirect === "manual" ? redirect : "error";
}

// src/quietly.ts
function quietly(use) {
  try {
    return use();
  } catch {
    return void 0;
  }
}

// src/preconnect.ts
function preconnect(origin) {
  const link = { rel: "preconnect", href: origin, crossOrigin: "" };
  quietly(() => document.head.append(Object.assign(document.createElement("link"), link)));
}

// src/token-request.ts
import ky2 from "ky";

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

// src/token.ts
function invalidTokenResponse(what) {
  return new HelpCenterJwtError(
    "invalid_token_response",
    `The token endpoint's answer cannot be used: ${what}. Open tokenUrl in this browser to see it.`
  );
}
var compactJws = /^[\w-]+\.([\w-]+)\.[\w-]+$/;
var maxSeconds = 864e10;
function decodeToken(jwt) {
  const payload = typeof jwt === "string" && compactJws.exec(jwt)?.[1];
  if (!payload) throw invalidTokenResponse("it has no `token` that is a JWT");
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

// src/token-request.ts
function bearerOf(token) {
  token.bearer ||= `Bearer ${token.jwt}`;
  return token.bearer;
}
async function requestToken({ tokenUrl, timeout, retry }, probing, send, signal) {
  let sentAt = now();
  let date = null;
  let answer;
  try {
    answer = await ky2(new URL(tokenUrl, location.href), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise such requests, and may answer one from another.
      cache: "no-store",
      // A redirect leads to a sign-in page, perhaps on a host that answers no CORS: seen as itself, not followed.
      redirect: "manual",
      timeout,
      retry: {
        limit: probing ? 0 : retry,
        retryOnTimeout: true,
        // ky would wait this long and then ask too early; a longer `Retry-After` is given up instead.
        maxRetryAfter: timeout,
        shouldRetry: ({ error }) => retryAfter(error.response) > timeout ? false : void 0
      },
      // Each attempt counts from its own start.
      fetch: (request) => {
        sentAt = now();
        return send(request).then((response) => {
          date = response.headers.get("date");
          return response;
        });
      }
    }).json();
  } catch (error) {
    throw explain(error);
  }
  const receivedAt = now();
  const jwt = answer?.token;
  const { exp, iat } = decodeToken(jwt);
  const lifetime = exp * 1e3 - serverTime(date, iat, receivedAt.wall) - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has expired");
  return { jwt, lifetime, receivedAt };
}
function retryAfter(response) {
  const value = response?.headers.get("retry-after");
  if (!response || !value) return void 0;
  const wait = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - serverTime(response.headers.get("date"), void 0, Date.now());
  return wait >= 0 ? wait : void 0;
}
function explain(error) {
  if (error instanceof SyntaxError) return invalidTokenResponse("it is not JSON, perhaps a sign-in page");
  const { response, cause } = error;
  const status = response?.status;
  if (status < 400) return invalidTokenResponse("it is a redirect");
  if (status === 401 || status === 403) return notSignedIn(status);
  const what = status ? `answers ${status}` : "cannot be reached";
  const [code, advice] = reasons[status] || ["token_endpoint_unavailable", "Try again later"];
  return new HelpCenterJwtError(code, `The token endpoint ${what}. ${advice}.`, {
    status,
    retryAfter: retryAfter(response),
    cause
  });
}
var reasons = {
  404: ["plan_unsupported", "The plan has no help center JWTs. Reload after a change of plan"],
  429: ["rate_limited", "Try again later"]
};
function notSignedIn(status) {
  return new HelpCenterJwtError(
    "not_signed_in",
    'The visitor is not signed in. Offer to sign in, or set anonymous: "omit".',
    {
      status
    }
  );
}

// src/wait.ts
function waitFor(work, signal) {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const abort = () => reject("reason" in signal ? signal.reason : new DOMException("Aborted.", "AbortError"));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    work(signal).finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
  });
}

// src/authorized-fetch.ts
function createAuthorizedFetch(tokens, mayCarry, goesWithout, refused, send) {
  const connected = /* @__PURE__ */ new Set();
  function authorizedFetch(input, init) {
    try {
      const request = input instanceof Request ? input : void 0;
      const url = parseDestination(input);
      let options = init ?? {};
      if (!url || typeof options !== "object") return send(input, init);
      const given = options.headers ?? request?.headers;
      const headers = given && new Headers(given);
      if (given && "next" in given) init = options = Object.assign(Object.create(options), options, { headers });
      if (headers?.has("authorization") || !mayCarry(url)) return send(input, init);
      if ((options.mode ?? request?.mode) === "no-cors") throw refused(unsupportedMode(url.origin));
      let token;
      try {
        token = tokens.atHand();
      } catch (error) {
        if (goesWithout(error)) return send(input, init);
        throw error;
      }
      const call = outgoingCall(url.href, request, options, headers, !token, send);
      return token ? sendWith(token, call, url) : waitAndSend(call, url);
    } catch (error) {
      return Promise.reject(error);
    }
  }
  function waitAndSend(call, url) {
    const { origin } = url;
    if (!connected.has(origin)) preconnect(origin);
    connected.add(origin);
    return waitFor(tokens.get, call.signal).then(
      (token) => {
        connected.clear();
        mayCarry(url);
        return sendWith(token, call, url);
      },
      (error) => {
        if (goesWithout(error)) return call.send();
        throw error;
      }
    );
  }
  function sendWith(token, call, url) {
    return call.send(bearerOf(token)).then((response) => {
      if (response.status === 401 && call.canRepeat) return repeat(response, token, call, url);
      call.release();
      return response;
    });
  }
  function repeat(response, token, call, url) {
    const { origin } = url;
    const giveUp = () => {
      call.release();
      return response;
    };
    if (response.redirected && new URL(response.url).origin !== origin) return Promise.resolve(giveUp());
    const renew = async (signal) => mayCarry(url) && tokens.renew(token, origin, signal);
    return waitFor(renew, call.signal).then(
      (next) => {
        if (!next) return giveUp();
        response.body?.cancel().catch(() => {
        });
        return call.send(bearerOf(next)).then((second) => {
          if (second.status !== 401) tokens.accepted(origin);
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
    `Not sent: "no-cors" drops the token. Have ${origin} allow CORS instead.`
  );
}

// src/help-center.ts
function currentIdentity(user) {
  if (user !== void 0) return user;
  try {
    const visitor = globalThis.HelpCenter?.user;
    if (!visitor || typeof visitor.role !== "string") return void 0;
    if (visitor.role === "anonymous") return null;
    const key3 = visitor.identifier || visitor.email;
    return key3 && typeof key3 === "string" ? key3 : void 0;
  } catch {
    return void 0;
  }
}

// src/patch.ts
var originalKey = /* @__PURE__ */ Symbol.for("hc-jwt.original");
function unpatched(fn) {
  return fn[originalKey] || fn;
}
function inTurn(actions) {
  return () => {
    for (const act of actions) act();
  };
}
function patch(owner, name, wrap) {
  const original = owner[name];
  let current = wrap(original);
  const patched = Object.assign(
    function(...args) {
      return current.apply(this, args);
    },
    { [originalKey]: unpatched(original) }
  );
  owner[name] = patched;
  return () => {
    current = original;
    if (owner[name] === patched) owner[name] = original;
  };
}

// src/install-fetch.ts
function installFetch(carriesTo, authorizedFetch) {
  return patch(
    globalThis,
    "fetch",
    (original) => function(...args) {
      const url = parseDestination(args[0]);
      return url && carriesTo(url.origin) ? authorizedFetch(...args) : original.apply(this, args);
    }
  );
}

// src/install-xhr.ts
function installXhr(carriesTo, mayCarryToken2, goesWithout, tokens) {
  const calls = /* @__PURE__ */ new WeakMap();
  const { prototype } = XMLHttpRequest;
  const uninstall = inTurn([
    patch(
      prototype,
      "open",
      (open) => function(...args) {
        const url = parseDestination(args[1]);
        delete this.readyState;
        const earlier = calls.get(this);
        if (earlier) earlier.end = void 0;
        calls.delete(this);
        open.apply(this, args);
        if (url && carriesTo(url.origin)) calls.set(this, { url, isAsync: args.length < 3 || Boolean(args[2]) });
      }
    ),
    patch(
      prototype,
      "setRequestHeader",
      (setRequestHeader) => function(name, value) {
        setRequestHeader.call(this, name, value);
        const call = calls.get(this);
        if (call && /^authorization$/i.test(name)) call.hasAuthorization = true;
      }
    ),
    patch(
      prototype,
      "abort",
      (abort) => function() {
        const end = calls.get(this)?.end;
        if (end) end("abort");
        else abort.call(this);
      }
    ),
    patch(
      prototype,
      "send",
      (send) => function(body) {
        const call = calls.get(this);
        const sendWith = (token2) => {
          if (call && token2) authorize(this, call, token2);
          send.call(this, body);
        };
        if (!call || call.hasAuthorization) return sendWith();
        if (call.end) throw new DOMException("Already sent.", "InvalidStateError");
        let token;
        try {
          if (!mayCarryToken2(call.url)) return sendWith();
          token = tokens.atHand();
        } catch (error) {
          if (goesWithout(error)) return sendWith();
          throw error;
        }
        if (token) sendWith(token);
        else if (call.isAsync) wait(this, call, sendWith);
        else throw cannotWait();
      }
    )
  ]);
  function authorize(xhr, call, token) {
    const { origin } = call.url;
    xhr.setRequestHeader("Authorization", bearerOf(token));
    xhr.addEventListener("load", () => {
      if (calls.get(xhr) !== call) return;
      if (xhr.status === 401) tokens.renew(token, origin).catch(() => {
      });
      else tokens.accepted(origin);
    });
  }
  function wait(xhr, call, sendWith) {
    const startedAt = now();
    const { timeout } = xhr;
    const timer = timeout && setTimeout(() => call.end?.("timeout"), timeout);
    call.end = (type) => {
      call.end = void 0;
      const setReadyState = (value) => Object.defineProperty(xhr, "readyState", { value, configurable: true });
      setReadyState(4);
      xhr.dispatchEvent(new Event("readystatechange"));
      for (const target of [xhr.upload, xhr]) {
        for (const name of [type, "loadend"]) target.dispatchEvent(new ProgressEvent(name));
      }
      if (type === "abort") setReadyState(0);
    };
    const proceed = (token) => {
      call.end = void 0;
      if (timeout) xhr.timeout = Math.max(1, timeout - elapsed(startedAt, now()));
      sendWith(token);
    };
    tokens.get().finally(() => clearTimeout(timer)).then(
      // Without `end` it has ended already: aborted, timed out or opened anew.
      (token) => call.end && proceed(token),
      (error) => {
        if (!call.end) return;
        if (goesWithout(error)) return proceed();
        console.error(String(error));
        call.end("error");
      }
    );
  }
  return uninstall;
}
function cannotWait() {
  return new HelpCenterJwtError(
    "unsupported_mode",
    "Not sent: a synchronous request cannot wait for a token: preload() before."
  );
}

// src/options.ts
var defaultSettings = {
  tokenUrl: "/api/v2/help_center/integration/token",
  refreshLeeway: 3e4,
  storage: "memory",
  anonymous: "reject",
  timeout: 1e4,
  retry: 2
};
function invalidOption(name, expected) {
  return new HelpCenterJwtError("invalid_option", `${name} must be ${expected}.`);
}
var originsExpected = 'a list of origins such as "https://api.example.com"';
var maxTimeout = 2147483647;
var readers = {
  tokenUrl: ["a URL of this page's origin", sameOriginUrl],
  allowedOrigins: [originsExpected, parseOriginRules],
  refreshLeeway: wholeNumber(0, maxTimeout),
  storage: oneOf("memory", "session"),
  anonymous: oneOf("reject", "omit"),
  timeout: wholeNumber(1, maxTimeout),
  retry: wholeNumber(0, 10),
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
  checkObject(options);
  const changes = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === void 0) continue;
    if (!Object.hasOwn(readers, name)) {
      throw invalidOption(`Option "${name}" is unknown, it`, `one of ${Object.keys(readers)}`);
    }
    const [expected, read] = readers[name];
    const checked = read(value);
    if (checked === void 0) throw invalidOption(`Option "${name}"`, expected);
    changes[name] = checked;
  }
  return Object.assign(/* @__PURE__ */ Object.create(null), settings, changes);
}
function checkObject(options) {
  if (Object(options) !== options) throw invalidOption("The options", "an object");
}
function oneOf(...values) {
  return [`"${values.join('" or "')}"`, (value) => values.find((allowed) => allowed === value)];
}
function wholeNumber(min, max) {
  return [
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && value >= min && value <= max ? value : void 0
  ];
}
function sameOriginUrl(url) {
  return url && typeof url === "string" && parseUrl(url, location.href)?.origin === location.origin ? url : void 0;
}

// src/token-cache.ts
var firstCooldown = 1e3;
var longestCooldown = 3e4;
var forever = 1e15;
var givenUp = {};
function createTokenCache({ requestToken: requestToken2, refreshLeeway, onToken }) {
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
    if (usableFor <= leeway) refresh().catch(() => {
    });
    return token;
  }
  function refresh(refused = false) {
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
        onToken?.(next);
        return next;
      },
      (error) => {
        if (controller.signal.aborted) throw givenUp;
        pending = void 0;
        remember(error);
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
      cooldown: error.code === "plan_unsupported" ? forever : Math.max(backoff, error.retryAfter || 0)
    };
  }
  function forgetFailures() {
    failure = void 0;
    failuresInARow = 0;
  }
  function adopt(given) {
    token = given;
  }
  function clear() {
    pending?.controller.abort();
    pending = void 0;
    token = void 0;
    forgetFailures();
    refusedBy.clear();
  }
  return { atHand, refresh, adopt, clear, refusedBy };
}

// src/token-storage.ts
var key = "hc-jwt.v1";
function readToken(owner, tokenUrl) {
  const token = quietly(() => {
    const [storedOwner, storedUrl, jwt, exp, lifetime, storedAt] = JSON.parse(sessionStorage.getItem(key) || "[]");
    const { wall, monotonic } = now();
    const age = wall - storedAt;
    return storedOwner === owner && storedUrl === tokenUrl && decodeToken(jwt).exp === exp && lifetime > 0 && age >= 0 ? { jwt, lifetime, owner, receivedAt: { wall: storedAt, monotonic: monotonic - age } } : void 0;
  });
  if (!token) eraseToken();
  return token;
}
function writeToken(owner, tokenUrl, { jwt, lifetime, receivedAt }) {
  const entry = [owner, tokenUrl, jwt, decodeToken(jwt).exp, lifetime, receivedAt.wall];
  quietly(() => sessionStorage.setItem(key, JSON.stringify(entry)));
}
function eraseToken() {
  quietly(() => sessionStorage.removeItem(key));
}

// src/token-source.ts
function createTokenSource(settings, send, onError) {
  const cache = createTokenCache({
    requestToken: (signal, probing) => requestToken(settings(), probing, send, signal),
    refreshLeeway: () => settings().refreshLeeway,
    onToken: store
  });
  let owner;
  let reported;
  function store(token) {
    const { storage, tokenUrl } = settings();
    token.owner = owner;
    if (owner && storage === "session") writeToken(owner, tokenUrl, token);
  }
  function clear() {
    cache.clear();
    if (settings().storage === "session") eraseToken();
  }
  function identify() {
    const { user, storage, tokenUrl } = settings();
    const visitor = currentIdentity(user);
    if (visitor === void 0 || visitor === owner) return;
    if (visitor === null) {
      clear();
      owner = void 0;
      throw told(notSignedIn());
    }
    if (owner) clear();
    owner = visitor;
    const token = cache.atHand();
    if (token) store(token);
    else if (storage === "session") cache.adopt(readToken(owner, tokenUrl));
  }
  function told(error) {
    if (error !== reported) onError(error);
    reported = error;
    return error;
  }
  function atHand() {
    identify();
    return cache.atHand();
  }
  async function wait(ask, signal) {
    identify();
    const asker = owner;
    let isGivenUp = false;
    const result = await Promise.resolve(ask()).catch((error) => {
      isGivenUp = error === givenUp;
      if (!isGivenUp) throw told(error);
    });
    if (signal?.aborted) return result;
    identify();
    if (asker && asker !== owner) throw told(invalidTokenResponse("the visitor has changed"));
    return isGivenUp ? wait(ask, signal) : result;
  }
  return {
    atHand,
    get: (signal) => wait(() => cache.atHand() || cache.refresh(), signal),
    refresh: (signal) => wait(() => cache.refresh(), signal),
    renew: (refused, origin, signal) => wait(async () => {
      const { refusedBy } = cache;
      const current = cache.atHand();
      if (current === refused && refusedBy.has(origin) || refused.owner !== owner) return void 0;
      const next = current !== refused && current || await cache.refresh(current === refused);
      refusedBy.add(origin);
      return next;
    }, signal),
    accepted: (origin) => {
      cache.refusedBy.delete(origin);
    },
    clear
  };
}

// src/client.ts
function createClient(options) {
  let settings = mergeOptions(defaultSettings, options);
  const firstFetch = globalThis.fetch;
  const ownOrigin = globalThis.location?.origin;
  let isSending = false;
  const send = (...request) => {
    const page = isSending ? firstFetch : unpatched(globalThis.fetch);
    isSending = true;
    try {
      return page(...request);
    } finally {
      isSending = false;
    }
  };
  const goesWithout = (error) => settings.anonymous === "omit" && error?.code === "not_signed_in";
  function told(error) {
    try {
      if (!goesWithout(error)) settings.onError?.(error);
    } catch (thrown) {
      setTimeout(() => {
        throw thrown;
      });
    }
    return error;
  }
  function mayCarry(url) {
    try {
      return mayCarryToken(url, settings.allowedOrigins, ownOrigin);
    } catch (error) {
      throw told(error);
    }
  }
  const tokens = createTokenSource(() => settings, send, told);
  const authorizedFetch = createAuthorizedFetch(tokens, mayCarry, goesWithout, told, send);
  let api;
  globalThis.addEventListener?.("pageshow", (event) => {
    if (event.persisted) tokens.clear();
  });
  async function getToken(options2 = {}) {
    checkObject(options2);
    const { forceRefresh, signal } = options2;
    if (signal && !signal.addEventListener) throw invalidOption("signal", "an AbortSignal");
    const { jwt } = await waitFor(forceRefresh ? tokens.refresh : tokens.get, signal);
    return jwt;
  }
  return {
    fetch: authorizedFetch,
    getToken,
    getClaims: (options2) => getToken(options2).then(decodeToken),
    get api() {
      api ||= createApi(authorizedFetch);
      return api;
    },
    preload: () => (
      // Asked here, since nobody being signed in would else be reported as an error of this call.
      currentIdentity(settings.user) === null ? Promise.resolve() : tokens.get().then(noop, noop)
    ),
    configure(options2) {
      const next = mergeOptions(settings, options2);
      const isSame = (name) => next[name] === settings[name];
      if (!isSame("tokenUrl") || !isSame("user") || !isSame("storage")) tokens.clear();
      settings = next;
    },
    install(options2) {
      const origins = parseOriginRules(options2?.origins);
      if (!origins?.length) throw invalidOption("origins", originsExpected);
      const carriesTo = (origin) => origins.some((allows) => allows(origin));
      return inTurn([installFetch(carriesTo, authorizedFetch), installXhr(carriesTo, mayCarry, goesWithout, tokens)]);
    },
    clear: tokens.clear,
    version: "0.1.0"
  };
}
function noop() {
}

// src/shared.ts
var key2 = /* @__PURE__ */ Symbol.for("hc-jwt.v1");
function sharedClient() {
  const page = globalThis;
  const present = page[key2];
  if (typeof present?.fetch === "function") return present;
  const client = Object.assign(createClient(), { create: createClient });
  Object.defineProperty(page, key2, { value: client, configurable: true });
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
  get install() {
    return sharedClient().install;
  },
  get clear() {
    return sharedClient().clear;
  },
  get version() {
    return sharedClient().version;
  },
  get create() {
    return sharedClient().create;
  },
  get diagnose() {
    return sharedClient().diagnose;
  }
};
export {
  HCJwt,
  HelpCenterJwtError,
  createClient,
  isHelpCenterJwtError
};
