/*! hc-jwt 0.1.0 | MIT License */

// src/call/api.ts
import ky from "./ky.js";
function createApi(authorizedFetch) {
  return ky.create({ fetch: authorizedFetch, retry: 0 });
}

// src/errors.ts
var HelpCenterJwtError = class extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.name = "HelpCenterJwtError";
    this.code = code;
    for (const [name, value] of Object.entries(details)) {
      if (value !== void 0) this[name] = value;
    }
  }
};
function isHelpCenterJwtError(error) {
  return error instanceof Error && error.name === "HelpCenterJwtError";
}

// src/page/patch.ts
var originalKey = /* @__PURE__ */ Symbol.for("hc-jwt.original");
var patchKey = /* @__PURE__ */ Symbol.for("hc-jwt.patch");
function originalOf(fn) {
  return fn && fn[patchKey] === fn ? fn[originalKey] : fn;
}
function patchAll(patches) {
  const undo = [];
  const restore = () => {
    for (const step of undo.splice(0)) step();
  };
  for (const one of patches) {
    try {
      undo.unshift(patch(...one));
    } catch {
      restore();
      throw cannotReplace(one[1]);
    }
  }
  return restore;
}
var removed = /* @__PURE__ */ new WeakMap();
function patch(...[owner, name, wrap, kind]) {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const original = kind ? own?.[kind] : Reflect.get(owner, name);
  const ours = wrap(original);
  for (const key3 of ["name", "length"]) {
    Object.defineProperty(ours, key3, { value: Reflect.get(original, key3), configurable: true });
  }
  Object.assign(ours, { [originalKey]: originalOf(original), [patchKey]: ours });
  const key2 = kind || "value";
  const rest = own && key2 in own ? own : { configurable: true, enumerable: true, writable: true };
  Object.defineProperty(owner, name, { ...rest, [key2]: ours });
  return () => {
    removed.set(ours, own);
    for (; ; ) {
      const current = Object.getOwnPropertyDescriptor(owner, name)?.[key2];
      if (!removed.has(current)) return;
      const below = removed.get(current);
      if (below) Object.defineProperty(owner, name, below);
      else Reflect.deleteProperty(owner, name);
    }
  };
}
function cannotReplace(name) {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not installed: another script locks ${name}. Load hc-jwt before it.`
  );
}

// src/page/fetch.ts
var loadedFetch = globalThis.fetch;
var levelKey = /* @__PURE__ */ Symbol.for("hc-jwt.level");
function createPageFetch(replaced) {
  const firstFetch = originalOf(globalThis.fetch);
  let running = -1;
  const fetchAt = (level) => [originalOf(globalThis.fetch), replaced() || firstFetch, firstFetch, loadedFetch][level];
  return (input, init, level = 0) => {
    let next = Math.max(level, running + 1, levelOf(init));
    while (next && fetchAt(next) && fetchAt(next) === fetchAt(next - 1)) next++;
    const page = next ? fetchAt(next) : originalOf(globalThis.fetch);
    if (!page) return Promise.reject(passedBack());
    const isWrapped = page !== (next ? loadedFetch : firstFetch) && (init === void 0 || Object(init) === init);
    const outer = running;
    running = next;
    try {
      return page(input, isWrapped ? tagged(init, next) : init);
    } finally {
      running = outer;
    }
  };
}
function tagged(init = {}, value) {
  const prototype = Object.getPrototypeOf(init);
  if (prototype === Object.prototype) return { ...init, [levelKey]: value };
  return Object.create(prototype, {
    ...Object.getOwnPropertyDescriptors(init),
    [levelKey]: { value, enumerable: true }
  });
}
function copyOf(init) {
  const copy = levelOf(init) ? tagged({}, levelOf(init) - 1) : {};
  for (const name of Object.keys(init || {}).sort()) Reflect.set(copy, name, Reflect.get(init, name));
  return copy;
}
function levelOf(init) {
  return (init?.[levelKey] ?? -1) + 1;
}
function passedBack() {
  return new HelpCenterJwtError(
    "unsupported_mode",
    "Not sent: a wrapper of fetch calls HCJwt in a loop. Load hc-jwt before it."
  );
}

// src/token/token.ts
function bearerOf(token) {
  token.bearer ||= `Bearer ${token.jwt}`;
  return token.bearer;
}

// src/token/wait.ts
function abortReason(signal) {
  return "reason" in signal ? signal.reason : new DOMException("Aborted.", "AbortError");
}
function waitFor(work, signal) {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    work(signal).finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
  });
}

// src/origins.ts
var secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
function isSecure(origin) {
  return secure.test(origin);
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
  const rules = Array.isArray(entries) ? [...entries].map(parseOriginRule) : [void 0];
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

// src/page/document-member.ts
function documentMember(name) {
  return Reflect.get(Object.getPrototypeOf(document), name, document) ?? document[name];
}

// src/call/destination.ts
var trailingDot = /\.(?=:\d+$|$)/;
var zendesk = /[/.]zendesk\.com\.?(?::|$)/;
function asRequest(input) {
  const isRequest = Object(input) === input && (Object.prototype.toString.call(input) === "[object Request]" || input instanceof Request);
  return isRequest ? input : void 0;
}
function parseDestination(text) {
  const isAbsolute = /^https:\/\//.test(text);
  const base = isAbsolute ? void 0 : globalThis.document ? documentMember("baseURI") : location.href;
  const url = parseUrl(text, base);
  if (!url) return void 0;
  const origin = isAbsolute ? `https://${url.host}` : url.origin;
  return { href: url.href, origin, protocol: isAbsolute ? "https:" : url.protocol, url };
}
function isTokenAllowed(destination, allowedOrigins, ownOrigin) {
  const { origin, protocol, url } = destination;
  if (isSameOrigin(origin, ownOrigin) || zendesk.test(origin) || protocol === "data:" || protocol === "blob:") {
    return false;
  }
  if (!isSecure(origin)) {
    throw new HelpCenterJwtError(
      "insecure_destination",
      `Not sent: ${protocol}//${url.host} is neither https nor loopback. Use https.`
    );
  }
  if (allowedOrigins && !allowedOrigins.some((allows) => allows(origin))) {
    throw new HelpCenterJwtError(
      "destination_not_allowed",
      `Not sent: ${origin} is not in allowedOrigins. Add it if it may have the token: each configure() replaces the list.`
    );
  }
  return true;
}
function isSameOrigin(a, b) {
  if (a === b) return true;
  return Math.abs(a.length - (b?.length ?? 0)) === 1 && a.replace(trailingDot, "") === b?.replace(trailingDot, "");
}

// src/call/arguments.ts
function readInput(input) {
  const request = asRequest(input);
  const text = request ? request.url : `${input}`;
  return { destination: parseDestination(text), input: request || text };
}
function readOptions(input, init) {
  if (init && !isPlainObject(init)) return readOptions(new Request(input, init), void 0);
  const options = copyOf(init);
  const given = options.headers;
  if (given !== void 0 && Object(given) !== given) new Request(input, options);
  const headers = given && readHeaders(given);
  if (given && "next" in given) options.headers = headers;
  const request = typeof input === "string" ? void 0 : input;
  return {
    input,
    init,
    options,
    headers,
    authorization: authorizationOf(headers || request?.headers),
    mode: options.mode ?? request?.mode
  };
}
function readHeaders(given) {
  if (!(Symbol.iterator in given)) return { ...given };
  return Array.isArray(given) && given.every((pair) => pair?.length === 2) ? recordOf(given) : new Headers(given);
}
function recordOf(pairs) {
  const record = /* @__PURE__ */ Object.create(null);
  for (const [name, value] of pairs) record[name] = name in record ? `${record[name]}, ${value}` : value;
  return record;
}
function authorizationOf(headers = {}) {
  if (headers instanceof Headers) return headers.get("authorization") ?? void 0;
  const name = Object.keys(headers).find((name2) => name2.length === 13 && /^authorization$/i.test(name2));
  return name === void 0 ? void 0 : headers[name];
}
function isPlainObject(init) {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}

// src/call/frozen-body.ts
function frozenBody(body, isForXhr = false) {
  if (body === void 0 || body === null || typeof body === "string") return body;
  const brand = Object.prototype.toString.call(body).slice(8, -1);
  if (ArrayBuffer.isView(body)) return bytesOf(body.buffer, body.byteOffset, body.byteLength);
  if (/ArrayBuffer$/.test(brand)) return bytesOf(body);
  if (brand === "FormData" || brand === "URLSearchParams") {
    const form = body;
    const copy = new form.constructor();
    form.forEach((value, name) => {
      copy.append(name, value);
    });
    return copy;
  }
  if (isForXhr && /Document$/.test(brand)) return body.cloneNode(true);
  return brand === "Blob" || brand === "File" || brand === "ReadableStream" && !isForXhr ? body : `${body}`;
}
function bytesOf(buffer, offset = 0, length = buffer.byteLength) {
  if (/Shared/.test(Object.prototype.toString.call(buffer))) throw new TypeError("The body is shared memory.");
  return new Uint8Array(length ? buffer.slice(offset, offset + length) : []);
}

// src/call/outgoing-call.ts
function callByUrl(href, options, headers = {}, followsRedirects, send) {
  const { body, signal, redirect } = options;
  const kept = frozenBody(body);
  if (!(kept instanceof Uint8Array)) options.body = kept;
  if (!followsRedirects && redirect !== "manual") options.redirect = "error";
  return {
    signal,
    isRepeatable: () => !isStream(body),
    send(authorization) {
      options.headers = withAuthorization(headers, authorization);
      const answer = send(href, options);
      if (kept !== body) options.body = kept;
      return answer;
    },
    release() {
    }
  };
}
function callByRequest({ input, options }, href, followsRedirects, send) {
  if (options.body) options.body = frozenBody(options.body);
  let request = new Request(typeof input === "string" ? href : input, options);
  if (request.url !== href) throw new TypeError("Not sent: the Request's url is not the one it requests.");
  const { method, mode, headers, redirect, referrer, referrerPolicy, signal } = request;
  const referral = { referrer, referrerPolicy };
  if (!followsRedirects && redirect === "follow") request = new Request(request, { redirect: "error", ...referral });
  let isRepeatable = !isStream(options.body);
  let resendCopy;
  return {
    signal,
    isRepeatable: () => isRepeatable,
    send(authorization, level) {
      const next = resendCopy ? new Request(resendCopy, { method, mode, headers, ...referral }) : request;
      if (authorization && isRepeatable && !resendCopy && !/^(?:GET|HEAD)$/.test(method)) {
        const copy = request.clone();
        try {
          resendCopy = new Request(copy, { mode: "no-cors", method: "POST" });
        } catch {
          isRepeatable = false;
          copy.body?.cancel().catch(() => {
          });
        }
      }
      if (authorization) next.headers.set("Authorization", authorization);
      return send(next, void 0, level);
    },
    release() {
      resendCopy?.body?.cancel().catch(() => {
      });
    }
  };
}
function withAuthorization(headers, value) {
  if (!(headers instanceof Headers)) return { ...headers, Authorization: value };
  headers.set("Authorization", value);
  return headers;
}
function isStream(body) {
  return Boolean(body?.getReader);
}

// src/call/authorized-fetch.ts
var maxIdenticalCalls = 32;
function createAuthorizedFetch(policy, send, isInstalledFor) {
  const inFlight = {};
  async function sendUnchanged(href, { input, init, options, authorization = "" }, sendAt = (level) => send(input, init && options, level)) {
    const key2 = `${href} ${authorization}`;
    const identical = inFlight[key2] || 0;
    inFlight[key2] = identical + 1;
    try {
      const level = Math.min(3, Math.floor(identical / maxIdenticalCalls));
      return await sendAt(Math.max(level, Number(policy.isOurBearer(authorization))));
    } finally {
      inFlight[key2] = inFlight[key2] - 1;
      if (!inFlight[key2]) delete inFlight[key2];
    }
  }
  async function sendWith(token, call, destination) {
    const response = await call.send(bearerOf(token));
    const next = policy.onResponse(destination, token, response.status, response.url, call.isRepeatable(), call.signal);
    const newer = next && await next.catch((error) => {
      if (call.signal?.aborted) throw error;
    });
    if (!newer) {
      call.release();
      return response;
    }
    response.body?.cancel().catch(() => {
    });
    let status;
    try {
      const second = await call.send(bearerOf(newer));
      status = second.status;
      return second;
    } finally {
      policy.onRetryResponse(destination, newer, status);
    }
  }
  return (...args) => {
    try {
      if (!args.length) new Request(...args);
      const { destination, input } = readInput(args[0]);
      const init = args[1] ?? void 0;
      if (!destination || init && Object(init) !== init || isInstalledFor && !isInstalledFor(destination.origin)) {
        return send(...[input, ...args.slice(1)]);
      }
      const read = readOptions(input, init);
      const { options, mode, authorization } = read;
      if (authorization !== void 0 || levelOf(options) || isInstalledFor && mode === "no-cors") {
        return sendUnchanged(destination.href, read);
      }
      let token;
      try {
        token = policy.start(destination);
      } catch (error) {
        if (isInstalledFor && !options.body?.getReader)
          new Request(destination.href, options);
        throw error;
      }
      if (token === null) return sendUnchanged(destination.href, read);
      if (mode === "no-cors") throw policy.report(unsupportedMode(destination.origin));
      const call = token && typeof read.input === "string" && !options.signal?.aborted ? callByUrl(destination.href, options, read.headers, policy.followsRedirects, send) : callByRequest(read, destination.href, policy.followsRedirects, send);
      if (call.signal?.aborted) throw abortReason(call.signal);
      if (token) return sendWith(token, call, destination);
      return policy.wait(destination, call.signal).then(
        (token2) => token2 ? sendWith(token2, call, destination) : sendUnchanged(destination.href, read, (level) => call.send(void 0, level))
      );
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
function unsupportedMode(origin) {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not sent: "no-cors" drops the token. Have ${origin} allow CORS instead.`
  );
}

// src/page/origin.ts
function pageOrigin() {
  const { location: location2, origin } = globalThis;
  return location2 && [location2.origin, origin].find((known) => known !== "null");
}

// src/page/try-or-undefined.ts
function tryOrUndefined(use) {
  try {
    return use();
  } catch {
    return void 0;
  }
}

// src/call/preconnect.ts
var connected = /* @__PURE__ */ new Set();
function preconnect(origin) {
  if (connected.has(origin)) return;
  connected.add(origin);
  const link = { rel: "preconnect", href: origin, crossOrigin: "" };
  tryOrUndefined(() => {
    const element = documentMember("createElement").call(document, "link");
    documentMember("head").append(Object.assign(element, link));
  });
}

// src/call/redirect-guard.ts
var wasmWithStruct = [0, 97, 115, 109, 1, 0, 0, 0, 1, 3, 1, 95, 0];
function dropsAuthorizationOnRedirect() {
  return Boolean(
    tryOrUndefined(
      () => globalThis.CSS ? CSS.supports("selector(:user-valid)") && CSS.supports("color", "color-mix(in srgb,red,red)") : WebAssembly.validate(new Uint8Array(wasmWithStruct))
    )
  );
}

// src/call/policy.ts
var isAnnounced = false;
function createCallPolicy(settings, tokens, report) {
  const ownOrigin = pageOrigin();
  function isAllowed(destination) {
    const { allowedOrigins } = settings();
    try {
      if (!isTokenAllowed(destination, allowedOrigins, ownOrigin)) return false;
    } catch (error) {
      throw report(error);
    }
    if (!allowedOrigins && !isAnnounced && destination.protocol === "https:") announce(destination.origin);
    return true;
  }
  const sendsAnonymously = (error) => settings().anonymous === "omit" && error?.code === "not_signed_in";
  return {
    followsRedirects: dropsAuthorizationOnRedirect(),
    start(destination, canWait = true) {
      if (!isAllowed(destination)) return null;
      try {
        return tokens.usable(canWait ? destination.origin : void 0);
      } catch (error) {
        if (sendsAnonymously(error)) return null;
        throw error;
      }
    },
    wait: (destination, signal) => waitFor((signal2) => {
      preconnect(destination.origin);
      return tokens.get(signal2, destination.origin);
    }, signal).then(
      // The options may have changed since.
      (token) => isAllowed(destination) ? token : null,
      (error) => {
        if (sendsAnonymously(error)) return null;
        throw error;
      }
    ),
    onResponse(destination, token, status, responseUrl, isRepeatable, signal) {
      const { origin } = destination;
      if (status !== 401) {
        tokens.accepted(origin, token, responseUrl);
        return void 0;
      }
      if (responseUrl && new URL(responseUrl).origin !== origin) return void 0;
      const renew = async (signal2) => {
        const newer = isAllowed(destination) ? await tokens.renew(token, origin, responseUrl, signal2) : void 0;
        return newer && isAllowed(destination) ? newer : void 0;
      };
      if (isRepeatable) return waitFor(renew, signal);
      renew().catch(() => {
      });
      return void 0;
    },
    onRetryResponse({ origin }, token, status) {
      if (status === 401) tokens.rejected(origin, token);
      else tokens.accepted(origin);
    },
    isOurBearer: tokens.isOurBearer,
    report
  };
}
function announce(origin) {
  isAnnounced = true;
  console.warn(
    `hc-jwt: the token is sent to any https origin, now to ${origin}. List the allowed ones: HCJwt.configure({ allowedOrigins: ["${origin}"] })`
  );
}

// src/install/xhr-call.ts
function newCall(destination, args) {
  const [method, , isAsync, user, password] = args;
  const { username, password: passwordInUrl } = destination.url;
  return {
    destination,
    hasBody: !/^(?:GET|HEAD)$/i.test(method),
    // An explicit `undefined` means false (Web IDL), a missing argument means true.
    isAsync: args.length < 3 || Boolean(isAsync),
    hasOwnCredentials: Boolean(username || passwordInUrl || user || password),
    state: "opened",
    startedAt: 0,
    controller: new AbortController()
  };
}
function fire(target, type, total = 0) {
  try {
    const init = { total, lengthComputable: total > 0 };
    target.dispatchEvent(type === "readystatechange" ? new Event(type) : new ProgressEvent(type, init));
    return true;
  } catch {
    target[`on${type}`]?.();
    return false;
  }
}
function onStatus(xhr, callback) {
  const listener = () => {
    if (xhr.readyState < 2) return;
    unlisten();
    if (xhr.status) callback(xhr.status, xhr.responseURL);
  };
  const unlisten = () => xhr.removeEventListener("readystatechange", listener);
  if (!xhr.addEventListener) return () => {
  };
  xhr.addEventListener("readystatechange", listener);
  return unlisten;
}

// src/install/xhr-events.ts
var types = ["loadstart", "progress", "load", "abort", "error", "timeout", "loadend"];
function createXhrEvents() {
  const hidden = /* @__PURE__ */ new WeakSet();
  const filtered = /* @__PURE__ */ new WeakSet();
  const filter = (event) => {
    if (hidden.has(event.currentTarget)) event.stopImmediatePropagation();
  };
  const Target = globalThis.XMLHttpRequestEventTarget;
  const Upload = globalThis.XMLHttpRequestUpload;
  const isUpload = (target) => Upload && target instanceof Upload;
  const typesOf = (target) => isUpload(target) ? types : ["loadstart"];
  function addFilter(target) {
    if (filtered.has(target)) return;
    filtered.add(target);
    for (const type of typesOf(target)) target.addEventListener?.(type, filter, true);
  }
  const patch2 = (name, kind) => [
    Target?.prototype,
    name,
    (original) => function(...args) {
      const [type, listener] = kind ? [name.slice(2), args[0]] : args;
      if (listener && typesOf(this).includes(type)) addFilter(this);
      return original.apply(this, args);
    },
    kind
  ];
  return {
    patches: [patch2("addEventListener"), ...types.map((type) => patch2(`on${type}`, "set"))],
    // A fake in a test may have one of any class, or none.
    hasListeners: (upload) => isUpload(upload) ? filtered.has(upload) : Boolean(upload),
    hide(target) {
      if (!(Target && target instanceof Target)) addFilter(target);
      hidden.add(target);
    },
    show: (target) => hidden.delete(target)
  };
}

// src/install/xhr-waits.ts
var maxTimer = 2147483647;
var grace = 50;
function createXhrWaits(policy, isCurrent, originals, events, onIdle) {
  const waiting = /* @__PURE__ */ new Map();
  function stopWaiting(xhr, call, state) {
    call.state = state;
    clearTimeout(call.timer);
    waiting.delete(xhr);
  }
  function end(xhr, call, type) {
    stopWaiting(xhr, call, "ended");
    call.controller.abort();
    call.readyState = 4;
    if (!fire(xhr, "readystatechange") && type === "abort") originals.abort?.call(xhr);
    else {
      for (const target of call.hasUploadEvents && isCurrent(xhr, call) ? [xhr.upload, xhr] : [xhr]) {
        for (const name of [type, "loadend"]) fire(target, name);
      }
    }
    if (type === "abort") call.readyState = 0;
    if (!waiting.size) onIdle();
  }
  function abandon(xhr, call) {
    stopWaiting(xhr, call, "ended");
    call.controller.abort();
    call.unlisten?.();
    if (call.readyState !== void 0) fire(xhr, "readystatechange");
    if (!waiting.size) onIdle();
  }
  function sendWith(token, xhr, call, body) {
    stopWaiting(xhr, call, "sent");
    if (!waiting.size) onIdle();
    if (token) {
      call.unlisten = onStatus(xhr, (status, href) => policy.onResponse(call.destination, token, status, href, false));
      if (!call.token) originals.setRequestHeader?.call(xhr, "Authorization", bearerOf(token));
      call.token = token;
    }
    const hasWaited = call.waited !== void 0;
    const upload = hasWaited ? xhr.upload : void 0;
    const isLate = call.hasBody && !call.hasUploadEvents && events.hasListeners(upload);
    if (hasWaited) events.hide(xhr);
    if (upload && (isLate || call.hasUploadEvents)) events.hide(upload);
    try {
      originals.send?.call(xhr, body);
    } catch (error) {
      call.unlisten?.();
      call.state = "opened";
      throw error;
    } finally {
      events.show(xhr);
      if (!isLate) events.show(upload);
      else xhr.addEventListener("loadend", () => events.show(upload), { once: true });
    }
  }
  function wait(xhr, call, body) {
    call.state = "waiting";
    call.hasBody &&= body !== void 0 && body !== null;
    call.hasUploadEvents = call.hasBody && events.hasListeners(xhr.upload);
    if (typeof body === "string" || body instanceof Blob) call.size = new Blob([body]).size;
    call.startedAt = performance.now();
    waiting.set(xhr, call);
    startTimer(xhr, call);
    fire(xhr, "loadstart");
    if (call.state === "waiting" && call.hasUploadEvents) fire(xhr.upload, "loadstart", call.size);
    if (call.state !== "waiting") return;
    policy.wait(call.destination, call.controller.signal).then((token) => {
      if (call.state !== "waiting") return;
      shortenTimeout(xhr, call);
      sendWith(token, xhr, call, body);
    }).catch((error) => {
      if (call.state === "ended") return;
      console.error(String(error));
      end(xhr, call, "error");
    });
  }
  function shortenTimeout(xhr, call) {
    call.waited ??= performance.now() - call.startedAt;
    const { timeout } = xhr;
    if (timeout) xhr.timeout = Math.max(1, timeout - call.waited);
    call.timeout = timeout;
  }
  function startTimer(xhr, call, isLate = false) {
    clearTimeout(call.timer);
    const { timeout } = xhr;
    const left = () => timeout - (performance.now() - call.startedAt);
    const expire = () => {
      const over = -left();
      if (isLate || over >= 0 && over < grace) end(xhr, call, "timeout");
      else startTimer(xhr, call, over > 0);
    };
    if (timeout) call.timer = setTimeout(expire, isLate ? grace : Math.min(left(), maxTimer));
  }
  return {
    sendWith,
    wait,
    end,
    abandon,
    stop() {
      for (const [xhr, call] of waiting) setTimeout(() => call.state === "waiting" && end(xhr, call, "abort"));
    },
    onTimeoutSet(xhr, call) {
      if (call.state === "waiting") startTimer(xhr, call);
      if (call.timeout === void 0) return;
      call.timeout = void 0;
      shortenTimeout(xhr, call);
    },
    isIdle: () => !waiting.size
  };
}

// src/install/xhr.ts
var LoadedXhr = globalThis.XMLHttpRequest;
function installXhr(isInstalledFor, policy) {
  if (!globalThis.XMLHttpRequest) return () => {
  };
  const sample = patchableSample();
  const calls = /* @__PURE__ */ new WeakMap();
  const originals = {};
  let isInstalled = true;
  const events = createXhrEvents();
  const waits = createXhrWaits(policy, (xhr, call) => calls.get(xhr) === call, originals, events, restoreIfIdle);
  const members = {
    open(earlier, native, args, xhr) {
      if (args.length > 1) for (const index of [0, 1]) args[index] = `${args[index]}`;
      const destination = parseDestination(args[1]);
      calls.delete(xhr);
      if (destination && isInstalledFor(destination.origin)) calls.set(xhr, newCall(destination, args));
      if (earlier?.timeout !== void 0) xhr.timeout = earlier.timeout;
      try {
        native();
      } catch (error) {
        if (earlier) calls.set(xhr, earlier);
        throw error;
      }
      if (earlier) waits.abandon(xhr, earlier);
    },
    setRequestHeader(call, native, args) {
      if (args.length > 1) checkState(call);
      args[0] &&= `${args[0]}`;
      native();
      if (call && /^authorization$/i.test(args[0])) call.hasOwnCredentials = true;
    },
    abort(call, native, _, xhr) {
      if (call?.state === "waiting") waits.end(xhr, call, "abort");
      else if (call?.readyState) call.readyState = 0;
      else native();
    },
    send(call, native, [body], xhr) {
      checkState(call);
      if (!call || call.state === "sent" || call.hasOwnCredentials || !isInstalledFor(call.destination.origin)) {
        native();
        return;
      }
      let token;
      try {
        token = policy.start(call.destination, call.isAsync);
        if (token !== null && !policy.followsRedirects) {
          throw unsupported("this browser forwards the token on redirects. Use HCJwt.fetch");
        }
        if (!token && token !== null && !call.isAsync) {
          throw unsupported("a synchronous request cannot wait for a token. Call HCJwt.preload() before");
        }
      } catch (error) {
        frozenBody(body, true);
        throw error;
      }
      if (token !== void 0) {
        waits.sendWith(token, xhr, call, body);
        return;
      }
      const copy = frozenBody(body, true);
      if (calls.get(xhr) === call && call.state === "opened") waits.wait(xhr, call, copy);
      else xhr.send(copy);
    },
    "get readyState": (call, native) => call?.readyState ?? native(),
    "get timeout": (call, native) => call?.timeout ?? native(),
    "set timeout"(call, native, _, xhr) {
      native();
      if (call) waits.onTimeoutSet(xhr, call);
    },
    overrideMimeType: checkDone,
    "set responseType": checkDone,
    "set withCredentials"(call, native) {
      if (call?.readyState !== 0) checkState(call);
      native();
    }
  };
  function checkDone(call, native) {
    if (call?.readyState) checkState(call);
    native();
  }
  function checkState(call) {
    if (call?.state === "waiting" || call?.readyState !== void 0) {
      throw new DOMException("The request has been sent, or is not open.", "InvalidStateError");
    }
  }
  function unsupported(why) {
    return policy.report(new HelpCenterJwtError("unsupported_mode", `Not sent: ${why}.`));
  }
  const patches = Object.entries(members).map(([key2, member]) => {
    const [name, kind] = key2.split(" ").reverse();
    const wrap = (original) => {
      originals[key2] = original;
      return function(...args) {
        return member(calls.get(this), () => original.apply(this, args), args, this);
      };
    };
    return [ownerOf(sample, name), name, wrap, kind];
  });
  const stopPatch = [
    globalThis,
    "stop",
    (original) => function() {
      original.call(this);
      waits.stop();
    }
  ];
  const restore = patchAll([
    // A fake in a test may have plain properties instead of accessors, and lack some members.
    ...[...patches, ...events.patches].filter(
      ([owner, name, , kind]) => owner && (!kind || Object.getOwnPropertyDescriptor(owner, name)?.[kind])
    ),
    ...typeof globalThis.stop === "function" ? [stopPatch] : []
  ]);
  function restoreIfIdle() {
    if (!isInstalled && waits.isIdle()) restore();
  }
  return () => {
    isInstalled = false;
    restoreIfIdle();
  };
}
function patchableSample() {
  for (const Xhr of [globalThis.XMLHttpRequest, LoadedXhr]) {
    const sample = new Xhr();
    if (ownerOf(sample, "open") && ownerOf(sample, "send")) return sample;
  }
  throw cannotReplace("XMLHttpRequest");
}
function ownerOf(sample, name) {
  let owner = Object.getPrototypeOf(sample);
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  return owner;
}

// src/install/index.ts
function install(isInstalledFor, policy, replaced) {
  let isInstalled = true;
  const isInstalledHere = (origin) => isInstalled && isInstalledFor(origin);
  const original = globalThis.fetch;
  const sendBelow = (...args) => original.apply(globalThis, args);
  const authorized = createAuthorizedFetch(policy, sendBelow, isInstalledHere);
  const restoreXhr = installXhr(isInstalledHere, policy);
  let restoreFetch;
  try {
    restoreFetch = patchAll([
      [
        globalThis,
        "fetch",
        () => function(...args) {
          return this === void 0 || this === globalThis ? authorized(...args) : original.apply(this, args);
        }
      ]
    ]);
  } catch (error) {
    restoreXhr();
    throw error;
  }
  replaced.add(original);
  return () => {
    isInstalled = false;
    replaced.delete(original);
    restoreFetch();
    restoreXhr();
  };
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
var validators = {
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
    if (!Object.hasOwn(validators, name)) {
      throw invalidOption(`Option "${name}" is unknown, it`, `one of ${Object.keys(validators).join(", ")}`);
    }
    const [expected, parse] = validators[name];
    const parsed = parse(value);
    if (parsed === void 0) throw invalidOption(`Option "${name}"`, expected);
    changes[name] = parsed;
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
  const origin = pageOrigin();
  return url && typeof url === "string" && origin && parseUrl(url, origin)?.origin === origin ? url : void 0;
}

// src/token/claims.ts
function invalidTokenResponse(what) {
  return new HelpCenterJwtError(
    "invalid_token_response",
    `The token endpoint's response is invalid: ${what}. Open tokenUrl in this browser to see it.`
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

// src/token/fetch.ts
function createTokenFetch(send) {
  let level = 0;
  let bypass;
  let last;
  return {
    send: (request) => new Promise((resolve, reject) => {
      const { signal } = request;
      const current = level || last?.signal.aborted && !last.isPassedOn ? 1 : 0;
      const attempt = { signal, isPassedOn: false };
      last = attempt;
      level = 0;
      bypass = () => {
        if (attempt.isPassedOn) return;
        bypass = void 0;
        send(request, {}, current + 1).then(resolve, (error) => {
          if (isHelpCenterJwtError(error)) reject(error);
        });
      };
      const options = {
        __proto__: null,
        get signal() {
          attempt.isPassedOn = true;
          return signal;
        }
      };
      send(request, options, current).finally(() => {
        bypass = void 0;
      }).then(resolve, reject);
    }),
    onWait: () => bypass?.(),
    bypassNext: () => {
      level = 1;
    }
  };
}

// src/page/restores.ts
var restores = 0;
var isListening = false;
function pageRestores() {
  if (!isListening) {
    isListening = true;
    globalThis.addEventListener?.("pageshow", ({ persisted }) => {
      if (persisted) restores++;
    });
  }
  return restores;
}

// src/page/visitor.ts
function currentVisitorId(user) {
  if (user !== void 0) return user;
  try {
    const visitor = globalThis.HelpCenter?.user;
    if (!visitor || typeof visitor.role !== "string") return void 0;
    if (visitor.role === "anonymous") return null;
    const key2 = visitor.identifier || visitor.email;
    return key2 && typeof key2 === "string" ? key2 : void 0;
  } catch {
    return void 0;
  }
}

// src/token/clock.ts
function now() {
  return { wall: Number(Date.now()), monotonic: performance.now() };
}
function parseDate(header) {
  return new Date(header).getTime();
}
function elapsed(from, to) {
  return Math.max(to.wall - from.wall, to.monotonic - from.monotonic);
}
function serverTime(date, iat, localTime) {
  const issuedAt = date ? parseDate(date) : typeof iat === "number" ? iat * 1e3 : Number.NaN;
  return Number.isFinite(issuedAt) ? issuedAt + 1e3 : localTime;
}

// src/token/cache.ts
var firstCooldown = 1e3;
var longestCooldown = 3e4;
var forever = 1e15;
var cancelled = {};
function createTokenCache({ requestToken: requestToken2, refreshLeeway, onToken, onFailure }) {
  let token;
  let pending;
  let failure;
  let failuresInARow = 0;
  function usable() {
    if (!token) return void 0;
    const leeway = Math.min(refreshLeeway(), token.lifetime / 4);
    const usableFor = token.lifetime - elapsed(token.receivedAt, now()) - leeway;
    if (usableFor <= 0) return void 0;
    if (usableFor <= leeway) refresh().catch(() => {
    });
    return token;
  }
  function refresh(isReplacement = false) {
    if (pending) return pending.promise;
    if (failure && elapsed(failure.at, now()) < failure.cooldown) return Promise.reject(failure.error);
    const controller = new AbortController();
    const promise = requestToken2(controller.signal, failuresInARow > 0).then(
      (next) => {
        if (controller.signal.aborted) throw cancelled;
        pending = void 0;
        forgetFailures();
        token = next;
        onToken?.(next, isReplacement);
        return next;
      },
      (error) => {
        if (controller.signal.aborted) throw cancelled;
        pending = void 0;
        remember(error);
        onFailure?.(error);
        throw error;
      }
    );
    pending = { promise, controller };
    return promise;
  }
  function forceRefresh(signal) {
    if (!pending) return refresh();
    const after = (outcome) => {
      if (outcome === cancelled || signal?.aborted) throw cancelled;
      return refresh();
    };
    return pending.promise.then(after, after);
  }
  function remember(error) {
    const backoff = Math.min(firstCooldown * 2 ** failuresInARow++, longestCooldown);
    failure = {
      error,
      at: now(),
      // The plan does not change during a page view.
      cooldown: error.code === "plan_unsupported" ? forever : Math.max(backoff, error.retryAfter || 0)
    };
  }
  function forgetFailures() {
    failure = void 0;
    failuresInARow = 0;
  }
  function restore(stored) {
    token = stored;
  }
  function clear() {
    pending?.controller.abort();
    pending = void 0;
    token = void 0;
    forgetFailures();
  }
  return { usable, isRefreshing: () => pending !== void 0, refresh, forceRefresh, restore, clear };
}

// src/token/rejections.ts
function createRejections() {
  const origins = /* @__PURE__ */ new Map();
  return {
    get: (origin) => origins.get(origin),
    add(origin, token, href) {
      origins.set(origin, { token, href });
    },
    /**
     * Forgets an origin's rejection after it has accepted a token: its next 401 triggers a renewal again.
     *
     * @param token the accepted token, unless the call was a retry
     * @param href the URL that accepted it. Without a retry, only the URL that rejected the earlier token counts: a public
     *   URL of the same origin accepts any token
     */
    accepted(origin, token, href) {
      const rejection = origins.get(origin);
      if (!token || rejection && href && rejection.href === href && rejection.token !== token) origins.delete(origin);
    },
    clear: () => origins.clear()
  };
}

// src/token/request.ts
import ky2 from "./ky.js";
async function requestToken({ tokenUrl, timeout, retry }, singleAttempt, send, signal) {
  let token;
  let pause;
  try {
    await ky2(new URL(tokenUrl, pageOrigin()), {
      signal,
      credentials: "same-origin",
      // Chromium's HTTP cache would serialise these requests, and may serve one with the response of another.
      cache: "no-store",
      // A redirect leads to a sign-in page, perhaps on a host without CORS. Not followed, it can be reported as a redirect.
      redirect: "manual",
      headers: { accept: "application/json" },
      timeout,
      retry: {
        limit: singleAttempt ? 0 : retry,
        // Decided here and not by ky, which also follows four rate-limit headers that say when a quota resets, not when to
        // retry, and which compares dates with this device's clock. Every failure without a response is retried: a script of
        // the page may reject with any value, which ky would not take for a network error.
        shouldRetry: ({ error }) => {
          const failure = error instanceof HelpCenterJwtError ? error : void 0;
          pause = failure?.retryAfter;
          return failure ? transient.test(`${failure.status}`) && !(pause > timeout) : !signal.aborted;
        },
        delay: (count) => pause ?? 150 * 2 ** count
      },
      // The body is read here, so that ky's timeout covers it and a body that breaks off is retried.
      fetch: async (request) => {
        const sentAt = now();
        const response = await send(request);
        if (!response?.headers) throw invalidTokenResponse("the page's fetch resolves to no Response");
        if (!response.ok) throw failureOf(response);
        token = parseToken(await readText(response), response.headers.get("date"), sentAt);
        return response;
      }
    });
  } catch (error) {
    const cause = error?.cause;
    throw error instanceof HelpCenterJwtError ? error : new HelpCenterJwtError("token_endpoint_unavailable", "The token endpoint cannot be reached. Try again later.", {
      // The browser's own error, which ky wraps. Any other value comes from a script of the page and may quote the token.
      cause: cause instanceof TypeError ? cause : void 0
    });
  }
  return token;
}
async function readText(response) {
  if (!response.body) return response.text();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (; ; ) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) return text;
    if (text.length > 65536) {
      reader.cancel().catch(() => {
      });
      return "";
    }
  }
}
function parseToken(text, date, sentAt) {
  const receivedAt = now();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalidTokenResponse("it is not JSON, perhaps a sign-in page");
  }
  const jwt = body?.token;
  const { exp, iat } = decodeToken(jwt);
  const lifetime = exp * 1e3 - serverTime(date, iat, receivedAt.wall) - elapsed(sentAt, receivedAt);
  if (lifetime <= 0) throw invalidTokenResponse("the token has expired");
  return { jwt, lifetime, receivedAt };
}
var transient = /^(?:408|429|5..)$/;
function retryAfter({ headers }) {
  const value = headers.get("retry-after");
  const wait = /^\d+$/.test(value) ? Number(value) * 1e3 : parseDate(value) - (parseDate(headers.get("date")) || now().wall);
  return wait >= 0 ? wait : void 0;
}
function failureOf(response) {
  const { status, body } = response;
  body?.cancel().catch(() => {
  });
  if (status < 400) return invalidTokenResponse("it is a redirect");
  if (status === 401 || status === 403) return notSignedIn(status);
  const [code, advice] = reasons[status] || ["token_endpoint_unavailable", "Try again later"];
  return new HelpCenterJwtError(code, `The token endpoint responded with ${status}. ${advice}.`, {
    status,
    retryAfter: retryAfter(response)
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

// src/token/storage.ts
var key = "hc-jwt.v1";
function readToken(visitorId, tokenUrl) {
  const token = tryOrUndefined(() => {
    const [storedVisitorId, storedUrl, jwt, exp, lifetime, storedAt] = JSON.parse(sessionStorage.getItem(key) || "[]");
    const { wall, monotonic } = now();
    const age = wall - storedAt;
    return storedVisitorId === visitorId && storedUrl === tokenUrl && decodeToken(jwt).exp === exp && lifetime > 0 && age >= 0 ? { jwt, lifetime, visitorId, receivedAt: { wall: storedAt, monotonic: monotonic - age } } : void 0;
  });
  if (!token) eraseToken();
  return token;
}
function writeToken(visitorId, tokenUrl, { jwt, lifetime, receivedAt }) {
  const entry = [visitorId, tokenUrl, jwt, decodeToken(jwt).exp, lifetime, receivedAt.wall];
  Object.assign(entry, { toJSON: 0 });
  tryOrUndefined(() => sessionStorage.setItem(key, JSON.stringify(entry)));
}
function eraseToken() {
  tryOrUndefined(() => sessionStorage.removeItem(key));
}

// src/token/source.ts
var maxCancellations = 5;
function createTokenSource(settings, tokenFetch, report) {
  const rejections = createRejections();
  const cache = createTokenCache({
    requestToken: (signal, singleAttempt) => requestToken(settings(), singleAttempt, tokenFetch.send, signal),
    refreshLeeway: () => settings().refreshLeeway,
    onToken: (token, isReplacement) => {
      if (!isReplacement) rejections.clear();
      keep(token);
    },
    onFailure: ({ code }) => {
      if (code === "not_signed_in") removeToken();
    }
  });
  let visitorId;
  let reported;
  let restores2 = pageRestores();
  let bearers = [];
  function keep(token) {
    const { storage, tokenUrl } = settings();
    token.visitorId = visitorId;
    bearers = [bearerOf(token), ...bearers.slice(0, 1)];
    if (visitorId && storage === "session") writeToken(visitorId, tokenUrl, token);
  }
  function removeToken() {
    cache.restore(void 0);
    if (settings().storage === "session") eraseToken();
  }
  function clear() {
    cache.clear();
    rejections.clear();
    removeToken();
  }
  function syncVisitor() {
    const { user, storage, tokenUrl } = settings();
    const current = currentVisitorId(user);
    if (restores2 !== pageRestores()) {
      restores2 = pageRestores();
      clear();
    }
    if (current === null) {
      clear();
      visitorId = void 0;
      return true;
    }
    if (current === void 0 || current === visitorId) return false;
    if (visitorId) clear();
    visitorId = current;
    const token = cache.usable() || storage === "session" && readToken(visitorId, tokenUrl) || void 0;
    cache.restore(token);
    if (token) keep(token);
    return false;
  }
  function checkVisitor() {
    if (syncVisitor()) throw reportOnce(notSignedIn());
  }
  function reportOnce(error) {
    if (error !== reported) report(error);
    reported = error;
    return error;
  }
  function usable(origin) {
    const token = cache.usable();
    return origin && cache.isRefreshing() && rejections.get(origin)?.token === token ? void 0 : token;
  }
  async function wait(getToken, signal, cancellations = 0) {
    checkVisitor();
    tokenFetch.onWait();
    const visitorAtStart = visitorId;
    const restoresAtStart = restores2;
    let isCancelled = false;
    const result = await Promise.resolve(getToken()).catch((error) => {
      isCancelled = error === cancelled;
      if (!isCancelled) throw reportOnce(error);
    });
    if (signal?.aborted) return result;
    checkVisitor();
    if (visitorAtStart && visitorAtStart !== visitorId || restoresAtStart !== restores2) {
      throw reportOnce(invalidTokenResponse("the visitor has changed"));
    }
    if (!isCancelled) return result;
    if (cancellations === maxCancellations) throw reportOnce(clearedTooOften());
    tokenFetch.bypassNext();
    return wait(getToken, signal, cancellations + 1);
  }
  return {
    usable(origin) {
      checkVisitor();
      return usable(origin);
    },
    get: (signal, origin) => wait(() => usable(origin) || cache.refresh(), signal),
    refresh: (signal) => wait(() => cache.forceRefresh(signal), signal),
    renew: (rejected, origin, href, signal) => wait(async () => {
      const current = cache.usable();
      const isCurrent = current === rejected;
      const wasRenewed = isCurrent && rejections.get(origin) && !cache.isRefreshing();
      if (wasRenewed || rejected.visitorId !== visitorId) return void 0;
      rejections.add(origin, rejected, href);
      try {
        return !isCurrent && current || await cache.refresh(isCurrent);
      } catch (error) {
        rejections.accepted(origin);
        throw error;
      }
    }, signal),
    rejected: rejections.add,
    accepted: rejections.accepted,
    syncVisitor,
    isOurBearer: (authorization) => bearers.includes(authorization),
    clear
  };
}
function clearedTooOften() {
  return new HelpCenterJwtError(
    "token_endpoint_unavailable",
    "HCJwt.clear() cancelled each token request. Call it only when the visitor changes."
  );
}

// src/client.ts
function createClient(options) {
  let settings = mergeOptions(defaultSettings, options);
  function report(error) {
    try {
      if (settings.anonymous !== "omit" || error.code !== "not_signed_in") settings.onError?.(error);
    } catch (thrown) {
      setTimeout(() => {
        throw thrown;
      });
    }
    return error;
  }
  const replaced = /* @__PURE__ */ new Set();
  const send = createPageFetch(() => [...replaced][0]);
  const tokens = createTokenSource(() => settings, createTokenFetch(send), report);
  const policy = createCallPolicy(() => settings, tokens, report);
  const authorizedFetch = createAuthorizedFetch(policy, send);
  let api;
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
    preload: () => tokens.syncVisitor() ? Promise.resolve() : tokens.get().then(noop, noop),
    configure(options2) {
      const next = mergeOptions(settings, options2);
      const isSame = (name) => next[name] === settings[name];
      if (!isSame("tokenUrl") || !isSame("user") || !isSame("storage")) tokens.clear();
      settings = next;
    },
    install(options2) {
      const origins = parseOriginRules(options2?.origins);
      if (!origins?.length) throw invalidOption("origins", originsExpected);
      return install((origin) => origins.some((allows) => allows(origin)), policy, replaced);
    },
    clear: tokens.clear,
    version: "0.1.0"
  };
}
function noop() {
}

// src/page-client.ts
var sharedKey = /* @__PURE__ */ Symbol.for("hc-jwt.v1");
function sharedClient() {
  const page = globalThis;
  const present = page[sharedKey];
  if (typeof present?.fetch === "function") return present;
  const client = Object.assign(createClient(), { create: createClient });
  Object.defineProperty(page, sharedKey, { value: client, configurable: true });
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
