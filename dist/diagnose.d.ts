import { type Diagnosis } from "./diagnosis.js";
import type { SharedHelpCenterJwt } from "./shared.js";
export type { Diagnosis, DiagnosisStep, DiagnosisStepName } from "./diagnosis.js";
/** What the diagnosis cannot learn from outside the client. */
export interface DiagnoseOptions {
    /**
     * The client's `tokenUrl`, where it was changed.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
}
/**
 * Tells what works and what does not between this page and an API, and prints it as a table, with a line for each step
 * that failed. For the console and for bug reports; it never shows the token, and never rejects.
 *
 * It makes requests of its own: one for a token; one GET to the URL with that token, and where this fails one or two more
 * without. The shared client, its token and its remembered failures stay as they are.
 *
 * @param url what a call of yours fails on; without it, the page and the token are looked at
 * @example
 * await HCJwt.diagnose("https://api.example.com/orders");
 */
export declare function diagnose(url?: string | URL, options?: DiagnoseOptions): Promise<Diagnosis>;
/** The page's shared client, if there is one: this file brings none. */
export declare function presentClient(): SharedHelpCenterJwt | undefined;
/** What to do where there is none. */
export declare const noClient = "Load hc-jwt.js before. With npm, the client is made when it is first used: call HCJwt.configure() or HCJwt.preload().";
