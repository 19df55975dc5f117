import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { SharedHelpCenterJwt } from "../../src/page-client.ts";
import { apiUrl, useBackend } from "../helpers/backend.ts";

const backend = useBackend();
const page = globalThis as { HCJwt?: SharedHelpCenterJwt | undefined; [key: symbol]: unknown };
const sharedKey = Symbol.for("hc-jwt.v1");
const said: unknown[] = [];

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation((...words) => void said.push(words.join(" ")));
});
afterEach(() => {
  said.length = 0;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  delete page.HCJwt;
  delete page[sharedKey];
  document.head.replaceChildren();
});

/** Loads the script, as a script tag with these attributes does. */
async function load(dataset: Record<string, string> = {}): Promise<SharedHelpCenterJwt> {
  vi.spyOn(Document.prototype, "currentScript", "get").mockReturnValue({ dataset } as unknown as HTMLScriptElement);
  vi.resetModules();
  await import("../../src/script.ts");
  return page.HCJwt as SharedHelpCenterJwt;
}

/** A script element in the document, which did not run as it stands there. */
function addScript(dataset: Record<string, string>, type = "text/javascript"): void {
  const script = document.createElement("script");
  script.type = type;
  Object.assign(script.dataset, dataset);
  document.head.append(script);
}

async function loadDiagnosis(): Promise<void> {
  vi.resetModules();
  await import("../../src/diagnose/script.ts");
}

const outcome = (client: SharedHelpCenterJwt, url = apiUrl) =>
  client.fetch(url).then(
    ({ status }) => status as number | string,
    (error: HelpCenterJwtError) => error.code,
  );

describe("the script tag", () => {
  it("puts the page's shared client where authors find it, and says nothing", async () => {
    const client = await load();
    expect(page[sharedKey]).toBe(client);
    expect(await outcome(client)).toBe(200);
    expect(said).toEqual([]);
  });

  it("needs no script element, as a module has none", async () => {
    vi.spyOn(Document.prototype, "currentScript", "get").mockReturnValue(null);
    vi.resetModules();
    await import("../../src/script.ts");
    expect(await outcome(page.HCJwt as SharedHelpCenterJwt)).toBe(200);
    expect(said).toEqual([]);
  });

  it("allows the origins of its attribute, and no other", async () => {
    const client = await load({ allowedOrigins: "\n https://api.example.com,\n https://*.example.net " });
    expect(await outcome(client)).toBe(200);
    expect(await outcome(client, "https://a.example.net/")).toBe(200);
    expect(await outcome(client, "https://other.example.com/")).toBe("destination_not_allowed");
    expect(said).toEqual([]);
  });

  it("opens nothing to everybody because of a mistake in that list: what is right in it stands", async () => {
    const client = await load({ allowedOrigins: "api.example.org https://api.example.com" });
    expect(await outcome(client)).toBe(200);
    expect(await outcome(client, "https://other.example.com/")).toBe("destination_not_allowed");
    expect(said).toEqual([expect.stringMatching(/^data-allowed-origins: Option "allowedOrigins" must be a list/)]);
  });

  it("installs without a line of code", async () => {
    const native = globalThis.fetch;
    await load({ install: "https://api.example.com, https://other.example.com" });
    expect(globalThis.fetch).not.toBe(native);
    await fetch(apiUrl);
    globalThis.fetch = native;
    expect(backend.arrivals.map(({ authorization }) => authorization)).toEqual([`Bearer ${backend.issued[0]}`]);
  });

  it("preloads", async () => {
    await load({ preload: "" });
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    await load({});
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("preloads once all other attributes are read, wherever it stands among them", async () => {
    await load({ preload: "", storage: "session", user: "17" });
    await vi.waitFor(() => expect(backend.tokenRequests).not.toHaveLength(0));
    await page.HCJwt?.getToken();
    expect(backend.tokenRequests).toHaveLength(1);
    delete page.HCJwt;
    delete page[sharedKey];
    await load({ preload: "", user: "" });
    await vi.waitFor(() => expect(page.HCJwt).toBeDefined());
    expect(await outcome(page.HCJwt as unknown as SharedHelpCenterJwt)).toBe("not_signed_in");
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("takes a number for what is one", async () => {
    backend.onToken = () => new Response(null, { status: 503 });
    expect(await outcome(await load({ retry: "0" }))).toBe("token_endpoint_unavailable");
    expect(backend.tokenRequests).toHaveLength(1);
    expect(said).toEqual([]);
  });

  it("takes an empty data-user, as a template writes it for nobody, for nobody", async () => {
    expect(await outcome(await load({ user: "" }))).toBe("not_signed_in");
    expect(backend.tokenRequests).toHaveLength(0);
  });

  it.each([
    ["storage", "storage", "local"],
    ["refresh-leeway", "refreshLeeway", "soon"],
    ["refresh-leeway", "refreshLeeway", ""],
    ["timeout", "timeout", "-1"],
    ["retry", "retry", "many"],
    ["anonymous", "anonymous", "no"],
    ["install", "install", "api.example.com"],
    ["install", "install", ""],
  ])(
    "says once what is wrong with data-%s (%s is %j), and goes on with the default",
    async (attribute, name, value) => {
      expect(await outcome(await load({ [name]: value }))).toBe(200);
      expect(said).toEqual([expect.stringMatching(new RegExp(`^data-${attribute}: .*must be `))]);
    },
  );

  it("minds no attributes that are not its own", async () => {
    expect(await outcome(await load({ cfasync: "false", constructor: "x", toString: "y" } as never))).toBe(200);
    expect(said).toEqual([]);
  });

  it("changes nothing the second time it is loaded", async () => {
    const first = await load({ allowedOrigins: "https://api.example.com" });
    expect(await load({ allowedOrigins: "https://other.example.com" })).toBe(first);
    expect(await outcome(first)).toBe(200);
  });

  it("gives its attributes to a client that modules made before, once", async () => {
    const { HCJwt } = await import("../../src/index.ts");
    HCJwt.configure({ allowedOrigins: ["https://other.example.com"] });
    await loadDiagnosis();
    const client = await load({ allowedOrigins: "https://api.example.com" });
    expect(await outcome(client)).toBe(200);
    await load({ allowedOrigins: "https://other.example.com" });
    expect(await outcome(client)).toBe(200);
  });
});

describe("a window.HCJwt that cannot be written", () => {
  const other = {};
  const throwing = () => {
    throw new Error("locked");
  };

  it.each<[string, PropertyDescriptor]>([
    ["is not writable", { value: other, writable: false }],
    ["has only a getter", { get: () => other }],
    ["has a setter that throws", { get: () => other, set: throwing }],
    ["has accessors that throw", { get: throwing, set: throwing }],
    ["has a setter that does nothing", { get: () => other, set: () => {} }],
  ])("(it %s) costs no attribute, and is reported once, with what to do", async (_, descriptor) => {
    Object.defineProperty(page, "HCJwt", { ...descriptor, configurable: true });
    const attributes = { allowedOrigins: "https://api.example.com", user: "17", retry: "many" };
    await load(attributes).catch(() => undefined);
    const client = page[sharedKey] as SharedHelpCenterJwt;
    expect(await outcome(client)).toBe(200);
    expect(await outcome(client, "https://other.example.com/")).toBe("destination_not_allowed");
    expect(said).toEqual([
      expect.stringMatching(/^data-retry: .*must be/),
      expect.stringMatching(/^window\.HCJwt .*Symbol\.for\("hc-jwt\.v1"\)/),
    ]);
    // Nor does a second load change anything.
    await load({ allowedOrigins: "https://other.example.com" }).catch(() => undefined);
    expect(page[sharedKey]).toBe(client);
    expect(await outcome(client)).toBe(200);
    expect(said).toHaveLength(2);
  });
});

describe("attributes that a library dropped when it inserted the script tag", () => {
  const bare = { dataset: {} } as unknown as HTMLScriptElement;
  const foreign = { dataset: { cfasync: "false", id: "theme" } } as unknown as HTMLScriptElement;

  async function loadAs(running: HTMLScriptElement | null): Promise<SharedHelpCenterJwt> {
    vi.spyOn(Document.prototype, "currentScript", "get").mockReturnValue(running);
    vi.resetModules();
    await import("../../src/script.ts");
    return page.HCJwt as SharedHelpCenterJwt;
  }

  it.each([
    ["a new script element without them", bare],
    ["a text that is evaluated, outside of any script", null],
    ["a text that is evaluated by another script", foreign],
  ])("are read where the tag stands in the document: %s", async (_, running) => {
    addScript({ foo: "1" });
    addScript({ allowedOrigins: "https://api.example.com", anonymous: "omit" });
    backend.onToken = () => new Response(null, { status: 403 });
    const client = await loadAs(running);
    expect(await outcome(client)).toBe(200);
    expect(await outcome(client, "https://other.example.com/")).toBe("destination_not_allowed");
    expect(said).toEqual([]);
  });

  it.each(["module", "text/plain"])("are read from a tag of type %s, too, which has no currentScript", async (type) => {
    addScript({ allowedOrigins: "https://api.example.com" }, type);
    expect(await outcome(await loadAs(null), "https://other.example.com/")).toBe("destination_not_allowed");
  });

  it("open nothing when they are wrong", async () => {
    addScript({ allowedOrigins: "api.example.com" });
    expect(await outcome(await loadAs(bare))).toBe("destination_not_allowed");
    expect(said).toEqual([expect.stringMatching(/^data-allowed-origins: Option "allowedOrigins" must be a list/)]);
  });

  it("come after those that the running script's own tag has", async () => {
    addScript({ allowedOrigins: "https://api.example.com", anonymous: "reject" });
    backend.onToken = () => new Response(null, { status: 403 });
    const client = await load({ anonymous: "omit" });
    expect(await outcome(client)).toBe(200);
    expect(await outcome(client, "https://other.example.com/")).toBe("destination_not_allowed");
  });

  it("are not looked for where the script's own tag has a list", async () => {
    addScript({ allowedOrigins: "https://other.example.com", retry: "many" });
    const client = await load({ allowedOrigins: "https://api.example.com" });
    expect(await outcome(client)).toBe(200);
    expect(await outcome(client, "https://other.example.com/")).toBe("destination_not_allowed");
    expect(said).toEqual([]);
  });

  it("cannot be known where no script element has them: the list is open, as without attributes", async () => {
    const division = document.createElement("div");
    division.dataset.allowedOrigins = "https://other.example.com";
    document.head.append(division);
    addScript({ anonymous: "no", install: "https://other.example.com" });
    expect(await outcome(await loadAs(bare))).toBe(200);
    expect(said).toEqual([]);
  });
});

describe("the diagnosis's script tag", () => {
  it("gives the page's client its diagnosis", async () => {
    const client = await load();
    expect(client.diagnose).toBeUndefined();
    await loadDiagnosis();
    expect(page.HCJwt).toBe(client);
    expect(client.diagnose).toBeTypeOf("function");
    expect(said).toEqual([]);
  });

  it("gives a client from npm a name on the page", async () => {
    const client = await load();
    delete page.HCJwt;
    await loadDiagnosis();
    expect(page.HCJwt).toBe(client);
  });

  it("leaves a name that stands for something else", async () => {
    await load();
    const other = {} as SharedHelpCenterJwt;
    page.HCJwt = other;
    await loadDiagnosis();
    expect(page.HCJwt).toBe(other);
  });

  it("says what to do where there is no client", async () => {
    await loadDiagnosis();
    expect(said).toEqual([expect.stringMatching(/^HCJwt.diagnose: .*Load hc-jwt.js before/)]);
    expect(page.HCJwt).toBeUndefined();
  });
});
