import { count, spread } from "../format.ts";
import { echoOf, type Lab } from "../lab.ts";
import { choices, type PeerName } from "../peers/bundles.ts";
import { spreadOf, sumOf } from "../stats.ts";
import { peerTable, type Row, takeTurns } from "./row.ts";

const tokenLatency = 100;
const visits = 3;
const pages = 5;

export interface PageView {
  readonly milliseconds: number;
  readonly tokenRequests: number;
}

/** For each peer its visits, each with its pages in order. */
export type Visits = Readonly<Record<PeerName, readonly (readonly PageView[])[]>>;

export const visit: Row = {
  name: "visit",
  async run(lab) {
    const results: Visits = await takeTurns(choices, visits, (peer) => visitPages(lab, peer));
    const later = (peer: PeerName) => results[peer].flatMap((views) => views.slice(1));
    // The worst visit.
    const tokenRequests = (peer: PeerName) =>
      Math.max(...results[peer].map((views) => sumOf(views.slice(1), (view) => view.tokenRequests)));
    return {
      tables: [
        peerTable(
          `Page 2 to ${pages} of a visit`,
          `The next pages of one tab, each with one call; the token endpoint takes ${tokenLatency} ms. ${visits} visits, the peers in turns.`,
          ["the page's first call", `token requests, all of page 2 to ${pages}`],
          results,
          (_, peer) => [
            spread(spreadOf(later(peer).map(({ milliseconds }) => milliseconds))),
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
