import type { SharedHelpCenterJwt } from "../page-client.ts";

/** The page's shared client, if there is one. This file does not contain one. */
export function presentClient(): SharedHelpCenterJwt | undefined {
  const client = (globalThis as { [key: symbol]: SharedHelpCenterJwt | undefined })[Symbol.for("hc-jwt.v1")];
  return typeof client?.fetch === "function" ? client : undefined;
}

/** What to do without a shared client. */
export const noClient =
  "Load hc-jwt.js before. With npm, the client is made when it is first used: call HCJwt.configure() or HCJwt.preload().";
