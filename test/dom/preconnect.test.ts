import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import { apiUrl, useBackend } from "../helpers/backend.ts";
import { deferred } from "../helpers/deferred.ts";

const backend = useBackend();
const api = new URL(apiUrl).origin;

beforeEach(() => {
  document.head.replaceChildren();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, "createElement");
});

/** Where the page has asked the browser to open a connection to. */
const opened = () =>
  [...document.head.querySelectorAll<HTMLLinkElement>("link[rel=preconnect]")].map((link) => link.getAttribute("href"));

/** Holds the next token requests until it is resolved. */
function holdToken() {
  const held = deferred<undefined>();
  backend.onToken = () => held.promise as never;
  return held;
}

describe("while a call waits for its token, a connection", () => {
  it("is opened to where it goes, without credentials, as fetch will want it", async () => {
    const held = holdToken();
    const answer = createClient().fetch(`${apiUrl}?of=mine#top`);
    expect(opened()).toEqual([api]);
    expect(document.head.querySelector("link")?.getAttribute("crossorigin")).toBe("");
    held.resolve(undefined);
    expect((await answer).status).toBe(200);
    expect(opened()).toEqual([api]);
  });

  it("is opened once for all of them, and to each origin", async () => {
    const held = holdToken();
    const { fetch } = createClient();
    const answers = [...Array.from({ length: 20 }, () => [fetch(apiUrl), fetch("https://orders.example.com/")]).flat()];
    expect(opened()).toEqual([api, "https://orders.example.com"]);
    held.resolve(undefined);
    await Promise.all(answers);
    expect(opened()).toHaveLength(2);
  });

  it("is opened anew where a call waits anew: the first may have been closed by then", async () => {
    const client = createClient();
    await client.fetch(apiUrl);
    client.clear();
    await client.fetch(apiUrl);
    expect(opened()).toEqual([api, api]);
  });

  it("is not opened again for each call that the token endpoint's failure rejects", async () => {
    backend.onToken = () => new Response(null, { status: 404 });
    const { fetch } = createClient();
    for (let n = 0; n < 3; n++) await expect(fetch(apiUrl)).rejects.toMatchObject({ code: "plan_unsupported" });
    expect(opened()).toEqual([api]);
  });
});

describe("no connection is opened", () => {
  it("with a token at hand", async () => {
    const client = createClient();
    await client.preload();
    await client.fetch(apiUrl);
    expect(backend.arrivals).toHaveLength(1);
    expect(opened()).toEqual([]);
  });

  it("to where the token does not go", async () => {
    const { fetch } = createClient({ allowedOrigins: ["https://orders.example.com"] });
    await fetch("https://support.example.com/hc");
    await fetch(apiUrl, { headers: { Authorization: "Basic eA==" } });
    await expect(fetch(apiUrl)).rejects.toMatchObject({ code: "destination_not_allowed" });
    await expect(fetch("http://orders.example.com/")).rejects.toMatchObject({ code: "insecure_destination" });
    expect(opened()).toEqual([]);
  });

  it("for nobody", async () => {
    await expect(createClient({ user: null }).fetch(apiUrl)).rejects.toMatchObject({ code: "not_signed_in" });
    await createClient({ user: null, anonymous: "omit" }).fetch(apiUrl);
    expect(opened()).toEqual([]);
  });

  it.each([
    ["a document", () => vi.stubGlobal("document", undefined)],
    ["a head", () => vi.spyOn(document, "head", "get").mockReturnValue(null as never)],
    // <iframe name="head"> in an article: its window stands there (HTML standard, named access on the Document object).
    ["a head that is one", () => vi.spyOn(document, "head", "get").mockReturnValue({} as never)],
    ["a createElement that is one", () => Object.assign(document, { createElement: new Image() })],
  ])("without %s, and the call goes all the same", async (_, without) => {
    without();
    const response = await createClient().fetch(apiUrl);
    expect(response.status).toBe(200);
  });
});
