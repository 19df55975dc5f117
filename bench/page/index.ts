import type { Call, CreateOptions } from "../peers/peer.ts";
import { type BurstOptions, type BurstResult, burst, type Outcome, outcomeOf } from "./calls.ts";
import { type GrowthResult, grow } from "./growth.ts";
import { type InterleaveOptions, interleave } from "./interleave.ts";
import { startUpTimes } from "./start-up.ts";
import { stubFetch } from "./stub.ts";
import { tokensAnswered, watchWaits } from "./waits.ts";

/** The part of the benchmark that runs in the page, as the global `bench`. */
export interface PageBench {
  create(name: string, options: CreateOptions): void;
  /** One call, and what came of it. */
  call(name: string, url: string): Promise<Outcome & { readonly waited: boolean }>;
  /** Milliseconds from nothing (not even created) to the answer's body. */
  firstCall(name: string, options: CreateOptions, url: string): Promise<number>;
  /** Calls one after another, per peer and batch in milliseconds a call; the peers take turns, in random order. */
  interleave(names: readonly string[], url: string, options: InterleaveOptions): Promise<Record<string, number[]>>;
  /** Many calls at once. */
  burst(name: string, url: string, options: BurstOptions): Promise<BurstResult>;
  /** A call every so many milliseconds, whether the one before is done or not. */
  openTraffic(name: string, url: string, calls: number, every: number): Promise<Outcome[]>;
  /** Milliseconds to parse and run each script in a fresh frame. */
  startUpTimes(scripts: Readonly<Record<string, string>>, rounds: number): Record<string, number[]>;
  /** From now on `fetch` answers at once, without a network. */
  stubFetch(tokenPath: string, token: string): void;
  /** Callers that all come before the token does, without a network. */
  grow(name: string, options: CreateOptions, token: string, callers: number, apiUrl: string): Promise<GrowthResult>;
  /** From now on `call` can tell whether it waited for a token. */
  watchWaits(tokenPath: string): void;
}

const calls: Record<string, Call> = {};

function callOf(name: string): Call {
  const call = calls[name];
  if (!call) throw new Error(`No peer ${name} was created.`);
  return call;
}

function create(name: string, options: CreateOptions): void {
  const createPeer = benchPeers[name];
  if (!createPeer) throw new Error(`The bundle of ${name} is not there.`);
  calls[name] = createPeer(options);
}

export const pageBench: PageBench = {
  create,
  async call(name, url) {
    const before = tokensAnswered();
    const outcome = await outcomeOf(callOf(name)(url));
    return { ...outcome, waited: tokensAnswered.atLastSend(before) };
  },
  async firstCall(name, options, url) {
    const start = performance.now();
    create(name, options);
    const { status } = await outcomeOf(callOf(name)(url));
    if (status !== 200) throw new Error(`${name} answered ${status}.`);
    return performance.now() - start;
  },
  interleave: (names, url, options) =>
    interleave(
      names.map((name) => [name, () => callOf(name)(url)] as const),
      options,
    ),
  burst: (name, url, options) => burst(callOf(name), url, options),
  openTraffic: async (name, url, count, every) => {
    const outcomes: Promise<Outcome>[] = [];
    for (let n = 0; n < count; n++) {
      outcomes.push(outcomeOf(callOf(name)(url)));
      await new Promise((resolve) => setTimeout(resolve, every));
    }
    return Promise.all(outcomes);
  },
  startUpTimes,
  stubFetch: (tokenPath, token) => {
    globalThis.fetch = stubFetch(tokenPath, Promise.resolve(token));
  },
  grow: (name, options, token, callers, apiUrl) =>
    grow(() => benchPeers[name]?.(options) as Call, token, callers, apiUrl),
  watchWaits,
};
