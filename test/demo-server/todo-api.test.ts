import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type Demo, startDemo, startTodoApi } from "../../demo-server/demo.ts";
import { createTodoApi } from "../../demo-server/todo-api/app.ts";
import { openTodoStore } from "../../demo-server/todo-api/store.ts";
import { callApi, type Json, newToken, temporaryDirectory } from "./harness.ts";

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());
beforeEach(() => {
  demo.controls.reset();
  demo.requestLog.clear();
});

const json = (body: unknown, method = "POST"): RequestInit => ({ method, body: JSON.stringify(body) });

async function addTodo(token: string, title: string): Promise<Json> {
  const response = await callApi(demo, "/todos", token, json({ title }));
  expect(response.status).toBe(201);
  return response.json();
}

async function titlesOf(from: Demo, token: string): Promise<string[]> {
  const { items } = (await (await callApi(from, "/todos", token)).json()) as Json;
  return items.map(({ title }: Json) => title);
}

describe("CORS", () => {
  const preflight = (origin: string) =>
    fetch(`${demo.api.origin}/todos/1`, {
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type",
      },
    });

  test("responds to a preflight without a token", async () => {
    const response = await preflight(demo.helpCenter.origin);
    expect(response.status).toBe(204);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(demo.helpCenter.origin);
    expect(response.headers.get("Access-Control-Allow-Headers")).toBe("Authorization,Content-Type");
    expect(response.headers.get("Access-Control-Allow-Methods")).toContain("PATCH");
    expect(Number(response.headers.get("Access-Control-Max-Age"))).toBeGreaterThanOrEqual(600);
    expect(response.headers.get("Vary")).toContain("Origin");
    expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
  });

  test("lets no other origin in, and none that only looks alike", async () => {
    const { port } = new URL(demo.helpCenter.origin);
    for (const origin of ["https://evil.example", "null", `http://localhost:${port}0`, `http://127.0.0.1:${port}`]) {
      expect((await preflight(origin)).headers.get("Access-Control-Allow-Origin")).toBeNull();
      const response = await fetch(`${demo.api.origin}/public`, { headers: { Origin: origin } });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
  });

  test("lets the page see an error's status: 400, 401, 404 and 503", async () => {
    const token = await newToken(demo);
    const answers = [
      await callApi(demo, "/todos", token, json({})),
      await callApi(demo, "/todos"),
      await callApi(demo, "/nonsense", token),
    ];
    demo.controls.set({ apiFault: "down" });
    answers.push(await callApi(demo, "/todos", token));
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 404, 503]);
    for (const { headers } of answers) {
      expect(headers.get("Access-Control-Allow-Origin")).toBe(demo.helpCenter.origin);
      expect(headers.get("Vary")).toContain("Origin");
    }
  });

  test("responds to preflights while the API is down, and does not count them against its fault", async () => {
    demo.controls.set({ apiFault: "down", apiFaultTimes: 1 });
    expect((await preflight(demo.helpCenter.origin)).status).toBe(204);
    expect((await callApi(demo, "/todos", await newToken(demo))).status).toBe(503);
    expect((await callApi(demo, "/todos", await newToken(demo))).status).toBe(200);
  });

  test("counts preflights apart from requests", async () => {
    await preflight(demo.helpCenter.origin);
    await callApi(demo, "/todos");
    expect(demo.requestLog.counts()).toMatchObject({ preflight: 1, api: 1, apiStatuses: { 401: 1 } });
  });
});

describe("authentication", () => {
  test("asks for a token with a bare challenge, and names what is wrong with one", async () => {
    const missing = await callApi(demo, "/todos");
    expect(missing.headers.get("WWW-Authenticate")).toMatch(/^Bearer\b(?!.*error=)/);
    expect(await missing.json()).toHaveProperty("error.code", "missing_token");
    const garbage = await callApi(demo, "/todos", "not.a.token");
    expect(garbage.status).toBe(401);
    expect(garbage.headers.get("WWW-Authenticate")).toContain("error=");
  });

  test("refuses an expired token", async () => {
    demo.controls.set({ tokenLifetime: -60 });
    const response = await callApi(demo, "/todos", await newToken(demo));
    expect(response.status).toBe(401);
    expect(await response.json()).toHaveProperty("error.code", "token_expired");
  });

  test("refuses a token of another help center, whose keys are not these", async () => {
    const other = await startDemo();
    onTestFinished(() => other.close());
    expect((await callApi(demo, "/todos", await newToken(other))).status).toBe(401);
  });

  test("always says 401 when switched so", async () => {
    demo.controls.set({ apiFault: "unauthorized" });
    const token = await newToken(demo);
    for (let call = 0; call < 2; call++) expect((await callApi(demo, "/todos", token)).status).toBe(401);
  });

  test("logs who asked and a fingerprint, never the token or the query", async () => {
    const token = await newToken(demo, 1);
    await callApi(demo, "/todos?secret=1", token);
    expect(demo.requestLog.recent()[0]).toMatchObject({
      kind: "api",
      path: "/todos",
      status: 200,
      user: "Zoë Łukasińska",
    });
    const log = JSON.stringify(demo.requestLog.recent());
    expect(log).not.toContain(token.split(".")[1]);
    expect(log).not.toContain("secret");
  });
});

describe("responses are for one user, so that no cache keeps them for the next user of the same browser", () => {
  const uncached = "private, no-store";

  test("where they are good: 200, 201 and 204", async () => {
    const token = await newToken(demo);
    const { id } = await addTodo(token, "private");
    const answers = [
      await callApi(demo, "/todos", token),
      await callApi(demo, "/todos", token, json({ title: "another" })),
      await callApi(demo, `/todos/${id}`, token, json({ done: true }, "PATCH")),
      await callApi(demo, `/todos/${id}`, token, { method: "DELETE" }),
      await callApi(demo, "/echo", token),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 204, 200]);
    for (const { headers } of answers) expect(headers.get("Cache-Control")).toBe(uncached);
  });

  test("where they are errors: 400, 401, 404 and 503", async () => {
    const token = await newToken(demo);
    const answers = [
      await callApi(demo, "/todos", token, json({})),
      await callApi(demo, "/todos"),
      await callApi(demo, "/todos", "not.a.token"),
      await callApi(demo, "/todos/99999", token, json({ done: true }, "PATCH")),
      await callApi(demo, "/nonsense", token),
    ];
    demo.revokeTokens();
    answers.push(await callApi(demo, "/todos", token));
    for (const apiFault of ["unauthorized", "down"] as const) {
      demo.controls.set({ apiFault });
      answers.push(await callApi(demo, "/todos", token));
    }
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 401, 404, 404, 401, 401, 503]);
    for (const { headers } of answers) expect(headers.get("Cache-Control")).toBe(uncached);
  });

  test("where the API itself fails: 500", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => log.mockRestore());
    const store = openTodoStore(":memory:");
    onTestFinished(() => store.close());
    const api = createTodoApi({
      allowedOrigin: demo.helpCenter.origin,
      verifier: () => ({
        authenticate: async () => {
          throw new Error("the verifier failed");
        },
      }),
      store,
      controls: demo.controls,
      requestLog: demo.requestLog,
      onToken: () => {},
      isRevoked: () => false,
      nameOf: () => undefined,
    });
    const { status, headers } = await api.request("/todos", { headers: { Origin: demo.helpCenter.origin } });
    expect([status, headers.get("Cache-Control")]).toEqual([500, uncached]);
    expect(headers.get("Access-Control-Allow-Origin")).toBe(demo.helpCenter.origin);
  });
});

describe("to-dos", () => {
  test("are listed oldest first, each with its id, title, state and time", async () => {
    const token = await newToken(demo);
    await addTodo(token, "first");
    await addTodo(token, "  second  ");
    const { items } = (await (await callApi(demo, "/todos", token)).json()) as Json;
    expect(items.slice(-2)).toEqual([
      { id: expect.any(Number), title: "first", done: false, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      { id: expect.any(Number), title: "second", done: false, createdAt: expect.any(String) },
    ]);
  });

  test("change their state or title, and only what is given", async () => {
    const token = await newToken(demo);
    const { id } = await addTodo(token, "change me");
    const done = await callApi(demo, `/todos/${id}`, token, json({ done: true }, "PATCH"));
    expect(done.status).toBe(200);
    expect(await done.json()).toMatchObject({ id, title: "change me", done: true });
    const renamed = await callApi(demo, `/todos/${id}`, token, json({ title: "changed" }, "PATCH"));
    expect(await renamed.json()).toMatchObject({ id, title: "changed", done: true });
    expect(await (await callApi(demo, `/todos/${id}`, token, json({}, "PATCH"))).json()).toMatchObject({
      title: "changed",
    });
  });

  test("are gone once deleted", async () => {
    const token = await newToken(demo);
    const { id } = await addTodo(token, "delete me");
    const response = await callApi(demo, `/todos/${id}`, token, { method: "DELETE" });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect((await callApi(demo, `/todos/${id}`, token, { method: "DELETE" })).status).toBe(404);
  });

  test.each([
    ["not JSON", "{", "The body is not JSON."],
    ["not an object", "[]", "The body is not a JSON object."],
    ["no title", "{}", "The title is missing."],
    ["an empty title", '{"title":"  "}', "The title is empty."],
    ["a title that is no text", '{"title":1}', "The title is not text."],
    ["a title that is too long", JSON.stringify({ title: "x".repeat(201) }), "longer than 200 characters"],
    ["a state that is none", '{"title":"a","done":"yes"}', "done is neither true nor false."],
  ])("refuse %s with 400 and a message", async (_, body, message) => {
    const response = await callApi(demo, "/todos", await newToken(demo), { method: "POST", body });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as Json;
    expect(error).toEqual({ code: "invalid_todo", message: expect.stringContaining(message) });
  });

  test("may be 200 characters long, counted as people do", async () => {
    await addTodo(await newToken(demo), "🚲".repeat(200));
  });

  test.each(["abc", "0", "-1", "1e3", "99999999999999999999"])("respond with 404 for an id like %s", async (id) => {
    const token = await newToken(demo);
    expect((await callApi(demo, `/todos/${id}`, token, json({ done: true }, "PATCH"))).status).toBe(404);
  });

  test("of one user are not there for another: not listed, 404 to change or delete, and unharmed", async () => {
    const [mine, theirs] = [await newToken(demo, 3), await newToken(demo, 4)];
    const { id } = await addTodo(mine, "mine");
    expect(await titlesOf(demo, theirs)).toEqual([]);
    expect((await callApi(demo, `/todos/${id}`, theirs, json({ done: true }, "PATCH"))).status).toBe(404);
    expect((await callApi(demo, `/todos/${id}`, theirs, { method: "DELETE" })).status).toBe(404);
    expect(await titlesOf(demo, mine)).toEqual(["mine"]);
  });

  test("survive a restart, each with its owner", async () => {
    const databaseFile = join(await temporaryDirectory(), "deep/todos.sqlite");
    const before = await startDemo({ databaseFile });
    await callApi(before, "/todos", await newToken(before, 0), json({ title: "of the first" }));
    await callApi(before, "/todos", await newToken(before, 1), json({ title: "of the second" }));
    await before.close();
    const after = await startDemo({ databaseFile });
    onTestFinished(() => after.close());
    expect(await titlesOf(after, await newToken(after, 0))).toEqual(["of the first"]);
    expect(await titlesOf(after, await newToken(after, 1))).toEqual(["of the second"]);
  });
});

describe("routes for tests of the wire", () => {
  test("echo says what arrived, of any method, and the body by its hash", async () => {
    const token = await newToken(demo);
    const body = new Uint8Array([0, 255, 10, 13]);
    const response = await callApi(demo, "/echo", token, { method: "PUT", body });
    expect(await response.json()).toEqual({
      method: "PUT",
      userId: demo.helpCenter.users[0]?.id,
      authorization: createHash("sha256").update(token).digest("hex").slice(0, 8),
      contentType: "application/json",
      bodyLength: 4,
      bodySha256: createHash("sha256").update(body).digest("hex"),
    });
    expect((await callApi(demo, "/echo")).status).toBe(401);
  });

  test("public asks for no token, and says whether one came", async () => {
    expect(await (await callApi(demo, "/public")).json()).toEqual({ authorization: false });
    expect(await (await callApi(demo, "/public", "any.old.token")).json()).toEqual({ authorization: true });
  });

  test.each([301, 302, 303, 307, 308])("redirect goes where it is told, with %i", async (status) => {
    const to = "http://127.0.0.1:1/elsewhere";
    const response = await callApi(demo, `/redirect?status=${status}&to=${encodeURIComponent(to)}`);
    expect(response.status).toBe(status);
    expect(response.headers.get("Location")).toBe(to);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(demo.helpCenter.origin);
  });

  test("redirect refuses what is not one", async () => {
    expect((await callApi(demo, "/redirect?status=200&to=/x")).status).toBe(400);
    expect((await callApi(demo, "/redirect")).status).toBe(400);
  });

  test("a second API takes the same tokens on an origin of its own, with its own log", async () => {
    const second = await startTodoApi({ helpCenter: demo.helpCenter });
    onTestFinished(() => second.close());
    expect(second.origin).not.toBe(demo.api.origin);
    const headers = { Authorization: `Bearer ${await newToken(demo)}` };
    expect((await fetch(`${second.origin}/todos`, { headers })).status).toBe(200);
    expect(second.requestLog.counts().api).toBe(1);
    expect(demo.requestLog.counts().api).toBe(0);
  });
});
