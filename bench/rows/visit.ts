import { count, spread } from "../format.ts";
import { echoOf, type Lab } from "../lab.ts";
import { choices, type PeerName } from "../peers/bundles.ts";
import { spreadOf } from "../stats.ts";
import { peerTable, type Row, takeTurns } from "./row.ts";

const tokenLatency = 100;
const visits = 3;
const pages = 5;

interface PageView {
  readonly milliseconds: number;
  readonly tokenRequests: number;
}

export const visit: Row = {
  name: "visit",
  async run(lab) {
    const results = await takeTurns(choices, visits, async (peer) => (await visitPages(lab, peer)).slice(1));
    const tokenRequests = (peer: PeerName) =>
      results[peer].flat().reduce((sum, view) => sum + view.tokenRequests, 0) / visits;
    return {
      tables: [
        peerTable(
          `Page 2 to ${pages} of a visit`,
          `The next pages of one tab, each with one call; the token endpoint takes ${tokenLatency} ms. ${visits} visits, the peers in turns.`,
          ["the page's first call", `token requests, all of page 2 to ${pages}`],
          results,
          (views, peer) => [
            spread(spreadOf(views.flat().map(({ milliseconds }) => milliseconds))),
            count(tokenRequests(peer)),
          ],
        ),
      ],
      checks: [{ what: `token requests on page 2 to ${pages}`, measured: tokenRequests("hc-jwt"), atMost: 0 }],
      data: results,
    };
  },
};

async function visitPages(lab: Lab, peer: PeerName): Promise<PageView[]> {
  const demo = await lab.demoOf(peer);
  demo.controls.set({ tokenLatency });
  const profile = await lab.newProfile(demo.helpCenter);
  const tab = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
  const views: PageView[] = [];
  for (let n = 0; n < pages; n++) {
    if (n > 0) await lab.goTo(tab, demo.helpCenter.origin, [peer]);
    demo.requestLog.clear();
    const milliseconds = await tab.evaluate(({ peer, options, url }) => bench.firstCall(peer, options, url), {
      peer,
      options: { apiOrigin: demo.api.origin },
      url: echoOf(demo),
    });
    views.push({ milliseconds, tokenRequests: demo.requestLog.counts().token });
  }
  await profile.close();
  return views;
}
