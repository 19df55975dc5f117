import type { Lab } from "./lab.ts";
import type { PeerName } from "./peers/bundles.ts";
import { tokenUrl } from "./peers/peer.ts";
import { startVirtualTimeServers } from "./servers/virtual-time.ts";

export interface Traffic {
  /** Of a token, in seconds. */
  readonly lifetime: number;
  /** How many lifetimes it goes on, and how many calls are made in each, evenly. */
  readonly lifetimes: number;
  readonly callsPerLifetime: number;
  /** Seconds that the page's clock is ahead of the server's. */
  readonly skew?: number;
}

export interface TrafficResult {
  readonly calls: number;
  /** Calls after the first that waited for a token. */
  readonly waited: number;
  /** Calls whose answer was a failure in the end. */
  readonly failed: number;
  /** Answers of 401 on the wire, healed or not. */
  readonly refused: number;
  readonly tokenRequests: number;
}

/** Steady calls of one page, on clocks that are moved ahead: hours pass in seconds, and timers fire as they would. */
export async function runTraffic(lab: Lab, peer: PeerName, traffic: Traffic): Promise<TrafficResult> {
  const { lifetime, lifetimes, callsPerLifetime, skew = 0 } = traffic;
  await using servers = await startVirtualTimeServers(lifetime);
  const profile = await lab.newProfile();
  const tab = await profile.newPage();
  await tab.clock.install({ time: servers.now() + skew * 1000 });
  await lab.goTo(tab, servers.helpCenter, [peer]);
  await tab.evaluate(
    ({ tokenUrl, peer, options }) => {
      bench.watchWaits(tokenUrl);
      bench.create(peer, options);
    },
    { tokenUrl, peer, options: { apiOrigin: servers.api } },
  );

  const calls = lifetimes * callsPerLifetime;
  const step = (lifetime * 1000) / callsPerLifetime;
  let waited = 0;
  let failed = 0;
  let stepStart = servers.now();
  for (let n = 0; n < calls; n++) {
    const outcome = await tab.evaluate(({ peer, url }) => bench.call(peer, url), {
      peer,
      url: `${servers.api}/orders`,
    });
    if (outcome.status !== 200) failed++;
    if (outcome.waited && n > 0) waited++;
    // The call itself took its time, too.
    const rest = Math.max(0, stepStart + step - servers.now());
    stepStart += step;
    servers.moveClock(rest);
    await tab.clock.runFor(rest);
  }
  await profile.close();
  return { calls, waited, failed, refused: servers.counts.refused, tokenRequests: servers.counts.tokens };
}
