/** When the neighbour's script runs: before the bundle, or after it (and after `install`). */
export type Order = "before" | "after";

/** Who makes a call: the author's code by name, code that knows nothing of hc-jwt, or the neighbour itself. */
export type Call = "HCJwt.fetch" | "fetch" | "XMLHttpRequest" | (string & {});

/** `revoked`: the API takes the token no more, and takes the next one. */
export type Token = "cold" | "warm" | "revoked";

/** What became of one call. */
export interface Outcome {
  /** The status, or the error. */
  readonly answer: unknown;
  /** How often it came to the API. */
  readonly arrivals: number;
  /** In each arrival: one token, and one value in each header. */
  readonly headers: string;
  /** The body of each arrival. */
  readonly body: string;
  /** How often the neighbour saw it. */
  readonly seen: number;
  readonly tokenRequests: number;
}

/** Something that cannot be had beside this neighbour. What happens instead is asserted, and stands in docs/other-scripts.md. */
export interface KnownLimit {
  readonly order: Order;
  readonly install: boolean;
  /** In that page's words. */
  readonly happens: string;
  readonly reason: string;
  /** `install` throws one HelpCenterJwtError that says this, and nothing is installed. */
  readonly installThrows?: RegExp;
  /** For these calls (`fetch, cold`), this is different. */
  readonly instead?: Readonly<Record<string, Partial<Outcome>>>;
}

export interface NeighbourCase {
  readonly name: string;
  /** In `scripts/`. */
  readonly script: string;
  /** Which calls of the page it reports. */
  readonly sees: readonly ("fetch" | "XMLHttpRequest")[];
  /** The tracing headers that it adds to calls of the page. */
  readonly adds?: readonly string[];
  /** Its own ways to call, of which it sees each. */
  readonly calls?: readonly string[];
  readonly limits?: readonly KnownLimit[];
}

const both = ["fetch", "XMLHttpRequest"] as const;

const leavesTheZone: KnownLimit = {
  order: "before",
  install: true,
  happens: "the repeat after a 401 is a task of no zone",
  reason: "native `async` functions go on outside of the zone that they were called in, whoever wrote them",
  instead: { "fetch, revoked": { seen: 1 } },
};

export const neighbours: readonly NeighbourCase[] = [
  { name: "Sentry 7", script: "sentry-7", sees: both, adds: ["sentry-trace", "baggage"] },
  { name: "Sentry 8", script: "sentry-8", sees: both, adds: ["sentry-trace", "baggage"] },
  { name: "the newest Sentry", script: "sentry-newest", sees: both, adds: ["sentry-trace", "baggage"] },
  { name: "Datadog RUM", script: "datadog-rum", sees: both, adds: ["x-datadog-trace-id", "x-datadog-parent-id"] },
  { name: "OpenTelemetry", script: "opentelemetry", sees: both, adds: ["traceparent"] },
  { name: "Application Insights", script: "application-insights", sees: both, adds: ["request-id", "traceparent"] },
  { name: "fetch-intercept", script: "fetch-intercept", sees: ["fetch"] },
  { name: "fetch-intercept without an interceptor", script: "fetch-intercept-idle", sees: [] },
  {
    name: "xhook",
    script: "xhook",
    sees: both,
    limits: [
      {
        order: "before",
        install: true,
        installThrows: /XMLHttpRequest/,
        happens: "`install` throws and changes nothing; `HCJwt.fetch` works",
        reason: "its `XMLHttpRequest` makes objects of its own, with nothing of the browser's within reach",
      },
    ],
  },
  { name: "ajax-hook", script: "ajax-hook", sees: ["XMLHttpRequest"] },
  { name: "pace", script: "pace", sees: ["XMLHttpRequest"] },
  { name: "zone.js 0.8", script: "zone-0.8", sees: both, limits: [leavesTheZone] },
  { name: "zone.js 0.11", script: "zone-0.11", sees: both, limits: [leavesTheZone] },
  // Newer ones watch fetch only where their part for it is loaded, too: 0.11 has it here, the newest does not.
  { name: "the newest zone.js", script: "zone-newest", sees: ["XMLHttpRequest"] },
  {
    name: "whatwg-fetch",
    script: "whatwg-fetch",
    sees: [],
    limits: [
      {
        order: "after",
        install: true,
        happens: "`fetch` of the page hands on a 401, and the token is renewed for the next call",
        reason: "its `fetch`, which replaces the patched one, is an `XMLHttpRequest`, and those are not sent again",
        instead: { "fetch, revoked": { answer: 401, arrivals: 1 } },
      },
    ],
  },
  { name: "jQuery 3", script: "jquery-3", sees: [], calls: ["$.ajax"] },
  { name: "jQuery 4", script: "jquery-4", sees: [], calls: ["$.ajax"] },
  { name: "axios", script: "axios", sees: [], calls: ["axios by XMLHttpRequest", "axios by fetch"] },
  { name: "htmx 1", script: "htmx-1", sees: [], calls: ["htmx.ajax"] },
  { name: "htmx 2", script: "htmx-2", sees: [], calls: ["htmx.ajax"] },
  { name: "htmx 4", script: "htmx-4", sees: [], calls: ["htmx.ajax"] },
  { name: "Prototype.js", script: "prototype", sees: [] },
  { name: "MooTools", script: "mootools", sees: [] },
  { name: "datejs", script: "datejs-model", sees: [] },
  { name: "a fetch that is defined as a getter", script: "fetch-behind-a-getter", sees: ["fetch"] },
  { name: "a wrapper of fetch that waits", script: "waiting-wrapper", sees: ["fetch"] },
];

export const orders: readonly Order[] = ["before", "after"];
