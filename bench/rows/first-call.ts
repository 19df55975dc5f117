import type { BrowserContext } from "playwright-core";
import type { SharedHelpCenterJwt } from "../../src/page-client.ts";
import { startRelay } from "../../test/helpers/relay.ts";
import { launchVisitorsProfile } from "../browser.ts";
import { spread } from "../format.ts";
import { type Lab, signIn } from "../lab.ts";
import { type PeerName, peerNames } from "../peers/bundles.ts";
import { spreadOf } from "../stats.ts";
import { tokenOf } from "../warm-page.ts";
import { peerTable, type Row, takeTurns } from "./row.ts";

declare const HCJwt: SharedHelpCenterJwt;

/** Milliseconds that the token endpoint takes, beside signing: on loopback it would take next to none. */
const tokenLatency = 100;
/** Milliseconds from the page to an API that is not on loopback, and back. */
const farAway = 50;
const rounds = 8;

/** Milliseconds, each from a measurement of its own. */
export interface FirstCalls {
  /** To an API on loopback. */
  readonly near: Record<PeerName, readonly number[]>;
  readonly far: Record<PeerName, readonly number[]>;
  /** hc-jwt's, with `preload()` and a preconnect before. */
  readonly preloaded: { readonly near: readonly number[]; readonly far: readonly number[] };
}

export const firstCall: Row = {
  name: "first-call",
  async run(lab) {
    await using visitor = await launchVisitorsProfile();
    const { profile } = visitor;
    const preloaded = { near: [] as number[], far: [] as number[] };
    const measure = (roundTrip: number, times: number[]) =>
      takeTurns(peerNames, rounds, async (peer) => {
        if (peer === "hc-jwt") times.push(await timeFirstCall(lab, profile, peer, roundTrip, true));
        return timeFirstCall(lab, profile, peer, roundTrip, false);
      });
    const near = await measure(0, preloaded.near);
    const far = await measure(farAway, preloaded.far);
    const data: FirstCalls = { near, far, preloaded };
    return {
      tables: [
        peerTable(
          "The first call of a visit",
          `From nothing to the answer's body, in a new tab, to an API that the browser has no connection to: connection, preflight, token, call. The token endpoint takes ${tokenLatency} ms; the API is on loopback, or ${farAway} ms away, there and back (a connection takes two such round trips, a preflight and a call one each). Ahead: with \`preload()\` and \`<link rel="preconnect">\` ${2 * tokenLatency} ms before, as from the page's head. ${rounds} rounds, the peers in turns.`,
          ["API on loopback", `API ${farAway} ms away`, "on loopback, ahead", `${farAway} ms away, ahead`],
          near,
          (times, peer) => [
            spread(spreadOf(times)),
            spread(spreadOf(far[peer])),
            ...[preloaded.near, preloaded.far].map((ahead) => (peer === "hc-jwt" ? spread(spreadOf(ahead)) : "—")),
          ],
        ),
      ],
      data,
    };
  },
};

async function timeFirstCall(
  lab: Lab,
  profile: BrowserContext,
  peer: PeerName,
  roundTrip: number,
  ahead: boolean,
): Promise<number> {
  const demo = await lab.demoOf("native");
  // A port that the browser has not seen: it keeps connections and preflights.
  await using api = await startRelay(demo.api.origin, roundTrip);
  await signIn(profile, demo.helpCenter);
  const page = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
  // The baseline has its token from elsewhere.
  const token = peer === "native" ? await tokenOf(page) : "";
  const options = { apiOrigin: api.origin, token };
  demo.controls.set({ tokenLatency });
  if (ahead) {
    await page.evaluate(
      async ({ peer, options, milliseconds }) => {
        const link = { rel: "preconnect", href: options.apiOrigin, crossOrigin: "" };
        document.head.append(Object.assign(document.createElement("link"), link));
        bench.create(peer, options);
        HCJwt.preload();
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      },
      { peer, options, milliseconds: 2 * tokenLatency },
    );
  }
  const milliseconds = await page.evaluate(({ peer, options, url }) => bench.firstCall(peer, options, url), {
    peer,
    options,
    url: `${api.origin}/echo`,
  });
  // For the next peer it is a first call, too.
  await page.evaluate(() => localStorage.clear());
  await page.close();
  return milliseconds;
}
