import { describe, expect, it } from "vitest";
import { HelpCenterJwtError, isHelpCenterJwtError } from "../../src/errors.ts";

describe("HelpCenterJwtError", () => {
  it("holds what is known, and no row of undefined where it is logged", () => {
    const cause = new TypeError("Failed to fetch");
    expect({ ...new HelpCenterJwtError("rate_limited", "x", { status: 429, retryAfter: 0 }) }).toEqual({
      name: "HelpCenterJwtError",
      code: "rate_limited",
      status: 429,
      retryAfter: 0,
    });
    const error = new HelpCenterJwtError("token_endpoint_unavailable", "x", { status: undefined, cause });
    expect(Object.keys(error).sort()).toEqual(["cause", "code", "name"]);
    expect(error.cause).toBe(cause);
  });
});

describe("isHelpCenterJwtError", () => {
  it("goes by name, which all copies of the library share", () => {
    expect(isHelpCenterJwtError(new HelpCenterJwtError("rate_limited", "x"))).toBe(true);
    expect(isHelpCenterJwtError(Object.assign(new Error("x"), { name: "HelpCenterJwtError" }))).toBe(true);
    for (const other of [new Error("x"), { name: "HelpCenterJwtError" }, null, undefined, "HelpCenterJwtError"]) {
      expect(isHelpCenterJwtError(other)).toBe(false);
    }
  });
});
