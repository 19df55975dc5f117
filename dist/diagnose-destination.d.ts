import { type DiagnosisStep } from "./diagnosis.js";
/** All skipped. */
export declare function skippedDestination(reason: string): DiagnosisStep[];
/**
 * From the token to the author's API: one GET with the token; where that fails, one or two without it tell why.
 *
 * @param given the URL as the author gave it
 * @param clientFetch the shared client's, which knows the options
 * @param jwt a token, where one was had
 */
export declare function diagnoseDestination(given: string | URL, clientFetch: typeof fetch, jwt: string | undefined): Promise<DiagnosisStep[]>;
