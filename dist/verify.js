// src/verify.ts
import { errors as errors2, jwtVerify } from "jose";

// src/verify-errors.ts
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

// src/verify-keys.ts
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwksCache
} from "jose";
var KeysUnavailable = class extends Error {
};
function createKeySource(keysUrl, { cooldown, maxAge, maxStaleAge }) {
  let failure2;
  const cache = {};
  const remote = createRemoteJWKSet(keysUrl, {
    cooldownDuration: cooldown,
    cacheMaxAge: maxAge,
    timeoutDuration: 5e3,
    [jwksCache]: cache,
    [customFetch]: async (url, init) => {
      if (failure2 && Math.abs(Date.now() - failure2.at) < cooldown) throw failure2.error;
      try {
        const answer = await fetchKeySet(url, init);
        failure2 = void 0;
        return answer;
      } catch (error) {
        failure2 = { error, at: Date.now() };
        throw error;
      }
    }
  });
  return async (header, token) => {
    if (!header.kid) throw new errors.JWKSNoMatchingKey();
    try {
      return checkLength(await remote(header, token));
    } catch (error) {
      const unavailable = (cause) => new KeysUnavailable(keysUrl.href, { cause });
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      const known = Date.now() < (cache.uat ?? 0) + maxStaleAge && cache.jwks;
      if (!known) throw unavailable(error);
      return createLocalJWKSet(known)(header, token).then(checkLength).catch(() => {
        throw unavailable(error);
      });
    }
  };
}
async function fetchKeySet(url, init) {
  const response = await fetch(url, init);
  if (response.status !== 200) throw new Error(`The keys endpoint answers ${response.status}`);
  const text = await response.text();
  try {
    createLocalJWKSet(JSON.parse(text));
  } catch {
    throw new Error("The keys endpoint does not answer with a key set");
  }
  return new Response(text);
}
function checkLength(key) {
  const { modulusLength } = key.algorithm;
  if (modulusLength < 2048) throw new Error(`The published key has ${modulusLength} bits, RS256 wants 2,048 or more`);
  return key;
}

// src/verify.ts
var maxTokenLength = 8192;
var bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;
function createVerifier(options) {
  checkNames(options);
  const keys = createKeySource(keysUrlOf(options), {
    cooldown: secondsOf(options, "keysCooldown", 30) * 1e3,
    maxAge: secondsOf(options, "keysMaxAge", 600) * 1e3,
    maxStaleAge: secondsOf(options, "keysMaxStaleAge", 3600) * 1e3
  });
  const clockTolerance = secondsOf(options, "clockTolerance", 5);
  const expectedClaims = expectedClaimsOf(options.requiredClaims);
  const requiredClaims = ["exp", ...expectedClaims.map(([name]) => name)];
  async function verify(token) {
    if (typeof token !== "string" || token.length > maxTokenLength) throw failure("malformed_token");
    let claims;
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["RS256"],
        clockTolerance,
        requiredClaims
      });
      claims = payload;
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
    async authenticate({ headers }) {
      const authorization = authorizationOf(headers);
      if (!authorization) throw failure("missing_token");
      const token = bearer.exec(authorization)?.[1];
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
  if (error instanceof errors2.JWTExpired) return failure("token_expired");
  if (error instanceof errors2.JWKSNoMatchingKey) return failure("unknown_key");
  if (error instanceof errors2.JWTClaimValidationFailed) {
    return error.claim === "nbf" ? failure("token_not_active") : failure("claim_rejected", `The token's claim ${error.claim} is missing or makes no sense`);
  }
  if (error instanceof errors2.JWSSignatureVerificationFailed || error instanceof errors2.JOSEAlgNotAllowed) {
    return failure("invalid_signature");
  }
  return failure("malformed_token", "The token is not a JWT that can be read");
}
function authorizationOf(headers) {
  if (typeof headers.get === "function") return headers.get("authorization") ?? void 0;
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization");
  return entry?.[1]?.toString();
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
function checkNames(options) {
  if (Object(options) !== options) throw new TypeError(keysExpected);
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== void 0) {
    throw new TypeError(`createVerifier has no option ${unknown}: it takes ${optionNames.join(", ")}`);
  }
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
  if (Object(claims) !== claims || Array.isArray(claims) && !claims.every(isName)) {
    throw new TypeError('requiredClaims must be a list of names, or an object such as { product: "todo-list" }');
  }
  if (Array.isArray(claims)) return claims.map((name) => [name, void 0]);
  return Object.entries(claims).map(([name, expected]) => {
    const accepted = Array.isArray(expected) ? expected : [expected];
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
