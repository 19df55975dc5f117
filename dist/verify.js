/*! hc-jwt 0.1.0 | MIT License */

// src/verify/errors.ts
var brand = /* @__PURE__ */ Symbol.for("hc-jwt.verification-error");
var HelpCenterJwtVerificationError = class _HelpCenterJwtVerificationError extends Error {
  code;
  /** HTTP status of the response: 401, or 503 where the keys cannot be loaded. */
  status;
  /** Value for `WWW-Authenticate` (RFC 6750, section 3), with a 401. */
  challenge;
  /** Seconds until the keys may be requested again, with a 503 that can pass by itself. Unset, somebody has to act. */
  retryAfter;
  constructor(code, message, { retryAfter, ...options } = {}) {
    super(message, options);
    this.name = "HelpCenterJwtVerificationError";
    this.code = code;
    this.status = code === "keys_unavailable" ? 503 : 401;
    this.challenge = challengeFor(code, message);
    this.retryAfter = retryAfter;
    Object.defineProperty(this, brand, { value: true });
  }
  /** `instanceof` holds for errors of another copy of this class, too. */
  static [Symbol.hasInstance](value) {
    if (this !== _HelpCenterJwtVerificationError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && Object.hasOwn(value, brand);
  }
  /** Headers of the response: `WWW-Authenticate` or `Retry-After`. */
  get headers() {
    if (this.challenge !== void 0) return { "WWW-Authenticate": this.challenge };
    return this.retryAfter === void 0 ? {} : { "Retry-After": String(this.retryAfter) };
  }
};
function challengeFor(code, message) {
  if (code === "keys_unavailable") return void 0;
  if (code === "missing_token") return "Bearer";
  return `Bearer error="invalid_token", error_description="${message.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`;
}

// src/verify/key-set.ts
import { createLocalJWKSet, errors } from "jose";
function parseKeySet(text) {
  let jwks;
  let search;
  try {
    jwks = JSON.parse(text);
    search = createLocalJWKSet(jwks);
  } catch {
    throw new Error("is no key set");
  }
  const found = /* @__PURE__ */ new Map();
  return {
    published: jwks.keys,
    get: (kid) => found.get(kid),
    async find(kid) {
      const key = await search({ alg: "RS256", kid }).catch(keyPublishedTwice);
      checkLength(key);
      found.set(kid, key);
      return key;
    }
  };
}
function publicKeysOf({ published }) {
  return published.flatMap((jwk) => {
    const { kty, n, e, kid, d } = jwk;
    const isKey = kty === "RSA" && [n, e, kid].every((value) => typeof value === "string" && value !== "");
    return isKey && d === void 0 ? [{ kty, n, e, kid }] : [];
  });
}
async function keyPublishedTwice(error) {
  if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
  let first;
  for await (const key of error) {
    const { n, e } = await crypto.subtle.exportKey("jwk", key);
    first ??= { key, value: `${n}.${e}` };
    if (first.value !== `${n}.${e}`) throw error;
  }
  if (!first) throw error;
  return first.key;
}
function checkLength(key) {
  const { modulusLength } = key.algorithm;
  if (modulusLength < 2048) throw new Error(`The published key has ${modulusLength} bits, RS256 wants 2,048 or more`);
}

// src/verify/key-source.ts
import { errors as errors2 } from "jose";
var KeysUnavailable = class extends Error {
  /** Seconds until the next request may be sent; unset where waiting does not help. */
  retryAfter;
  constructor(problem, wait) {
    super(problem.message, { cause: problem });
    this.retryAfter = problem.isTemporary ? Math.max(1, Math.ceil(wait / 1e3)) : void 0;
  }
};
var NamesNoKey = class extends errors2.JWKSNoMatchingKey {
};
var isUnknownKey = (error) => error instanceof errors2.JWKSNoMatchingKey;

// src/verify/keys-problem.ts
var KeysProblem = class extends Error {
  /** Whether it may pass by itself: an outage, as opposed to a wrong URL. */
  isTemporary;
  constructor(message, isTemporary, cause) {
    super(message, cause === void 0 ? void 0 : { cause });
    this.isTemporary = isTemporary;
  }
};
var tryLater = "Try again later";
var checkUrl = "Check subdomain or keysUrl, and open the URL yourself";
function statusProblem(url, status) {
  const isTemporary = status === 408 || status === 425 || status === 429 || status >= 500;
  const isRedirect = status === 0 || status >= 300 && status < 400;
  const what = isRedirect ? `redirects${status === 0 ? "" : ` (${status})`}, which is not followed: another host could name the keys` : `returned ${status}`;
  return new KeysProblem(`The keys endpoint ${url} ${what}. ${isTemporary ? tryLater : checkUrl}.`, isTemporary);
}
function bodyProblem(url, contentType) {
  const type = contentType?.split(";")[0]?.trim().slice(0, 40);
  return new KeysProblem(
    `The keys endpoint ${url} returned 200 and no key set${type ? ` (${type})` : ""}. ${checkUrl}.`,
    false
  );
}
function sizeProblem(url, limit) {
  return new KeysProblem(`The response of the keys endpoint ${url} is longer than ${limit}. ${checkUrl}.`, false);
}
function timeoutProblem(url, milliseconds, cause) {
  const what = `The keys endpoint ${url} did not respond in full within ${milliseconds} ms`;
  return new KeysProblem(
    `${what}. ${tryLater}; if it stays so, check that this server may connect to it.`,
    true,
    cause
  );
}
function connectionProblem(url, error) {
  if (error instanceof KeysProblem) return error;
  const code = systemCodeOf(error);
  const what = `The keys endpoint ${url} cannot be reached${code ? ` (${code})` : ""}`;
  if (code === "ENOTFOUND") return new KeysProblem(`${what}: there is no such host. ${checkUrl}.`, false, error);
  if (code && /CERT|SSL|TLS|SIGNATURE|ALTNAME/.test(code)) {
    return new KeysProblem(
      `${what}: its certificate is not trusted. Check keysUrl, and proxies in between.`,
      false,
      error
    );
  }
  return new KeysProblem(
    `${what}. ${tryLater}; if it stays so, check that this server may connect to it.`,
    true,
    error
  );
}
function keyProblem(url, cause) {
  const what = `The help center publishes no usable key of this name at ${url}`;
  const why = cause instanceof Error && cause.message.includes("bits") ? cause.message : "two different ones, or one that is no RSA key";
  return new KeysProblem(`${what}: ${why}. The help center has to publish another.`, false, cause);
}
function systemCodeOf(error) {
  const { code, cause, errors: errors5 } = Object(error);
  if (typeof code === "string") return code;
  if (cause !== void 0) return systemCodeOf(cause);
  return Array.isArray(errors5) && errors5.length > 0 ? systemCodeOf(errors5[0]) : void 0;
}

// src/verify/keys-request.ts
var keysTimeout = 5e3;
var maxBytes = 4 * 1048576;
async function requestKeys(url, fetchKeys) {
  const signal = AbortSignal.timeout(keysTimeout);
  try {
    return await unlessAborted(load(url, fetchKeys, signal), signal, url);
  } catch (error) {
    throw connectionProblem(url, error);
  }
}
async function load(url, fetchKeys, signal) {
  const send = fetchKeys ?? ((input, init) => fetch(input, init));
  const response = await send(url, { headers: requestHeaders(), redirect: "manual", signal });
  const { status, headers, body } = response;
  if (status !== 200 || response.redirected) {
    body?.cancel().catch(() => {
    });
    throw statusProblem(url, status === 200 ? 0 : status);
  }
  const text = body ? await readText(body, url) : "";
  try {
    return { keys: parseKeySet(text), clockSkew: clockSkewBy(headers) };
  } catch {
    throw bodyProblem(url, headers.get("content-type"));
  }
}
async function readText(body, url) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      reader.cancel().catch(() => {
      });
      throw sizeProblem(url, "4 MiB");
    }
    text += decoder.decode(value, { stream: true });
  }
}
function clockSkewBy(headers) {
  const sentAt = Date.parse(headers.get("date") ?? "");
  const age = Number(headers.get("age") ?? 0);
  const skew = Date.now() - sentAt - age * 1e3;
  return Number.isFinite(skew) ? skew : void 0;
}
function requestHeaders() {
  const accept = "application/json, application/jwk-set+json";
  const isBrowser = globalThis.navigator?.userAgent?.startsWith("Mozilla/");
  return isBrowser ? { accept } : { accept, "user-agent": "hc-jwt" };
}
function unlessAborted(work, signal, url) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(timeoutProblem(url, keysTimeout, signal.reason));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

// src/verify/keys-url.ts
var keysPath = "/api/v2/help_center/integration/keys";
function readKeysUrl({ subdomain, keysUrl }) {
  if (keysUrl === void 0) {
    if (typeof subdomain !== "string" || !/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(subdomain)) {
      throw new TypeError(`subdomain must be the first label of the help center's host: "acme" for acme.zendesk.com`);
    }
    return new URL(`https://${subdomain}.zendesk.com${keysPath}`);
  }
  const text = String(keysUrl);
  if (!URL.canParse(text)) {
    throw new TypeError(
      `keysUrl must be a whole URL: https://acme.zendesk.com${keysPath}, or give { subdomain: "acme" }`
    );
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname))) {
    throw new TypeError("keysUrl must be https: over plain http anybody on the network could replace the keys");
  }
  if (url.username !== "" || url.password !== "") throw new TypeError("keysUrl must not hold a user name or password");
  if (url.pathname === "/" && url.hostname.endsWith(".zendesk.com")) {
    throw new TypeError(`keysUrl has no path: the keys of ${url.hostname} are at ${url.origin}${keysPath}`);
  }
  return url;
}

// src/verify/refusal.ts
import { errors as errors3 } from "jose";
var verifyHint = ". npx hc-jwt verify shows it check by check";
function refusal(code, message) {
  return new HelpCenterJwtVerificationError(code, message);
}
var missingToken = () => refusal("missing_token", "Send a help center JWT as Authorization: Bearer");
function explain(error, circumstances) {
  if (error instanceof KeysUnavailable) return keysUnavailable(error);
  if (error instanceof errors3.JWTExpired) return refusal("token_expired", expiryOf(error.payload, circumstances));
  if (error instanceof NamesNoKey) {
    return refusal(
      "unknown_key",
      `The token's header names no key (kid), which every help center JWT does${verifyHint}`
    );
  }
  if (error instanceof errors3.JWKSNoMatchingKey) {
    const check = "Check that subdomain or keysUrl is the help center's that the visitor uses";
    return refusal(
      "unknown_key",
      `The token is signed with a key that is not published at ${circumstances.keysFrom}. ${check}${verifyHint}`
    );
  }
  if (error instanceof errors3.JWTClaimValidationFailed) return claimRefusal(error, circumstances);
  if (error instanceof errors3.JWSSignatureVerificationFailed || error instanceof errors3.JOSEAlgNotAllowed) {
    return refusal("invalid_signature", `The token is not signed with RS256 by this help center${verifyHint}`);
  }
  return refusal("malformed_token", "The token is not a JWT that can be read");
}
function keysUnavailable(error) {
  if (!(error instanceof KeysUnavailable)) {
    return new HelpCenterJwtVerificationError("keys_unavailable", "keysCache failed", { cause: error });
  }
  const { message, cause, retryAfter } = error;
  return new HelpCenterJwtVerificationError("keys_unavailable", message, { cause, retryAfter });
}
function claimRefusal(error, circumstances) {
  const { claim, reason, payload } = error;
  if (claim === "nbf" && reason === "check_failed") {
    const wait = Math.ceil(payload.nbf - Date.now() / 1e3);
    return refusal("token_not_active", `The token is not valid for another ${wait} s, ${byClock(circumstances)}`);
  }
  const what = reason === "missing" ? "is missing" : "is not of the right type";
  return refusal("claim_rejected", `The token's claim ${claim} ${what}${verifyHint}`);
}
function expiryOf({ exp, iat }, circumstances) {
  const now = Date.now() / 1e3;
  const issued = typeof iat === "number" ? `, and was issued ${Math.round(now - iat)} s ago` : "";
  return `The token expired ${Math.round(now - (exp ?? 0))} s ago${issued}, ${byClock(circumstances)}`;
}
var noticeable = 1e4;
function byClock({ clockSkew }) {
  if (clockSkew === void 0 || Math.abs(clockSkew) < noticeable) return "by this server's clock";
  const side = clockSkew > 0 ? "ahead of" : "behind";
  return `by this server's clock, which is ${Math.round(Math.abs(clockSkew) / 1e3)} s ${side} the help center's: set it`;
}

// src/verify/public-keys.ts
async function listPublicKeys(options) {
  const { subdomain, keysUrl, fetch: fetch2 } = Object(options);
  if (subdomain === void 0 === (keysUrl === void 0)) {
    throw new TypeError('listPublicKeys takes either { subdomain: "acme" } or { keysUrl: "https://…/keys" }');
  }
  const { href } = readKeysUrl({ subdomain, keysUrl });
  try {
    return publicKeysOf((await requestKeys(href, fetch2)).keys);
  } catch (error) {
    throw keysUnavailable(new KeysUnavailable(error, 0));
  }
}
async function jwkToPem(jwk) {
  const { kty, n, e } = Object(jwk);
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  let spki;
  try {
    if (![n, e].every((value) => /^[\w-]+$/.test(String(value)))) throw new TypeError("no number");
    const key = await crypto.subtle.importKey("jwk", { kty, n, e }, algorithm, true, ["verify"]);
    spki = await crypto.subtle.exportKey("spki", key);
  } catch {
    throw new TypeError("jwkToPem takes an RSA public key as the keys endpoint publishes it: { kty, n, e, kid }");
  }
  const base64 = btoa(String.fromCharCode(...new Uint8Array(spki)));
  return `-----BEGIN PUBLIC KEY-----
${base64.match(/.{1,64}/g)?.join("\n")}
-----END PUBLIC KEY-----
`;
}

// src/verify/authorization.ts
var maxTokenLength = 8192;
var tooLong = `The token is longer than ${maxTokenLength.toLocaleString("en")} characters: it is no help center JWT`;
var bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;
function authorizationOf(request) {
  const present = authorizationsOf(request);
  const values = present.filter((value2) => value2 !== "");
  if (values.length === 0) return { kind: "none", isAbsent: present.length === 0 };
  const [value] = values;
  const token = typeof value === "string" && values.length === 1 ? bearer.exec(value)?.[1] : void 0;
  return token === void 0 ? { kind: "malformed", problem: problemOf(values) } : { kind: "bearer", token };
}
function authorizationsOf(request) {
  const headers = request?.headers ?? request?.multiValueHeaders;
  const values = [];
  if (typeof headers?.get === "function") values.push(headers.get("authorization"));
  else {
    for (const name of Object.keys(headers ?? {})) {
      if (name.length === 13 && name.toLowerCase() === "authorization") {
        values.push(...[headers[name]].flat());
      }
    }
  }
  return values.filter((value) => value !== void 0 && value !== null);
}
function problemOf([value, ...others]) {
  if (others.length > 0) return "There is more than one Authorization header: send one";
  if (typeof value !== "string") return "The Authorization header is no text";
  if (value.length > maxTokenLength + "Bearer ".length) return tooLong;
  const [, scheme = "", credentials = ""] = /^([^\s,]*)\s*(.*?)\s*$/s.exec(value) ?? [];
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(scheme)) return "The scheme is missing: send Authorization: Bearer and the token";
  if (!/^bearer$/i.test(scheme)) {
    return /^bearer\W/i.test(scheme) ? "After the word Bearer comes one space, and then the token" : "The Authorization header has another scheme than Bearer";
  }
  if (credentials === "") return "There is no token after Bearer";
  if (/^(?:\[object .*\]|undefined|null|NaN|true|false)$/.test(credentials)) {
    return credentials === "[object Promise]" ? "A promise was sent in place of a token: await getToken()" : "A value that is no token was sent as text: check what the caller puts after Bearer";
  }
  if (/^["'<{]|["'>}]$/.test(credentials)) return "The token is in quotes or brackets: send it without";
  if (/,|\s/.test(credentials)) return "There is more than one token, or text around it: send one";
  return "The text after Bearer is no JWT: three base64url parts with dots between";
}

// src/verify/given-keys.ts
function createGivenKeySource(jwks) {
  const keys = parseKeySet(jwks);
  return {
    find({ kid }) {
      if (typeof kid !== "string" || kid === "") throw new NamesNoKey();
      return keys.get(kid) ?? keys.find(kid).catch((error) => {
        if (isUnknownKey(error)) throw error;
        throw new KeysUnavailable(new KeysProblem("The key of this name among `keys` is unusable", false, error), 0);
      });
    },
    preload: async () => true,
    replacementOf: async () => void 0,
    clockSkew: () => void 0
  };
}

// src/verify/clock.ts
function currentMoment() {
  return { wall: Date.now(), monotonic: performance.now() };
}
function ageOf(then) {
  return Math.max(Date.now() - then.wall, performance.now() - then.monotonic);
}
function longestSince(then) {
  return Math.max(Math.abs(Date.now() - then.wall), performance.now() - then.monotonic);
}

// src/verify/keys-attempt.ts
var isUnderWay = ({ response, problem }) => !response && !problem;
function separatesCalls() {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers" || "EdgeRuntime" in globalThis;
}
var pulse = 200;
var goneAfter = 1e3;
function showLife(attempt) {
  const timer = setInterval(() => {
    if (isUnderWay(attempt)) attempt.aliveAt = currentMoment();
    else clearInterval(timer);
  }, pulse);
}
function isLost(attempt, isAwaited) {
  if (longestSince(attempt.sentAt) >= keysTimeout) return true;
  if (!isAwaited || !separatesCalls()) return false;
  return !attempt.isAwaited || longestSince(attempt.aliveAt) >= goneAfter;
}

// src/verify/keys-cache.ts
var cacheTimeout = 1e3;
var clockTolerance = 5e3;
function readEntry(entry, url) {
  try {
    const { url: from, requestedAt, keys } = Object(entry);
    if (from !== url || typeof requestedAt !== "number" || !Array.isArray(keys)) return void 0;
    const { wall, monotonic } = currentMoment();
    const age = wall - requestedAt;
    if (!(age >= -clockTolerance)) return void 0;
    const usable = publicKeysOf({ published: keys });
    if (usable.length === 0) return void 0;
    return {
      keys: parseKeySet(JSON.stringify({ keys: usable })),
      requestedAt: { wall: Math.min(wall, requestedAt), monotonic: monotonic - Math.max(0, age) }
    };
  } catch {
    return void 0;
  }
}
function entryOf(url, keys, { wall }) {
  return { url, requestedAt: wall, keys: publicKeysOf(keys) };
}

// src/verify/wait.ts
function settledWithin(work, milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(end, end);
  });
}
var interval = 20;
function nextLook() {
  return new Promise((resolve) => setTimeout(resolve, interval));
}

// src/verify/cache-access.ts
function createCacheAccess(cache, url, { take, onProblem }) {
  let reading;
  function read() {
    const started = {
      startedAt: currentMoment(),
      isOver: false,
      end: (async () => cache.get())().then((entry) => {
        const keys = readEntry(entry, url);
        if (keys) take({ ...keys, isCached: true });
      }, onProblem).finally(() => {
        started.isOver = true;
      })
    };
    return started;
  }
  return {
    async restore() {
      reading ??= read();
      const { startedAt, end } = reading;
      while (!reading.isOver && ageOf(startedAt) < cacheTimeout) {
        await (separatesCalls() ? nextLook() : settledWithin(end, cacheTimeout - ageOf(startedAt)));
      }
    },
    store({ keys, requestedAt }) {
      (async () => cache.set(entryOf(url, keys, requestedAt)))().catch(onProblem);
    }
  };
}

// src/verify/keys.ts
var firstPause = 1e3;
function createKeySource(url, options) {
  const { cooldown, maxAge, maxStaleAge, cache, onProblem } = options;
  const longestAge = Math.max(maxAge, maxStaleAge);
  let last;
  let known;
  let spare;
  let failures = 0;
  const serving = (keys = known) => keys && ageOf(keys.requestedAt) < longestAge ? keys : void 0;
  const areDue = ({ requestedAt }) => longestSince(requestedAt) >= maxAge;
  const pauseAfter = ({ problem }) => problem ? Math.min(cooldown, firstPause * 2 ** Math.min(failures - 1, 20)) : cooldown;
  const cached = cache && createCacheAccess(cache, url, { take: takeCached, onProblem });
  function takeCached(keys) {
    if (known) return;
    if (areDue(keys)) spare = keys;
    else known = keys;
  }
  function send(isAwaited) {
    const sentAt = currentMoment();
    const attempt = {
      sentAt,
      isAwaited,
      aliveAt: sentAt,
      end: requestKeys(url, options.fetch).then(
        (response) => {
          attempt.response = { ...response, requestedAt: sentAt };
          if (attempt !== last) return;
          known = attempt.response;
          failures = 0;
          cached?.store(known);
        },
        (problem) => {
          attempt.problem = problem;
          if (attempt === last) failures++;
          onProblem(new KeysUnavailable(problem, pauseAfter(attempt)));
        }
      )
    };
    if (separatesCalls()) showLife(attempt);
    last = attempt;
    return attempt;
  }
  function currentAttempt(isRefetch, isAwaited) {
    if (!last) return send(isAwaited);
    const lost = isUnderWay(last) && isLost(last, isAwaited);
    if (isUnderWay(last) && !lost) return last;
    const mayBeSent = longestSince(last.sentAt) >= pauseAfter(last) || // These are paced by the age that keys may have.
    isRefetch && last.response || // A lost request gave no information, so a waiting caller need not respect the cool-down.
    isAwaited && lost;
    return mayBeSent ? send(isAwaited) : last;
  }
  async function endedAttempt(isRefetch) {
    const start = currentMoment();
    let attempt = currentAttempt(isRefetch, true);
    while (isUnderWay(attempt) && ageOf(start) < keysTimeout) {
      if (!separatesCalls()) {
        await settledWithin(attempt.end, keysTimeout);
        break;
      }
      await nextLook();
      if (last && attempt !== last) attempt = last;
      else if (isUnderWay(attempt)) attempt = currentAttempt(isRefetch, true);
    }
    return attempt;
  }
  async function findKey(kid) {
    if (cached && !known) await cached.restore();
    const before = serving();
    if (before) {
      try {
        const key = await before.keys.find(kid);
        if (areDue(before)) currentAttempt(true, false);
        return key;
      } catch (error) {
        const isFinal = !areDue(before) && !before.isCached && before === serving();
        if (!isUnknownKey(error) && isFinal) throw unusable(error);
      }
    }
    const attempt = await endedAttempt(!before || areDue(before));
    const after = newerOf(attempt.response, serving()) ?? serving(spare);
    try {
      if (after) return await after.keys.find(kid);
    } catch (error) {
      if (attempt.response) throw isUnknownKey(error) ? error : unusable(error);
    }
    throw unavailable(attempt);
  }
  async function replacementOf(kid, key) {
    const isDoubtful = [known, spare].some((keys) => keys?.isCached && keys.keys.get(kid) === key);
    let current = known?.isCached ? void 0 : known;
    if (!current && isDoubtful) {
      const attempt = await endedAttempt(true);
      current = newerOf(attempt.response, known?.isCached ? void 0 : known);
      if (!current) throw unavailable(attempt);
    }
    const replacement = await current?.keys.find(kid);
    return replacement === key ? void 0 : replacement;
  }
  const unusable = (error) => new KeysUnavailable(keyProblem(url, error), 0);
  const unavailable = (attempt) => new KeysUnavailable(
    attempt.problem ?? timeoutProblem(url, keysTimeout),
    pauseAfter(attempt) - longestSince(attempt.sentAt)
  );
  return {
    find({ kid }) {
      if (typeof kid !== "string" || kid === "") throw new NamesNoKey();
      const current = serving();
      const key = current?.keys.get(kid);
      if (!current || !key) return findKey(kid);
      if (areDue(current)) currentAttempt(true, false);
      return key;
    },
    async preload() {
      if (cached && !known) await cached.restore();
      const attempt = serving() ? void 0 : await endedAttempt(true);
      return (serving() ?? attempt?.response) !== void 0;
    },
    replacementOf,
    clockSkew: () => known?.clockSkew
  };
}
function newerOf(a, b) {
  return a && b && b.requestedAt.monotonic > a.requestedAt.monotonic ? b : a ?? b;
}

// src/verify/options.ts
var optionNames = [
  "subdomain",
  "keysUrl",
  "keys",
  "clockTolerance",
  "requiredClaims",
  "keysCooldown",
  "keysMaxAge",
  "keysMaxStaleAge",
  "keysCache",
  "fetch",
  "onKeysError"
];
var keysExpected = 'createVerifier takes either { subdomain: "acme" } or { keysUrl: "https://…/keys" } or { keys: { keys: […] } }';
function readOptions(options) {
  if (Object(options) !== options) throw new TypeError(keysExpected);
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== void 0) {
    throw new TypeError(`createVerifier has no option ${unknown}: it takes ${optionNames.join(", ")}`);
  }
  const read = /* @__PURE__ */ Object.create(null);
  for (const name of optionNames) if (Object.hasOwn(options, name)) Object.assign(read, { [name]: options[name] });
  if ([read.subdomain, read.keysUrl, read.keys].filter((value) => value !== void 0).length !== 1) {
    throw new TypeError(keysExpected);
  }
  for (const name of ["fetch", "onKeysError"]) {
    if (read[name] !== void 0 && typeof read[name] !== "function") throw new TypeError(`${name} must be a function`);
  }
  const { keysCache } = read;
  if (keysCache !== void 0 && !(typeof keysCache?.get === "function" && typeof keysCache.set === "function")) {
    throw new TypeError("keysCache must have the methods get and set");
  }
  return read;
}
function secondsOf(options, name, fallback) {
  const value = options[name] ?? fallback;
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new TypeError(`${name} must be a number of seconds, 0 or more`);
  }
  return value;
}

// src/verify/required-claims.ts
function readRequiredClaims(claims = []) {
  const names = Array.isArray(claims) ? [...claims] : void 0;
  if (Object(claims) !== claims || names?.every(isName) === false) {
    throw new TypeError('requiredClaims must be a list of names, or an object such as { product: "todo-list" }');
  }
  if (names) return names.map((name) => [name, void 0]);
  return Object.entries(claims).map(([name, expected]) => {
    const accepted = Array.isArray(expected) ? [...expected] : [expected];
    if (accepted.length === 0 || !accepted.every((value) => ["string", "number", "boolean"].includes(typeof value))) {
      throw new TypeError(`requiredClaims: ${name} must be a string, number or boolean, or a list of them`);
    }
    return [name, accepted];
  });
}
function isName(value) {
  return typeof value === "string" && value !== "";
}

// src/verify/signed-claims.ts
import { errors as errors4, jwtVerify } from "jose";
function createSignedClaims(keys, options) {
  return async (token) => {
    let kid;
    let key;
    const find = (header, input) => {
      kid = header.kid;
      key = keys.find(header, input);
      return key;
    };
    try {
      return (await jwtVerify(token, find, options)).payload;
    } catch (error) {
      return await byReplacement(token, { kid, key: await key, error });
    }
  };
  async function byReplacement(token, last) {
    let { key, error } = last;
    while (error instanceof errors4.JWSSignatureVerificationFailed) {
      const replacement = await keys.replacementOf(last.kid, key);
      if (!replacement) break;
      try {
        return (await jwtVerify(token, replacement, options)).payload;
      } catch (again) {
        [key, error] = [replacement, again];
      }
    }
    throw error;
  }
}

// src/verify/verifier.ts
function createVerifier(options) {
  const given = readOptions(options);
  if (!globalThis.crypto?.subtle) {
    throw new TypeError("hc-jwt/verify needs WebCrypto, which this runtime lacks: use Node 20 or later");
  }
  const { keys, keysFrom } = keySourceOf(given);
  const requiredClaims = readRequiredClaims(given.requiredClaims);
  const joseOptions = {
    algorithms: ["RS256"],
    clockTolerance: secondsOf(given, "clockTolerance", 5),
    requiredClaims: ["exp", ...requiredClaims.map(([name]) => name)]
  };
  const signedClaims = createSignedClaims(keys, joseOptions);
  async function verify(token) {
    if (typeof token !== "string") throw refusal("malformed_token", "The token is no text");
    if (token.length > maxTokenLength) throw refusal("malformed_token", tooLong);
    let claims;
    try {
      claims = await signedClaims(token);
    } catch (error) {
      throw explain(error, { keysFrom, clockSkew: keys.clockSkew() });
    }
    for (const [name, type] of promisedTypes) {
      if (typeof claims[name] !== type)
        throw refusal("claim_rejected", `The token's claim ${name} is no ${type}${verifyHint}`);
    }
    for (const [name, accepted] of requiredClaims) {
      if (accepted && !accepted.includes(claims[name])) {
        throw refusal("claim_rejected", `The token's claim ${name} has a value that is not accepted here${verifyHint}`);
      }
    }
    return claims;
  }
  async function authenticate(request, options2) {
    const authorization = authorizationOf(request);
    if (authorization.kind === "bearer") return verify(authorization.token);
    if (authorization.kind === "malformed") throw refusal("malformed_token", authorization.problem);
    if (authorization.isAbsent && isOptional(options2)) return void 0;
    throw missingToken();
  }
  return { verify, authenticate, preload: keys.preload };
}
var promisedTypes = [
  ["userId", "number"],
  ["email", "string"]
];
function isOptional(options) {
  return Object(options) === options && Object.hasOwn(options, "optional") && options?.optional === true;
}
function keySourceOf(given) {
  if (given.keys !== void 0) return { keys: localKeys(given.keys), keysFrom: "`keys`" };
  const keysFrom = readKeysUrl(given).href;
  const keys = createKeySource(keysFrom, {
    cooldown: secondsOf(given, "keysCooldown", 30) * 1e3,
    maxAge: secondsOf(given, "keysMaxAge", 600) * 1e3,
    maxStaleAge: secondsOf(given, "keysMaxStaleAge", 3600) * 1e3,
    fetch: given.fetch,
    cache: given.keysCache,
    onProblem: (problem) => report(given.onKeysError, keysUnavailable(problem))
  });
  return { keys, keysFrom };
}
function localKeys(keys) {
  const members = keys?.keys;
  if (Array.isArray(members) && members.some((jwk) => Object(jwk).d !== void 0 || Object(jwk).k !== void 0)) {
    throw new TypeError("keys holds a private key or a secret: give the public keys only");
  }
  try {
    return createGivenKeySource(JSON.stringify(keys));
  } catch {
    throw new TypeError("keys must be a key set as the keys endpoint publishes it: { keys: [{ kty, n, e, kid }] }");
  }
}
async function report(onKeysError, error) {
  try {
    await onKeysError?.(error);
  } catch {
  }
}
export {
  HelpCenterJwtVerificationError,
  createVerifier,
  jwkToPem,
  listPublicKeys
};
