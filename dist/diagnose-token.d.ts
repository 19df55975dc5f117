import { type DiagnosisStep } from "./diagnosis.js";
export interface TokenDiagnosis {
    readonly steps: readonly DiagnosisStep[];
    /** A token that can be used, where one was had. It is never shown. */
    readonly jwt?: string;
}
/**
 * From the page to a token, with one request of its own: the client's token, failures and timing stay as they are. The
 * request is the client's in all that matters, but for retries.
 *
 * @param tokenUrl where tokens come from
 */
export declare function diagnoseToken(tokenUrl: string): Promise<TokenDiagnosis>;
