import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asRequest, type Destination, isTokenAllowed, parseDestination } from "../../../src/call/destination.ts";
import { parseOriginRule } from "../../../src/origins.ts";

beforeEach(() => {
  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
  vi.stubGlobal("document", { baseURI: "https://support.example.com/hc/en-us" });
});

afterEach(() => vi.unstubAllGlobals());

const judge = (url: string, allowed?: string[]) =>
  isTokenAllowed(
    parseDestination(url) as Destination,
    allowed?.map((entry) => parseOriginRule(entry) ?? expect.unreachable(`${entry} is no origin`)),
    location.origin,
  );

describe("isTokenAllowed", () => {
  it.each([
    "https://api.example.com/orders",
    "HTTPS://API.EXAMPLE.COM",
    "//api.example.com/",
    "https://evil-zendesk.com",
    "https://zendesk.com.evil.example",
    "https://support.example.com:8443/",
    "http://localhost:4100/",
    "http://api.localhost/",
    "http://127.0.0.1:4100/",
    "http://127.1/",
    "http://127.10.20.30/",
    "http://0x7f000001/",
    "http://[::1]:4100/",
  ])("attaches to %s", (url) => expect(judge(url)).toBe(true));

  it.each([
    "/api/v2/users/me.json",
    "todos",
    "",
    "https://support.example.com/hc",
    "https://support.example.com:443/hc",
    "https://support.example.com./hc",
    "https://SUPPORT.example.com.:443/hc",
    "https://acme.zendesk.com/api/v2/users/me.json",
    "https://ACME.ZENDESK.COM./api",
    "https://zendesk.com/",
    "http://acme.zendesk.com/",
    "https://acme.zendesk.com:8443/",
    "https://acme.zendesk.com.:8443/",
    "data:text/plain,hello",
    "blob:https://support.example.com/8d1ac0ae",
    "blob:null/8d1ac0ae",
  ])("passes %s untouched", (url) => expect(judge(url)).toBe(false));

  it.each([
    "http://api.example.com/",
    "http://localhost.example.com/",
    "http://evillocalhost/",
    "http://127.0.0.1.example.com/",
    "http://127.0.0.1.example.com:4100/",
    "http://128.0.0.1/",
    "http://0.0.0.0/",
    "http://[::2]/",
    "http://192.168.0.1/",
    "ftp://api.example.com/",
    "ws://api.example.com/",
    "ws://localhost/",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "javascript:alert(1)",
  ])("refuses %s as insecure", (url) =>
    expect(() => judge(url)).toThrow(expect.objectContaining({ code: "insecure_destination" })),
  );

  it("decides by the parsed origin, whatever the text looks like", () => {
    const allowed = ["https://api.example.com"];
    for (const url of [
      "https://api.example.com@evil.example/",
      "https://api.example.com.evil.example/",
      "https://evil.example/https://api.example.com",
      "https://evil.example#https://api.example.com",
      "https://evil.example\\@api.example.com",
      "https://api.example.com:8443/",
      "//evil.example/api.example.com",
      "https://аpi.example.com/", // a Cyrillic letter
      "https://sub.api.example.com/",
    ]) {
      expect(() => judge(url, allowed), url).toThrow(expect.objectContaining({ code: "destination_not_allowed" }));
    }
    for (const url of ["https://api.example.com", "https://API.example.com:443/x?y#z", "https://ａpi.example.com"]) {
      expect(judge(url, allowed), url).toBe(true);
    }
  });

  it("lets requests that are none of ours pass, whatever is allowed", () => {
    expect(judge("/api/v2/users/me.json", [])).toBe(false);
    expect(judge("https://acme.zendesk.com/", [])).toBe(false);
  });

  it("names the origin in its errors and nothing of the path or query, which may hold a secret", () => {
    for (const url of ["http://api.example.com/a?key=secret", "https://api.example.com/a?key=secret"]) {
      expect(() => judge(url, [])).toThrow(expect.objectContaining({ message: expect.not.stringContaining("secret") }));
      expect(() => judge(url, [])).toThrow("api.example.com");
    }
  });
});

describe("parseDestination", () => {
  it("resolves against the document's base, as fetch does", () => {
    vi.stubGlobal("document", { baseURI: "https://cdn.example.net/theme/" });
    expect(parseDestination("todos")?.href).toBe("https://cdn.example.net/theme/todos");
  });

  it("resolves against the location where there is no document, as in a worker", () => {
    vi.stubGlobal("document", undefined);
    expect(parseDestination("todos")?.href).toBe("https://support.example.com/hc/todos");
  });

  it("resolves what holds an absolute URL without being one", () => {
    expect(parseDestination("proxy?for=https://api.example.com/")?.href).toBe(
      "https://support.example.com/hc/proxy?for=https://api.example.com/",
    );
  });

  it("takes no element for the document's base, whatever its name", () => {
    const native = { baseURI: "https://support.example.com/hc/" };
    vi.stubGlobal("document", Object.create(native, { baseURI: { value: { src: "https://evil.example/x.png" } } }));
    expect(parseDestination("todos")?.href).toBe("https://support.example.com/hc/todos");
  });

  it("leaves what is no URL for fetch to object to", () => {
    expect(parseDestination("https://")).toBeUndefined();
  });
});

describe("parseOriginRule", () => {
  const accepts = (entry: string, origin: string) => parseOriginRule(entry)?.(origin);

  it("takes an exact origin, in any spelling of it", () => {
    for (const entry of ["https://api.example.com", "https://API.example.com:443", "https://api.example.com/"]) {
      expect(accepts(entry, "https://api.example.com"), entry).toBe(true);
      expect(accepts(entry, "https://api.example.com:8443"), entry).toBe(false);
      expect(accepts(entry, "https://x.api.example.com"), entry).toBe(false);
    }
    expect(accepts("http://127.0.0.1:4100", "http://127.0.0.1:4100")).toBe(true);
  });

  it("takes a wildcard for exactly one label", () => {
    const rule = "https://*.Example.com";
    expect(accepts(rule, "https://api.example.com")).toBe(true);
    expect(accepts(rule, "https://xn--80ak6aa92e.example.com")).toBe(true);
    for (const origin of [
      "https://example.com",
      "https://.example.com",
      "https://a.b.example.com",
      "https://evil-example.com",
      "https://api.example.com.evil.example",
      "https://api.example.com:8443",
      "http://api.example.com",
    ]) {
      expect(accepts(rule, origin), origin).toBe(false);
    }
    expect(accepts("https://*.example.com:8443", "https://api.example.com:8443")).toBe(true);
    expect(accepts("https://*.example.com:8443", "https://api.example.com")).toBe(false);
    expect(accepts("https://*.example.com:443", "https://api.example.com")).toBe(true);
  });

  it.each([
    "",
    "*",
    "api.example.com",
    "//api.example.com",
    "/todos",
    "https://",
    "https://api.example.com/todos",
    "https://api.example.com/?a",
    "https://api.example.com?",
    "https://api.example.com#",
    "https://user@api.example.com",
    "https://api.example.com ",
    "http://api.example.com",
    "ftp://api.example.com",
    "null",
    "https://*",
    "https://*.com",
    "https://*.com.:443",
    "https://*.com.\u200b",
    "https://*.com.",
    "https://*..com",
    "https://*..example.com",
    "https://*.*.com",
    "https://a*.example.com",
    "https://*.example.com/path",
    "https://*.example.com?",
    "http://*.example.com",
    "https://*.exa mple.com",
    5,
    null,
    undefined,
    {},
    /example/,
  ])("refuses %s", (entry) => expect(parseOriginRule(entry)).toBeUndefined());
});

describe("asRequest", () => {
  it("finds a Request of this page, and of a subclass", () => {
    class Traced extends Request {}
    for (const request of [new Request("https://api.example.com/"), new Traced("https://api.example.com/")]) {
      expect(asRequest(request)).toBe(request);
    }
  });

  it("finds one by its brand after the page has replaced Request, by a subclass or by another class", () => {
    const native = new Request("https://api.example.com/");
    vi.stubGlobal("Request", class extends Request {});
    expect(asRequest(native)).toBe(native);
    expect(asRequest(new Request("https://api.example.com/"))).toBeDefined();
    vi.stubGlobal("Request", class {});
    expect(asRequest(native)).toBe(native);
  });

  it("finds one of another frame", () => {
    const foreign = runInNewContext(
      `({ url: "https://api.example.com/", get [Symbol.toStringTag]() { return "Request"; } })`,
    );
    expect(asRequest(foreign)).toBe(foreign);
  });

  it("finds a polyfill's, which has no brand", () => {
    class Polyfill {}
    vi.stubGlobal("Request", Polyfill);
    const request = new Polyfill();
    expect(asRequest(request)).toBe(request);
  });

  it.each([
    undefined,
    null,
    5,
    "https://api.example.com/",
    new URL("https://api.example.com/"),
    {},
    { url: "https://x" },
  ])("finds none in %s", (input) => expect(asRequest(input)).toBeUndefined());
});
