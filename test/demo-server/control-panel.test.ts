import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { ControlError, type Demo, startDemo } from "../../demo-server/demo.ts";
import { callApi, type Json, newToken, page } from "./harness.ts";

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({ settings: { tokenLifetime: 60 } });
});
afterAll(() => demo.close());
beforeEach(() => {
  demo.controls.reset();
  demo.requestLog.clear();
});

function post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${demo.helpCenter.origin}/demo/api/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

async function state(): Promise<Json> {
  return (await fetch(`${demo.helpCenter.origin}/demo/api/state`)).json();
}

describe("the control panel", () => {
  test("is a page with its own script and style", async () => {
    const html = await page(demo, "/demo");
    for (const url of ["/demo/panel.js", "/demo/panel.css", "/demo/demo.css"]) {
      expect(html).toContain(url);
      expect((await fetch(demo.helpCenter.origin + url)).status).toBe(200);
    }
  });

  test("has a labelled field for every switch, with every value that it can have", async () => {
    const html = await page(demo, "/demo");
    for (const name of Object.keys(demo.controls.get())) {
      expect(html).toContain(`name="${name}"`);
      expect(html).toContain(`<label for="${name}">`);
    }
    const refused = (await (await post("settings", { tokenFault: "?" })).json()) as Json;
    const faults = /one of (.*)\./.exec(refused.error)?.[1]?.split(", ") ?? [];
    expect(faults.length).toBeGreaterThan(5);
    for (const fault of faults) expect(html).toContain(`<option value="${fault}">`);
  });
});

describe("its API", () => {
  test("changes one switch and leaves the others", async () => {
    const response = await post("settings", { tokenFault: "unavailable" });
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveProperty("settings.tokenFault", "unavailable");
    expect(demo.controls.get()).toMatchObject({ tokenFault: "unavailable", tokenLifetime: 60 });
  });

  test("goes back to how the demo was started", async () => {
    await post("settings", { tokenLifetime: 5, layout: "preview" });
    await post("reset");
    expect(demo.controls.get()).toMatchObject({ tokenLifetime: 60, layout: "production" });
  });

  test.each([
    [{ nonsense: 1 }, 'There is no setting "nonsense".'],
    [{ tokenLifetime: "5" }, '"tokenLifetime" has to be a whole number from'],
    [{ tokenLatency: -1 }, '"tokenLatency" has to be a whole number from 0 to 60000.'],
    [{ pageClockSkew: 1.5 }, '"pageClockSkew" has to be a whole number'],
    [{ layout: "other" }, '"layout" has to be one of production, preview.'],
    [{ apiFault: "?" }, '"apiFault" has to be one of ok, down, unauthorized.'],
    [{ issuedAtClaim: 1 }, '"issuedAtClaim" has to be true or false.'],
    [{ apiFault: "down", retryAfter: null }, '"retryAfter" has to be'],
    [["tokenFault"], "Settings are an object"],
    [null, "Settings are an object"],
  ])("refuses %j with 400, says why, and changes nothing", async (body, message) => {
    const before = demo.controls.get();
    const response = await post("settings", body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Json).error).toContain(message);
    expect(demo.controls.get()).toEqual(before);
  });

  test("refuses the same from code", () => {
    expect(() => demo.controls.set({ tokenLatency: -1 })).toThrow(ControlError);
  });

  test("counts and lists requests, with the statuses of the API", async () => {
    const token = await newToken(demo);
    await callApi(demo, "/todos", token);
    await callApi(demo, "/todos");
    const { counts, requests } = await state();
    expect(counts).toEqual({
      token: 1,
      api: 2,
      preflight: 0,
      apiStatuses: { 200: 1, 401: 1 },
      tokenStatuses: { 200: 1 },
    });
    expect(requests.map(({ method, path, status }: Json) => [method, path, status])).toEqual([
      ["GET", "/todos", 401],
      ["GET", "/todos", 200],
      ["GET", "/api/v2/help_center/integration/token", 200],
    ]);
    await post("log/clear");
    expect((await state()).counts).toMatchObject({ token: 0, api: 0 });
    expect((await state()).requests).toEqual([]);
  });

  test("tells the age and the end of the token in use, and never the token", async () => {
    const token = await newToken(demo);
    await newToken(demo, 1);
    await callApi(demo, "/todos", token);
    const now = await state();
    expect(now.token).toMatchObject({
      userName: "Mia Laurent",
      revoked: false,
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(now.token.issuedAt).toBeLessThanOrEqual(now.now);
    expect(now.token.expiresAt).toBeGreaterThan(now.now);
    expect(JSON.stringify(now)).not.toContain(token.split(".")[2]);
  });

  test("revokes tokens and rotates keys", async () => {
    const token = await newToken(demo);
    expect(((await (await post("tokens/revoke")).json()) as Json).token.revoked).toBe(true);
    expect((await callApi(demo, "/todos", token)).status).toBe(401);
    const [kid] = (await state()).keys;
    const kept = (await (await post("keys/rotate", { keepOld: true })).json()) as Json;
    expect(kept.keys).toEqual([expect.any(String), kid]);
    const withdrawn = (await (await post("keys/rotate", { keepOld: false })).json()) as Json;
    expect(withdrawn.keys).toHaveLength(1);
    expect((await post("keys/rotate", {})).status).toBe(400);
  });
});

describe("another site's page", () => {
  const paths = ["settings", "reset", "log/clear", "tokens/revoke", "keys/rotate"];

  test.each(paths)("cannot post to %s", async (path) => {
    for (const headers of [
      { Origin: "https://evil.example" },
      { Origin: "null" },
      { Origin: demo.api.origin },
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site", Origin: demo.helpCenter.origin },
    ]) {
      expect((await post(path, { tokenFault: "unavailable", keepOld: true }, headers)).status).toBe(403);
    }
    expect(demo.controls.get().tokenFault).toBe("ok");
  });

  test("cannot read the state either: there are no CORS headers", async () => {
    const response = await fetch(`${demo.helpCenter.origin}/demo/api/state`, {
      headers: { Origin: "https://evil.example" },
    });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("is told from the panel itself and from a program on this machine", async () => {
    const headers = { Origin: demo.helpCenter.origin, "Sec-Fetch-Site": "same-origin" };
    expect((await post("reset", {}, headers)).status).toBe(200);
    expect((await post("reset")).status).toBe(200);
  });
});

describe("the event stream", () => {
  test("sends the state at once and at every change", async () => {
    const events = await openEvents(demo);
    onTestFinished(() => events.close());
    expect((await events.next()).settings.tokenFault).toBe("ok");
    demo.controls.set({ tokenFault: "no_token" });
    expect((await events.next()).settings.tokenFault).toBe("no_token");
    await callApi(demo, "/todos");
    expect((await events.next()).counts.api).toBe(1);
    demo.revokeTokens();
    expect((await events.next()).keys).toHaveLength(1);
  });

  test("does not keep the demo from closing", async () => {
    const other = await startDemo();
    const events = await openEvents(other);
    await events.next();
    await other.close();
    await expect(events.next()).rejects.toThrow();
  });
});

async function openEvents({ helpCenter }: Demo): Promise<{ next(): Promise<Json>; close(): Promise<void> }> {
  const response = await fetch(`${helpCenter.origin}/demo/api/events`);
  expect(response.headers.get("Content-Type")).toBe("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  return {
    async next() {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          return JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? "null");
        }
        const { done, value } = await reader.read();
        if (done) throw new Error("The stream has ended.");
        text += decoder.decode(value, { stream: true });
      }
    },
    close: () => reader.cancel().catch(() => {}),
  };
}
