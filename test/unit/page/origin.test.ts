import { afterEach, describe, expect, it, vi } from "vitest";
import { pageOrigin } from "../../../src/page/origin.ts";

/** A global object with this location, of this origin. */
function page(href: string | undefined, origin?: unknown): void {
  vi.stubGlobal("location", href && new URL(href));
  vi.stubGlobal("origin", origin);
}

afterEach(() => vi.unstubAllGlobals());

describe("pageOrigin", () => {
  it.each([
    ["a page", "https://support.example.com/hc/en-us", "https://support.example.com"],
    ["a page with a port", "https://support.example.com:8443/hc", "https://support.example.com:8443"],
    ["a worker by a blob", "blob:https://support.example.com/8d1ac0ae", "https://support.example.com"],
  ])("is that of the URL: %s", (_, href, origin) => {
    page(href, origin);
    expect(pageOrigin()).toBe(origin);
  });

  it.each(["about:srcdoc", "about:blank"])("is the inherited one in a frame of %s", (href) => {
    page(href, "https://support.example.com");
    expect(pageOrigin()).toBe("https://support.example.com");
  });

  it.each([5, "https://evil.example", null, undefined, {}])("does not believe a variable by its name: %j", (origin) => {
    page("https://support.example.com/hc", origin);
    expect(pageOrigin()).toBe("https://support.example.com");
  });

  it.each(["about:srcdoc", "data:text/html,x", "about:blank"])("is none in a sandboxed frame of %s", (href) => {
    page(href, "null");
    expect(pageOrigin()).toBeUndefined();
  });

  it("is none where there is no page", () => {
    page(undefined, "https://support.example.com");
    expect(pageOrigin()).toBeUndefined();
  });
});
