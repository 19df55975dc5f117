/*! hc-jwt 0.1.0 | MIT License | with jose, MIT License, (c) Filip Skokan | LICENSES.txt */
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/verify/index.ts
var verify_exports = {};
__export(verify_exports, {
  HelpCenterJwtVerificationError: () => HelpCenterJwtVerificationError,
  createVerifier: () => createVerifier,
  jwkToPem: () => jwkToPem,
  listPublicKeys: () => listPublicKeys
});
module.exports = __toCommonJS(verify_exports);

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
  constructor(code, message2, { retryAfter, ...options } = {}) {
    super(message2, options);
    this.name = "HelpCenterJwtVerificationError";
    this.code = code;
    this.status = code === "keys_unavailable" ? 503 : 401;
    this.challenge = challengeFor(code, message2);
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
function challengeFor(code, message2) {
  if (code === "keys_unavailable") return void 0;
  if (code === "missing_token") return "Bearer";
  return `Bearer error="invalid_token", error_description="${message2.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`;
}

// node_modules/jose/dist/webapi/lib/buffer_utils.js
var encoder = new TextEncoder();
var decoder = new TextDecoder();
var strictDecoder = new TextDecoder("utf-8", { fatal: true });
var UINT32_RANGE = 2 ** 32;
function concat(...buffers) {
  const size = buffers.reduce((acc, { length }) => acc + length, 0), buf = new Uint8Array(size);
  let i = 0;
  for (const buffer of buffers)
    buf.set(buffer, i), i += buffer.length;
  return buf;
}
var NON_ASCII = /[^\x00-\x7f]/;
function encode(string) {
  if (typeof string == "string" && string.length >= 128) {
    if (NON_ASCII.test(string))
      throw new TypeError("non-ASCII string encountered in encode()");
    return encoder.encode(string);
  }
  const bytes = new Uint8Array(string.length);
  for (let i = 0; i < string.length; i++) {
    const code = string.charCodeAt(i);
    if (code > 127)
      throw new TypeError("non-ASCII string encountered in encode()");
    bytes[i] = code;
  }
  return bytes;
}
function decodeBase64(encoded, url = false) {
  if (Uint8Array.fromBase64)
    return Uint8Array.fromBase64(encoded, { alphabet: url ? "base64url" : "base64" });
  if (url) {
    if (encoded.includes("+") || encoded.includes("/"))
      throw new TypeError("Invalid base64url");
    encoded = encoded.replace(/-/g, "+").replace(/_/g, "/");
  }
  const binary = atob(encoded), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++)
    bytes[i] = binary.charCodeAt(i);
  return bytes;
}

// node_modules/jose/dist/webapi/util/errors.js
var errors_exports = {};
__export(errors_exports, {
  JOSEAlgNotAllowed: () => JOSEAlgNotAllowed,
  JOSEError: () => JOSEError,
  JOSENotSupported: () => JOSENotSupported,
  JWEDecryptionFailed: () => JWEDecryptionFailed,
  JWEInvalid: () => JWEInvalid,
  JWKInvalid: () => JWKInvalid,
  JWKSInvalid: () => JWKSInvalid,
  JWKSMultipleMatchingKeys: () => JWKSMultipleMatchingKeys,
  JWKSNoMatchingKey: () => JWKSNoMatchingKey,
  JWKSTimeout: () => JWKSTimeout,
  JWSInvalid: () => JWSInvalid,
  JWSSignatureVerificationFailed: () => JWSSignatureVerificationFailed,
  JWTClaimValidationFailed: () => JWTClaimValidationFailed,
  JWTExpired: () => JWTExpired,
  JWTInvalid: () => JWTInvalid
});
var JOSEError = class extends Error {
  static code = "ERR_JOSE_GENERIC";
  code = "ERR_JOSE_GENERIC";
  constructor(message2, options) {
    super(message2, options), this.name = this.constructor.name, Error.captureStackTrace?.(this, this.constructor);
  }
};
var JWTClaimValidationFailed = class extends JOSEError {
  static code = "ERR_JWT_CLAIM_VALIDATION_FAILED";
  code = "ERR_JWT_CLAIM_VALIDATION_FAILED";
  claim;
  reason;
  payload;
  constructor(message2, payload, claim = "unspecified", reason = "unspecified") {
    super(message2, { cause: { claim, reason, payload } }), this.claim = claim, this.reason = reason, this.payload = payload;
  }
};
var JWTExpired = class extends JOSEError {
  static code = "ERR_JWT_EXPIRED";
  code = "ERR_JWT_EXPIRED";
  claim;
  reason;
  payload;
  constructor(message2, payload, claim = "unspecified", reason = "unspecified") {
    super(message2, { cause: { claim, reason, payload } }), this.claim = claim, this.reason = reason, this.payload = payload;
  }
};
var JOSEAlgNotAllowed = class extends JOSEError {
  static code = "ERR_JOSE_ALG_NOT_ALLOWED";
  code = "ERR_JOSE_ALG_NOT_ALLOWED";
};
var JOSENotSupported = class extends JOSEError {
  static code = "ERR_JOSE_NOT_SUPPORTED";
  code = "ERR_JOSE_NOT_SUPPORTED";
};
var JWEDecryptionFailed = class extends JOSEError {
  static code = "ERR_JWE_DECRYPTION_FAILED";
  code = "ERR_JWE_DECRYPTION_FAILED";
  constructor(message2 = "decryption operation failed", options) {
    super(message2, options);
  }
};
var JWEInvalid = class extends JOSEError {
  static code = "ERR_JWE_INVALID";
  code = "ERR_JWE_INVALID";
};
var JWSInvalid = class extends JOSEError {
  static code = "ERR_JWS_INVALID";
  code = "ERR_JWS_INVALID";
};
var JWTInvalid = class extends JOSEError {
  static code = "ERR_JWT_INVALID";
  code = "ERR_JWT_INVALID";
};
var JWKInvalid = class extends JOSEError {
  static code = "ERR_JWK_INVALID";
  code = "ERR_JWK_INVALID";
};
var JWKSInvalid = class extends JOSEError {
  static code = "ERR_JWKS_INVALID";
  code = "ERR_JWKS_INVALID";
};
var JWKSNoMatchingKey = class extends JOSEError {
  static code = "ERR_JWKS_NO_MATCHING_KEY";
  code = "ERR_JWKS_NO_MATCHING_KEY";
  constructor(message2 = "no applicable key found in the JSON Web Key Set", options) {
    super(message2, options);
  }
};
var JWKSMultipleMatchingKeys = class extends JOSEError {
  [Symbol.asyncIterator] = async function* () {
  };
  static code = "ERR_JWKS_MULTIPLE_MATCHING_KEYS";
  code = "ERR_JWKS_MULTIPLE_MATCHING_KEYS";
  constructor(message2 = "multiple matching keys found in the JSON Web Key Set", options) {
    super(message2, options);
  }
};
var JWKSTimeout = class extends JOSEError {
  static code = "ERR_JWKS_TIMEOUT";
  code = "ERR_JWKS_TIMEOUT";
  constructor(message2 = "request timed out", options) {
    super(message2, options);
  }
};
var JWSSignatureVerificationFailed = class extends JOSEError {
  static code = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
  code = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
  constructor(message2 = "signature verification failed", options) {
    super(message2, options);
  }
};

// node_modules/jose/dist/webapi/util/base64url.js
var invalid = "The input to be decoded is not correctly encoded.";
function decode(input) {
  try {
    return decodeBase64(typeof input == "string" ? input : decoder.decode(input), true);
  } catch (cause) {
    throw new TypeError(invalid, { cause });
  }
}

// node_modules/jose/dist/webapi/lib/validate.js
function isObject(input) {
  if (typeof input != "object" || input === null || Object.prototype.toString.call(input) !== "[object Object]")
    return false;
  const prototype = Object.getPrototypeOf(input);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
function isJwkSet(input) {
  return isObject(input) && Array.isArray(input.keys) && Array.from(input.keys).every(isObject);
}
function isDisjoint(...headers) {
  const parameters = /* @__PURE__ */ new Set();
  for (const header of headers)
    if (header)
      for (const parameter of Object.keys(header)) {
        if (parameters.has(parameter))
          return false;
        parameters.add(parameter);
      }
  return true;
}
function decodeBase64url(value, label, ErrorClass) {
  try {
    return decode(value);
  } catch (cause) {
    throw new ErrorClass(`Failed to base64url decode the ${label}`, { cause });
  }
}
function encodeAsciiMember(value, label, ErrorClass) {
  try {
    return encode(value);
  } catch (cause) {
    throw new ErrorClass(`The ${label} is not a valid base64url string`, { cause });
  }
}
function parseJoseHeader(encodedProtectedHeader, ErrorClass, message2) {
  let parsed;
  try {
    parsed = JSON.parse(strictDecoder.decode(decode(encodedProtectedHeader)));
  } catch (cause) {
    throw new ErrorClass(message2, { cause });
  }
  if (!isObject(parsed))
    throw new ErrorClass(message2);
  return parsed;
}
var JWS_RECOGNIZED = { __proto__: null, b64: true };
function validateAlgorithms(option, algorithms) {
  if (algorithms !== void 0 && (!Array.isArray(algorithms) || algorithms.some((s) => typeof s != "string")))
    throw new TypeError(`"${option}" option must be an array of strings`);
  return algorithms === void 0 ? void 0 : new Set(algorithms);
}
function validateCrit(Err, recognizedDefault, recognizedOption, protectedHeader, joseHeader) {
  if (joseHeader.crit !== void 0 && protectedHeader?.crit === void 0)
    throw new Err('"crit" (Critical) Header Parameter MUST be integrity protected');
  if (!protectedHeader || protectedHeader.crit === void 0)
    return [];
  if (!Array.isArray(protectedHeader.crit) || protectedHeader.crit.length === 0 || protectedHeader.crit.some((input) => typeof input != "string" || input.length === 0))
    throw new Err('"crit" (Critical) Header Parameter MUST be an array of non-empty strings when present');
  const recognized = recognizedOption === void 0 ? recognizedDefault : { __proto__: null, ...recognizedOption, ...recognizedDefault };
  for (const parameter of protectedHeader.crit) {
    if (!(parameter in recognized))
      throw new JOSENotSupported(`Extension Header Parameter "${parameter}" is not recognized`);
    if (!Object.hasOwn(joseHeader, parameter) || joseHeader[parameter] === void 0)
      throw new Err(`Extension Header Parameter "${parameter}" is missing`);
    if (recognized[parameter] && (!Object.hasOwn(protectedHeader, parameter) || protectedHeader[parameter] === void 0))
      throw new Err(`Extension Header Parameter "${parameter}" MUST be integrity protected`);
  }
  return protectedHeader.crit;
}
function validateB64(protectedHeader, extensions) {
  if (extensions.includes("b64")) {
    const b64 = protectedHeader.b64;
    if (typeof b64 != "boolean")
      throw new JWSInvalid('The "b64" (base64url-encode payload) Header Parameter must be a boolean');
    return b64;
  }
  return true;
}

// node_modules/jose/dist/webapi/lib/key.js
var tag = (key) => key[Symbol.toStringTag];
var jwkMatchesOp = (entry, key, usage) => {
  const { alg } = entry;
  if (key.use !== void 0) {
    const expected = usage === "sign" || usage === "verify" ? "sig" : "enc";
    if (key.use !== expected)
      throw new TypeError(`Invalid key for this operation, its "use" must be "${expected}" when present`);
  }
  if (key.kty === "AKP" && key.alg === void 0)
    throw new TypeError('missing "alg" (Algorithm) Parameter value');
  if (key.alg !== void 0 && key.alg !== alg)
    throw new TypeError(`Invalid key for this operation, its "alg" must be "${alg}" when present`);
  if (Array.isArray(key.key_ops)) {
    const expectedKeyOp = usage === "encrypt" || usage === "decrypt" ? entry.ops?.[usage === "encrypt" ? 0 : 1] : usage;
    if (expectedKeyOp && !key.key_ops.includes(expectedKeyOp))
      throw new TypeError(`Invalid key for this operation, its "key_ops" must include "${expectedKeyOp}" when present`);
  }
};
async function prepareKey(entry, key, usage) {
  const { alg, secret } = entry, requiresPrivateKey = usage === "decrypt" || usage === "sign";
  if (secret && key instanceof Uint8Array)
    return key;
  let normalized, keyObject;
  if (isObject(key)) {
    if (normalized = normalizeJwk(key), typeof normalized.kty != "string")
      throw invalidKeyType(alg, key, secret);
    if (!(secret ? normalized.kty === "oct" && typeof normalized.k == "string" : normalized.kty !== "oct" && (requiresPrivateKey ? normalized.kty === "AKP" && typeof normalized.priv == "string" || typeof normalized.d == "string" : normalized.d === void 0 && normalized.priv === void 0)))
      throw new TypeError(secret ? 'JSON Web Key for symmetric algorithms must have JWK "kty" (Key Type) equal to "oct" and the JWK "k" (Key Value) present' : `JSON Web Key for this operation must be a ${requiresPrivateKey ? "private" : "public"} JWK`);
    if (jwkMatchesOp(entry, normalized, usage), normalized.kty === "oct")
      return decode(normalized.k);
    if (!Object.isFrozen(key)) {
      const { key_ops } = key;
      Array.isArray(key_ops) && Object.freeze(key_ops), Object.freeze(key);
    }
  } else {
    if (!isKeyLike(key))
      throw invalidKeyType(alg, key, secret);
    const expectedType = secret ? "secret" : requiresPrivateKey ? "private" : "public";
    if (key.type !== expectedType && (secret || ["secret", "public", "private"].includes(key.type)))
      throw new TypeError(`${tag(key)} instances must be of type "${expectedType}" for the ${alg} algorithm`);
    if (isCryptoKey(key))
      return key;
    if (keyObject = key, keyObject.type === "secret")
      return keyObject.export();
  }
  cache ||= /* @__PURE__ */ new WeakMap();
  const cacheKey = key;
  let cached = cache.get(cacheKey);
  if (cached?.[alg])
    return cached[alg];
  if (cached || cache.set(cacheKey, cached = {}), keyObject && typeof keyObject.toCryptoKey == "function") {
    const isPublic = keyObject.type === "public", crv = nist[keyObject.asymmetricKeyDetails?.namedCurve], params = entry.resolve?.({ crv, asymmetricKeyType: keyObject.asymmetricKeyType }) ?? entry.subtle;
    return cached[alg] = keyObject.toCryptoKey(params, isPublic, entry.usages[isPublic ? 0 : 1]);
  }
  return normalized ??= keyObject.export({ format: "jwk" }), normalized.alg = alg, cached[alg] = await jwkToKey(entry, normalized);
}
var cache;
var nist = {
  __proto__: null,
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521"
};
var isCryptoKey = (key) => {
  if (key?.[Symbol.toStringTag] === "CryptoKey")
    return true;
  try {
    return key instanceof CryptoKey;
  } catch {
    return false;
  }
};
var isKeyObject = (key) => key?.[Symbol.toStringTag] === "KeyObject";
var isKeyLike = (key) => isCryptoKey(key) || isKeyObject(key);
function message(msg, actual, ...types) {
  if (types.length > 2) {
    const last = types.pop();
    msg += `one of type ${types.join(", ")}, or ${last}.`;
  } else types.length === 2 ? msg += `one of type ${types[0]} or ${types[1]}.` : msg += `of type ${types[0]}.`;
  return actual == null ? msg += ` Received ${actual}` : typeof actual == "function" && actual.name ? msg += ` Received function ${actual.name}` : typeof actual == "object" && actual != null && actual.constructor?.name && (msg += ` Received an instance of ${actual.constructor.name}`), msg;
}
function invalidKeyType(alg, actual, secret) {
  const types = ["CryptoKey", "KeyObject", "JSON Web Key"];
  return secret && types.push("Uint8Array"), new TypeError(message(`Key for the ${alg} algorithm must be `, actual, ...types));
}
var unusable = (name, prop = "algorithm.name") => new TypeError(`CryptoKey does not support this operation, its ${prop} must be ${name}`);
function checkUsage(key, usage) {
  if (usage && !key.usages.includes(usage))
    throw new TypeError(`CryptoKey does not support this operation, its usages must include ${usage}.`);
}
function checkModulusLength(alg, key) {
  const { modulusLength } = key.algorithm;
  if (typeof modulusLength != "number" || modulusLength < 2048)
    throw new TypeError(`${alg} requires key modulusLength to be 2048 bits or larger`);
}
function checkCryptoKey(key, expected, usage) {
  const algorithm = key.algorithm;
  if (algorithm.name !== expected.name)
    throw unusable(expected.name);
  if (expected.hash && algorithm.hash?.name !== expected.hash)
    throw unusable(expected.hash, "algorithm.hash");
  if (expected.namedCurve && algorithm.namedCurve !== expected.namedCurve)
    throw unusable(expected.namedCurve, "algorithm.namedCurve");
  if (expected.length !== void 0 && algorithm.length !== expected.length)
    throw unusable(expected.length, "algorithm.length");
  checkUsage(key, usage);
}
function snapshotJwk(jwk) {
  return { __proto__: null, ...jwk };
}
function normalizeJwk(jwk) {
  const normalized = snapshotJwk(jwk);
  if (normalized.ext !== void 0 && typeof normalized.ext != "boolean")
    throw new TypeError('"ext" (Extractable) Parameter must be a boolean');
  if (normalized.key_ops !== void 0) {
    const value = normalized.key_ops, keyOps = Array.isArray(value) ? [...value] : void 0;
    if (!keyOps || keyOps.some((operation) => typeof operation != "string") || new Set(keyOps).size !== keyOps.length)
      throw new TypeError('"key_ops" (Key Operations) Parameter must be an array of unique strings');
    normalized.key_ops = keyOps;
  }
  return normalized;
}
async function jwkToKey(entry, jwk, extractable) {
  if (!entry.kty.includes(jwk.kty))
    throw new JOSENotSupported('Invalid or unsupported JWK "alg" (Algorithm) Parameter value');
  const algorithm = entry.resolve?.({ kty: jwk.kty, crv: jwk.crv }) ?? entry.subtle, isPrivate = !!(jwk.d || jwk.priv), keyData = { ...jwk, ext: extractable ?? jwk.ext };
  return keyData.kty !== "AKP" && delete keyData.alg, delete keyData.use, crypto.subtle.importKey("jwk", keyData, algorithm, keyData.ext ?? !isPrivate, jwk.key_ops ?? entry.usages[isPrivate ? 1 : 0]);
}
async function rawKey(key, expected, usage, extractable = false) {
  return key instanceof Uint8Array && (key = await crypto.subtle.importKey("raw", key, expected, extractable, [usage])), checkCryptoKey(key, expected, usage), key;
}

// node_modules/jose/dist/webapi/lib/key_descriptor.js
function table(entries) {
  const out = { __proto__: null };
  for (const alg in entries)
    out[alg] = { ...entries[alg], alg };
  return out;
}

// node_modules/jose/dist/webapi/lib/jws_algorithms.js
var sig = [["verify"], ["sign"]];
function hmac(bits) {
  const subtle = { name: "HMAC", hash: `SHA-${bits}` };
  return { kty: ["oct"], secret: true, subtle, signing: subtle, usages: sig };
}
function rsa(bits, saltLength) {
  const subtle = { name: saltLength ? "RSA-PSS" : "RSASSA-PKCS1-v1_5", hash: `SHA-${bits}` };
  return {
    kty: ["RSA"],
    subtle,
    signing: saltLength ? { ...subtle, saltLength } : subtle,
    usages: sig,
    minRsaBits: 2048
  };
}
function ecdsa(crv, bits) {
  return {
    kty: ["EC"],
    crv,
    subtle: { name: "ECDSA", namedCurve: crv },
    signing: { name: "ECDSA", hash: `SHA-${bits}` },
    usages: sig
  };
}
function eddsa() {
  const subtle = { name: "Ed25519" };
  return {
    kty: ["OKP"],
    crv: "Ed25519",
    subtle,
    signing: subtle,
    usages: sig
  };
}
function mldsa(parameterSet) {
  const subtle = { name: `ML-DSA-${parameterSet}` };
  return {
    kty: ["AKP"],
    subtle,
    signing: subtle,
    usages: sig
  };
}
var JWS = table({
  HS256: hmac(256),
  HS384: hmac(384),
  HS512: hmac(512),
  RS256: rsa(256),
  RS384: rsa(384),
  RS512: rsa(512),
  PS256: rsa(256, 32),
  PS384: rsa(384, 48),
  PS512: rsa(512, 64),
  ES256: ecdsa("P-256", 256),
  ES384: ecdsa("P-384", 384),
  ES512: ecdsa("P-521", 512),
  EdDSA: eddsa(),
  Ed25519: eddsa(),
  "ML-DSA-44": mldsa(44),
  "ML-DSA-65": mldsa(65),
  "ML-DSA-87": mldsa(87)
});
function jwsAlgorithm(alg) {
  const entry = typeof alg == "string" ? JWS[alg] : void 0;
  if (!entry)
    throw new JOSENotSupported(`alg ${alg} is not supported either by JOSE or your javascript runtime`);
  return entry;
}

// node_modules/jose/dist/webapi/lib/jws_verify.js
function prepareVerify(options) {
  return [options && validateAlgorithms("algorithms", options.algorithms), options?.crit];
}
function parseProtectedHeader(encodedProtectedHeader) {
  return encodedProtectedHeader === void 0 ? {} : parseJoseHeader(encodedProtectedHeader, JWSInvalid, "JWS Protected Header is invalid");
}
function encodeCompactUnencodedPayload(payload) {
  try {
    return encode(payload);
  } catch (cause) {
    throw new JWSInvalid("JWS Compact Serialization payload must use only ASCII characters", {
      cause
    });
  }
}
async function verifySignature(jws, shared, key, encodeUnencodedPayload, parsedProtected) {
  const { protected: encodedProtectedHeader, header, payload: inputPayload } = jws, protectedHeader = parsedProtected ?? parseProtectedHeader(encodedProtectedHeader);
  if (!isDisjoint(protectedHeader, header))
    throw new JWSInvalid("JWS Protected and JWS Unprotected Header Parameter names must be disjoint");
  const joseHeader = { ...protectedHeader, ...header }, b64 = validateB64(protectedHeader, validateCrit(JWSInvalid, JWS_RECOGNIZED, shared[1], protectedHeader, joseHeader)), { alg } = joseHeader;
  if (typeof alg != "string" || !alg)
    throw new JWSInvalid('JWS "alg" (Algorithm) Header Parameter missing or invalid');
  if (shared[0] && !shared[0].has(alg))
    throw new JOSEAlgNotAllowed('"alg" (Algorithm) Header Parameter value not allowed');
  if (b64) {
    if (typeof inputPayload != "string")
      throw new JWSInvalid("JWS Payload must be a string");
  } else if (typeof inputPayload != "string" && !(inputPayload instanceof Uint8Array))
    throw new JWSInvalid("JWS Payload must be a string or an Uint8Array instance");
  const signingPayload = b64 || typeof inputPayload != "string" ? inputPayload : encodeUnencodedPayload(inputPayload);
  let resolvedKey = false;
  typeof key == "function" && (key = await key(protectedHeader, jws), resolvedKey = true);
  const entry = jwsAlgorithm(alg), signingInput = concat(encodedProtectedHeader !== void 0 ? encode(encodedProtectedHeader) : new Uint8Array(), encode("."), typeof signingPayload == "string" ? shared[2] ??= encodeAsciiMember(signingPayload, "payload", JWSInvalid) : signingPayload), signature = decodeBase64url(jws.signature, "signature", JWSInvalid), verificationKey = await prepareKey(entry, key, "verify"), cryptoKey = await rawKey(verificationKey, entry.subtle, "verify");
  entry.minRsaBits && checkModulusLength(entry.alg, cryptoKey);
  let verified = false;
  try {
    verified = await crypto.subtle.verify(entry.signing, cryptoKey, signature, signingInput);
  } catch (cause) {
    throw new JWSSignatureVerificationFailed(void 0, { cause });
  }
  if (!verified)
    throw new JWSSignatureVerificationFailed();
  const result = { payload: typeof signingPayload == "string" ? decodeBase64url(signingPayload, "payload", JWSInvalid) : signingPayload };
  return encodedProtectedHeader !== void 0 && (result.protectedHeader = protectedHeader), header !== void 0 && (result.unprotectedHeader = header), resolvedKey ? [{ ...result, key: verificationKey }, b64] : [result, b64];
}
async function verifyCompact(jws, shared, key) {
  if (jws instanceof Uint8Array && (jws = decoder.decode(jws)), typeof jws != "string")
    throw new JWSInvalid("Compact JWS must be a string or Uint8Array");
  const { 0: protectedHeader, 1: payload, 2: signature, length } = jws.split(".");
  if (length !== 3)
    throw new JWSInvalid("Invalid Compact JWS");
  return verifySignature({ payload, protected: protectedHeader, signature }, shared, key, encodeCompactUnencodedPayload);
}

// node_modules/jose/dist/webapi/lib/jwt_claims_set.js
var epoch = (date) => Math.floor(date.getTime() / 1e3);
var multipliers = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  y: 31557600
};
var REGEX = /^(\+|\-)? ?(\d+|\d+\.\d+) ?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)(?: (ago|from now))?$/i;
var checkFailed = "check_failed";
function invalidDuration() {
  throw new TypeError("Invalid time period format");
}
function secs(str) {
  typeof str != "string" && invalidDuration();
  const matched = REGEX.exec(str);
  (!matched || matched[4] && matched[1]) && invalidDuration();
  const value = parseFloat(matched[2]), durationSeconds = Math.round(value * multipliers[matched[3][0].toLowerCase()]);
  return Number.isFinite(durationSeconds) || invalidDuration(), matched[1] === "-" || matched[4]?.toLowerCase() === "ago" ? -durationSeconds : durationSeconds;
}
function validateInput(label, input) {
  if (!Number.isFinite(input))
    throw new TypeError(`Invalid ${label} input`);
  return input;
}
var normalizeTyp = (value) => {
  const normalized = value.toLowerCase();
  return value.includes("/") ? normalized : `application/${normalized}`;
};
var checkAudiencePresence = (audPayload, audOption) => typeof audPayload == "string" ? audOption.includes(audPayload) : Array.isArray(audPayload) ? audOption.some((aud) => audPayload.includes(aud)) : false;
function validateNumericDate(claimsSet, claim, required = false) {
  const value = claimsSet[claim];
  if (!(value === void 0 && !required)) {
    if (typeof value != "number")
      throw new JWTClaimValidationFailed(`"${claim}" claim must be a number`, claimsSet, claim, "invalid");
    return value;
  }
}
function unexpectedClaim(claimsSet, claim) {
  throw new JWTClaimValidationFailed(`unexpected "${claim}" claim value`, claimsSet, claim, checkFailed);
}
function validateClaimsSet(protectedHeader, claimsSetBytes, options = {}) {
  let claimsSet;
  try {
    claimsSet = JSON.parse(strictDecoder.decode(claimsSetBytes));
  } catch (cause) {
    throw new JWTInvalid("JWT Claims Set must be a top-level JSON object", { cause });
  }
  if (!isObject(claimsSet))
    throw new JWTInvalid("JWT Claims Set must be a top-level JSON object");
  const { typ } = options;
  if (typ !== void 0 && (typeof protectedHeader.typ != "string" || normalizeTyp(protectedHeader.typ) !== normalizeTyp(typ)))
    throw new JWTClaimValidationFailed('unexpected "typ" JWT header value', claimsSet, "typ", checkFailed);
  const { requiredClaims = [], issuer, subject, audience, maxTokenAge } = options, presenceCheck = [...requiredClaims];
  maxTokenAge !== void 0 && presenceCheck.push("iat"), audience !== void 0 && presenceCheck.push("aud"), subject !== void 0 && presenceCheck.push("sub"), issuer !== void 0 && presenceCheck.push("iss");
  for (const claim of new Set(presenceCheck.reverse()))
    if (!Object.hasOwn(claimsSet, claim))
      throw new JWTClaimValidationFailed(`missing required "${claim}" claim`, claimsSet, claim, "missing");
  issuer !== void 0 && !(Array.isArray(issuer) ? issuer : [issuer]).includes(claimsSet.iss) && unexpectedClaim(claimsSet, "iss"), subject !== void 0 && claimsSet.sub !== subject && unexpectedClaim(claimsSet, "sub"), audience !== void 0 && !checkAudiencePresence(claimsSet.aud, typeof audience == "string" ? [audience] : audience) && unexpectedClaim(claimsSet, "aud");
  const { clockTolerance: clockTolerance2 } = options;
  let tolerance = 0;
  if (typeof clockTolerance2 == "string")
    tolerance = secs(clockTolerance2);
  else if (clockTolerance2 !== void 0) {
    if (typeof clockTolerance2 != "number")
      throw new TypeError("Invalid clockTolerance option type");
    tolerance = clockTolerance2;
  }
  if (validateInput("clockTolerance option", tolerance), tolerance < 0)
    throw new TypeError("Invalid clockTolerance option input");
  const { currentDate } = options, now = validateInput("currentDate option", epoch(currentDate === void 0 ? /* @__PURE__ */ new Date() : currentDate)), iat = validateNumericDate(claimsSet, "iat", maxTokenAge !== void 0), nbf = validateNumericDate(claimsSet, "nbf");
  if (nbf !== void 0 && nbf > now + tolerance)
    throw new JWTClaimValidationFailed('"nbf" claim timestamp check failed', claimsSet, "nbf", checkFailed);
  const exp = validateNumericDate(claimsSet, "exp");
  if (exp !== void 0 && exp <= now - tolerance)
    throw new JWTExpired('"exp" claim timestamp check failed', claimsSet, "exp", checkFailed);
  if (maxTokenAge !== void 0) {
    const age = now - iat, max = validateInput("maxTokenAge option", typeof maxTokenAge == "number" ? maxTokenAge : secs(maxTokenAge));
    if (max < 0)
      throw new TypeError("Invalid maxTokenAge option input");
    if (age - tolerance > max)
      throw new JWTExpired('"iat" claim timestamp check failed (too far in the past)', claimsSet, "iat", checkFailed);
    if (age < -tolerance)
      throw new JWTClaimValidationFailed('"iat" claim timestamp check failed (it should be in the past)', claimsSet, "iat", checkFailed);
  }
  return claimsSet;
}

// node_modules/jose/dist/webapi/jwt/verify.js
async function jwtVerify(jwt, key, options) {
  const [verified, b64] = await verifyCompact(jwt, prepareVerify(options), key);
  if (!b64)
    throw new JWTInvalid("JWTs MUST NOT use unencoded payload");
  const payload = validateClaimsSet(verified.protectedHeader, verified.payload, options);
  return { ...verified, payload };
}

// node_modules/jose/dist/webapi/jwks/local.js
function isUsableJWK(jwk, entry, alg, kid) {
  const { kty, key_ops: keyOps, ext, kid: jwkKid, alg: jwkAlg, use, crv } = jwk;
  return (ext === void 0 || typeof ext == "boolean") && (keyOps === void 0 || Array.isArray(keyOps) && keyOps.every((operation, index) => typeof operation == "string" && keyOps.indexOf(operation) === index) && keyOps.includes("verify")) && entry.kty.includes(kty) && (kid === void 0 || typeof kid == "string" && kid === jwkKid) && (jwkAlg === void 0 ? kty !== "AKP" : alg === jwkAlg) && (use === void 0 || use === "sig") && (!entry.crv || crv === entry.crv);
}
async function importWithAlgCache(cache2, jwk, entry) {
  const cached = cache2.get(jwk) || cache2.set(jwk, {}).get(jwk), { alg } = entry;
  if (cached[alg] === void 0) {
    const pending = jwkToKey(entry, jwk, true).then((key) => {
      if (key.type !== "public")
        throw new JWKSInvalid("JSON Web Key Set members must be public keys");
      return cached[alg] = key, key;
    }).catch((error) => {
      throw cached[alg] === pending && delete cached[alg], error;
    });
    cached[alg] = pending;
  }
  return cached[alg];
}
function createLocalJWKSet(jwks) {
  let snapshot;
  try {
    snapshot = structuredClone(jwks);
  } catch (cause) {
    throw new JWKSInvalid("JSON Web Key Set malformed", { cause });
  }
  if (!isJwkSet(snapshot))
    throw new JWKSInvalid("JSON Web Key Set malformed");
  const metadata = snapshot.keys.map((jwk) => {
    const normalized = snapshotJwk(jwk);
    return Array.isArray(normalized.key_ops) && (normalized.key_ops = [...normalized.key_ops]), normalized;
  }), cached = /* @__PURE__ */ new WeakMap();
  return Object.defineProperty(async (protectedHeader, token) => {
    const { alg, kid } = { ...protectedHeader, ...token?.header }, entry = typeof alg == "string" ? JWS[alg] : void 0;
    if (!entry || entry.secret)
      throw new JOSENotSupported('Unsupported "alg" value for a JSON Web Key Set');
    const candidates = snapshot.keys.filter((_, index) => isUsableJWK(metadata[index], entry, alg, kid)), { 0: jwk, length } = candidates;
    if (!length)
      throw new JWKSNoMatchingKey();
    if (length !== 1) {
      const error = new JWKSMultipleMatchingKeys();
      throw error[Symbol.asyncIterator] = async function* () {
        for (const jwk2 of candidates)
          try {
            yield await importWithAlgCache(cached, jwk2, entry);
          } catch {
          }
      }, error;
    }
    return importWithAlgCache(cached, jwk, entry);
  }, "jwks", {
    value: () => structuredClone(snapshot)
  });
}

// src/verify/key-set.ts
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
  if (!(error instanceof errors_exports.JWKSMultipleMatchingKeys)) throw error;
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
var KeysUnavailable = class extends Error {
  /** Seconds until the next request may be sent; unset where waiting does not help. */
  retryAfter;
  constructor(problem, wait) {
    super(problem.message, { cause: problem });
    this.retryAfter = problem.isTemporary ? Math.max(1, Math.ceil(wait / 1e3)) : void 0;
  }
};
var NamesNoKey = class extends errors_exports.JWKSNoMatchingKey {
};
var isUnknownKey = (error) => error instanceof errors_exports.JWKSNoMatchingKey;

// src/verify/keys-problem.ts
var KeysProblem = class extends Error {
  /** Whether it may pass by itself: an outage, as opposed to a wrong URL. */
  isTemporary;
  constructor(message2, isTemporary, cause) {
    super(message2, cause === void 0 ? void 0 : { cause });
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
  const { code, cause, errors } = Object(error);
  if (typeof code === "string") return code;
  if (cause !== void 0) return systemCodeOf(cause);
  return Array.isArray(errors) && errors.length > 0 ? systemCodeOf(errors[0]) : void 0;
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
  const decoder2 = new TextDecoder();
  let text = "";
  let size = 0;
  for (; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder2.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      reader.cancel().catch(() => {
      });
      throw sizeProblem(url, "4 MiB");
    }
    text += decoder2.decode(value, { stream: true });
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
var verifyHint = ". npx hc-jwt verify shows it check by check";
function refusal(code, message2) {
  return new HelpCenterJwtVerificationError(code, message2);
}
var missingToken = () => refusal("missing_token", "Send a help center JWT as Authorization: Bearer");
function explain(error, circumstances) {
  if (error instanceof KeysUnavailable) return keysUnavailable(error);
  if (error instanceof errors_exports.JWTExpired) return refusal("token_expired", expiryOf(error.payload, circumstances));
  if (error instanceof NamesNoKey) {
    return refusal(
      "unknown_key",
      `The token's header names no key (kid), which every help center JWT does${verifyHint}`
    );
  }
  if (error instanceof errors_exports.JWKSNoMatchingKey) {
    const check = "Check that subdomain or keysUrl is the help center's that the visitor uses";
    return refusal(
      "unknown_key",
      `The token is signed with a key that is not published at ${circumstances.keysFrom}. ${check}${verifyHint}`
    );
  }
  if (error instanceof errors_exports.JWTClaimValidationFailed) return claimRefusal(error, circumstances);
  if (error instanceof errors_exports.JWSSignatureVerificationFailed || error instanceof errors_exports.JOSEAlgNotAllowed) {
    return refusal("invalid_signature", `The token is not signed with RS256 by this help center${verifyHint}`);
  }
  return refusal("malformed_token", "The token is not a JWT that can be read");
}
function keysUnavailable(error) {
  if (!(error instanceof KeysUnavailable)) {
    return new HelpCenterJwtVerificationError("keys_unavailable", "keysCache failed", { cause: error });
  }
  const { message: message2, cause, retryAfter } = error;
  return new HelpCenterJwtVerificationError("keys_unavailable", message2, { cause, retryAfter });
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
function createCacheAccess(cache2, url, { take, onProblem }) {
  let reading;
  function read() {
    const started = {
      startedAt: currentMoment(),
      isOver: false,
      end: (async () => cache2.get())().then((entry) => {
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
      (async () => cache2.set(entryOf(url, keys, requestedAt)))().catch(onProblem);
    }
  };
}

// src/verify/keys.ts
var firstPause = 1e3;
function createKeySource(url, options) {
  const { cooldown, maxAge, maxStaleAge, cache: cache2, onProblem } = options;
  const longestAge = Math.max(maxAge, maxStaleAge);
  let last;
  let known;
  let spare;
  let failures = 0;
  const serving = (keys = known) => keys && ageOf(keys.requestedAt) < longestAge ? keys : void 0;
  const areDue = ({ requestedAt }) => longestSince(requestedAt) >= maxAge;
  const pauseAfter = ({ problem }) => problem ? Math.min(cooldown, firstPause * 2 ** Math.min(failures - 1, 20)) : cooldown;
  const cached = cache2 && createCacheAccess(cache2, url, { take: takeCached, onProblem });
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
        if (!isUnknownKey(error) && isFinal) throw unusable2(error);
      }
    }
    const attempt = await endedAttempt(!before || areDue(before));
    const after = newerOf(attempt.response, serving()) ?? serving(spare);
    try {
      if (after) return await after.keys.find(kid);
    } catch (error) {
      if (attempt.response) throw isUnknownKey(error) ? error : unusable2(error);
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
  const unusable2 = (error) => new KeysUnavailable(keyProblem(url, error), 0);
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
    while (error instanceof errors_exports.JWSSignatureVerificationFailed) {
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
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  HelpCenterJwtVerificationError,
  createVerifier,
  jwkToPem,
  listPublicKeys
});
