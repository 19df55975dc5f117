import { describe, expect, it } from "vitest";
import { createRejections } from "../../../src/token/rejections.ts";
import type { Token } from "../../../src/token/token.ts";

const api = "https://api.example.com";
const orders = `${api}/orders`;
const token = (jwt: string): Token => ({ jwt, lifetime: 300_000, receivedAt: { wall: 0, monotonic: 0 } });
const [first, second] = [token("first"), token("second")];

describe("an origin that rejected a token", () => {
  it("is kept with it, each for itself", () => {
    const rejections = createRejections();
    rejections.add(api, first, orders);
    rejections.add("https://other.example.com", second);
    expect(rejections.get(api)).toEqual({ token: first, href: orders });
    expect(rejections.get("https://other.example.com")).toEqual({ token: second, href: undefined });
    expect(rejections.get("https://third.example.com")).toBeUndefined();
  });

  it("is forgotten once a second try was accepted", () => {
    const rejections = createRejections();
    rejections.add(api, first, orders);
    rejections.add("https://other.example.com", first);
    rejections.accepted(api);
    expect(rejections.get(api)).toBeUndefined();
    expect(rejections.get("https://other.example.com")).toBeDefined();
  });

  it("is forgotten where the very URL that rejected a token accepts another", () => {
    const rejections = createRejections();
    rejections.add(api, first, orders);
    rejections.accepted(api, second, orders);
    expect(rejections.get(api)).toBeUndefined();
  });

  it.each<[string, Token, string]>([
    ["another URL, which may be public", second, `${api}/public`],
    ["a URL that only begins alike", second, `${orders}/7`],
    ["the same URL to the token that it rejected, by an answer that came late", first, orders],
    ["an answer without a URL, of a test's fake", second, ""],
  ])("is kept after a success of %s", (_, accepted, href) => {
    const rejections = createRejections();
    rejections.add(api, first, orders);
    rejections.accepted(api, accepted, href);
    expect(rejections.get(api)).toEqual({ token: first, href: orders });
  });

  it("is kept after the success of any call, once its second try was rejected, too", () => {
    const rejections = createRejections();
    rejections.add(api, first, orders);
    rejections.add(api, second);
    for (const href of [orders, `${api}/public`, "", undefined]) rejections.accepted(api, first, href);
    expect(rejections.get(api)).toEqual({ token: second, href: undefined });
  });

  it("is forgotten with all others once the token turns over by its age", () => {
    const rejections = createRejections();
    rejections.add(api, first, orders);
    rejections.add("https://other.example.com", first);
    rejections.clear();
    expect([rejections.get(api), rejections.get("https://other.example.com")]).toEqual([undefined, undefined]);
  });

  it("need not be known to have accepted one", () => {
    const rejections = createRejections();
    rejections.accepted(api);
    rejections.accepted(api, first, orders);
    expect(rejections.get(api)).toBeUndefined();
  });
});
