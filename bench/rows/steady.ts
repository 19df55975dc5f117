import { count } from "../format.ts";
import { choices, type PeerName } from "../peers/bundles.ts";
import { runTraffic, type Traffic, type TrafficResult } from "../virtual-traffic.ts";
import { askAll, type Check, peerTable, type Row, type Table } from "./row.ts";

/** Of tokens, that the traffic goes on for. */
export const lifetimes = 10;
const callsPerLifetime = 20;

/** For each token lifetime, in seconds, what became of each peer. */
export type SteadyResults = Record<number, Readonly<Record<PeerName, TrafficResult>>>;

export const steady: Row = {
  name: "steady",
  async run(lab) {
    const tables: Table[] = [];
    const checks: Check[] = [];
    const data: SteadyResults = {};
    for (const [lifetime, about] of [
      [300, "Tokens live five minutes, longer than the guess."],
      [30, "Tokens live half a minute, shorter than the guess."],
    ] as const) {
      const traffic: Traffic = { lifetime, lifetimes, callsPerLifetime };
      const results = await askAll(choices, (peer) => runTraffic(lab, peer, traffic));
      data[lifetime] = results;
      tables.push(
        peerTable(
          `Steady traffic over ten token lifetimes of ${lifetime} s`,
          `${lifetimes * callsPerLifetime} calls, one every ${lifetime / callsPerLifetime} s, on a clock that is moved ahead. ${about} ` +
            `Whoever knew each token's life to the second and could wait would need ${lifetimes} token requests.`,
          ["calls that waited, after the first", "calls that failed", "401s on the wire", "token requests"],
          results,
          cells,
        ),
      );
      checks.push({
        what: `calls that waited under steady traffic after the first, tokens of ${lifetime} s`,
        measured: results["hc-jwt"].waited,
        atMost: 0,
      });
    }
    return { tables, checks, data };
  },
};

/** Seconds. */
const anHour = 3600;

export const clock: Row = {
  name: "clock",
  async run(lab) {
    const tables: Table[] = [];
    const data: Record<string, unknown> = {};
    for (const [skew, how] of [
      [anHour, "fast"],
      [-anHour, "slow"],
    ] as const) {
      const traffic: Traffic = { lifetime: 300, lifetimes: 3, callsPerLifetime, skew };
      const results = await askAll(choices, (peer) => runTraffic(lab, peer, traffic));
      data[how] = results;
      tables.push(
        peerTable(
          `A clock that is an hour ${how}`,
          `The visitor's device is an hour ${skew > 0 ? "ahead of" : "behind"} the servers. ${3 * callsPerLifetime} calls over three token lifetimes of 300 s.`,
          ["calls that waited, after the first", "calls that failed", "401s on the wire", "token requests"],
          results,
          cells,
        ),
      );
    }
    return { tables, data };
  },
};

function cells({ waited, failed, refused, tokenRequests }: TrafficResult): string[] {
  return [waited, failed, refused, tokenRequests].map(count);
}
