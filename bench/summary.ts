import { writeBetweenMarks } from "../test/helpers/marks.ts";
import { count, ratio, time } from "./format.ts";
import { choices, type PeerName } from "./peers/bundles.ts";
import type { FirstCalls } from "./rows/first-call.ts";
import type { Visits } from "./rows/visit.ts";
import { spreadOf } from "./stats.ts";

/** What a run leaves in results.json, as far as the summary needs it. */
export interface Results {
  readonly machine: { readonly date: string };
  readonly "first-call": FirstCalls;
  readonly visit: Visits;
  readonly warm: { readonly all: Record<PeerName, { readonly median: number }> };
  readonly "own-time": Record<PeerName, { readonly median: number }>;
  readonly burst: Record<PeerName, readonly { readonly failed: number; readonly tokenRequests: number }[]>;
  readonly steady: Record<string, Record<PeerName, { readonly waited: number }>>;
  readonly revoked: Record<PeerName, { readonly failed: number; readonly tokenRequests: number }>;
  readonly refusing: Record<PeerName, { readonly tokenRequests: number }>;
  readonly down: Record<PeerName, { readonly tokenRequests: number }>;
  readonly bytes: Record<PeerName, { readonly es2022: { readonly gzip: number } }>;
}

const columns: Readonly<Partial<Record<PeerName, string>>> = {
  "per-call": "token fetch a call",
  "local-storage": "`localStorage`",
  ky: "ky with hooks",
  axios: "axios, auth-refresh",
  "oauth2-client": "oauth2-client",
  "hc-jwt": "hc-jwt",
};

/** The table of docs/benchmark.md: what a visitor notices, peer by peer. */
export function summaryOf(results: Results): string {
  return tableOf(results, choices, () => true);
}

/** What people copy from tutorials and public themes, as opposed to libraries. */
const copied: readonly PeerName[] = ["per-call", "local-storage", "hc-jwt"];

/** The rows of the table in the project's own README, by how they begin. */
const chosen = [
  "first call on the pages after that",
  "token requests for 1,000",
  "of 200 calls",
  "of 50 POSTs",
  "requests to a token endpoint that is down",
];

/** Five rows of the summary, for whoever would rather copy a few lines. */
export function tutorialSummaryOf(results: Results): string {
  return tableOf(results, copied, (what) => chosen.some((beginning) => what.startsWith(beginning)))
    .replace(columns["per-call"] as string, "a token request in each call")
    .replace(
      "first call on the pages after that",
      "first call on each further page of a visit, where a token takes 100 ms",
    );
}

function tableOf(results: Results, peers: readonly PeerName[], isShown: (what: string) => boolean): string {
  const { near, far, preloaded } = results["first-call"];
  const medianOf = (times: readonly number[]) => time(spreadOf(times).median);
  const lines: [what: string, cell: (peer: PeerName) => string][] = [
    [
      "first call of a visit, where a token takes 100 ms and the API is 50 ms away",
      (peer) =>
        medianOf(far[peer]) +
        (peer === "hc-jwt" ? `, with \`preload()\` and preconnect ${medianOf(preloaded.far)}` : ""),
    ],
    [
      "the same on loopback",
      (peer) =>
        medianOf(near[peer]) +
        (peer === "hc-jwt" ? `, with \`preload()\` and preconnect ${medianOf(preloaded.near)}` : ""),
    ],
    [
      "first call on the pages after that",
      (peer) =>
        medianOf(results.visit[peer].flatMap((pages) => pages.slice(1).map(({ milliseconds }) => milliseconds))),
    ],
    [
      "time of a warm call, beside native fetch",
      (peer) => ratio(results.warm.all[peer].median / results.warm.all.native.median),
    ],
    [
      "the client's own part of it, beside hc-jwt's",
      (peer) => ratio(results["own-time"][peer].median / results["own-time"]["hc-jwt"].median),
    ],
    [
      "token requests for 1,000 concurrent cold calls",
      (peer) => {
        const [{ tokenRequests, failed } = { tokenRequests: Number.NaN, failed: 0 }] = results.burst[peer];
        return failed ? `${count(tokenRequests)} (${count(failed)} calls fail)` : count(tokenRequests);
      },
    ],
    [
      "of 200 calls over ten token lifetimes, those that wait",
      (peer) => count(results.steady[300]?.[peer].waited ?? 0),
    ],
    ["of 50 POSTs with a revoked token, those that fail", (peer) => count(results.revoked[peer].failed)],
    ["token requests then", (peer) => count(results.revoked[peer].tokenRequests)],
    [
      "token requests for 50 calls to an API that always responds with 401",
      (peer) => count(results.refusing[peer].tokenRequests),
    ],
    ["requests to a token endpoint that is down, in 100 calls", (peer) => count(results.down[peer].tokenRequests)],
    ["gzip -9", (peer) => `${(results.bytes[peer].es2022.gzip / 1_000).toFixed(1)} kB`],
  ];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row([`measured on ${results.machine.date}`, ...peers.map((peer) => columns[peer] ?? peer)]),
    row(["---", ...peers.map(() => "---:")]),
    ...lines.filter(([what]) => isShown(what)).map(([what, cell]) => row([what, ...peers.map(cell)])),
  ].join("\n");
}

const page = (path: string) => new URL(`../${path}`, import.meta.url);

/** Writes the summaries of a run between the marks in the documentation. */
export async function writeSummary(results: Results): Promise<void> {
  await writeBetweenMarks(page("docs/benchmark.md"), "bench", summaryOf(results));
  await writeBetweenMarks(page("README.md"), "tutorial", tutorialSummaryOf(results));
}
