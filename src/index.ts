import { type SharedHelpCenterJwt, sharedClient } from "./page-client.ts";

export type { GetTokenOptions, HelpCenterJwtClient, WaitOptions } from "./client.ts";
export { createClient } from "./client.ts";
export type { HelpCenterJwtErrorCode } from "./errors.ts";
export { HelpCenterJwtError, isHelpCenterJwtError } from "./errors.ts";
export type { HelpCenterJwtOptions } from "./options.ts";
export type { SharedHelpCenterJwt } from "./page-client.ts";
export type { HelpCenterClaims } from "./token/claims.ts";

/**
 * The client that all scripts of a page share: the same as `window.HCJwt` of the script tag, created on first use. Importing it
 * has no side effects, and its methods can be called detached.
 *
 * @example
 * import { HCJwt } from "hc-jwt";
 * const response = await HCJwt.fetch("https://api.example.com/orders");
 */
export const HCJwt: SharedHelpCenterJwt = {
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
  },
};
