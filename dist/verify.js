// src/verify/index.ts
import { errors as errors3, jwtVerify } from "jose";

// src/verify/errors.ts
var HelpCenterJwtVerificationError = class extends Error {
  code;
  /** HTTP status to answer with: 401, or 503 where the keys cannot be had. */
  status;
  /** Value for `WWW-Authenticate` (RFC 6750, section 3), with a 401. */
  challenge;
  constructor(code, message, options) {
    super(message, options);
    this.name = "HelpCenterJwtVerificationError";
    this.code = code;
    this.status = code === "keys_unavailable" ? 503 : 401;
    this.challenge = challengeFor(code, message);
  }
  /** Headers to answer with. */
  get headers() {
    return this.challenge === void 0 ? {} : { "WWW-Authenticate": this.challenge };
  }
};
function challengeFor(code, message) {
  if (code === "keys_unavailable") return void 0;
  if (code === "missing_token") return "Bearer";
  return `Bearer error="invalid_token", error_description="${message.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`;
}

// src/verify/keys.ts
import { errors as errors2 } from "jose";

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

// src/verify/key-set.ts
import { createLocalJWKSet, errors } from "jose";
function parseKeySet(text) {
  const search = searchIn(text);
  const found = /* @__PURE__ */ new Map();
  return {
    get: (kid) => found.get(kid),
    async find(kid) {
      const key = await search({ alg: "RS256", kid }).catch(keyPublishedTwice);
      checkLength(key);
      found.set(kid, key);
      return key;
    }
  };
}
function searchIn(text) {
  try {
    return createLocalJWKSet(JSON.parse(text));
  } catch {
    throw new Error("The keys endpoint does not answer with a key set");
  }
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

// src/verify/keys-request.ts
var keysTimeout = 5e3;
var maxBytes = 4 * 1048576;
async function requestKeys(url) {
  const signal = AbortSignal.timeout(keysTimeout);
  return parseKeySet(await unlessAborted(load(url, signal), signal));
}
async function load(url, signal) {
  const { status, body } = await fetch(url, { headers: requestHeaders(), redirect: "manual", signal });
  if (status !== 200) {
    body?.cancel().catch(() => {
    });
    throw new Error(`The keys endpoint answers ${status}`);
  }
  return body ? readText(body) : "";
}
async function readText(body) {
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
      throw new Error("The keys endpoint's answer is longer than 4 MiB");
    }
    text += decoder.decode(value, { stream: true });
  }
}
function requestHeaders() {
  const accept = "application/json, application/jwk-set+json";
  const isBrowser = globalThis.navigator?.userAgent?.startsWith("Mozilla/");
  return isBrowser ? { accept } : { accept, "user-agent": "hc-jwt" };
}
function unlessAborted(work, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error(`The keys endpoint did not answer in full within ${keysTimeout} ms`, { cause: signal.reason }));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

// src/verify/keys.ts
var KeysUnavailable = class extends Error {
};
var isUnderWay = ({ answer, failure: failure2 }) => !answer && !failure2;
var isUnknownKey = (error) => error instanceof errors2.JWKSNoMatchingKey;
function createKeySource(keysUrl, { cooldown, maxAge, maxStaleAge }) {
  const url = keysUrl.href;
  const longestAge = Math.max(maxAge, maxStaleAge);
  let last;
  let known;
  const servingKeys = () => known && ageOf(known.askedAt) < longestAge ? known : void 0;
  const areDue = ({ askedAt }) => longestSince(askedAt) >= maxAge;
  function send(isAwaited) {
    const sentAt = currentMoment();
    const request = {
      sentAt,
      isAwaited,
      end: requestKeys(url).then(
        (keys) => {
          request.answer = { keys, askedAt: sentAt };
          if (request === last) known = request.answer;
        },
        (cause) => {
          request.failure = { cause };
        }
      )
    };
    last = request;
    return request;
  }
  function currentRequest(isRenewal, isAwaited) {
    if (!last) return send(isAwaited);
    const since = longestSince(last.sentAt);
    const isLost = isUnderWay(last) && (since >= keysTimeout || isAwaited && mayBeDropped(last));
    if (isUnderWay(last) && !isLost) return last;
    const mayBeSent = since >= cooldown || // These are paced by the age that keys may have.
    isRenewal && last.answer || // It has learnt nothing, so who waits is not held to the cool-down.
    isAwaited && isLost;
    return mayBeSent ? send(isAwaited) : last;
  }
  async function findKey(kid) {
    const before = servingKeys();
    if (before) {
      try {
        const key = await before.keys.find(kid);
        if (areDue(before)) currentRequest(true, false);
        return key;
      } catch (error) {
        if (!isUnknownKey(error) && !areDue(before)) throw new KeysUnavailable(url, { cause: error });
      }
    }
    const request = currentRequest(!before || areDue(before), true);
    if (isUnderWay(request)) await endOf(request);
    const after = request.answer ?? servingKeys();
    try {
      if (after) return await after.keys.find(kid);
    } catch (error) {
      if (request.answer) throw isUnknownKey(error) ? error : new KeysUnavailable(url, { cause: error });
    }
    const { cause } = request.failure ?? { cause: new Error("The keys endpoint has not answered yet") };
    throw new KeysUnavailable(url, { cause });
  }
  return ({ kid }) => {
    if (typeof kid !== "string" || kid === "") throw new errors2.JWKSNoMatchingKey();
    const serving = servingKeys();
    const key = serving?.keys.get(kid);
    if (!serving || !key) return findKey(kid);
    if (areDue(serving)) currentRequest(true, false);
    return key;
  };
}
function mayBeDropped({ isAwaited }) {
  return !isAwaited && (globalThis.navigator?.userAgent === "Cloudflare-Workers" || "EdgeRuntime" in globalThis);
}
function endOf({ end }) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, keysTimeout);
    end.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

// src/verify/index.ts
var maxTokenLength = 8192;
var bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;
function createVerifier(options) {
  const given = copyOf(options);
  const keys = createKeySource(keysUrlOf(given), {
    cooldown: secondsOf(given, "keysCooldown", 30) * 1e3,
    maxAge: secondsOf(given, "keysMaxAge", 600) * 1e3,
    maxStaleAge: secondsOf(given, "keysMaxStaleAge", 3600) * 1e3
  });
  const expectedClaims = expectedClaimsOf(given.requiredClaims);
  const joseOptions = {
    algorithms: ["RS256"],
    clockTolerance: secondsOf(given, "clockTolerance", 5),
    requiredClaims: ["exp", ...expectedClaims.map(([name]) => name)]
  };
  async function verify(token) {
    if (typeof token !== "string" || token.length > maxTokenLength) throw failure("malformed_token");
    let claims;
    try {
      claims = (await jwtVerify(token, keys, joseOptions)).payload;
    } catch (error) {
      throw explain(error);
    }
    for (const [name, accepted] of expectedClaims) {
      if (accepted && !accepted.includes(claims[name])) {
        throw failure("claim_rejected", `The token's claim ${name} is not accepted here`);
      }
    }
    return claims;
  }
  return {
    verify,
    async authenticate(request) {
      const authorizations = authorizationsOf(request?.headers);
      if (authorizations.length === 0) throw failure("missing_token");
      const token = bearerTokenOf(authorizations);
      if (!token) throw failure("malformed_token");
      return verify(token);
    }
  };
}
var messages = {
  missing_token: "Send a help center JWT as Authorization: Bearer",
  malformed_token: "The Authorization header must hold one Bearer token, a help center JWT",
  invalid_signature: "The token is not signed with RS256 by this help center",
  unknown_key: "The token is signed with a key that this help center does not publish",
  token_expired: "The token has expired",
  token_not_active: "The token is not active yet",
  claim_rejected: "A required claim of the token is missing",
  keys_unavailable: "The help center's keys cannot be had, try again later"
};
function failure(code, message = messages[code], cause) {
  return new HelpCenterJwtVerificationError(code, message, cause === void 0 ? void 0 : { cause });
}
function explain(error) {
  if (error instanceof KeysUnavailable) return failure("keys_unavailable", void 0, error.cause);
  if (error instanceof errors3.JWTExpired) return failure("token_expired");
  if (error instanceof errors3.JWKSNoMatchingKey) return failure("unknown_key");
  if (error instanceof errors3.JWTClaimValidationFailed) {
    return error.claim === "nbf" ? failure("token_not_active") : failure("claim_rejected", `The token's claim ${error.claim} is missing or makes no sense`);
  }
  if (error instanceof errors3.JWSSignatureVerificationFailed || error instanceof errors3.JOSEAlgNotAllowed) {
    return failure("invalid_signature");
  }
  return failure("malformed_token", "The token is not a JWT that can be read");
}
function authorizationsOf(headers) {
  const values = typeof headers?.get === "function" ? [headers.get("authorization")] : Object.entries(headers ?? {}).flatMap(([name, value]) => name.toLowerCase() === "authorization" ? value : []);
  return values.filter((value) => value !== void 0 && value !== null && value !== "");
}
function bearerTokenOf([value, ...others]) {
  return typeof value === "string" && others.length === 0 ? bearer.exec(value)?.[1] : void 0;
}
var optionNames = [
  "subdomain",
  "keysUrl",
  "clockTolerance",
  "requiredClaims",
  "keysCooldown",
  "keysMaxAge",
  "keysMaxStaleAge"
];
var keysExpected = 'createVerifier takes either { subdomain: "acme" } or { keysUrl: "https://…/keys" }';
function copyOf(options) {
  if (Object(options) !== options) throw new TypeError(keysExpected);
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== void 0) {
    throw new TypeError(`createVerifier has no option ${unknown}: it takes ${optionNames.join(", ")}`);
  }
  return Object.fromEntries(optionNames.map((name) => [name, options[name]]));
}
function keysUrlOf({ subdomain, keysUrl }) {
  if (subdomain === void 0 === (keysUrl === void 0)) {
    throw new TypeError(keysExpected);
  }
  if (keysUrl === void 0) {
    if (typeof subdomain !== "string" || !/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(subdomain)) {
      throw new TypeError(`subdomain must be the first label of the help center's host: "acme" for acme.zendesk.com`);
    }
    return new URL(`https://${subdomain}.zendesk.com/api/v2/help_center/integration/keys`);
  }
  const url = new URL(keysUrl);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname))) {
    throw new TypeError("keysUrl must be https: over plain http anybody on the way could name the keys");
  }
  return url;
}
function secondsOf(options, name, fallback) {
  const value = options[name] ?? fallback;
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new TypeError(`${name} must be a number of seconds, 0 or more`);
  }
  return value;
}
function expectedClaimsOf(claims = []) {
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
export {
  HelpCenterJwtVerificationError,
  createVerifier
};
