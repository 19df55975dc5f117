/**
 * What comes from outside, at random: tokens, headers, options, destinations, the page's globals. Nothing may throw but
 * what is documented, and where an independent oracle knows the answer, it must be that.
 *
 * To see a failure again: `HC_JWT_SEED=… HC_JWT_PATH=… npx vitest run --project property -t "…"`, as its message says.
 */
import fc, { type Arbitrary } from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isTokenAllowed, parseDestination } from "../../src/call/destination.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import { defaultSettings, type HelpCenterJwtOptions, mergeOptions, validators } from "../../src/options.ts";
import { type OriginRule, parseOriginRule } from "../../src/origins.ts";
import { currentVisitorId } from "../../src/page/visitor.ts";
import { decodeToken } from "../../src/token/claims.ts";
import { elapsed, serverTime } from "../../src/token/clock.ts";
import { requestToken } from "../../src/token/request.ts";
import type { Token } from "../../src/token/token.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { holds } from "./runs.ts";

beforeEach(() => {
  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
  vi.stubGlobal("document", { baseURI: "https://support.example.com/hc/en-us" });
});
afterEach(() => vi.unstubAllGlobals());

/** The result, or the code of our own error. Any other exception goes on. */
function attempt<Value>(action: () => Value): { readonly value?: Value; readonly code?: string } {
  try {
    return { value: action() };
  } catch (error) {
    if ((error as Error).name !== "HelpCenterJwtError") throw error;
    return { code: (error as HelpCenterJwtError).code };
  }
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});
const unicode = fc.string({ unit: "binary" });

describe("decodeToken", () => {
  it("takes anything, and either reads claims with a usable exp or says that it cannot", async () => {
    const piece = fc.oneof(
      fc.constantFrom("", ".", "e30", "e30=", "=", "-_", "\r\n", " ", "ÿ", "\u0000"),
      fc.base64String().map((text) => text.replace(/\+/g, "-").replace(/\//g, "_")),
      unicode,
    );
    const jwt = fc.oneof(
      anything,
      unicode,
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(".")),
    );
    await holds(
      fc.property(jwt, (value) => {
        const { value: claims, code } = attempt(() => decodeToken(value));
        if (claims === undefined) expect(code).toBe("invalid_token_response");
        else expect(claims.exp > 0 && Number.isFinite(claims.exp * 1000)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it("takes any JSON for a payload", async () => {
    await holds(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (payload) => {
        const { value, code } = attempt(() => decodeToken(plainToken(payload as Record<string, unknown>)));
        const exp = (payload as { exp?: unknown } | null)?.exp;
        const usable = typeof exp === "number" && exp > 0 && exp < 8.64e12;
        expect(usable ? value : code).toEqual(usable ? payload : "invalid_token_response");
      }),
      { numRuns: 3_000 },
    );
  });

  it("takes an exp of any type, and none but a number for good", async () => {
    const exp = fc.oneof(fc.jsonValue(), fc.double(), fc.integer(), fc.constantFrom(0, -0, 8.64e12, 1e308, 5e-324));
    await holds(
      fc.property(exp, (value) => {
        const { code } = attempt(() => decodeToken(plainToken({ exp: value })));
        const usable = typeof value === "number" && value > 0 && value < 8.64e12;
        expect(code).toBe(usable ? undefined : "invalid_token_response");
      }),
      { numRuns: 3_000 },
    );
  });

  it("reads claims of any language and size as they were written", async () => {
    await holds(
      fc.property(
        fc.dictionary(unicode, fc.oneof(unicode, fc.jsonValue({ stringUnit: "binary" }))),
        fc.constantFrom(0, 0, 1, 100, 30_000),
        (claims, size) => {
          // As JSON has it: a lone surrogate is written as an escape, -0 as 0.
          const expected = JSON.parse(JSON.stringify({ ...claims, pad: "名".repeat(size), exp: 2_000_000_000 }));
          expect(decodeToken(plainToken(expected))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the clocks", () => {
  it("give a finite time for any Date and iat, and a Date that is one to the second", async () => {
    const local = Date.UTC(2026, 10, 24);
    const moment = fc.integer({ min: 0, max: 4e9 });
    const date = fc.oneof(
      fc.constant(null),
      unicode,
      fc.string(),
      moment.map((s) => new Date(s * 1000).toUTCString()),
    );
    await holds(
      fc.property(date, anything, (header, iat) => {
        const time = serverTime(header, iat, local);
        expect(Number.isFinite(time)).toBe(true);
        if (!header && typeof iat !== "number") expect(time).toBe(local);
      }),
      { numRuns: 5_000 },
    );
    await holds(
      fc.property(moment, anything, (seconds, iat) => {
        expect(serverTime(new Date(seconds * 1000).toUTCString(), iat, local)).toBe((seconds + 1) * 1000);
      }),
      { numRuns: 1_000 },
    );
  });

  it("never let less time have passed than either of them saw", async () => {
    const instant = fc.record({ wall: fc.integer(), monotonic: fc.nat() });
    await holds(
      fc.property(instant, instant, (from, to) => {
        const passed = elapsed(from, to);
        expect(passed >= to.wall - from.wall && passed >= to.monotonic - from.monotonic).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("requestToken", () => {
  // Without line breaks and the like: no server could send them.
  const headerValue = fc.oneof(
    fc.constantFrom("0", "5", "-5", "1e3", "0x10", "60", "Infinity", "9".repeat(400), "soon", " 7 ", ""),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toUTCString()),
    fc.string({ unit: "grapheme-ascii" }),
  );
  const seconds = fc.oneof(fc.jsonValue(), fc.integer({ min: 1_700_000_000, max: 2_100_000_000 }), fc.double());
  const body = fc.oneof(
    unicode,
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.record({ token: anything.filter((value) => typeof value !== "bigint") }).map((value) => {
      try {
        return JSON.stringify(value);
      } catch {
        return "[]";
      }
    }),
    fc
      .record({ exp: seconds, iat: seconds, email: unicode }, { requiredKeys: [] })
      .map((claims) => JSON.stringify({ token: plainToken(claims) })),
  );

  it("makes a token or one of the documented errors of any response", async () => {
    const codes = [
      "not_signed_in",
      "plan_unsupported",
      "rate_limited",
      "token_endpoint_unavailable",
      "invalid_token_response",
    ];
    const headers = fc.record(
      {
        date: headerValue,
        "retry-after": headerValue,
        "content-type": fc.constantFrom("text/html", "application/json"),
      },
      { requiredKeys: [] },
    );
    const status = fc.oneof(
      { weight: 3, arbitrary: fc.constant(200) },
      { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
    );
    await holds(
      fc.asyncProperty(status, headers, body, async (code, fields, text) => {
        const answer = new Response([204, 205, 304].includes(code) ? null : text, { status: code, headers: fields });
        let outcome: Token | HelpCenterJwtError;
        try {
          const settings = { tokenUrl: "/token", timeout: 10_000, retry: 0 };
          outcome = await requestToken(settings, false, async () => answer, new AbortController().signal);
        } catch (error) {
          outcome = error as HelpCenterJwtError;
        }
        if ("jwt" in outcome) {
          expect(outcome.lifetime > 0 && Number.isFinite(outcome.lifetime)).toBe(true);
          expect(text).toContain(outcome.jwt);
        } else {
          const { name, code: reason, retryAfter, message } = outcome;
          expect([name, codes.includes(reason)]).toEqual(["HelpCenterJwtError", true]);
          expect(retryAfter === undefined || retryAfter >= 0).toBe(true);
          for (const part of text.split(/[".]/)) if (part.length > 40) expect(message).not.toContain(part);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("mergeOptions", () => {
  const names = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...Object.keys(validators)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", ""),
    },
    { weight: 1, arbitrary: unicode },
  );
  const usual: Arbitrary<unknown> = fc.oneof(
    fc.constantFrom<unknown>(0, 1, 2, 30_000, "", "omit", "reject", "/token", null, undefined, () => {}, [
      "https://a.example.com",
    ]),
    fc.double(),
    unicode,
    fc.webUrl(),
    fc.array(fc.oneof(fc.webUrl(), fc.constantFrom("https://a.example.com", "https://*.example.com"))),
  );
  /** Values that do something when they are looked at. */
  const hostile: Arbitrary<unknown> = fc.oneof(
    fc.constant(Symbol("option")),
    fc.func(anything),
    anything.map((value) => new Proxy(Object(value) as object, {})),
    fc.constant({ toString: () => "/token", valueOf: () => 5 }),
    anything.map((value) => Object.assign(["https://a.example.com"], { map: () => value })),
    anything.map((value) => Object.assign(["https://a.example.com"], { includes: value })),
  );
  const options = fc.array(fc.tuple(names, fc.oneof(usual, anything, hostile)), { maxLength: 5 }).map((members) => {
    const object = {};
    // Defined, not assigned: `__proto__` too is then a member of its own, as after JSON.parse.
    for (const [name, value] of members)
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
    return object as unknown;
  });

  it("takes anything, and gives settings that make sense or throws invalid_option", async () => {
    await holds(
      fc.property(fc.oneof(anything, options), (given) => {
        const { value: settings, code } = attempt(() => mergeOptions(defaultSettings, given as HelpCenterJwtOptions));
        expect(code).toBe(settings ? undefined : "invalid_option");
        if (!settings) return;
        expect(Object.keys(validators)).toEqual(expect.arrayContaining(Object.keys(settings)));
        const { timeout, retry, refreshLeeway, storage, anonymous, tokenUrl, onError, user, allowedOrigins } = settings;
        expect(timeout >= 1 && timeout < 2 ** 31 && refreshLeeway >= 0 && Number.isFinite(refreshLeeway)).toBe(true);
        expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).toContain(retry);
        expect(["reject", "omit"]).toContain(anonymous);
        expect(["memory", "session"]).toContain(storage);
        expect(new URL(tokenUrl, "https://support.example.com/hc").origin).toBe("https://support.example.com");
        expect(["function", "undefined"]).toContain(typeof onError);
        expect(user === "" || typeof user === "number").toBe(false);
        for (const rule of allowedOrigins ?? []) expect(rule("https://evil.invalid")).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it("passes on what a getter throws, and changes nothing then", async () => {
    await holds(
      fc.property(fc.constantFrom(...Object.keys(validators)), anything, (name, thrown) => {
        const options = Object.defineProperty({ timeout: 1 }, name, {
          enumerable: true,
          get() {
            throw thrown;
          },
        });
        try {
          mergeOptions(defaultSettings, options);
          expect.unreachable();
        } catch (error) {
          expect(error).toBe(thrown);
        }
        expect(defaultSettings.timeout).toBe(10_000);
      }),
      { numRuns: 200 },
    );
  });
});

describe("where the token may go", () => {
  /** An origin as its parts, from which both its text and the truth about it follow. */
  interface Parts {
    readonly scheme: "https" | "http" | "ws" | "ftp";
    readonly labels: readonly string[];
    readonly port: number | undefined;
  }
  interface Spelling {
    readonly upper: boolean;
    readonly explicitPort: boolean;
    readonly tail: string;
    readonly user: string;
    readonly dot: boolean;
  }
  const defaultPort = { https: 443, http: 80, ws: 80, ftp: 21 };
  const label = fc.constantFrom(
    "api",
    "a",
    "evil",
    "example",
    "com",
    "org",
    "zendesk",
    "support",
    "localhost",
    "xn--e1afmkfd",
  );
  const labels = fc.oneof(
    { weight: 6, arbitrary: fc.array(label, { minLength: 1, maxLength: 4 }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ["api", "example", "com"],
        ["support", "example", "com"],
        ["acme", "zendesk", "com"],
        ["zendesk", "com"],
        ["localhost"],
        ["api", "localhost"],
        ["127", "0", "0", "1"],
      ),
    },
  );
  const parts: Arbitrary<Parts> = fc.record({
    scheme: fc.oneof({ weight: 5, arbitrary: fc.constant("https" as const) }, fc.constantFrom("http", "ws", "ftp")),
    labels,
    port: fc.constantFrom(undefined, undefined, undefined, 8443, 4100),
  }) as Arbitrary<Parts>;
  const spelling: Arbitrary<Spelling> = fc.record({
    upper: fc.boolean(),
    explicitPort: fc.boolean(),
    tail: fc.constantFrom(
      "",
      "/",
      "/todos?x=https://api.example.com",
      "#@api.example.com",
      "\\x",
      "/..;@api.example.com/",
    ),
    user: fc.constantFrom("", "", "", "api.example.com@", "api.example.com:443@"),
    dot: fc.boolean(),
  });

  function write({ scheme, labels, port }: Parts, { upper, explicitPort, tail, user, dot }: Spelling): string {
    const host = labels.join(".") + (dot && labels[0] !== "127" ? "." : "");
    const shownPort = port ?? (explicitPort ? defaultPort[scheme] : undefined);
    return `${scheme}://${user}${upper ? host.toUpperCase() : host}${shownPort === undefined ? "" : `:${shownPort}`}${tail}`;
  }

  const isLoopback = ({ labels }: Parts) => labels.at(-1) === "localhost" || labels.join(".") === "127.0.0.1";
  const isSecure = (it: Parts) => it.scheme === "https" || (it.scheme === "http" && isLoopback(it));
  const plain: Spelling = { upper: false, explicitPort: false, tail: "", user: "", dot: false };

  interface Entry extends Parts {
    readonly wildcard: boolean;
    readonly upper: boolean;
    readonly slash: boolean;
    readonly explicitPort: boolean;
  }
  const entry: Arbitrary<Entry> = fc
    .tuple(parts, fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())
    .map(([it, wildcard, upper, slash, explicitPort]) => ({ ...it, wildcard, upper, slash, explicitPort }));
  const writeEntry = ({ wildcard, upper, slash, explicitPort, ...it }: Entry) =>
    write(wildcard ? { ...it, labels: ["*", ...it.labels] } : it, {
      ...plain,
      upper,
      explicitPort,
      tail: slash ? "/" : "",
    });
  const makesSense = (it: Entry) =>
    it.wildcard ? it.scheme === "https" && it.labels.length >= 2 && it.labels[0] !== "127" : isSecure(it);
  const matches = (rule: Entry, to: Parts, dot: boolean) => {
    const known = rule.wildcard ? to.labels.slice(1) : to.labels;
    return (
      !dot &&
      (!rule.wildcard || to.labels.length === rule.labels.length + 1) &&
      known.join(".") === rule.labels.join(".") &&
      rule.scheme === to.scheme &&
      (rule.port ?? defaultPort[rule.scheme]) === (to.port ?? defaultPort[to.scheme])
    );
  };

  /** Destinations that resemble what is allowed. */
  const nearby = (entries: readonly Entry[]): Arbitrary<Parts> =>
    entries.length === 0
      ? parts
      : fc.oneof(
          parts,
          fc
            .tuple(
              fc.constantFrom(...entries),
              fc.array(label, { maxLength: 2 }),
              fc.constantFrom(undefined, 8443),
              fc.boolean(),
            )
            .map(([it, more, port, same]) => ({
              scheme: it.scheme,
              labels: [...more, ...it.labels],
              port: same ? it.port : port,
            })),
        );

  it("is what an oracle says that knows each origin by its parts", async () => {
    const scene = fc
      .option(fc.array(entry, { maxLength: 3 }), { nil: undefined })
      .chain((entries) => fc.tuple(fc.constant(entries), nearby(entries ?? []), spelling));
    await holds(
      fc.property(scene, ([entries, to, style]) => {
        const rules = entries?.map((it) => [it, parseOriginRule(writeEntry(it))] as const);
        for (const [it, rule] of rules ?? []) expect(rule !== undefined, writeEntry(it)).toBe(makesSense(it));
        const good = rules?.filter((pair): pair is readonly [Entry, OriginRule] => pair[1] !== undefined);

        const text = write(to, style);
        const url = parseDestination(text);
        if (!url) return;
        const dot = style.dot && to.labels[0] !== "127";
        const host = to.labels.join(".");
        const own = to.scheme === "https" && host === "support.example.com" && to.port === undefined;
        const expected =
          own || /(^|\.)zendesk\.com$/.test(host)
            ? false
            : !isSecure(to) || (dot && to.scheme !== "https")
              ? "insecure_destination"
              : good && !good.some(([it]) => matches(it, to, dot))
                ? "destination_not_allowed"
                : true;
        const { value, code } = attempt(() =>
          isTokenAllowed(
            url,
            good?.map(([, rule]) => rule),
            location.origin,
          ),
        );
        expect(value ?? code, `${text} with ${entries?.map(writeEntry)}`).toBe(expected);
      }),
      { numRuns: 10_000 },
    );
  });

  it("is no whole top-level domain, however a rule is written", async () => {
    const scrap = fc.constantFrom(
      ...". / @ \\\\ ? # : * com com example localhost 127.1 :443 :8443 %2e %2E 。 ． [::1] xn--".split(" "),
      ...["\u00ad", "\u200b", "\t", " "],
    );
    const start = fc.constantFrom("", "https://", "https://*.", "https://*.", "http://*.", "https://*.com", "*.");
    const text = fc.oneof(
      unicode,
      fc.tuple(start, fc.array(scrap, { maxLength: 5 })).map(([first, scraps]) => first + scraps.join("")),
    );
    const everybody = ["com", "com.", "example", "example."].flatMap((tail) =>
      ["", ":8443"].map((port) => `https://evil.${tail}${port}`),
    );
    await holds(
      fc.property(text, (written) => {
        const rule = parseOriginRule(written);
        if (!rule) return;
        for (const origin of everybody) {
          if (rule(origin)) expect([written.includes("*"), new URL(written).origin]).toEqual([false, origin]);
        }
        expect(rule("http://evil.example.com")).toBe(false);
        expect(rule("null")).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  it("can be said of every URL there is: nothing is thrown but what is documented", async () => {
    await holds(
      fc.property(
        fc.oneof(unicode, fc.webUrl(), fc.webUrl({ validSchemes: ["data", "blob", "file", "http"] })),
        (text) => {
          const url = parseDestination(text);
          if (!url) return;
          const { value, code } = attempt(() => isTokenAllowed(url, [], location.origin));
          expect([false, "insecure_destination", "destination_not_allowed"]).toContain(value ?? code);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("who is signed in", () => {
  it("is a name, nobody or unknown, whatever the page holds", async () => {
    const trap = fc.constant(
      new Proxy(
        {},
        {
          get() {
            throw new DOMException("Blocked a frame", "SecurityError");
          },
        },
      ),
    );
    const member = fc.oneof(anything, trap, unicode);
    const user = fc.record(
      {
        role: fc.oneof(fc.constantFrom("anonymous", "end_user", "manager"), member),
        identifier: member,
        email: member,
      },
      { requiredKeys: [] },
    );
    const page = fc.oneof(anything, trap, fc.record({ user: fc.oneof(user, member) }));
    await holds(
      fc.property(page, (HelpCenter) => {
        vi.stubGlobal("HelpCenter", HelpCenter);
        const identity = currentVisitorId(undefined);
        expect(identity === null || identity === undefined || (typeof identity === "string" && identity !== "")).toBe(
          true,
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it("is what the option says, without a look at the page", async () => {
    vi.stubGlobal("HelpCenter", { user: { role: "end_user", identifier: "mia" } });
    await holds(
      fc.property(fc.oneof(unicode, fc.constant(null)), (user) => {
        expect(currentVisitorId(user)).toBe(user);
      }),
      { numRuns: 200 },
    );
  });
});
