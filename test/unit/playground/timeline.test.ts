import { describe, expect, it } from "vitest";
import { createLog, type Span, type SpanKind } from "../../../site/playground/timeline/log.ts";
import { summaryOf, timelineOf } from "../../../site/playground/timeline/rows.ts";
import { tokenAge } from "../../../site/playground/timeline/token-age.ts";

const span = (kind: SpanKind, start: number, end?: number, more: Partial<Span> = {}): Span => ({
  kind,
  label: kind,
  start,
  tone: "plain",
  ...(end !== undefined && { end }),
  ...more,
});

describe("the log", () => {
  it("keeps spans in the order in which they began, and calls back at each change", () => {
    let time = 0;
    let changes = 0;
    const log = createLog(
      () => ++time,
      () => changes++,
    );
    const end = log.begin("call", "GET /todos");
    log.mark("action", "revoked");
    end({ outcome: "200", tone: "good" });
    expect(log.spans).toEqual([
      { kind: "call", label: "GET /todos", start: 1, end: 3, outcome: "200", tone: "good" },
      { kind: "action", label: "revoked", start: 2, end: 2, tone: "plain" },
    ]);
    expect(changes).toBe(3);
  });

  it("ignores an end that comes twice, or after it was cleared", () => {
    const log = createLog(
      () => 0,
      () => {},
    );
    const end = log.begin("call", "GET /todos");
    end({ outcome: "200", tone: "good" });
    end({ outcome: "401", tone: "bad" });
    expect(log.spans[0]?.outcome).toBe("200");
    const late = log.begin("call", "GET /late");
    log.clear();
    late({ outcome: "200", tone: "good" });
    expect(log.spans).toEqual([]);
  });
});

describe("the timeline", () => {
  it("places spans between the first and the last, and those that go on until now", () => {
    const { rows, duration } = timelineOf([span("call", 100), span("token", 150, 200)], 300);
    expect(duration).toBe(200);
    expect(rows.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [0.25, 0.5],
    ]);
  });

  it("does not measure the time before the first call", () => {
    const { rows, duration } = timelineOf([span("page", 0, 0), span("call", 900, 1_000)], 1_000);
    expect(duration).toBe(100);
    expect(rows.map(({ from }) => from)).toEqual([0, 0]);
  });

  it("shows what ends at once as short", () => {
    const { rows, duration } = timelineOf([span("call", 7, 8)], 8);
    expect(duration).toBe(50);
    expect(rows.map(({ from, to }) => [from, to])).toEqual([[0, 0.02]]);
  });

  it("is empty without spans", () => {
    expect(timelineOf([], 10)).toEqual({ rows: [], duration: 0 });
  });

  it("puts what is alike and goes on at the same time on one line", () => {
    const fifty = Array.from({ length: 50 }, (_, index) => span("call", index, 100 + index, { outcome: "200" }));
    const { rows } = timelineOf(fifty, 200);
    expect(rows).toMatchObject([{ count: 50, start: 0, end: 149 }]);
  });

  it("keeps apart what came one after the other, or ended in another way", () => {
    const { rows } = timelineOf(
      [
        span("api", 0, 10, { outcome: "200" }),
        span("api", 5, 12, { outcome: "401" }),
        span("api", 10, 20, { outcome: "200" }),
      ],
      20,
    );
    expect(rows.map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it("shows how long a call waited for its token", () => {
    const { rows } = timelineOf([span("call", 0, 100), span("token", 5, 50), span("api", 60, 95)], 100);
    expect(rows[0]?.waitsUntil).toBe(0.6);
    expect(rows[1]?.waitsUntil).toBeUndefined();
  });

  it("shows the wait of a call that was never sent", () => {
    const { rows } = timelineOf([span("call", 0, 50, { tone: "bad" }), span("token", 5, 40)], 50);
    expect(rows[0]?.waitsUntil).toBe(1);
  });

  it("shows no wait for a call beside a refresh in the background", () => {
    const { rows } = timelineOf([span("call", 0, 100), span("token", 1, 90), span("api", 10, 95)], 100);
    expect(rows[0]?.waitsUntil).toBeUndefined();
  });

  it("is summed up in a sentence", () => {
    const api = (outcome: string) => span("api", 0, 1, { outcome });
    expect(summaryOf([])).toBe("no token requests; no requests at the API");
    expect(summaryOf([span("token", 0), api("401"), api("200"), api("200")])).toBe(
      "1 token request; 3 requests at the API: 401, 2 × 200",
    );
    expect(summaryOf([span("token", 0), span("token", 0), span("api", 0)])).toBe(
      "2 token requests; 1 request at the API: under way",
    );
  });
});

describe("the age of a token", () => {
  it.each([
    [0, "fresh"],
    [239_000, "fresh"],
    [240_000, "refreshed"],
    [270_000, "replaced"],
    [300_000, "expired"],
  ] as const)("after %i ms of five minutes: %s", (now, phase) => {
    expect(tokenAge({ issuedAt: 0, expiresAt: 300_000 }, now)).toMatchObject({ phase, lifetime: 300 });
  });

  it("keeps a short token in use for half of its life", () => {
    const age = tokenAge({ issuedAt: 1_000, expiresAt: 9_000 }, 5_000);
    expect(age).toMatchObject({ phase: "refreshed", age: 4, progress: 0.5, refreshedFrom: 0.5, replacedFrom: 0.75 });
  });
});
