import type { SharedHelpCenterJwt } from "../page-client.ts";
import { noClient, presentClient } from "./client.ts";
import { diagnoseDestination, skippedDestination } from "./destination.ts";
import { type DiagnoseOptions, type Diagnosis, type DiagnosisStep, failed, ok } from "./report.ts";
import { diagnoseToken } from "./token.ts";

export type { DiagnoseOptions, Diagnosis, DiagnosisStep, DiagnosisStepName } from "./report.ts";

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
export async function diagnose(url?: string | URL, options?: DiagnoseOptions): Promise<Diagnosis> {
  const client = presentClient();
  const { steps, jwt } = await diagnoseToken(options?.tokenUrl ?? "/api/v2/help_center/integration/token");
  const all = [clientStep(client), ...steps, ...(await destinationSteps(url, client, jwt))];
  const diagnosis = { ok: all.every(({ status }) => status !== "failed"), steps: all };
  print(diagnosis);
  return diagnosis;
}

function clientStep(client: SharedHelpCenterJwt | undefined): DiagnosisStep {
  return client
    ? ok("client", `hc-jwt ${client.version} is on this page.`)
    : failed("client", "There is no shared client on this page.", noClient);
}

async function destinationSteps(
  url: string | URL | undefined,
  client: SharedHelpCenterJwt | undefined,
  jwt: string | undefined,
): Promise<DiagnosisStep[]> {
  if (url === undefined) return skippedDestination('No URL was given: HCJwt.diagnose("https://…").');
  if (!client) return skippedDestination("There is no client that knows which origins are allowed.");
  return diagnoseDestination(url, client.fetch, jwt);
}

function print({ steps }: Diagnosis): void {
  const rows: Record<string, Pick<DiagnosisStep, "status" | "detail">> = {};
  for (const { name, status, detail } of steps) rows[name] = { status, detail };
  console.table(rows);
  for (const { name, status, detail, advice } of steps) {
    if (status === "failed") console.warn(`${name}: ${detail} → ${advice}`);
  }
}
