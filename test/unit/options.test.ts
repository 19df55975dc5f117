import { beforeEach, describe, expect, it, vi } from "vitest";
import { defaultSettings, type HelpCenterJwtOptions, mergeOptions } from "../../src/options.ts";

beforeEach(() => {
  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
});

const merge = (options: unknown) => mergeOptions(defaultSettings, options as HelpCenterJwtOptions);

describe("mergeOptions", () => {
  it("keeps the documented defaults", () => {
    expect(merge(undefined)).toEqual({
      tokenUrl: "/api/v2/help_center/integration/token",
      refreshLeeway: 30_000,
      storage: "memory",
      anonymous: "reject",
      timeout: 10_000,
      retry: 2,
    });
  });

  it("takes over what is given and leaves the rest, also what is undefined", () => {
    const first = mergeOptions(defaultSettings, { timeout: 5_000, retry: 0 });
    const second = mergeOptions(first, { refreshLeeway: 0, timeout: undefined });
    expect(second).toMatchObject({ timeout: 5_000, retry: 0, refreshLeeway: 0 });
  });

  it.each([
    ["a path", "/hc/api/v2/integration/token"],
    ["a URL of the same origin", "https://support.example.com/token"],
  ])("takes %s for tokenUrl", (_, tokenUrl) => expect(merge({ tokenUrl })).toMatchObject({ tokenUrl }));

  it.each([
    ["a path", "/token"],
    ["a URL of the same origin", "https://support.example.com/token"],
  ])("takes %s for tokenUrl in a frame by srcdoc", (_, tokenUrl) => {
    vi.stubGlobal("location", new URL("about:srcdoc"));
    vi.stubGlobal("origin", "https://support.example.com");
    expect(merge({ tokenUrl })).toMatchObject({ tokenUrl });
    expect(() => merge({ tokenUrl: "https://evil.example/token" })).toThrow("tokenUrl");
  });

  it.each([
    ["in a sandboxed frame", new URL("about:srcdoc"), "null"],
    ["without a page", undefined, undefined],
  ])("refuses any tokenUrl %s, which has no origin", (_, location, origin) => {
    vi.stubGlobal("location", location);
    vi.stubGlobal("origin", origin);
    for (const tokenUrl of ["/token", "https://support.example.com/token", "data:,x", "null", "about:srcdoc"]) {
      expect(() => merge({ tokenUrl }), tokenUrl).toThrow(expect.objectContaining({ code: "invalid_option" }));
    }
  });

  it.each([
    ["361234567890", "361234567890"],
    [361_234_567_890, "361234567890"],
    [null, null],
    ["", null],
  ])("takes %s for user", (user, read) => expect(merge({ user }).user).toBe(read));

  it.each([
    ["tokenUrl", ["", 5, null, "https://evil.example/token", "//evil.example/token", "https://", "data:,x"]],
    [
      "allowedOrigins",
      [
        "https://a.example.com",
        {},
        null,
        [""],
        ["https://a.example.com", "b.example.com"],
        [null],
        new Array(1),
        Object.assign([""], { map: () => 5 }),
      ],
    ],
    ["refreshLeeway", [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "30", null, {}]],
    ["storage", ["", "local", "localStorage", true, null]],
    ["anonymous", ["", "Omit", true, null]],
    ["timeout", [0, -1, Number.NaN, 2 ** 31, "1000", null]],
    ["retry", [-1, 1.5, 11, "2", Number.NaN, null, true]],
    ["onError", [null, "log", {}]],
    ["user", [Number.NaN, Number.POSITIVE_INFINITY, true, {}, []]],
    ["timeOut", [1_000]],
    ["constructor", [1]],
    ["__proto__x", [1]],
  ])("refuses what makes no sense for %s", (name, values) => {
    for (const value of values) {
      expect(() => merge({ [name]: value }), String(value)).toThrow(
        expect.objectContaining({ code: "invalid_option", message: expect.stringContaining(`"${name}"`) }),
      );
    }
  });

  it("takes numbers up to their bounds", () => {
    const largest = { refreshLeeway: 2 ** 31 - 1, timeout: 2 ** 31 - 1, retry: 10 };
    const smallest = { refreshLeeway: 0, timeout: 1, retry: 0 };
    expect(merge(largest)).toMatchObject(largest);
    expect(merge(smallest)).toMatchObject(smallest);
  });

  it.each([
    [{ tokenUrl: 5 }, `Option "tokenUrl" must be a URL of this page's origin.`],
    [{ allowedOrigins: 5 }, 'Option "allowedOrigins" must be a list of origins such as "https://api.example.com".'],
    [{ refreshLeeway: -1 }, 'Option "refreshLeeway" must be a whole number from 0 to 2147483647.'],
    [{ storage: 5 }, 'Option "storage" must be "memory" or "session".'],
    [{ anonymous: 5 }, 'Option "anonymous" must be "reject" or "omit".'],
    [{ timeout: 0 }, 'Option "timeout" must be a whole number from 1 to 2147483647.'],
    [{ retry: 11 }, 'Option "retry" must be a whole number from 0 to 10.'],
    [{ onError: 5 }, 'Option "onError" must be a function.'],
    [{ user: {} }, 'Option "user" must be an id, or null for nobody.'],
    [
      { timeOut: 5 },
      'Option "timeOut" is unknown, it must be one of tokenUrl, allowedOrigins, refreshLeeway, storage, anonymous, timeout, retry, onError, user.',
    ],
  ])("says what it expects in place of %j", (options, message) => {
    expect(() => merge(options)).toThrow(expect.objectContaining({ message }));
  });

  it.each([null, 5, "memory", true])("refuses %s for the options", (options) => {
    expect(() => merge(options)).toThrow(
      expect.objectContaining({ code: "invalid_option", message: "The options must be an object." }),
    );
  });

  it("takes over nothing where one option is bad", () => {
    const options = { timeout: 5_000, retry: -1 };
    expect(() => merge(options)).toThrow("retry");
    expect(defaultSettings.timeout).toBe(10_000);
  });

  it("reads each option once, and writes to nothing", () => {
    let reads = 0;
    const options = {
      get timeout() {
        reads++;
        return 5_000;
      },
    };
    merge(Object.freeze(options));
    expect(reads).toBe(1);
  });

  it("keeps a list of origins as it was, whatever the caller does to it later", () => {
    const allowedOrigins = ["https://api.example.com"];
    const settings = merge({ allowedOrigins });
    allowedOrigins.push("https://evil.example");
    expect(settings.allowedOrigins?.some((allows) => allows("https://evil.example"))).toBe(false);
  });

  it("quotes no value, which may be a token that went astray", () => {
    const secret = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln";
    for (const name of ["tokenUrl", "allowedOrigins", "refreshLeeway", "anonymous", "timeout", "retry", "onError"]) {
      try {
        merge({ [name]: `https://evil.example/${secret}` });
        expect.unreachable(name);
      } catch (error) {
        expect(String((error as Error).stack)).not.toContain(secret);
      }
    }
  });
});
