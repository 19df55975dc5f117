import { describe, expect, it } from "vitest";
import { elapsed, parseDate, serverTime } from "../../../src/token/clock.ts";

describe("elapsed", () => {
  it("is the time of whichever clock saw more of it", () => {
    const start = { wall: 1_000, monotonic: 0 };
    expect(elapsed(start, { wall: 1_500, monotonic: 500 })).toBe(500);
    expect(elapsed(start, { wall: 9_000, monotonic: 500 })).toBe(8_000);
    expect(elapsed(start, { wall: -9_000, monotonic: 500 })).toBe(500);
  });
});

describe("parseDate", () => {
  it("reads what a server writes, and tells none from what is no date", () => {
    expect(parseDate("Tue, 24 Nov 2026 09:00:00 GMT")).toBe(Date.UTC(2026, 10, 24, 9));
    expect(parseDate(null)).toBe(0);
    expect(parseDate("yesterday")).toBeNaN();
    expect(parseDate("")).toBeNaN();
  });
});

describe("serverTime", () => {
  const local = 42;

  it("is the response's Date, counted a second late since it is whole seconds", () => {
    expect(serverTime("Tue, 24 Nov 2026 09:00:00 GMT", 1, local)).toBe(Date.UTC(2026, 10, 24, 9, 0, 1));
  });

  it("falls back to iat, which is whole seconds as well", () => {
    expect(serverTime(null, 1_700_000_000, local)).toBe(1_700_000_001_000);
  });

  it.each([undefined, null, "1700000000", {}, Number.NaN, Number.POSITIVE_INFINITY, 1e308])(
    "falls back to the local clock where iat is %s",
    (iat) => expect(serverTime(null, iat, local)).toBe(local),
  );

  it("falls back to the local clock where Date cannot be read", () => {
    expect(serverTime("yesterday", undefined, local)).toBe(local);
  });
});
