import { describe, expect, it, onTestFinished, vi } from "vitest";
import { stories, storyOf } from "../../../site/playground/stories.ts";
import { describeValue } from "../../../site/playground/theme-page/describe.ts";
import { runCode } from "../../../site/playground/theme-page/run.ts";
import { createLog } from "../../../site/playground/timeline/log.ts";
import type { ApiFault } from "../../../site/playground/world/api-fault.ts";
import { visitors } from "../../../site/playground/world/visitors.ts";
import { createWorld, type World } from "../../../site/playground/world/world.ts";

const origin = "https://docs.example.com";
const tokenUrl = `${origin}/api/v2/help_center/integration/token`;

function start(apiFault?: ApiFault) {
  const log = createLog(
    () => 0,
    () => {},
  );
  const world = createWorld({ origin, log, latency: { token: 0, api: 0 }, apiFault });
  world.helpCenter.visitor = visitors.mia;
  return { world, log };
}

const tokenOf = async (world: World) => {
  const response = (await world.respond(new Request(tokenUrl))) as Response;
  return ((await response.json()) as { token: string }).token;
};

const callWith = (world: World, token: string | undefined, path = "/todos", init: RequestInit = {}) =>
  world.respond(
    new Request(`https://api.example.com${path}`, {
      ...init,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    }),
  ) as Promise<Response>;

describe("the playground's world", () => {
  it("issues tokens that its API accepts by their signature, and shows neither of them in full", async () => {
    const { world, log } = start();
    const token = await tokenOf(world);
    const response = await callWith(world, token);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ items: [{ title: "Oil the chain" }, { title: "Order brake pads" }] });
    const [head, payload, signature = ""] = token.split(".");
    expect((await callWith(world, `${head}.${payload}.${signature.split("").reverse().join("")}`)).status).toBe(401);
    expect((await callWith(world, undefined)).status).toBe(401);
    expect(log.spans.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      "token 200",
      "api 200",
      "keys 200",
      "api 401",
      "api 401",
    ]);
    expect(log.spans[1]?.detail).toMatch(/^Authorization: Bearer \S{7}…\S{5} \(token 1\)$/);
    expect(log.spans[4]?.detail).toBe("no Authorization header; missing_token");
    expect(JSON.stringify(log.spans)).not.toContain(token);
  });

  it("keeps each visitor's to-dos", async () => {
    const { world } = start();
    const mia = await tokenOf(world);
    world.helpCenter.visitor = visitors.liam;
    const liam = await tokenOf(world);
    const post = (title: unknown) =>
      callWith(world, mia, "/todos", { method: "POST", body: JSON.stringify({ title }) });
    expect((await post("Pump the tyres")).status).toBe(201);
    expect((await post(7)).status).toBe(400);
    expect(await (await callWith(world, mia)).json()).toMatchObject({ items: { length: 3 } });
    expect(await (await callWith(world, liam)).json()).toMatchObject({ items: { length: 1 } });
    expect(await (await callWith(world, liam, "/me")).json()).toEqual({ userId: 9002, email: "liam@example.com" });
    expect((await callWith(world, liam, "/elsewhere")).status).toBe(404);
  });

  it("refuses tokens that were revoked, and those of a key that was replaced", async () => {
    const { world } = start();
    const first = await tokenOf(world);
    world.revokeTokens();
    expect(await (await callWith(world, first)).json()).toEqual({ error: "token_revoked" });
    const second = await tokenOf(world);
    expect((await callWith(world, second)).status).toBe(200);
    world.rotateKeys();
    expect(await (await callWith(world, second)).json()).toEqual({ error: "unknown_key" });
    expect((await callWith(world, await tokenOf(world))).status).toBe(200);
  });

  it.each([
    ["clock-ahead", 401, "token_expired"],
    ["clock-behind", 401, "token_not_active"],
    ["claim-required", 401, "claim_rejected"],
    ["keys-unavailable", 503, "keys_unavailable"],
  ] as const)("has an API that refuses a good token: %s", async (fault, status, error) => {
    const { world } = start(fault);
    const response = await callWith(world, await tokenOf(world));
    expect([response.status, await response.json()]).toEqual([status, { error }]);
  });

  it.each([
    ["down", 503],
    ["rate-limited", 429],
    ["no-plan", 404],
    ["sign-in-page", 200],
  ] as const)("issues no token where the endpoint is %s: %i", async (endpoint, status) => {
    const { world, log } = start();
    world.helpCenter.endpoint = endpoint;
    const response = await world.respond(new Request(tokenUrl));
    expect(response?.status).toBe(status);
    expect(world.helpCenter.issued).toEqual([]);
    expect(log.spans).toMatchObject([{ kind: "token", tone: "bad", detail: "no token" }]);
  });

  it("issues no token where nobody is signed in", async () => {
    const { world } = start();
    world.helpCenter.visitor = undefined;
    expect((await world.respond(new Request(tokenUrl)))?.status).toBe(403);
  });

  it("leaves the page's own files alone, and has no other hosts", async () => {
    const { world, log } = start();
    expect(await world.respond(new Request(`${origin}/playground/theme.html`))).toBeUndefined();
    expect((await world.respond(new Request("https://elsewhere.example.net/")))?.type).toBe("error");
    expect(log.spans.map(({ label }) => label)).toEqual(["GET elsewhere.example.net"]);
  });
});

describe("the stories", () => {
  it("have a name of their own each, by which an address finds them", () => {
    expect(new Set(stories.map(({ name }) => name)).size).toBe(stories.length);
    for (const story of stories) expect(storyOf(`#story=${story.name}`)).toBe(story);
    for (const hash of ["", "#", "#story=", "#story=constructor", "#elsewhere"]) {
      expect(storyOf(hash).name).toBe("basic");
    }
  });
});

describe("the reader's code", () => {
  it("gives its value and what it prints, as text", async () => {
    const log = vi.spyOn(console, "log").mockReturnValue();
    onTestFinished(() => log.mockRestore());
    const result = await runCode("console.log('sum', { a: 1 }); return a + 1", { a: 1 });
    expect(log).toHaveBeenCalledWith("sum", { a: 1 });
    expect(result).toEqual({ isError: false, text: "2", printed: ['sum {\n  "a": 1\n}'] });
  });

  it("never rejects: what it throws, and what cannot be parsed, is its result", async () => {
    const error = Object.assign(new Error("Not sent."), { code: "insecure_destination" });
    expect(await runCode("throw error", { error })).toMatchObject({
      isError: true,
      text: "Error: Not sent.\ncode: insecure_destination",
    });
    expect(await runCode("throw 7", {})).toMatchObject({ isError: true, text: "Thrown: 7" });
    expect((await runCode("return (", {})).text).toMatch(/^SyntaxError: /);
  });

  it("is shown in few lines", () => {
    expect(describeValue([200, 200])).toBe("[ 200, 200 ]");
    expect(describeValue(new Response("", { status: 201 }))).toBe("Response 201");
    expect(describeValue(undefined)).toBe("undefined");
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(describeValue(circle)).toBe("[object Object]");
  });
});
