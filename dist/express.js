/*! hc-jwt 0.1.0 | MIT License */

// src/express/index.ts
import {
  createVerifier,
  HelpCenterJwtVerificationError
} from "./verify.js";
import { createVerifier as createVerifier2, HelpCenterJwtVerificationError as HelpCenterJwtVerificationError2 } from "./verify.js";
function helpCenterAuth(options) {
  const { optional, onError, verifier } = readOptions(options);
  return (request, response, next) => {
    if (isPreflight(request)) return next();
    verifier.authenticate(request, { optional }).then(
      (claims) => {
        if (claims) request.helpCenter = { claims };
        next();
      },
      (error) => {
        const isRefusal = error instanceof HelpCenterJwtVerificationError;
        if (onError === "next" || !isRefusal) next(error);
        else refuse(response, error);
      }
    ).catch((error) => passOn(error, response, next));
  };
}
function refuse(response, error) {
  if (response.headersSent) return;
  response.statusCode = error.status;
  const headers = { ...error.headers, "Cache-Control": "no-store", "Content-Type": "application/json; charset=utf-8" };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(JSON.stringify({ error: error.code }));
}
function passOn(error, response, next) {
  try {
    next(error);
  } catch {
    if (response.headersSent) return;
    response.statusCode = 500;
    response.end();
  }
}
function isPreflight({ method, headers }) {
  return method === "OPTIONS" && headers["access-control-request-method"] !== void 0;
}
function readOptions(options) {
  if (Object(options) !== options) throw new TypeError('helpCenterAuth takes options such as { subdomain: "acme" }');
  const {
    optional = false,
    onError = "respond",
    verifier,
    ...rest
  } = Object.assign(/* @__PURE__ */ Object.create(null), options);
  if (typeof optional !== "boolean") throw new TypeError("optional must be true or false");
  if (onError !== "respond" && onError !== "next") throw new TypeError('onError must be "respond" or "next"');
  if (verifier === void 0) return { optional, onError, verifier: createVerifier(rest) };
  if (typeof verifier?.authenticate !== "function") throw new TypeError("verifier must be what createVerifier returns");
  const [surplus] = Object.entries(rest).find(([, value]) => value !== void 0) ?? [];
  if (surplus !== void 0) throw new TypeError(`Beside verifier, helpCenterAuth takes no option ${surplus}`);
  return { optional, onError, verifier };
}
export {
  HelpCenterJwtVerificationError2 as HelpCenterJwtVerificationError,
  createVerifier2 as createVerifier,
  helpCenterAuth
};
