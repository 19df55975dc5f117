export type { HelpCenterHandlersOptions } from "./endpoints.ts";
export type { TestApi } from "./fetch.ts";
export { helpCenterFetch } from "./fetch.ts";
export { helpCenterHandlers } from "./handlers.ts";
export type { TestHelpCenter } from "./server.ts";
export { startHelpCenter } from "./server.ts";
export type { Signer, SignOptions, TestClaims, TestJwk } from "./signer.ts";
export { createSigner, signToken } from "./signer.ts";
