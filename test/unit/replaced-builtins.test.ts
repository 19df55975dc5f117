import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import { defaultSettings, type HelpCenterJwtOptions, mergeOptions } from "../../src/options.ts";
import { parseOriginRules } from "../../src/origins.ts";
import { decodeToken } from "../../src/token/claims.ts";
import { elapsed, now, serverTime } from "../../src/token/clock.ts";
import { requestToken } from "../../src/token/request.ts";
import { readToken, writeToken } from "../../src/token/storage.ts";
import { signToken } from "../helpers/jwt.ts";
import { type Library, libraryNames, withLibrary } from "../helpers/replaced-builtins.ts";
import { freezeTime } from "../helpers/time.ts";

const start = Date.UTC(2026, 10, 24, 9, 0, 0);
const date = new Date(start).toUTCString();

/** The code of the error that this throws. */
function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return (error as HelpCenterJwtError).code;
  }
  return undefined;
}

/** Lets promise jobs run, and nothing else: a turn of the event loop would have the test runner meet the replaced built-ins. */
async function promiseJobs(): Promise<void> {
  for (let job = 0; job < 500; job++) await undefined;
}

beforeEach(() => {
  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
  freezeTime(start);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each(libraryNames)("beside %s", (library: Library) => {
  it("a list of origins is read as ever", async () => {
    const lists: [unknown, boolean][] = [
      [["https://api.example.com", "https://*.example.org"], true],
      [[], true],
      [["nonsense"], false],
      [[""], false],
      [["https://api.example.com", "api.example.com"], false],
      [[null], false],
      [new Array(1), false],
      [Object.assign(new Array(2), ["https://api.example.com"]), false],
      ["https://api.example.com", false],
      [{ length: 1, 0: "https://api.example.com" }, false],
    ];
    const { rules, codes, clientCodes } = await withLibrary(library, () => ({
      rules: parseOriginRules(lists[0]?.[0]),
      codes: lists.map(([allowedOrigins]) =>
        codeOf(() => mergeOptions(defaultSettings, { allowedOrigins } as HelpCenterJwtOptions)),
      ),
      clientCodes: lists.map(([allowedOrigins]) =>
        codeOf(() => createClient().configure({ allowedOrigins } as HelpCenterJwtOptions)),
      ),
    }));
    const expected = lists.map(([, isGood]) => (isGood ? undefined : "invalid_option"));
    expect(codes).toEqual(expected);
    expect(clientCodes).toEqual(expected);
    const accepted = ["https://api.example.com", "https://x.example.org", "https://evil.example"].map((origin) =>
      rules?.some((allows) => allows(origin)),
    );
    expect(accepted).toEqual([true, true, false]);
  });

  it("every other option is, too", async () => {
    const bad: Record<string, unknown>[] = [
      { storage: "disk" },
      { retry: 11 },
      { timeout: 0 },
      { tokenUrl: "https://evil.example" },
      { constructor: 1 },
    ];
    const good = { anonymous: "omit", storage: "session", retry: 0, user: 5, tokenUrl: "/token" } as const;
    const { codes, merged } = await withLibrary(library, () => ({
      codes: bad.map((options) => codeOf(() => mergeOptions(defaultSettings, options as HelpCenterJwtOptions))),
      merged: mergeOptions(defaultSettings, good),
    }));
    expect(codes).toEqual(bad.map(() => "invalid_option"));
    expect(merged).toMatchObject({ ...good, user: "5", timeout: 10_000 });
  });

  it("time is counted in numbers", async () => {
    const times = await withLibrary(library, () => ({
      instant: now(),
      served: serverTime(date, 1, 42),
      unreadable: serverTime("yesterday", undefined, 42),
      issued: serverTime(null, 1_700_000_000, 42),
      age: elapsed({ wall: start - 5_000, monotonic: 0 }, now()),
    }));
    expect(times).toEqual({
      instant: { wall: start, monotonic: expect.any(Number) },
      served: start + 1_000,
      unreadable: 42,
      issued: 1_700_000_001_000,
      age: expect.any(Number),
    });
    expect(times.age).toBeGreaterThanOrEqual(5_000);
  });

  it("a token is requested, measured and waited for by the server's clock", async () => {
    const jwt = await signToken(start / 1_000 + 300, { claims: { name: "Zoë" } });
    const answers = [
      Response.json({}, { status: 503, headers: { date, "retry-after": new Date(start + 7_000).toUTCString() } }),
      Response.json({ token: jwt }, { headers: { date: new Date(start + 7_000).toUTCString() } }),
    ];
    const sentAt: number[] = [];
    const clock = Date;
    const send = async () => {
      sentAt.push(new clock().getTime() - start);
      return answers[sentAt.length - 1];
    };
    const { token, claims } = await withLibrary(library, async () => {
      const asked = requestToken(defaultSettings, false, send as typeof fetch, new AbortController().signal);
      await promiseJobs();
      vi.advanceTimersByTime(7_000);
      await promiseJobs();
      const token = await asked;
      return { token, claims: decodeToken(token.jwt) };
    });
    expect(sentAt).toEqual([0, 7_000]);
    expect(token).toMatchObject({ jwt, lifetime: 292_000, receivedAt: { wall: start + 7_000 } });
    expect(claims.name).toBe("Zoë");
  });

  it("the tab's copy is written and read as without it", async () => {
    const entries = new Map<string, string>();
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => entries.get(key) ?? null,
      setItem: (key: string, text: string) => entries.set(key, text),
      removeItem: (key: string) => entries.delete(key),
    });
    const jwt = await signToken(start / 1_000 + 300);
    const write = () => writeToken("mia", "/token", { jwt, lifetime: 300_000, receivedAt: now() });
    const read = () => readToken("mia", "/token");
    write();
    const [plain] = entries.values();
    const { beside, kept } = await withLibrary(library, () => {
      const before = read();
      write();
      return { beside: [...entries.values()], kept: [before, read()] };
    });
    expect(beside).toEqual([plain]);
    const expected = { jwt, lifetime: 300_000, visitorId: "mia", receivedAt: { wall: start } };
    expect(kept).toMatchObject([expected, expected]);
    expect(read()).toMatchObject(expected);
  });
});
