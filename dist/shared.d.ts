import { createClient, type HelpCenterJwtClient } from "./client.js";
import type { diagnose } from "./diagnose.js";
/** The page's shared client. */
export interface SharedHelpCenterJwt extends HelpCenterJwtClient {
    /** `createClient`: a client of its own, with its own token. */
    readonly create: typeof createClient;
    /** Tells what works and what does not: there once `hc-jwt-diagnose.js` is loaded. */
    readonly diagnose?: typeof diagnose | undefined;
}
export declare const sharedKey: unique symbol;
/**
 * One client a page, whichever copy of the library (script tag, bundled modules, another minor version) comes first.
 * A symbol, so that no name is taken on the page; known by its shape, since classes differ between copies.
 */
export declare function sharedClient(): SharedHelpCenterJwt;
