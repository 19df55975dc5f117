import { afterEach, describe, expect, it, vi } from "vitest";
import { currentVisitorId } from "../../../src/page/visitor.ts";

afterEach(() => vi.unstubAllGlobals());

const page = (HelpCenter: unknown) => vi.stubGlobal("HelpCenter", HelpCenter);

describe("currentVisitorId", () => {
  it("is unknown before the page has written window.HelpCenter", () => {
    expect(currentVisitorId(undefined)).toBeUndefined();
  });

  it("is nobody where the role is anonymous, although Zendesk gives an identifier", () => {
    page({ user: { role: "anonymous", identifier: "da39a3ee5e6b4b0d3255bfef95601890afd80709", email: null } });
    expect(currentVisitorId(undefined)).toBeNull();
  });

  it("is the identifier, else the email", () => {
    page({ user: { role: "end_user", identifier: "a".repeat(40), email: "mia@example.com" } });
    expect(currentVisitorId(undefined)).toBe("a".repeat(40));
    page({ user: { role: "agent", email: "mia@example.com" } });
    expect(currentVisitorId(undefined)).toBe("mia@example.com");
  });

  it("is what the user option says, whatever the page says", () => {
    page({ user: { role: "anonymous" } });
    expect(currentVisitorId("361")).toBe("361");
    page({ user: { role: "end_user", identifier: "a" } });
    expect(currentVisitorId(null)).toBeNull();
  });

  it.each([
    null,
    5,
    "x",
    {},
    { user: null },
    { user: "mia" },
    { user: {} },
    { user: { role: 1, identifier: "mia" } },
    { user: { role: "agent" } },
    { user: { role: "agent", identifier: {} } },
    { user: { role: "agent", identifier: "", email: "" } },
  ])("is unknown where the page holds %j there", (value) => {
    page(value);
    expect(currentVisitorId(undefined)).toBeUndefined();
  });

  it("is unknown where a frame of that name belongs to another origin, and lets nobody look into it", () => {
    const blocked = () => {
      throw new DOMException("Blocked a frame", "SecurityError");
    };
    page(new Proxy({}, { get: blocked }));
    expect(currentVisitorId(undefined)).toBeUndefined();
  });
});
