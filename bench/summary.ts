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

/** The table of the project's own README: what a visitor notices, peer by peer. */
export function summaryOf(results: Results): string {
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
      "token requests for 50 calls to an API that always answers 401",
      (peer) => count(results.refusing[peer].tokenRequests),
    ],
    ["requests to a token endpoint that is down, in 100 calls", (peer) => count(results.down[peer].tokenRequests)],
    ["gzip -9", (peer) => `${(results.bytes[peer].es2022.gzip / 1_000).toFixed(1)} kB`],
  ];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row([results.machine.date, ...choices.map((peer) => columns[peer] ?? peer)]),
    row(["---", ...choices.map(() => "---:")]),
    ...lines.map(([what, cell]) => row([what, ...choices.map(cell)])),
  ].join("\n");
}

const readme = new URL("../README.md", import.meta.url);

/** Writes the summary of a run between the marks in the project's README. */
export async function writeSummary(results: Results): Promise<void> {
  await writeBetweenMarks(readme, "bench", summaryOf(results));
}
