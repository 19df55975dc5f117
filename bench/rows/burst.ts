import { count, time } from "../format.ts";
import { echoOf, type Lab } from "../lab.ts";
import type { BurstResult } from "../page/calls.ts";
import { choices, type PeerName } from "../peers/bundles.ts";
import { spreadOf } from "../stats.ts";
import { peerTable, type Row, takeTurns } from "./row.ts";

const calls = 1_000;
type Result = BurstResult & { readonly tokenRequests: number };

export const burst: Row = {
  name: "burst",
  async run(lab) {
    const results = await takeTurns(choices, 1, (peer) => burstOf(lab, peer));
    const worst = (peer: PeerName, of: (result: Result) => number) => Math.max(...results[peer].map(of));
    return {
      tables: [
        peerTable(
          `${count(calls)} concurrent cold calls`,
          `${count(calls)} POSTs at once from a page that has no token yet. Once each, since what counts here are the requests.`,
          ["until the last answer", "token requests", "calls that failed"],
          results,
          (result, peer) => [
            time(spreadOf(result.map(({ milliseconds }) => milliseconds)).median),
            count(worst(peer, ({ tokenRequests }) => tokenRequests)),
            count(worst(peer, ({ failed }) => failed)),
          ],
        ),
      ],
      checks: [
        {
          what: `token requests for ${count(calls)} concurrent cold calls`,
          measured: worst("hc-jwt", ({ tokenRequests }) => tokenRequests),
          atMost: 1,
        },
      ],
      data: results,
    };
  },
};

async function burstOf(lab: Lab, peer: PeerName): Promise<Result> {
  const demo = await lab.demoOf(peer);
  const profile = await lab.newProfile(demo.helpCenter);
  const page = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
  const result = await page.evaluate(
    ({ peer, options, url, calls }) => {
      bench.create(peer, options);
      // POSTs: Chromium's cache would serialise GETs of one URL.
      return bench.burst(peer, url, { calls, bodyLength: 100 });
    },
    { peer, options: { apiOrigin: demo.api.origin }, url: echoOf(demo), calls },
  );
  await profile.close();
  return { ...result, tokenRequests: demo.requestLog.counts().token };
}
