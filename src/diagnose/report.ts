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

/** One step of a diagnosis. */
export interface DiagnosisStep {
  readonly name: DiagnosisStepName;
  /** `skipped`: an earlier step that this one needs has failed, or there was nothing to check. */
  readonly status: "ok" | "failed" | "skipped";
  /** The finding, or why the step was skipped. For people to read. Never contains a token. */
  readonly detail: string;
  /** What to do, if the step failed. */
  readonly advice?: string;
}

/** The result of `HCJwt.diagnose`. */
export interface Diagnosis {
  /** Has no step failed? */
  readonly ok: boolean;
  readonly steps: readonly DiagnosisStep[];
}

/** Options of `HCJwt.diagnose`: what it cannot read from the client. */
export interface DiagnoseOptions {
  /**
   * The client's `tokenUrl`, if it was changed.
   *
   * @default "/api/v2/help_center/integration/token"
   */
  tokenUrl?: string | undefined;
}

/** `HCJwt.diagnose`, from `hc-jwt-diagnose.js` or `hc-jwt/diagnose`. */
export type Diagnose = (url?: string | URL, options?: DiagnoseOptions) => Promise<Diagnosis>;

export function ok(name: DiagnosisStepName, detail: string): DiagnosisStep {
  return { name, status: "ok", detail };
}

export function failed(name: DiagnosisStepName, detail: string, advice: string): DiagnosisStep {
  return { name, status: "failed", detail, advice };
}

/** @param reason what must work first */
export function skipped(name: DiagnosisStepName, reason: string): DiagnosisStep {
  return { name, status: "skipped", detail: reason };
}
