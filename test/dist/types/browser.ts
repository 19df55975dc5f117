import {
  createClient,
  type GetTokenOptions,
  HCJwt,
  type HelpCenterClaims,
  type HelpCenterJwtClient,
  HelpCenterJwtError,
  type HelpCenterJwtErrorCode,
  type HelpCenterJwtOptions,
  isHelpCenterJwtError,
  type SharedHelpCenterJwt,
  type WaitOptions,
} from "hc-jwt";
import {
  type DiagnoseOptions,
  type Diagnosis,
  type DiagnosisStep,
  type DiagnosisStepName,
  diagnose,
} from "hc-jwt/diagnose";
import { same } from "./expect.js";

const url = "https://api.example.com/orders";

// The shared client.
same<typeof HCJwt, SharedHelpCenterJwt>(true);
same<Parameters<typeof HCJwt.fetch>, Parameters<typeof fetch>>(true);
same<ReturnType<typeof HCJwt.fetch>, Promise<Response>>(true);
same<typeof HCJwt.getToken, (options?: GetTokenOptions) => Promise<string>>(true);
same<typeof HCJwt.getClaims, (options?: WaitOptions) => Promise<HelpCenterClaims>>(true);
same<typeof HCJwt.preload, () => Promise<void>>(true);
same<typeof HCJwt.configure, (options: HelpCenterJwtOptions) => void>(true);
same<typeof HCJwt.install, (options: { origins: readonly string[] }) => () => void>(true);
same<typeof HCJwt.clear, () => void>(true);
same<typeof HCJwt.version, string>(true);
same<typeof HCJwt.create, typeof createClient>(true);
same<NonNullable<typeof HCJwt.diagnose>, typeof diagnose>(true);
// @ts-expect-error the diagnosis may not be loaded
HCJwt.diagnose(url);
// @ts-expect-error nothing of it can be replaced
HCJwt.version = "1";
// @ts-expect-error needs to know where
HCJwt.install();
// @ts-expect-error a list
HCJwt.install({ origins: "https://api.example.com" });

// Another client, with each option.
const options: Required<HelpCenterJwtOptions> = {
  tokenUrl: "/token",
  allowedOrigins: ["https://api.example.com"] as const,
  refreshLeeway: 60_000,
  storage: "session",
  anonymous: "omit",
  timeout: 5_000,
  retry: 2,
  onError: (error) => same<typeof error, HelpCenterJwtError>(true),
  user: null,
};
same<ReturnType<typeof createClient>, HelpCenterJwtClient>(true);
const client = createClient(options);
const replacesFetch: typeof fetch = client.fetch;
createClient({ user: 42, storage: undefined });
// @ts-expect-error an option that does not exist
createClient({ origins: [] });
// @ts-expect-error a value that does not exist
createClient({ storage: "local" });
// @ts-expect-error milliseconds
createClient({ timeout: "5s" });
// @ts-expect-error a client of its own has neither
client.create;
client.getToken({ forceRefresh: true, signal: new AbortController().signal });
// @ts-expect-error claims are of the token that is there
client.getClaims({ forceRefresh: true });

// ky, whose types are inside.
const items: Promise<string[]> = client.api.get(url).json<string[]>();
const posted: Promise<Response> = HCJwt.api.post(url, {
  json: { title: "x" },
  searchParams: { page: 1 },
  timeout: false,
});
const retrying: typeof HCJwt.api = HCJwt.api.extend({
  retry: { limit: 2, methods: ["get"] },
  hooks: { beforeRequest: [({ request }) => request.headers.set("X-Id", "1")] },
});
// @ts-expect-error not any
HCJwt.api.fetch(url);
// @ts-expect-error an option that ky does not have
HCJwt.api.get(url, { jsn: {} });

// Claims.
declare const claims: HelpCenterClaims;
same<typeof claims.userId, number>(true);
same<typeof claims.email, string>(true);
same<typeof claims.exp, number>(true);
same<typeof claims.product, unknown>(true);

// Errors.
declare const caught: unknown;
if (isHelpCenterJwtError(caught)) {
  same<typeof caught, HelpCenterJwtError>(true);
  same<typeof caught.code, HelpCenterJwtErrorCode>(true);
  const status: number | undefined = caught.status;
  const wait: number | undefined = caught.retryAfter;
  const all: Record<HelpCenterJwtErrorCode, string> = {
    not_signed_in: "",
    plan_unsupported: "",
    rate_limited: "",
    token_endpoint_unavailable: "",
    invalid_token_response: "",
    destination_not_allowed: "",
    insecure_destination: "",
    unsupported_mode: "",
    invalid_option: "",
  };
  all[caught.code] = `${status} ${wait}`;
  // @ts-expect-error a code that does not exist
  caught.code === "unknown";
}
same<HelpCenterJwtError extends Error ? true : false, true>(true);
new HelpCenterJwtError("rate_limited", "x", { status: 429, retryAfter: 1_000, cause: new Error("x") });

// The diagnosis.
same<typeof diagnose, (url?: string | URL, options?: DiagnoseOptions) => Promise<Diagnosis>>(true);
diagnose(new URL(url), { tokenUrl: "/token" }).then(({ ok, steps }) => {
  same<typeof ok, boolean>(true);
  same<typeof steps, readonly DiagnosisStep[]>(true);
  const [step] = steps;
  if (step) same<typeof step.name, DiagnosisStepName>(true);
  if (step) same<typeof step.status, "ok" | "failed" | "skipped">(true);
});

export { items, posted, replacesFetch, retrying };
