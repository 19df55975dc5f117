import { count } from "./format.ts";
import { choices, type PeerName } from "./peers/bundles.ts";
import { peerTable, type Table } from "./rows/row.ts";
import { lifetimes, type SteadyResults } from "./rows/steady.ts";
import type { Visits } from "./rows/visit.ts";
import { sumOf } from "./stats.ts";

// On paper: what the counts of this run come to at a help center of a million page views a day.

const pageViewsPerDay = 1_000_000;
/** Assumed: the busiest hour has a tenth of the day's page views. */
const busiestHour = 0.1;
const lifetime = 300;

/** Requests a minute that an account may make to the Support and Help Center APIs (Zendesk, "Rate limits"). */
const limits = { "Suite Enterprise": 700, "Suite Enterprise Plus": 2_500 };

interface Rates {
  readonly perMinute: number;
  readonly perTabAndMinute: number;
}

export function scaleTable(visits: Visits, steady: SteadyResults): Table {
  const pageViewsPerMinute = (pageViewsPerDay * busiestHour) / 60;

  const rates: Partial<Record<PeerName, Rates>> = Object.fromEntries(
    choices.map((peer) => {
      const views = visits[peer].flat();
      const perPageView = sumOf(views, ({ tokenRequests }) => tokenRequests) / views.length;
      const perTabAndMinute = ((steady[lifetime]?.[peer].tokenRequests ?? Number.NaN) / (lifetimes * lifetime)) * 60;
      return [peer, { perMinute: perPageView * pageViewsPerMinute, perTabAndMinute }];
    }),
  );
  return peerTable(
    `On paper: ${count(pageViewsPerDay)} page views a day`,
    `From the counts above: visits of five pages with one call each, all by visitors who are signed in, and a tenth of the day's ` +
      `page views in the busiest hour (${count(pageViewsPerMinute)} a minute). And how many tabs may call all the time, one call every ` +
      `15 s, before the account's limit is reached: ${Object.entries(limits)
        .map(([plan, limit]) => `${count(limit)} requests a minute with ${plan}`)
        .join(", ")}. Zendesk does not say whether token requests count; here all of them do.`,
    [
      "token requests a minute",
      ...Object.keys(limits).map((plan) => `share of ${plan}'s limit`),
      ...Object.keys(limits).map((plan) => `busy tabs within ${plan}'s limit`),
    ],
    rates,
    ({ perMinute, perTabAndMinute }) => [
      count(perMinute),
      ...Object.values(limits).map((limit) => `${count((perMinute / limit) * 100)} %`),
      ...Object.values(limits).map((limit) => count(limit / perTabAndMinute)),
    ],
  );
}
