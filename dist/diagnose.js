/*! hc-jwt 0.1.0 | MIT License */

// src/diagnose/client.ts
function presentClient() {
  const client = globalThis[/* @__PURE__ */ Symbol.for("hc-jwt.v1")];
  return typeof client?.fetch === "function" ? client : void 0;
}
var noClient = "Load hc-jwt.js before. With npm, the client is made when it is first used: call HCJwt.configure() or HCJwt.preload().";

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

// src/origins.ts
var secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
function isSecure(origin) {
  return secure.test(origin);
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

// src/page/origin.ts
function pageOrigin() {
  const { location: location2, origin } = globalThis;
  return location2 && [location2.origin, origin].find((known) => known !== "null");
}

// src/diagnose/report.ts
function ok(name, detail) {
  return { name, status: "ok", detail };
}
function failed(name, detail, advice) {
  return { name, status: "failed", detail, advice };
}
function skipped(name, reason) {
  return { name, status: "skipped", detail: reason };
}

// src/page/patch.ts
var originalKey = /* @__PURE__ */ Symbol.for("hc-jwt.original");
var patchKey = /* @__PURE__ */ Symbol.for("hc-jwt.patch");
function originalOf(fn) {
  return fn && fn[patchKey] === fn ? fn[originalKey] : fn;
}

// src/diagnose/request.ts
var timeout = 1e4;
async function plainRequest(href, init, read) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  try {
    const send = originalOf(globalThis.fetch);
    return await read(await send(href, Object.assign({}, init, { signal: controller.signal })));
  } catch {
    return controller.signal.aborted ? "timeout" : "network";
  } finally {
    clearTimeout(timer);
  }
}

// src/diagnose/destination.ts
var names = ["destination", "reachable", "preflight", "accepted"];
function completed(steps, reason) {
  return names.map((name) => steps.find((step) => step.name === name) ?? skipped(name, reason));
}
function skippedDestination(reason) {
  return completed([], reason);
}
async function diagnoseDestination(given, clientFetch, jwt) {
  const url = typeof given === "string" || given instanceof URL ? parseDestination(String(given)) : void 0;
  if (!url) {
    const step = failed("destination", "This is no URL.", 'Give one such as "https://api.example.com/orders".');
    return completed([step], "There is no URL to call.");
  }
  const destination = await destinationStep(url, clientFetch);
  if (destination.status === "failed") return completed([destination], "The token must not go there.");
  if (isUntouched(url)) return completed([destination], "Calls there carry no token.");
  const server = await serverSteps(url, jwt);
  return completed(
    [destination, ...server],
    jwt ? "There is no response that this page may read." : "There is no token to send."
  );
}
async function destinationStep(url, clientFetch) {
  const refusal = await blockedBy(url, clientFetch);
  if (refusal === "destination_not_allowed") {
    return failed(
      "destination",
      `${url.origin} is not in allowedOrigins.`,
      `Add it, if it may have the token: HCJwt.configure({ allowedOrigins: ["${url.origin}", …] }).`
    );
  }
  if (refusal === "insecure_destination") {
    return failed(
      "destination",
      `${url.protocol}//${url.url.host} is neither https nor loopback.`,
      "Use https: over plain http anybody on the network could read the token."
    );
  }
  if (refusal) {
    return failed("destination", `fetch refuses this URL: ${refusal}.`, "Leave user name and password out of it.");
  }
  return isUntouched(url) ? ok("destination", "The help center's own origin, or Zendesk's API: such calls pass untouched, without a token.") : ok("destination", `${url.origin} may have the token.`);
}
async function blockedBy({ url }, clientFetch) {
  if (url.username || url.password) return "TypeError";
  const controller = new AbortController();
  controller.abort();
  try {
    await clientFetch(url.href, { signal: controller.signal });
    return void 0;
  } catch (error) {
    const { code, name } = error;
    if (name === "AbortError" || code === "not_signed_in") return void 0;
    return name === "HelpCenterJwtError" ? code : name;
  }
}
function isUntouched(url) {
  try {
    return !isTokenAllowed(url, void 0, pageOrigin());
  } catch {
    return false;
  }
}
async function serverSteps({ href, origin }, jwt) {
  const reachable = ok("reachable", `${origin} responds.`);
  if (jwt) {
    const answer = await requestStatus(href, { redirect: "manual", headers: { authorization: `Bearer ${jwt}` } });
    if (typeof answer !== "string") {
      return [reachable, ok("preflight", `Lets ${pageOrigin()} send Authorization.`), acceptedStep(answer)];
    }
    if (answer === "timeout") return [late()];
  }
  const readable = await requestStatus(href, { redirect: "manual" });
  if (readable === "timeout") return [late()];
  if (readable !== "network") {
    if (!jwt) return [reachable];
    const preflight = failed(
      "preflight",
      `${origin} lets ${pageOrigin()} read its responses, but not send Authorization.`,
      `Have it respond to OPTIONS with 2xx, without requiring a token and without a redirect, with ${allowOrigin()} and Access-Control-Allow-Headers: Authorization (* does not cover it); and send the former with its responses to signed-in calls, too.`
    );
    return [reachable, preflight];
  }
  const opaque = await requestStatus(href, { mode: "no-cors" });
  if (opaque === "timeout") return [late()];
  if (opaque !== "network") {
    const preflight = failed(
      "preflight",
      `${origin} does not let ${pageOrigin()} read its responses (CORS).`,
      `Have it send ${allowOrigin()} with every response, errors too; and respond to OPTIONS with 2xx, without requiring a token, with that and Access-Control-Allow-Headers: Authorization.`
    );
    return [reachable, preflight];
  }
  return [
    failed(
      "reachable",
      `${origin} cannot be reached: network, DNS or TLS, or something in the browser stopped the request.`,
      "Open the URL in a tab. An error page there: the server is down, its name or its certificate is wrong. A response: a content security policy (connect-src), an ad blocker, or Cross-Origin-Resource-Policy keeps it from this page."
    )
  ];
}
function late() {
  return failed(
    "reachable",
    "No response within 10 seconds.",
    "Look at the server, and at what is between it and you."
  );
}
function allowOrigin() {
  return `Access-Control-Allow-Origin: ${pageOrigin()}`;
}
function requestStatus(href, init) {
  return plainRequest(href, Object.assign({ cache: "no-store" }, init), ({ type, status, body }) => {
    body?.cancel().catch(() => {
    });
    return { type, status };
  });
}
function acceptedStep({ type, status }) {
  const bad = (detail, advice) => failed("accepted", detail, advice);
  if (type === "opaqueredirect") {
    return bad(
      "Answers with a redirect.",
      "Run this with the URL that it leads to: a redirect to another origin loses the token."
    );
  }
  if (status === 401) {
    return bad(
      "Responds with 401: it rejects the token.",
      "Look at the verifier's settings: the subdomain or keysUrl of this very brand, requiredClaims against the claims above, the server's clock. The response's body, in the browser's network panel, may say which; on the server, npx hc-jwt verify checks a token from standard input, check by check."
    );
  }
  if (status === 403) {
    return bad(
      "Responds with 403: it knows the visitor, who may not do this.",
      "Look at the API's own rules for this user."
    );
  }
  if (status >= 500) {
    return bad(
      `Responds with ${status}.`,
      "Look at the API's log. A verifier that cannot get the help center's keys (keys_unavailable) responds with 503: on the server, npx hc-jwt keys shows whether it can."
    );
  }
  return ok(
    "accepted",
    status < 400 ? `Responds with ${status}.` : `Responds with ${status} to a GET, which does not mean that it rejects the token.`
  );
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

// src/diagnose/token-steps.ts
var signIn = "Sign in, and run this again. In your code, offer to sign in on not_signed_in.";
function lookAt({ pathname }) {
  return `Open ${pathname} in a tab of this browser to see its response.`;
}
function signedInStep(hint, status) {
  if (hint) return ok("signed_in", `window.HelpCenter says ${hint.who ?? "a visitor"}, ${hint.role}.`);
  if (status === 401 || status === 403) {
    return failed(
      "signed_in",
      `The page does not say, and the token endpoint responds with ${status}: nobody is.`,
      signIn
    );
  }
  return status === 200 ? ok("signed_in", "The page does not say, and the token endpoint does not object.") : skipped("signed_in", "Neither the page nor the token endpoint says.");
}
function endpointStep(answer, url, hint) {
  const bad = (detail, advice) => ({ step: failed("token_endpoint", detail, advice) });
  if (answer === "timeout") return bad("No response within 10 seconds.", `Try again later. ${lookAt(url)}`);
  if (answer === "network") {
    return bad(
      "No response: the network failed, or something in the browser stopped the request.",
      `Look for an ad blocker, a service worker or a content security policy without connect-src 'self'. ${lookAt(url)}`
    );
  }
  const { response, text } = answer;
  const { status } = response;
  if (response.type === "opaqueredirect") {
    return bad(
      "Answers with a redirect, perhaps to a sign-in page.",
      `Sign in again: the session may have ended. ${lookAt(url)}`
    );
  }
  if (status === 401 || status === 403) {
    const advice = hint ? "The session has ended since the page was made, or the page came from a cache: reload it, and sign in." : signIn;
    return bad(`Responds with ${status}: nobody is signed in.`, advice);
  }
  if (status === 404) {
    const plan = "Help center JWTs come with Guide Enterprise and Suite Enterprise: have the plan changed, then reload.";
    return bad("Responds with 404: the plan has no help center JWTs.", plan);
  }
  if (status === 429) {
    const wait = response.headers.get("retry-after");
    return bad(
      `Responds with 429: too many requests.${wait ? ` Retry-After: ${wait}.` : ""}`,
      "Wait. If it comes back, look for code that asks for tokens on its own, past the shared client."
    );
  }
  if (status !== 200)
    return bad(`Responds with ${status}.`, `Try again later; Zendesk's status page may know. ${lookAt(url)}`);
  try {
    return { step: ok("token_endpoint", "Responds with 200 with JSON."), body: JSON.parse(text) };
  } catch {
    const what = /^\s*</.test(text) ? "with HTML, perhaps a sign-in page" : "with what is not JSON";
    return bad(`Responds with 200 ${what}.`, `Sign in again: the session may have ended. ${lookAt(url)}`);
  }
}
function timeLeftStep({ exp, iat }, { response, sentAt, receivedAt }) {
  const issuerTime = serverTime(response.headers.get("date"), iat, receivedAt.wall);
  const seconds = Math.round((exp * 1e3 - issuerTime - elapsed(sentAt, receivedAt)) / 1e3);
  return seconds > 0 ? ok("time_left", `${seconds} s, by the help center's clock.`) : failed(
    "time_left",
    `None: the token had expired ${-seconds} s before it was received.`,
    "Something keeps old responses of the token endpoint (a proxy, a service worker), or the help center's clock is wrong."
  );
}
var tolerance = 60;
function clockStep(answer) {
  const date = typeof answer === "string" ? Number.NaN : parseDate(answer.response.headers.get("date") ?? "");
  if (typeof answer === "string" || Number.isNaN(date)) {
    return skipped("clock", "The token endpoint gave no Date to compare with.");
  }
  const { sentAt, receivedAt } = answer;
  const halfway = receivedAt.wall - (receivedAt.monotonic - sentAt.monotonic) / 2;
  const seconds = Math.round((halfway - date - 500) / 1e3);
  const detail = `This device's clock is ${Math.abs(seconds)} s ${seconds < 0 ? "behind" : "ahead of"} the help center's.`;
  return Math.abs(seconds) <= tolerance ? ok("clock", detail) : failed(
    "clock",
    detail,
    "Set this device's clock. hc-jwt allows for it; other code that compares exp with Date.now() does not."
  );
}

// src/diagnose/token.ts
async function diagnoseToken(tokenUrl) {
  const page = globalThis.location;
  const url = page && parseUrl(tokenUrl, pageOrigin());
  if (!page || !/^https?:$/.test(page.protocol) || url?.origin !== page.origin) {
    const step = failed(
      "help_center",
      page ? `The token URL is not on this page's origin, ${page.origin}.` : "There is no page.",
      "Run this on a page of the help center. The session cookie, which the token is given for, goes to its own origin only."
    );
    return { steps: [step, ...skippedFrom("signed_in", "This is no page of the help center.")] };
  }
  const hint = pageHint();
  if (hint?.role === "anonymous") {
    const nobody = failed("signed_in", "window.HelpCenter says that nobody is signed in.", signIn);
    return { steps: [onHelpCenter(), nobody, ...skippedFrom("token_endpoint", "Nobody is signed in.")] };
  }
  const sentAt = now();
  const answer = await plainRequest(
    url.href,
    { credentials: "same-origin", cache: "no-store", redirect: "manual", headers: { accept: "application/json" } },
    async (response) => ({ response, text: await response.text(), sentAt, receivedAt: now() })
  );
  const status = typeof answer === "string" ? 0 : answer.response.status;
  const { step: endpoint, body } = endpointStep(answer, url, hint);
  const start = [hint || status !== 404 ? onHelpCenter() : notOnHelpCenter(), signedInStep(hint, status), endpoint];
  const clock = clockStep(answer);
  if (body === void 0 || typeof answer === "string") {
    const reason = "The token endpoint gave no token.";
    return { steps: [...start, skipped("token", reason), skipped("time_left", reason), clock] };
  }
  const jwt = body?.token;
  let claims;
  try {
    claims = decodeToken(jwt);
  } catch (error) {
    const token2 = failed("token", error.message, lookAt(url));
    return { steps: [...start, token2, skipped("time_left", "There is no token that decodes."), clock] };
  }
  const expiry = new Date(claims.exp * 1e3).toISOString();
  const token = ok("token", `Decodes, and expires at ${expiry}. Its claims: ${Object.keys(claims).join(", ")}.`);
  const timeLeft = timeLeftStep(claims, answer);
  const steps = [...start, token, timeLeft, clock];
  return timeLeft.status === "ok" ? { steps, jwt } : { steps };
}
function skippedFrom(first, reason) {
  const names2 = ["signed_in", "token_endpoint", "token", "time_left", "clock"];
  return names2.slice(names2.indexOf(first)).map((name) => skipped(name, reason));
}
function onHelpCenter() {
  return ok("help_center", `${pageOrigin()} is the page's origin, and the token URL's.`);
}
function notOnHelpCenter() {
  return failed(
    "help_center",
    "There is no window.HelpCenter here, nor a token endpoint.",
    "Run this on a page of the help center, not in a frame of another origin, nor in the admin or agent pages."
  );
}
function pageHint() {
  try {
    const { user } = globalThis.HelpCenter ?? {};
    if (typeof user?.role !== "string" || !user.role) return void 0;
    const who = user.email || user.name;
    return typeof who === "string" ? { role: user.role, who } : { role: user.role };
  } catch {
    return void 0;
  }
}

// src/diagnose/index.ts
async function diagnose(url, options) {
  const client = presentClient();
  const { steps, jwt } = await diagnoseToken(options?.tokenUrl ?? "/api/v2/help_center/integration/token");
  const all = [clientStep(client), ...steps, ...await destinationSteps(url, client, jwt)];
  const diagnosis = { ok: all.every(({ status }) => status !== "failed"), steps: all };
  print(diagnosis);
  return diagnosis;
}
function clientStep(client) {
  return client ? ok("client", `hc-jwt ${client.version} is on this page.`) : failed("client", "There is no shared client on this page.", noClient);
}
async function destinationSteps(url, client, jwt) {
  if (url === void 0) return skippedDestination('No URL was given: HCJwt.diagnose("https://…").');
  if (!client) return skippedDestination("There is no client that knows which origins are allowed.");
  return diagnoseDestination(url, client.fetch, jwt);
}
function print({ steps }) {
  const rows = {};
  for (const { name, status, detail } of steps) rows[name] = { status, detail };
  console.table(rows);
  for (const { name, status, detail, advice } of steps) {
    if (status === "failed") console.warn(`${name}: ${detail} → ${advice}`);
  }
}
export {
  diagnose
};
