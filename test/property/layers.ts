import type { HelpCenterJwtClient } from "../../src/client.ts";
import { allowances, type Destination, type WrapperPlan } from "./schedule.ts";

/** A function of the page's over fetch. */
export interface Wrapper {
  readonly plan: WrapperPlan;
  readonly fetch: typeof fetch;
  readonly replaced: typeof fetch;
  /** How often it was called, by the number of the call; those of none, which are token requests, under `NaN`. */
  readonly seen: Map<number, number>;
}

/** An `install()` that is in force. */
export interface Installation {
  readonly holds: readonly Destination[];
  readonly uninstall: () => void;
}

export type Layer = Wrapper | Installation;

// No wrapper is called more often, whatever it and the others do: a call goes down, and ends.
const mostPasses = { of: 200, ofTokenRequests: 5_000 };

const isWrapper = (layer: Layer): layer is Wrapper => "plan" in layer;

/** Which call of the page's that is. */
function numberOf(input: unknown, init: RequestInit | undefined): number {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  return Number(headers.get("x-call") ?? Number.NaN);
}

/** What stands over the browser's fetch, and comes and goes: the page's wrappers, and `install()`. */
export function createLayers(home: string, client: () => HelpCenterJwtClient, violation: (what: string) => void) {
  /** The first one lies lowest. */
  const layers: Layer[] = [];
  let isBuried = false;
  let wasAsync = false;

  function wrap(plan: WrapperPlan): void {
    const replaced = globalThis.fetch;
    const seen: Wrapper["seen"] = new Map();

    function pass(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
      const args: Parameters<typeof fetch> =
        plan.passes === "its arguments"
          ? [input, init]
          : plan.passes === "a copy of the options"
            ? [input, { ...init }]
            : [new Request(input instanceof Request ? input : new URL(input, home), init)];
      return plan.to === "HCJwt.fetch" ? client().fetch(...args) : replaced(...args);
    }

    /** Ends what would go on for ever. */
    function mayPass(input: unknown, init: RequestInit | undefined): boolean {
      const id = numberOf(input, init);
      const passes = (seen.get(id) ?? 0) + 1;
      seen.set(id, passes);
      if (passes <= (Number.isNaN(id) ? mostPasses.ofTokenRequests : mostPasses.of)) return true;
      violation(`${Number.isNaN(id) ? "token requests go" : `call ${id} goes`} round and round`);
      return false;
    }

    const wrapper: typeof fetch =
      plan.awaits === 0
        ? (input, init) => (mayPass(input, init) ? pass(input, init) : Promise.reject(new TypeError("round")))
        : async (input, init) => {
            if (!mayPass(input, init)) throw new TypeError("round");
            for (let turn = 0; turn < plan.awaits; turn++) await null;
            return pass(input, init);
          };
    globalThis.fetch = wrapper;
    wasAsync ||= plan.awaits > 0;
    layers.push({ plan, fetch: wrapper, replaced, seen });
  }

  function unwrap(): void {
    const index = layers.findLastIndex(isWrapper);
    const wrapper = layers[index] as Wrapper | undefined;
    if (!wrapper || globalThis.fetch !== wrapper.fetch) return;
    globalThis.fetch = wrapper.replaced;
    layers.splice(index, 1);
  }

  function install(which: number): void {
    const { origins, holds } = allowances[which] as (typeof allowances)[number];
    layers.push({ holds, uninstall: client().install({ origins }) });
  }

  /** @param which counted from the newest one */
  function uninstall(which: number): void {
    const installation = layers.filter((layer) => !isWrapper(layer)).at(-1 - which) as Installation | undefined;
    if (!installation) return;
    installation.uninstall();
    const index = layers.indexOf(installation);
    isBuried ||= layers.slice(index).some(isWrapper);
    layers.splice(index, 1);
  }

  const wrappers = () => layers.filter(isWrapper);
  const callsClient = () => wrappers().some(({ plan }) => plan.to === "HCJwt.fetch");
  const holding = (to: Destination) =>
    layers.filter((layer): layer is Installation => !isWrapper(layer) && layer.holds.includes(to));

  return {
    wrap,
    unwrap,
    install,
    uninstall,
    wrappers,
    /** The installations that hold for this destination. */
    holding,
    isInForce: (installation: Installation) => layers.includes(installation),
    /** Was an installation removed while a wrapper stood over it? Its fetch, which then only passes calls on, stays. */
    isBuried: () => isBuried,
    /** Do all calls pass through at once? */
    /** Those that come back may leave through a wrapper that was there at first, and has been removed since. */
    isSynchronous: () => (callsClient() ? !wasAsync : wrappers().every(({ plan }) => plan.awaits === 0)),
    callsClient,
    /** The wrappers over all installations that hold for this destination. */
    above: (to: Destination) => layers.slice(layers.lastIndexOf(holding(to).at(-1) as Layer) + 1).filter(isWrapper),
    /** Everything is taken away, the highest one first. */
    removeAll(): void {
      for (const layer of [...layers].reverse()) {
        if (isWrapper(layer)) unwrap();
        else uninstall(0);
      }
    },
  };
}
