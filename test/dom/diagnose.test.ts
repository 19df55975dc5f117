import { diagnose } from "hc-jwt/diagnose";
import { HttpResponse } from "msw/http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Diagnosis, DiagnosisStep } from "../../src/diagnose/index.ts";
import { sharedClient } from "../../src/page-client.ts";
import { apiUrl, tokenUrl, useBackend } from "../helpers/backend.ts";
import { signToken, visitor } from "../helpers/jwt.ts";

const backend = useBackend();
const printed: unknown[] = [];

beforeEach(() => {
  for (const name of ["table", "warn"] as const) {
    vi.spyOn(console, name).mockImplementation((...given: unknown[]) => void printed.push([name, ...given]));
  }
});

afterEach(() => {
  for (const jwt of backend.issued) expect(JSON.stringify(printed)).not.toContain(jwt);
  printed.length = 0;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("hc-jwt.v1")];
});

const step = ({ steps }: Diagnosis, name: DiagnosisStep["name"]) => steps.find((step) => step.name === name);
const failures = ({ steps }: Diagnosis) => steps.filter(({ status }) => status === "failed").map(({ name }) => name);

describe("diagnose", () => {
  it("finds all well with one token request and one GET that carries the token", async () => {
    sharedClient();
    const diagnosis = await diagnose(apiUrl);
    expect(diagnosis.ok).toBe(true);
    expect(diagnosis.steps.every(({ status, advice }) => status === "ok" && advice === undefined)).toBe(true);
    expect(backend.tokenRequests).toHaveLength(1);
    expect(backend.arrivals.map(({ method, url, authorization }) => [method, url, authorization])).toEqual([
      ["GET", apiUrl, `Bearer ${backend.issued[0]}`],
    ]);
  });

  it("prints a row for each step, and a line for each that failed", async () => {
    sharedClient();
    backend.onRequest = () => new HttpResponse(null, { status: 401 });
    const { ok, steps } = await diagnose(apiUrl);
    const rows = Object.fromEntries(steps.map(({ name, status, detail }) => [name, { status, detail }]));
    const last = steps.at(-1);
    expect(printed).toEqual([
      ["table", rows],
      ["warn", `accepted: ${last?.detail} → ${last?.advice}`],
    ]);
    expect(ok).toBe(false);
  });

  it("says what to do where the page has no client, and still looks at the token", async () => {
    const diagnosis = await diagnose(apiUrl);
    expect(failures(diagnosis)).toEqual(["client"]);
    expect(step(diagnosis, "client")?.advice).toContain("Load hc-jwt.js before");
    expect(step(diagnosis, "time_left")?.status).toBe("ok");
    expect(step(diagnosis, "destination")?.status).toBe("skipped");
    expect(backend.arrivals).toEqual([]);
    expect(Symbol.for("hc-jwt.v1") in globalThis).toBe(false);
  });

  it("says so where there is no page at all", async () => {
    vi.stubGlobal("location", undefined);
    const diagnosis = await diagnose();
    expect(failures(diagnosis)).toEqual(["client", "help_center"]);
    expect(backend.tokenRequests).toEqual([]);
  });

  it("looks at another token URL where set, on the page's own origin only", async () => {
    sharedClient();
    expect((await diagnose(undefined, { tokenUrl: "https://other.example.com/token" })).steps[1]).toMatchObject({
      name: "help_center",
      status: "failed",
    });
    expect(backend.tokenRequests).toEqual([]);
    await diagnose(undefined, { tokenUrl: "/elsewhere" });
    expect(backend.arrivals.map(({ url }) => url)).toEqual(["https://support.example.com/elsewhere"]);
  });

  it("asks the client nothing that costs it a request, a report or its token", async () => {
    const onError = vi.fn();
    const client = sharedClient();
    client.configure({ onError });
    const before = await client.getToken();
    const { steps } = await diagnose(apiUrl);
    expect(steps.every(({ status }) => status === "ok")).toBe(true);
    expect(await client.getToken()).toBe(before);
    expect(backend.tokenRequests).toHaveLength(2);
    expect(onError).not.toHaveBeenCalled();
  });

  it("is not held up by a failure that the client remembers", async () => {
    const client = sharedClient();
    backend.onToken = () => new Response(null, { status: 404 });
    await client.preload();
    backend.onToken = undefined;
    expect((await diagnose(apiUrl)).ok).toBe(true);
  });

  it("makes its token request as the client does", async () => {
    const seen = vi.fn(globalThis.fetch);
    vi.stubGlobal("fetch", seen);
    await diagnose();
    expect(seen.mock.calls).toEqual([
      [
        tokenUrl,
        {
          credentials: "same-origin",
          cache: "no-store",
          redirect: "manual",
          headers: { accept: "application/json" },
          signal: expect.any(AbortSignal),
        },
      ],
    ]);
  });

  it("names the claims, and tells no value but the expiry", async () => {
    const { steps } = await diagnose();
    const detail = steps.find(({ name }) => name === "token")?.detail ?? "";
    expect(detail).toMatch(/userId, email, externalId, exp, n\.$/);
    expect(detail).not.toContain(visitor.email);
    expect(detail).not.toContain(String(visitor.userId));
  });

  it.each([
    ["a field of a form", { user: document.createElement("input") }],
    ["nothing in particular", 5],
    ["null", null],
  ])("leaves it to the token endpoint where the page's HelpCenter is %s", async (_, value) => {
    vi.stubGlobal("HelpCenter", value);
    expect(step(await diagnose(), "signed_in")).toMatchObject({
      status: "ok",
      detail: expect.stringContaining("page does not say"),
    });
  });

  it("allows for no Date, and then does not judge the clock", async () => {
    sharedClient();
    const jwt = await signToken(Math.floor(Date.now() / 1000) + 300);
    backend.onToken = () => HttpResponse.json({ token: jwt });
    const diagnosis = await diagnose();
    expect([step(diagnosis, "time_left")?.status, step(diagnosis, "clock")?.status]).toEqual(["ok", "skipped"]);
    expect(diagnosis.ok).toBe(true);
    expect(JSON.stringify(printed)).not.toContain(jwt);
  });

  it.each([58, -58])("lets pass a clock that is %i s off", async (seconds) => {
    backend.onToken = () =>
      new Response("{}", { headers: { date: new Date(Date.now() - seconds * 1000).toUTCString() } });
    expect(step(await diagnose(), "clock")?.status).toBe("ok");
  });

  it.each([62, -62])("does not let pass a clock that is %i s off", async (seconds) => {
    backend.onToken = () =>
      new Response("{}", { headers: { date: new Date(Date.now() - seconds * 1000).toUTCString() } });
    expect(step(await diagnose(), "clock")).toMatchObject({
      status: "failed",
      detail: expect.stringContaining(seconds > 0 ? "ahead of" : "behind"),
    });
  });

  it("quotes nothing of a response that holds a token where none should be", async () => {
    const jwt = await signToken(2_000_000_000);
    for (const body of [`<p>${jwt}`, jwt, `{"token":"${jwt}x y"}`, `"${jwt}"`, "null"]) {
      backend.onToken = () => new Response(body);
      expect(failures(await diagnose(apiUrl))).toHaveLength(2);
    }
    expect(JSON.stringify(printed)).not.toContain(jwt.slice(0, 20));
  });

  it("gives up the token endpoint after ten seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    backend.onToken = () => new Promise<Response>(() => {});
    const diagnosis = diagnose();
    await vi.waitFor(() => expect(backend.tokenRequests).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(step(await diagnosis, "token_endpoint")?.detail).toBe("No response within 10 seconds.");
  });

  it("gives up the API after ten seconds, without asking it again", async () => {
    sharedClient();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    backend.onRequest = () => new Promise<Response>(() => {});
    const diagnosis = diagnose(apiUrl);
    await vi.waitFor(() => expect(backend.arrivals).toHaveLength(1));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(failures(await diagnosis)).toEqual(["reachable"]);
    expect(backend.arrivals).toHaveLength(1);
  });

  it("tells a token endpoint that cannot be reached from one that fails", async () => {
    backend.onToken = () => HttpResponse.error() as never;
    expect(step(await diagnose(), "token_endpoint")?.detail).toMatch(/^No response: the network failed/);
    backend.onToken = () => new Response(null, { status: 502 });
    expect(step(await diagnose(), "token_endpoint")?.detail).toBe("Responds with 502.");
  });

  it.each(["https://support.example.com/x", "https://acme.zendesk.com/api/v2/users/me.json", "data:,x"])(
    "sends nothing to %s, where calls carry no token",
    async (url) => {
      sharedClient();
      const diagnosis = await diagnose(url);
      expect(diagnosis.ok).toBe(true);
      expect(step(diagnosis, "destination")?.detail).toContain("without a token");
      expect(backend.arrivals).toEqual([]);
    },
  );

  it("never rejects, whatever it is given", async () => {
    sharedClient();
    for (const given of [null, 5, {}, Object.create(null), "", "https://[", Symbol("x")]) {
      await expect(diagnose(given as never, null as never)).resolves.toHaveProperty("steps.length", 11);
    }
  });
});
