import type { SharedHelpCenterJwt } from "../../src/shared.ts";
import { spread } from "../format.ts";
import { echoOf, type Lab } from "../lab.ts";
import { type PeerName, peerNames } from "../peers/bundles.ts";
import { spreadOf } from "../stats.ts";
import { tokenOf } from "../warm-page.ts";
import { peerTable, type Row, takeTurns } from "./row.ts";

declare const HCJwt: SharedHelpCenterJwt;

/** Milliseconds that the token endpoint takes, beside signing: on loopback it would take next to none. */
const tokenLatency = 100;
const rounds = 8;

export const firstCall: Row = {
  name: "first-call",
  async run(lab) {
    const preloaded: number[] = [];
    const cold = await takeTurns(peerNames, rounds, async (peer) => {
      if (peer === "hc-jwt") preloaded.push(await timeFirstCall(lab, peer, true));
      return timeFirstCall(lab, peer, false);
    });
    const withPreload = spreadOf(preloaded);
    return {
      tables: [
        peerTable(
          "The first call of a visit",
          `From nothing to the answer's body, in a new profile: connection, preflight, token, call. The token endpoint takes ` +
            `${tokenLatency} ms. With \`preload()\`: called ${2 * tokenLatency} ms before, as from the page's head. ${rounds} rounds, the peers in turns.`,
          ["cold", "after `preload()`"],
          cold,
          (times, peer) => [spread(spreadOf(times)), peer === "hc-jwt" ? spread(withPreload) : "—"],
        ),
      ],
      data: { cold, preloaded },
    };
  },
};

async function timeFirstCall(lab: Lab, peer: PeerName, preload: boolean): Promise<number> {
  const demo = await lab.demoOf("native");
  const profile = await lab.newProfile(demo.helpCenter);
  const page = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
  // The baseline has its token from elsewhere.
  const token = peer === "native" ? await tokenOf(page) : "";
  demo.controls.set({ tokenLatency });
  if (preload) {
    await page.evaluate(
      async ({ peer, options, milliseconds }) => {
        bench.create(peer, options);
        HCJwt.preload();
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      },
      { peer, options: { apiOrigin: demo.api.origin, token }, milliseconds: 2 * tokenLatency },
    );
  }
  const milliseconds = await page.evaluate(({ peer, options, url }) => bench.firstCall(peer, options, url), {
    peer,
    options: { apiOrigin: demo.api.origin, token },
    url: echoOf(demo),
  });
  await profile.close();
  return milliseconds;
}
