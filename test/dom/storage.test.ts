import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { HelpCenterJwtOptions } from "../../src/options.ts";
import { apiUrl, useBackend } from "../helpers/backend.ts";

const backend = useBackend();
const entryKey = "hc-jwt.v1";

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What each page of a visit does: a client of its own, over the storage of the tab. */
const openPage = (options: HelpCenterJwtOptions = {}) => createClient({ storage: "session", user: "mia", ...options });
const stored = () => sessionStorage.getItem(entryKey);
const entry = () => JSON.parse(stored() as string) as unknown[];
const lastBearer = () => backend.arrivals.at(-1)?.authorization;

describe('storage: "session"', () => {
  it("has the next page of the tab start with the cached token", async () => {
    for (let page = 0; page < 5; page++) await openPage().fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
    expect(new Set(backend.arrivals.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${backend.issued[0]}`]),
    );
  });

  it("keeps one entry in the tab, and nothing in localStorage", async () => {
    await openPage().fetch(apiUrl);
    expect(sessionStorage).toHaveLength(1);
    expect(entry().slice(0, 3)).toEqual(["mia", "/api/v2/help_center/integration/token", backend.issued[0]]);
    expect(localStorage).toHaveLength(0);
  });

  it("counts the token's life from when it was received, not from when the page began", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.UTC(2026, 10, 24, 9) });
    await openPage().fetch(apiUrl);
    // Pages that are just made, although the token is not.
    vi.setSystemTime(Date.now() + 200_000);
    await openPage().fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
    vi.setSystemTime(Date.now() + 80_000);
    await openPage().fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
    expect(entry()[2]).toBe(backend.issued[1]);
  });

  it("goes on counting by both clocks, of which the wall clock may be set back on the next page", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout", "clearTimeout"], now: Date.UTC(2026, 10, 24, 9) });
    await openPage().fetch(apiUrl);
    await vi.advanceTimersByTimeAsync(150_000);
    const next = openPage();
    await next.fetch(apiUrl);
    await vi.advanceTimersByTimeAsync(130_000);
    vi.setSystemTime(Date.now() - 130_000);
    await next.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
  });

  it("takes a token that was stored this very millisecond", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.UTC(2026, 10, 24, 9) });
    await openPage().fetch(apiUrl);
    await openPage().fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("renews a stored token that the destination refuses", async () => {
    await openPage().fetch(apiUrl);
    backend.onRequest = ({ authorization }) =>
      new Response(null, { status: authorization === `Bearer ${backend.issued[0]}` ? 401 : 200 });
    expect((await openPage().fetch(apiUrl)).ok).toBe(true);
    expect(entry()[2]).toBe(backend.issued[1]);
  });

  it.each<[string, (entry: unknown[]) => unknown]>([
    ["is not JSON", () => "{"],
    ["is another shape", () => JSON.stringify({ token: "x" })],
    ["is null", () => "null"],
    ["names another user", (entry) => JSON.stringify(entry.with(0, "noah"))],
    ["names another endpoint", (entry) => JSON.stringify(entry.with(1, "/other"))],
    ["holds no JWT", (entry) => JSON.stringify(entry.with(2, "a.b"))],
    ["has another exp", (entry) => JSON.stringify(entry.with(3, (entry[3] as number) + 3_600))],
    ["has a life that is no number", (entry) => JSON.stringify(entry.with(4, "long"))],
    ["has no life left", (entry) => JSON.stringify(entry.with(4, 0))],
    ["comes from the future, for the clock went back", (entry) => JSON.stringify(entry.with(5, Date.now() + 600_000))],
    ["does not say when it was stored", (entry) => JSON.stringify(entry.slice(0, 5))],
  ])("erases an entry that %s, and asks for a token", async (_, tamper) => {
    await openPage().fetch(apiUrl);
    sessionStorage.setItem(entryKey, tamper(entry()) as string);
    backend.onToken = () => {
      // Erased before the new token comes.
      expect(stored()).toBeNull();
      return undefined as never;
    };
    await openPage().fetch(apiUrl);
    expect(lastBearer()).toBe(`Bearer ${backend.issued[1]}`);
    expect(entry()[2]).toBe(backend.issued[1]);
  });

  it("erases the copy on clear(), for another user, for nobody, and where it is no longer wanted", async () => {
    const leave: ((client: ReturnType<typeof openPage>) => unknown)[] = [
      (client) => client.clear(),
      (client) => client.configure({ user: "noah" }),
      (client) => client.configure({ tokenUrl: "/other" }),
      (client) => client.configure({ storage: "memory" }),
      () =>
        openPage({ user: null })
          .fetch(apiUrl)
          .catch(() => {}),
    ];
    for (const action of leave) {
      const client = openPage();
      await client.fetch(apiUrl);
      expect(stored()).not.toBeNull();
      await action(client);
      expect(stored(), String(action)).toBeNull();
    }
  });

  it("gives the page's visitor no token that another one left", async () => {
    const page = (identifier: string) => vi.stubGlobal("HelpCenter", { user: { role: "end_user", identifier } });
    page("mia");
    const client = openPage({ user: undefined });
    await client.fetch(apiUrl);
    page("noah");
    await client.fetch(apiUrl);
    expect(lastBearer()).toBe(`Bearer ${backend.issued[1]}`);
    expect(entry().slice(0, 3)).toEqual(["noah", expect.any(String), backend.issued[1]]);
  });

  it("reads and writes nothing where the page does not tell who is signed in, and writes once it tells", async () => {
    await openPage().fetch(apiUrl);
    const before = stored();
    const client = openPage({ user: undefined });
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
    expect(stored()).toBe(before);
    vi.stubGlobal("HelpCenter", { user: { role: "end_user", identifier: "mia" } });
    await client.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(2);
    expect(entry().slice(0, 3)).toEqual(["mia", expect.any(String), backend.issued[1]]);
  });

  it.each(["blocked", "full"])("falls back to memory in silence where storage is %s", async (state) => {
    if (state === "blocked") {
      vi.spyOn(globalThis, "sessionStorage", "get").mockImplementation(() => {
        throw new DOMException("blocked", "SecurityError");
      });
    } else {
      vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
        throw new DOMException("full", "QuotaExceededError");
      });
    }
    try {
      const onError = vi.fn();
      const client = openPage({ onError });
      for (let call = 0; call < 3; call++) expect((await client.fetch(apiUrl)).ok).toBe(true);
      expect(backend.tokenRequests).toHaveLength(1);
      client.clear();
      expect(onError).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
    }
  });
});

describe('storage: "memory"', () => {
  it("neither writes, reads nor erases the tab's copy", async () => {
    const client = openPage({ storage: "memory" });
    await client.fetch(apiUrl);
    expect(stored()).toBeNull();
    await openPage().fetch(apiUrl);
    const copy = stored();
    const other = openPage({ storage: "memory" });
    await other.fetch(apiUrl);
    expect(backend.tokenRequests).toHaveLength(3);
    other.clear();
    const error = await openPage({ storage: "memory", user: null })
      .fetch(apiUrl)
      .catch((error: HelpCenterJwtError) => error);
    expect(error).toMatchObject({ code: "not_signed_in" });
    expect(stored()).toBe(copy);
  });
});
