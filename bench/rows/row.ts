import type { Lab } from "../lab.ts";
import { type PeerName, peerNames, titles } from "../peers/bundles.ts";

/** One question of the benchmark, put to every peer. `npm run bench -- <name>` runs it alone. */
export interface Row {
  readonly name: string;
  run(lab: Lab): Promise<RowResult>;
}

export interface RowResult {
  readonly tables: readonly Table[];
  readonly checks?: readonly Check[];
  /** What was measured, unrounded, for results.json. */
  readonly data: unknown;
}

export interface Table {
  readonly title: string;
  /** What was done, in a sentence or two. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A bound that the run has to keep; the benchmark fails where one is not kept. */
export interface Check {
  readonly what: string;
  readonly measured: number;
  readonly atMost: number;
}

/** A table with a line for each peer. */
export function peerTable<Result>(
  title: string,
  about: string,
  columns: readonly string[],
  results: Partial<Record<PeerName, Result>>,
  cells: (result: Result, peer: PeerName) => readonly string[],
): Table {
  const rows = peerNames.flatMap((peer) => {
    const result = results[peer];
    return result === undefined ? [] : [[titles[peer], ...cells(result, peer)]];
  });
  return { title, about, columns: ["", ...columns], rows };
}

/** Asks one peer after another, so many times: right where time is taken. What else happens falls on all of them. */
export async function takeTurns<Result>(
  peers: readonly PeerName[],
  rounds: number,
  ask: (peer: PeerName) => Promise<Result>,
): Promise<Record<PeerName, Result[]>> {
  const results = Object.fromEntries(peers.map((peer) => [peer, [] as Result[]])) as Record<PeerName, Result[]>;
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) results[peer].push(await ask(peer));
  }
  return results;
}

/** Asks each peer at once: right where things are counted, not timed. */
export async function askAll<Result>(
  peers: readonly PeerName[],
  ask: (peer: PeerName) => Promise<Result>,
): Promise<Record<PeerName, Result>> {
  const entries = await Promise.all(peers.map(async (peer) => [peer, await ask(peer)] as const));
  return Object.fromEntries(entries) as Record<PeerName, Result>;
}
