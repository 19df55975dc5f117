import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { SharedHelpCenterJwt } from "../../src/shared.ts";
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
});

/** Loads the script, as a script tag with these attributes does. */
async function load(dataset: Record<string, string> = {}): Promise<SharedHelpCenterJwt> {
  vi.spyOn(Document.prototype, "currentScript", "get").mockReturnValue({ dataset } as unknown as HTMLScriptElement);
  vi.resetModules();
  await import("../../src/script.ts");
  return page.HCJwt as SharedHelpCenterJwt;
}

async function loadDiagnosis(): Promise<void> {
  vi.resetModules();
  await import("../../src/diagnose-script.ts");
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
