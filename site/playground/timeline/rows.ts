import type { Span } from "./log.ts";

/** A line of the timeline: one span, or several that are alike and went on at the same time. */
export interface Row extends Span {
  readonly count: number;
  /** Place on the time axis, 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** How far into the row a call waited for its token, 0 to 1 on the time axis. */
  readonly waitsUntil?: number;
}

export interface Timeline {
  readonly rows: readonly Row[];
  /** Length of the time axis in milliseconds. */
  readonly duration: number;
}

/** Milliseconds: a call that ends at once is a short bar and not one as long as the axis. */
const shortest = 50;

/** @param now milliseconds, on the clock of the spans: where a span ends that still goes on */
export function timelineOf(spans: readonly Span[], now: number): Timeline {
  const groups = grouped(spans, now);
  // A page that loads, or a change by the reader, is no work to be measured.
  const work = spans.filter(({ kind }) => kind !== "page" && kind !== "action");
  const start = Math.min(...work.map((span) => span.start));
  const end = Math.max(...work.map((span) => endOf(span, now)));
  const duration = work.length > 0 ? Math.max(shortest, end - start) : 0;
  const place = (time: number) => (duration > 0 ? Math.min(1, Math.max(0, (time - start) / duration)) : 0);
  const rows = groups.map((group): Row => {
    const wait = waitOf(group, spans, now);
    return {
      ...group,
      from: place(group.start),
      to: place(endOf(group, now)),
      ...(wait !== undefined && { waitsUntil: place(wait) }),
    };
  });
  return { rows, duration };
}

type Group = Span & { readonly count: number };

const endOf = ({ end }: Span, now: number) => end ?? now;

/** Fifty calls at once are one line. Calls one after the other are not, even if they are alike. */
function grouped(spans: readonly Span[], now: number): Group[] {
  const groups: Group[] = [];
  for (const span of spans) {
    const index = groups.findIndex((group) => isAlike(group, span) && span.start < endOf(group, now));
    const group = groups[index];
    if (!group) groups.push({ ...span, count: 1 });
    else groups[index] = { ...group, ...latest(group, span, now), count: group.count + 1 };
  }
  return groups;
}

function isAlike(a: Span, b: Span): boolean {
  return (["kind", "label", "outcome", "detail", "tone"] as const).every((name) => a[name] === b[name]);
}

function latest(a: Span, b: Span, now: number): { end?: number } {
  // Alike in their outcome, both have ended, or neither has.
  return a.end === undefined ? {} : { end: Math.max(a.end, endOf(b, now)) };
}

/** When a call stopped waiting for its token, or `undefined` for one that did not wait. */
function waitOf(call: Span, spans: readonly Span[], now: number): number | undefined {
  if (call.kind !== "call") return undefined;
  const sent = spans.find(({ kind, start }) => kind === "api" && start >= call.start && start <= endOf(call, now));
  const until = sent?.start ?? endOf(call, now);
  // One that was still going on when the call left was a refresh in the background.
  const waited = spans.some(
    (token) => token.kind === "token" && endOf(token, now) > call.start && endOf(token, now) <= until,
  );
  return waited ? until : undefined;
}

/** What happened in numbers: `1 token request; 2 requests at the API: 401, 200`. */
export function summaryOf(spans: readonly Span[]): string {
  const tokens = spans.filter(({ kind }) => kind === "token").length;
  const outcomes = spans.filter(({ kind }) => kind === "api").map(({ outcome }) => outcome ?? "under way");
  const api = counted(outcomes.length, "request", "at the API");
  return `${counted(tokens, "token request")}; ${outcomes.length > 0 ? `${api}: ${list(outcomes)}` : api}`;
}

function counted(count: number, what: string, where = ""): string {
  return [count === 0 ? "no" : count, count === 1 ? what : `${what}s`, where].filter((part) => part !== "").join(" ");
}

/** Neighbours that are the same are counted: `401, 50 × 200`. */
function list(outcomes: readonly string[]): string {
  const runs: [outcome: string, count: number][] = [];
  for (const outcome of outcomes) {
    const last = runs.at(-1);
    if (last?.[0] === outcome) last[1]++;
    else runs.push([outcome, 1]);
  }
  return runs.map(([outcome, count]) => (count === 1 ? outcome : `${count} × ${outcome}`)).join(", ");
}
