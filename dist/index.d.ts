import { type SharedHelpCenterJwt } from "./shared.js";
export type { GetTokenOptions, HelpCenterJwtClient, WaitOptions } from "./client.js";
export { createClient } from "./client.js";
export type { HelpCenterJwtErrorCode } from "./errors.js";
export { HelpCenterJwtError, isHelpCenterJwtError } from "./errors.js";
export type { HelpCenterJwtOptions } from "./options.js";
export type { SharedHelpCenterJwt } from "./shared.js";
export type { HelpCenterClaims } from "./token.js";
/**
 * The page's shared client: the same one that a script tag's `window.HCJwt` is, made on first use. Importing it does
 * nothing, and its methods work detached.
 *
 * @example
 * import { HCJwt } from "hc-jwt";
 * const response = await HCJwt.fetch("https://api.example.com/orders");
 */
export declare const HCJwt: SharedHelpCenterJwt;
