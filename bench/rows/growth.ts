import { count, time } from "../format.ts";
import { echoOf, type Lab } from "../lab.ts";
import type { GrowthResult } from "../page/growth.ts";
import { choices, type PeerName, titles } from "../peers/bundles.ts";
import { spreadOf } from "../stats.ts";
import { tokenOf } from "../warm-page.ts";
import type { Row } from "./row.ts";

const levels = [1, 10, 100, 1_000, 10_000];
/** Those that let callers share a token; the others' cost is a token request a call. */
const sharing = choices.filter((peer) => ["ky", "oauth2-client", "hc-jwt"].includes(peer));
const rounds = 3;

export const growth: Row = {
  name: "growth",
  async run(lab) {
    const data: Partial<Record<PeerName, Record<number, GrowthResult>>> = {};
    const lines: string[][] = [];
    for (const peer of sharing) {
      const results: Record<number, GrowthResult> = {};
      for (const callers of levels) {
        const all: GrowthResult[] = [];
        for (let round = 0; round < rounds; round++) all.push(await growTo(lab, peer, callers));
        results[callers] = medianOf(all);
      }
      data[peer] = results;
      for (const callers of levels) {
        const { tokenRequests, milliseconds, waiting, kept } = results[callers] as GrowthResult;
        lines.push([
          titles[peer],
          count(callers),
          count(tokenRequests),
          time(milliseconds / callers),
          `${count(waiting / callers)} B`,
          `${count(kept / callers)} B`,
        ]);
      }
    }
    return {
      tables: [
        {
          title: "How cost grows with concurrent callers",
          about:
            "All of them call before the token is there. The network is stubbed (browsers refuse more than a few thousand open " +
            "requests), so time and memory are the client's own and its promises'. Medians of " +
            `${rounds} fresh pages. With few callers the page's own noise, some 10 kB, outweighs theirs.`,
          columns: [
            "",
            "callers",
            "token requests",
            "time a call",
            "memory a caller, while waiting",
            "memory a caller, kept after",
          ],
          rows: lines,
        },
      ],
      data,
    };
  },
};

async function growTo(lab: Lab, peer: PeerName, callers: number): Promise<GrowthResult> {
  const demo = await lab.demoOf(peer);
  const profile = await lab.newProfile(demo.helpCenter);
  const page = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
  const result = await page.evaluate(
    ({ peer, options, token, callers, url }) => bench.grow(peer, options, token, callers, url),
    { peer, options: { apiOrigin: demo.api.origin }, token: await tokenOf(page), callers, url: echoOf(demo) },
  );
  await profile.close();
  return result;
}

function medianOf(results: readonly GrowthResult[]): GrowthResult {
  const median = (of: (result: GrowthResult) => number) => spreadOf(results.map(of)).median;
  return {
    tokenRequests: Math.max(...results.map(({ tokenRequests }) => tokenRequests)),
    milliseconds: median(({ milliseconds }) => milliseconds),
    waiting: median(({ waiting }) => waiting),
    kept: median(({ kept }) => kept),
  };
}
