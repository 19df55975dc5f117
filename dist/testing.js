// src/testing/index.ts
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { HttpResponse, http } from "msw/http";
function helpCenterHandlers(options = {}) {
  const { claims = {}, lifetime, status = 200, retryAfter, signer = sharedSigner() } = options;
  const base = `${originOf(options)}/api/v2/help_center/integration`;
  check(typeof claims === "function" || isObject(claims), "claims", "an object, or a function that gives one");
  check(lifetime === void 0 || Number.isFinite(lifetime), "lifetime", "a number of seconds");
  check(Number.isInteger(status) && status >= 200 && status <= 599, "status", "an HTTP status from 200 to 599");
  check(retryAfter === void 0 || retryAfter >= 0, "retryAfter", "a number of seconds, 0 or more");
  check(typeof signer?.sign === "function", "signer", "what createSigner() gives");
  async function token({ request }) {
    if (status !== 200) {
      const wait = retryAfter === void 0 ? void 0 : { "retry-after": String(retryAfter) };
      return answer({ error: refusals[status] ?? `Status${status}` }, status, wait);
    }
    return answer({
      token: await signer.sign(typeof claims === "function" ? await claims(request) : claims, { lifetime })
    });
  }
  const keys = async () => answer(await signer.jwks());
  return [
    http.get(`${base}/token`, token),
    http.get(`${base}/token.json`, token),
    http.get(`${base}/keys`, keys),
    http.get(`${base}/keys.json`, keys)
  ];
}
function createSigner({ kid = randomHex() } = {}) {
  check(typeof kid === "string" && kid !== "", "kid", 'a text such as "2026-11"');
  let made;
  const keyPair = () => {
    made ??= generateKeyPair("RS256", { modulusLength: 2048 });
    return made;
  };
  return {
    kid,
    async sign(claims = {}, { lifetime = 300 } = {}) {
      check(isObject(claims), "claims", "an object");
      check(Number.isFinite(lifetime), "lifetime", "a number of seconds");
      const exp = Math.floor(Date.now() / 1e3 + lifetime);
      const { privateKey } = await keyPair();
      return new SignJWT({ ...visitor, exp, ...claims }).setProtectedHeader({ typ: "JWT", alg: "RS256", kid }).sign(privateKey);
    },
    async jwks() {
      const { kty, n, e } = await exportJWK((await keyPair()).publicKey);
      return { keys: [{ kty, n, e, kid }] };
    }
  };
}
async function signToken(claims, options) {
  return sharedSigner().sign(claims, options);
}
var shared;
function sharedSigner() {
  shared ??= createSigner();
  return shared;
}
var visitor = { userId: 1, email: "visitor@example.com", externalId: null };
var refusals = {
  401: "Couldn't authenticate you",
  403: "Forbidden",
  404: "InvalidEndpoint",
  429: "APIRateLimitExceeded",
  503: "ServiceUnavailable"
};
function answer(body, status = 200, headers) {
  return HttpResponse.json(body, {
    status,
    headers: { date: (/* @__PURE__ */ new Date()).toUTCString(), "cache-control": "no-store", ...headers }
  });
}
function originOf({ origin = "*" }) {
  check(
    origin === "*" || URL.canParse(origin) && new URL(origin).origin === origin,
    "origin",
    "an origin such as https://acme.zendesk.com"
  );
  return origin;
}
function check(holds, option, wanted) {
  if (!holds) throw new TypeError(`${option} must be ${wanted}`);
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
export {
  createSigner,
  helpCenterHandlers,
  signToken
};
