import { describe, expect, it } from "vitest";
import { parseAttributes } from "../../src/attributes.ts";

describe("attributes of the script tag", () => {
  it("are options in the types that they have in code", () => {
    expect(
      parseAttributes({ storage: "session", user: "", retry: "0", refreshLeeway: "5000", tokenUrl: "/t" }),
    ).toEqual([
      ["storage", "configure", { storage: "session" }],
      ["user", "configure", { user: "" }],
      ["retry", "configure", { retry: 0 }],
      ["refreshLeeway", "configure", { refreshLeeway: 5000 }],
      ["tokenUrl", "configure", { tokenUrl: "/t" }],
    ]);
  });

  it.each(["", "soon"])("are not a number where they are %j, which the client refuses", (timeout) => {
    expect(parseAttributes({ timeout })).toEqual([["timeout", "configure", { timeout: Number.NaN }]]);
  });

  it("are lists that are separated by spaces, commas and line breaks", () => {
    const list = "\n https://a.example,\thttps://b.example ,";
    const origins = ["https://a.example", "https://b.example"];
    expect(parseAttributes({ install: list })).toEqual([["install", "install", { origins }]]);
    expect(parseAttributes({ allowedOrigins: list }).at(-1)).toEqual([
      "allowedOrigins",
      "configure",
      { allowedOrigins: origins },
    ]);
  });

  it.each([
    ["a.example https://b.example", ["https://b.example"]],
    ["* https://*.com", []],
    ["", []],
  ])("(%j) set the entries that are right before the list is refused for the others", (list, right) => {
    expect(parseAttributes({ allowedOrigins: list })[0]).toEqual([
      "allowedOrigins",
      "configure",
      { allowedOrigins: right },
    ]);
  });

  it("preload after all else, wherever that stands", () => {
    const steps = parseAttributes({ preload: "", install: "https://a.example", user: "17" });
    expect(steps.map(([attribute]) => attribute)).toEqual(["install", "user", "preload"]);
  });

  it("are only those of this library, and none that is inherited", () => {
    expect(parseAttributes({ cfasync: "false", constructor: "x", onerror: "x" } as never)).toEqual([]);
    const inherited = { preload: "", install: "https://a.example", allowedOrigins: "https://a.example" };
    expect(parseAttributes(Object.create(inherited))).toEqual([]);
  });
});
