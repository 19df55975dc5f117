// First, before the library: it keeps what it finds when it is loaded.
import "./page.ts";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClient, type HelpCenterJwtClient } from "../../src/client.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { takeOverTime, type VirtualTime } from "../helpers/virtual-time.ts";
import { connect, disconnect } from "./page.ts";
import { run } from "./run.ts";
import type { CallPlan, Schedule, Step, WrapperPlan, XhrPlan } from "./schedule.ts";

const wait = (milliseconds: number): Step => ({ do: "wait", milliseconds });
const endpoint = (latency: number): Step => ({
  ...{ do: "endpoint", answer: { kind: "token", lifetime: 300, clock: "date" }, latency, early: false },
});
const call = (plan: Partial<CallPlan> = {}): Step => ({
  do: "call",
  plan: {
    ...{ by: "HCJwt.fetch", to: "api", body: "none", method: 0, copies: 1, abort: undefined, ownHeader: false },
    ...plan,
  },
});
const xhr = (plan: Partial<XhrPlan> = {}): Step => ({
  do: "call by XMLHttpRequest",
  plan: {
    ...{ to: "api", body: "none", method: 0, isAsync: true, ownHeader: false, timeout: 0 },
    ...{ sendAfter: undefined, interference: undefined },
    ...plan,
  },
});
const install: Step = { do: "install", origins: 1 };
const uninstall: Step = { do: "uninstall", which: 0 };
const wrapper = (plan: Partial<WrapperPlan>): WrapperPlan => ({
  ...{ awaits: 0, passes: "its arguments", to: "what it replaced" },
  ...plan,
});
const wrap = (plan: Partial<WrapperPlan> = {}): Step => ({ do: "wrap fetch", wrapper: wrapper(plan) });
const schedule = (steps: readonly Step[], rest: Partial<Schedule> = {}): Schedule => ({
  ...{ options: {}, toldBy: "page", skew: 0, wrappers: [] },
  ...rest,
  steps,
});

describe("schedules that once broke a promise", () => {
  it("end the calls of an async wrapper below that calls HCJwt.fetch", () =>
    run(
      schedule([install, wrap(), install, call(), wait(100)], {
        wrappers: [wrapper({ awaits: 2, to: "HCJwt.fetch" })],
      }),
    ));

  it("end the calls of an async wrapper below that makes a Request and calls HCJwt.fetch", () =>
    run(
      schedule([install, wrap(), call(), wait(100)], {
        wrappers: [wrapper({ awaits: 1, passes: "a Request", to: "HCJwt.fetch" })],
      }),
    ));

  it("end the calls of an async wrapper that makes a Request and calls HCJwt.fetch, where nobody is signed in", () =>
    run(
      schedule(
        [
          { do: "endpoint", answer: { kind: "status", status: 403 }, latency: 30, early: true },
          wrap({ awaits: 1, passes: "a Request", to: "HCJwt.fetch" }),
          call(),
          wait(100),
          call({ by: "fetch" }),
        ],
        { options: { anonymous: "omit" }, toldBy: "page, later" },
      ),
    ));

  it("restore XMLHttpRequest where it was installed again while an earlier call waited", () =>
    run(schedule([install, xhr(), uninstall, install, wait(100), uninstall])));

  it.each(["abort", "open"] as const)("show the states of a call that ends by %s() after uninstall", (what) =>
    run(schedule([install, xhr({ interference: { when: 10, what, to: "api" } }), uninstall, wait(20)])),
  );

  it("show the states of a call that times out after uninstall", () =>
    run(schedule([endpoint(1_000), install, xhr({ timeout: 100 }), uninstall, wait(300)])));

  it("send no renewed token to an origin that is no longer allowed by then", () =>
    run(
      schedule([
        endpoint(200),
        call(),
        wait(300),
        { do: "api", which: "api", answer: "revoke", latency: 30 },
        call(),
        wait(100),
        { do: "configure", options: { allowance: 4 } },
        wait(1_000),
      ]),
    ));
});

describe("a wrapper that asks for a token before it passes anything on", () => {
  let time: VirtualTime;
  let calls: number;
  beforeEach(() => {
    time = takeOverTime();
    calls = 0;
    vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
    vi.spyOn(console, "warn").mockReturnValue();
    const answer = (isToken: boolean) =>
      isToken
        ? Response.json({ token: plainToken({ exp: Math.floor(time.real / 1000) + 300 }) })
        : new Response("done");
    connect({
      fetch(input, init) {
        // As fetch itself does.
        const { url } = new Request(input as string, init);
        const isToken = url.endsWith("/integration/token");
        if (!isToken) calls++;
        return new Promise((resolve) => time.after(30, () => resolve(answer(isToken))));
      },
      send() {},
      sendSync: () => undefined,
    });
  });
  afterEach(() => {
    disconnect();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    time.restore();
  });

  function wrapFetch(client: () => HelpCenterJwtClient): void {
    const below = globalThis.fetch;
    globalThis.fetch = async (...args) => {
      await client().getToken();
      return below(...args);
    };
  }

  it.each(["before the client is made", "after it", "after install()"])(
    "does not wait for itself, where it was put there %s",
    async (when) => {
      if (when.startsWith("before")) wrapFetch(() => client);
      const client = createClient();
      if (when.endsWith("install()")) client.install({ origins: ["https://api.example.com"] });
      if (when.startsWith("after")) wrapFetch(() => client);
      const outcome = client.fetch("https://api.example.com/orders").then(({ status }) => status, String);
      // Long before a token request times out.
      await time.pass(1_000);
      expect(calls).toBe(1);
      await expect(outcome).resolves.toBe(200);
    },
  );
});
