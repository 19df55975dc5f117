/**
 * What is looked at, in this order. Stable: compare names, not details.
 *
 * - `client`: the page has a shared client
 * - `help_center`: the page belongs to a help center, and the token URL to its origin
 * - `signed_in`: somebody is signed in
 * - `token_endpoint`: it answers, with JSON
 * - `token`: what it answers is a token that decodes
 * - `time_left`: the token can be used for a while
 * - `clock`: this device's clock is right to the minute
 * - `destination`: the token may go to the url
 * - `reachable`: the url's server answers at all
 * - `preflight`: it lets this page send `Authorization`, and read the answer
 * - `accepted`: it takes the token
 */
export type DiagnosisStepName =
  | "client"
  | "help_center"
  | "signed_in"
  | "token_endpoint"
  | "token"
  | "time_left"
  | "clock"
  | "destination"
  | "reachable"
  | "preflight"
  | "accepted";

/** One thing that was looked at. */
export interface DiagnosisStep {
  readonly name: DiagnosisStepName;
  /** `skipped`: an earlier step failed that this one needs, or there was nothing to look at. */
  readonly status: "ok" | "failed" | "skipped";
  /** What was found, or why it was skipped. For people; it never holds a token. */
  readonly detail: string;
  /** What to do, where the step failed. */
  readonly advice?: string;
}

/** What works and what does not. */
export interface Diagnosis {
  /** No step failed. */
  readonly ok: boolean;
  readonly steps: readonly DiagnosisStep[];
}

/** What the diagnosis cannot learn from outside the client. */
export interface DiagnoseOptions {
  /**
   * The client's `tokenUrl`, where it was changed.
   *
   * @default "/api/v2/help_center/integration/token"
   */
  tokenUrl?: string | undefined;
}

/** `HCJwt.diagnose`, which the second script or `hc-jwt/diagnose` brings. */
export type Diagnose = (url?: string | URL, options?: DiagnoseOptions) => Promise<Diagnosis>;

export function ok(name: DiagnosisStepName, detail: string): DiagnosisStep {
  return { name, status: "ok", detail };
}

export function failed(name: DiagnosisStepName, detail: string, advice: string): DiagnosisStep {
  return { name, status: "failed", detail, advice };
}

/** @param reason what would have to work first */
export function skipped(name: DiagnosisStepName, reason: string): DiagnosisStep {
  return { name, status: "skipped", detail: reason };
}
