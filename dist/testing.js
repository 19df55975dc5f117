/*! hc-jwt 0.1.0 | MIT License */

// src/testing/check.ts
function check(holds, option, wanted) {
  if (!holds) throw new TypeError(`${option} must be ${wanted}`);
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/testing/node.ts
async function nodeModule(name) {
  const { process } = globalThis;
  const path = ["node", name].join(":");
  try {
    return process?.getBuiltinModule?.(path) ?? await import(
      /* @vite-ignore */
      path
    );
  } catch {
    return void 0;
  }
}

// src/testing/signer.ts
function createSigner({ kid = randomHex() } = {}) {
  check(typeof kid === "string" && kid !== "", "kid", 'a text such as "2026-11"');
  let made;
  const keyPair = () => {
    made ??= createKeyPair();
    return made;
  };
  return {
    kid,
    async sign(claims = {}, { lifetime = 300 } = {}) {
      check(isObject(claims), "claims", "an object");
      check(Number.isFinite(lifetime), "lifetime", "a number of seconds");
      const exp = Math.floor(Date.now() / 1e3 + lifetime);
      const signed = [
        { typ: "JWT", alg: "RS256", kid },
        { ...visitor, exp, ...claims }
      ].map((part) => base64Url(utf8(JSON.stringify(part)))).join(".");
      const { subtle, privateKey } = await keyPair();
      const signature = await subtle.sign(algorithm.name, privateKey, bytesOf(signed));
      return `${signed}.${base64Url(String.fromCharCode(...new Uint8Array(signature)))}`;
    },
    async jwks() {
      const { subtle, publicKey } = await keyPair();
      const { kty, n, e } = await subtle.exportKey("jwk", publicKey);
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
function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
var algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
async function createKeyPair() {
  const subtle = crypto.subtle ?? (await nodeModule("crypto"))?.webcrypto.subtle;
  if (!subtle) throw new Error("Signing needs Web Crypto: a page of https or localhost, Node 20 or later, Deno or Bun");
  const size = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  return { ...await subtle.generateKey({ ...algorithm, ...size }, false, ["sign", "verify"]), subtle };
}
var utf8 = (text) => encodeURIComponent(text).replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
var bytesOf = (characters) => Uint8Array.from(characters, (character) => character.charCodeAt(0));
var base64Url = (characters) => btoa(characters).replace(/[+/=]/g, (character) => ({ "+": "-", "/": "_" })[character] ?? "");

// src/testing/endpoints.ts
var basePath = "/api/v2/help_center/integration";
function createEndpoints(options, response) {
  const { claims = {}, lifetime, status = 200, retryAfter, signer = sharedSigner() } = options;
  check(typeof claims === "function" || isObject(claims), "claims", "an object, or a function that returns one");
  check(lifetime === void 0 || Number.isFinite(lifetime), "lifetime", "a number of seconds");
  check(Number.isInteger(status) && status >= 200 && status <= 599, "status", "an HTTP status from 200 to 599");
  check(retryAfter === void 0 || retryAfter >= 0, "retryAfter", "a number of seconds, 0 or more");
  check(typeof signer?.sign === "function", "signer", "what createSigner() returns");
  const json = (body, status2 = 200, headers) => response().json(body, {
    status: status2,
    headers: { date: (/* @__PURE__ */ new Date()).toUTCString(), "cache-control": "no-store", ...headers }
  });
  return {
    async token(request) {
      if (status !== 200) {
        const wait = retryAfter === void 0 ? void 0 : { "retry-after": String(retryAfter) };
        return json({ error: refusals[status] ?? `Status${status}` }, status, wait);
      }
      return json({
        token: await signer.sign(typeof claims === "function" ? await claims(request) : claims, { lifetime })
      });
    },
    keys: async () => json(await signer.jwks())
  };
}
function respondAt({ token, keys }, request) {
  const path = new URL(request.url).pathname.replace(/\.json$/, "");
  const endpoint = { [`${basePath}/token`]: token, [`${basePath}/keys`]: keys }[path];
  if (!endpoint || request.method !== "GET") return void 0;
  return endpoint(request).catch((error) => {
    if (error instanceof Response) return error;
    throw error;
  });
}
var refusals = {
  401: "Couldn't authenticate you",
  403: "Forbidden",
  404: "InvalidEndpoint",
  429: "APIRateLimitExceeded",
  503: "ServiceUnavailable"
};

// src/testing/fetch.ts
function helpCenterFetch(options = {}, api = unexpected) {
  const endpoints = createEndpoints(options, () => Response);
  return async (input, init) => {
    const target = input instanceof Request ? input : new URL(input, globalThis.location?.href);
    const request = new Request(target, init);
    request.signal.throwIfAborted();
    const response = await (respondAt(endpoints, request) ?? api(request));
    request.signal.throwIfAborted();
    return response;
  };
}
function unexpected({ method, url }) {
  throw new TypeError(
    `helpCenterFetch got ${method} ${url}, which is no help center's. Respond to it in its second argument.`
  );
}

// src/testing/load.ts
var msw = await import("msw/http").catch(() => void 0);

// src/testing/handlers.ts
function helpCenterHandlers(options = {}) {
  const { token, keys } = createEndpoints(options, () => msw?.HttpResponse ?? Response);
  const base = `${originOf(options)}${basePath}`;
  if (!msw) {
    throw new Error("helpCenterHandlers needs msw 3: npm install --save-dev msw. startHelpCenter() does without it");
  }
  const { http } = msw;
  const respond2 = ({ request }) => token(request);
  return [
    http.get(`${base}/token`, respond2),
    http.get(`${base}/token.json`, respond2),
    http.get(`${base}/keys`, keys),
    http.get(`${base}/keys.json`, keys)
  ];
}
function originOf({ origin = "*" }) {
  check(
    origin === "*" || URL.canParse(origin) && new URL(origin).origin === origin,
    "origin",
    "an origin such as https://acme.zendesk.com"
  );
  return origin;
}

// src/testing/server.ts
async function startHelpCenter(options = {}) {
  const endpoints = createEndpoints(options, () => Response);
  const requests = [];
  const http = await nodeModule("http");
  if (!http) throw new Error("startHelpCenter needs a runtime with Node's http module: Node 20 or later, Deno or Bun");
  const server = http.createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { status, headers, body } = await respond(endpoints, request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  const urls = { origin, keysUrl: `${origin}${basePath}/keys`, tokenUrl: `${origin}${basePath}/token` };
  return { ...urls, requests, close };
}
async function respond(endpoints, request) {
  const response = await responseTo(endpoints, request).catch(
    (error) => Response.json({ error: "TestFailed", description: String(error) }, { status: 500 })
  );
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}
async function responseTo(endpoints, { method, url, headers }) {
  const response = await respondAt(endpoints, new Request(`http://127.0.0.1${url}`, { method, headers }));
  return response ?? Response.json({ error: "InvalidEndpoint", description: "Not found" }, { status: 404 });
}
export {
  createSigner,
  helpCenterFetch,
  helpCenterHandlers,
  signToken,
  startHelpCenter
};
