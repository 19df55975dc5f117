import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import { useBackend } from "../helpers/backend.ts";
import { deferred, until } from "../helpers/deferred.ts";
import { plainXhrClass } from "../helpers/plain-xhr.ts";

const backend = useBackend();

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

/** Once an origin and page: each test calls an API of its own. */
let tests = 0;
const freshApi = () => `https://api-${++tests}.example.com`;

describe("while a call waits for its token, a connection", () => {
  it("is opened to where it goes, without credentials, as fetch will want it", async () => {
    const api = freshApi();
    const held = holdToken();
    const answer = createClient().fetch(`${api}/todos?of=mine#top`);
    expect(opened()).toEqual([api]);
    expect(document.head.querySelector("link")?.getAttribute("crossorigin")).toBe("");
    held.resolve(undefined);
    expect((await answer).status).toBe(200);
    expect(opened()).toEqual([api]);
  });

  it("is opened once for all of them, and to each origin", async () => {
    const [api, orders] = [freshApi(), freshApi()];
    const held = holdToken();
    const { fetch } = createClient();
    const answers = [...Array.from({ length: 20 }, () => [fetch(api), fetch(`${orders}/`)]).flat()];
    expect(opened()).toEqual([api, orders]);
    held.resolve(undefined);
    await Promise.all(answers);
    expect(opened()).toHaveLength(2);
  });

  it("is opened once a page, however often calls wait anew, and by whichever client", async () => {
    const api = freshApi();
    const client = createClient();
    for (let call = 0; call < 3; call++) {
      await client.fetch(api);
      client.clear();
    }
    await createClient().fetch(api);
    expect(opened()).toEqual([api]);
  });

  it("is opened once for an XMLHttpRequest, too", async () => {
    const api = freshApi();
    const Xhr = plainXhrClass();
    vi.stubGlobal("XMLHttpRequest", Xhr);
    const client = createClient();
    const uninstall = client.install({ origins: [api] });
    const xhrs = Array.from({ length: 3 }, () => new Xhr());
    for (const xhr of xhrs) {
      xhr.open("GET", api);
      xhr.send();
    }
    const answer = client.fetch(api);
    expect(opened()).toEqual([api]);
    await answer;
    await until(() => xhrs.every(({ sent }) => sent.length === 1));
    expect(opened()).toEqual([api]);
    uninstall();
  });

  it("is not opened again for each call that the token endpoint's failure rejects", async () => {
    const api = freshApi();
    backend.onToken = () => new Response(null, { status: 404 });
    const { fetch } = createClient();
    for (let n = 0; n < 3; n++) await expect(fetch(api)).rejects.toMatchObject({ code: "plan_unsupported" });
    expect(opened()).toEqual([api]);
  });
});

describe("no connection is opened", () => {
  it("with a cached token", async () => {
    const client = createClient();
    await client.preload();
    await client.fetch(freshApi());
    expect(backend.arrivals).toHaveLength(1);
    expect(opened()).toEqual([]);
  });

  it("to where the token does not go", async () => {
    const { fetch } = createClient({ allowedOrigins: ["https://orders.example.com"] });
    const api = freshApi();
    await fetch("https://support.example.com/hc");
    await fetch(api, { headers: { Authorization: "Basic eA==" } });
    await expect(fetch(api)).rejects.toMatchObject({ code: "destination_not_allowed" });
    await expect(fetch("http://orders.example.com/")).rejects.toMatchObject({ code: "insecure_destination" });
    expect(opened()).toEqual([]);
  });

  it("for nobody", async () => {
    await expect(createClient({ user: null }).fetch(freshApi())).rejects.toMatchObject({ code: "not_signed_in" });
    await createClient({ user: null, anonymous: "omit" }).fetch(freshApi());
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
    const response = await createClient().fetch(freshApi());
    expect(response.status).toBe(200);
    expect(backend.arrivals).toHaveLength(1);
  });
});
