/**
 * Checks what works between this page and an API, and prints a table, with a line for each step that failed. For the console
 * and for bug reports. It never shows the token, and never rejects.
 *
 * It sends requests of its own: one for a token, one GET to the URL with that token, and if that fails one or two more without
 * it. The shared client keeps its options, its token and its remembered failures. Checking the
 * destination may call its `onError`.
 *
 * @param url the URL that a call of yours fails on. Without it, only the page and the token are checked
 * @example
 * await HCJwt.diagnose("https://api.example.com/orders");
 */
export declare function diagnose(url?: string | URL, options?: DiagnoseOptions): Promise<Diagnosis>;

/** Options of `HCJwt.diagnose`: what it cannot read from the client. */
export declare interface DiagnoseOptions {
    /**
     * The client's `tokenUrl`, if it was changed.
     *
     * @default "/api/v2/help_center/integration/token"
     */
    tokenUrl?: string | undefined;
}

/** The result of `HCJwt.diagnose`. */
export declare interface Diagnosis {
    /** Has no step failed? */
    readonly ok: boolean;
    readonly steps: readonly DiagnosisStep[];
}

/** One step of a diagnosis. */
export declare interface DiagnosisStep {
    readonly name: DiagnosisStepName;
    /** `skipped`: an earlier step that this one needs has failed, or there was nothing to check. */
    readonly status: "ok" | "failed" | "skipped";
    /** The finding, or why the step was skipped. For people to read. Never contains a token. */
    readonly detail: string;
    /** What to do, if the step failed. */
    readonly advice?: string;
}

/**
 * The steps of a diagnosis, in this order. The names are stable, the details are not.
 *
 * - `client`: the page has a shared client
 * - `help_center`: the page belongs to a help center, and the token URL to its origin
 * - `signed_in`: somebody is signed in
 * - `token_endpoint`: it responds with JSON
 * - `token`: the response contains a token that can be decoded
 * - `time_left`: the token has not expired
 * - `clock`: this device's clock is at most a minute off
 * - `destination`: the token may be sent to the URL
 * - `reachable`: the URL's server responds at all
 * - `preflight`: its CORS headers let this page send `Authorization` and read the response
 * - `accepted`: it accepts the token
 */
export declare type DiagnosisStepName = "client" | "help_center" | "signed_in" | "token_endpoint" | "token" | "time_left" | "clock" | "destination" | "reachable" | "preflight" | "accepted";

export { }
