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

// src/express/index.ts
var express_exports = {};
__export(express_exports, {
  HelpCenterJwtVerificationError: () => import_verify2.HelpCenterJwtVerificationError,
  createVerifier: () => import_verify2.createVerifier,
  helpCenterAuth: () => helpCenterAuth
});
module.exports = __toCommonJS(express_exports);
var import_verify = require("./verify.cjs");
var import_verify2 = require("./verify.cjs");
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
        const isRefusal = error instanceof import_verify.HelpCenterJwtVerificationError;
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
  if (verifier === void 0) return { optional, onError, verifier: (0, import_verify.createVerifier)(rest) };
  if (typeof verifier?.authenticate !== "function") throw new TypeError("verifier must be what createVerifier returns");
  const [surplus] = Object.entries(rest).find(([, value]) => value !== void 0) ?? [];
  if (surplus !== void 0) throw new TypeError(`Beside verifier, helpCenterAuth takes no option ${surplus}`);
  return { optional, onError, verifier };
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  HelpCenterJwtVerificationError,
  createVerifier,
  helpCenterAuth
});
