import { createHash } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { listen } from "../../demo-server/listener.ts";
import type { HelpCenterJwtError, SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, load, userOf, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;

const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");

describeInBrowsers("what reaches the wire", (browser) => {
  const world = useWorld(browser);
  const log = (kind: "token" | "api" | "preflight") =>
    world.demo.requestLog
      .recent()
      .filter((entry) => entry.kind === kind)
      .reverse();

  it("is a token that the API verifies, and the visitor's own data comes back", async () => {
    const page = await world.visit();
    const answer = await page.run(async (api) => (await HCJwt.fetch(`${api}/echo`)).json(), world.api);
    expect(answer).toMatchObject({ userId: userOf(world.demo).id, authorization: expect.any(String) });
    expect(log("token").map(({ status, user }) => [status, user])).toEqual([[200, userOf(world.demo).name]]);
    const { email, userId } = await page.run(() => HCJwt.getClaims());
    expect([email, userId]).toEqual([userOf(world.demo).email, userOf(world.demo).id]);
  });

  it("is no header on calls to the help center itself", async () => {
    const page = await world.visit();
    await page.run(() => HCJwt.preload());
    const seen = await page.run(async () => {
      const seen: (string | null)[] = [];
      const native = fetch;
      window.fetch = (input, init) => {
        const request = new Request(input, init);
        seen.push(request.headers.get("authorization"));
        return native(request);
      };
      await HCJwt.fetch("/api/v2/users/me.json");
      await HCJwt.fetch(new URL("/api/v2/users/me.json", location.href));
      await HCJwt.fetch(new Request("/api/v2/users/me.json"));
      window.fetch = native;
      return seen;
    });
    expect(seen).toEqual([null, null, null]);
  });

  it("is no header after a redirect to another origin, though it would take one", async () => {
    const arrived: [string, boolean][] = [];
    const elsewhere = await listen(0, ["127.0.0.1"]);
    onTestFinished(() => elsewhere.close());
    elsewhere.serve(({ method, headers }) => {
      arrived.push([method, headers.has("authorization")]);
      // To the browser a request that came by way of another origin has no origin of its own.
      const open = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Authorization" };
      return new Response(method === "OPTIONS" ? null : "Public", { headers: open });
    });
    const page = await world.visit();
    for (const status of [301, 302, 303, 307, 308]) {
      const url = `${world.api}/redirect?status=${status}&to=http://127.0.0.1:${elsewhere.port}/`;
      expect(await page.run(async (url) => (await HCJwt.fetch(url)).text(), url)).toBe("Public");
    }
    expect(arrived.filter(([method]) => method === "GET")).toEqual(Array(5).fill(["GET", false]));
    // Some browsers ask first, all the same.
    expect(arrived.filter(([, withHeader]) => withHeader)).toEqual([]);
  });

  it("is the same header after a redirect within the origin", async () => {
    const page = await world.visit();
    const url = `${world.api}/redirect?to=${encodeURIComponent(`${world.api}/echo`)}`;
    const answer = await page.run(async (url) => (await HCJwt.fetch(url)).json(), url);
    expect(answer.authorization).toEqual(expect.any(String));
  });

  it("is no cookie for the API, and no token in any URL or storage", async () => {
    const page = await world.visit();
    const [cookie, kept] = await page.run(async (api) => {
      const response = await HCJwt.fetch(`${api}/echo`);
      const token = await HCJwt.getToken();
      const everything = JSON.stringify([
        location.href,
        response.url,
        document.cookie,
        { ...localStorage },
        { ...sessionStorage },
      ]);
      return [document.cookie, everything.includes(token)] as const;
    }, world.api);
    expect([cookie, kept]).toEqual(["", false]);
  });

  it("is one token request for 1,000 concurrent calls", async () => {
    const page = await world.visit();
    const statuses = await page.run(async (api) => {
      const responses = await Promise.all(Array.from({ length: 1_000 }, () => HCJwt.fetch(`${api}/todos`)));
      return [...new Set(responses.map(({ status }) => status))];
    }, world.api);
    expect(statuses).toEqual([200]);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 1_000 });
  });

  const bodyKinds = [
    "string",
    "Blob",
    "URLSearchParams",
    "ArrayBuffer",
    "typed array",
    "view",
    "FormData",
    "Request",
    "Request of a form",
    "large",
  ] as const;

  /** Posts a body of this kind; answers with what the API got. */
  const post = (page: BrowserPage, kind: (typeof bodyKinds)[number]) =>
    page.run(
      async ([api, kind]) => {
        const bytes = new TextEncoder().encode("Milk ☕ & bread");
        const form = new FormData();
        form.append("title", "Milk ☕");
        form.append("file", new File([bytes], "a.bin"));
        const bodies = {
          string: "Milk ☕ & bread",
          Blob: new Blob([bytes], { type: "text/x-list" }),
          URLSearchParams: new URLSearchParams({ title: "Milk ☕ & bread" }),
          ArrayBuffer: bytes.slice().buffer,
          "typed array": bytes.slice(),
          view: new DataView(bytes.slice().buffer, 2, 5),
          FormData: form,
          Request: "Milk ☕ & bread",
          "Request of a form": form,
          large: new Uint8Array(3_000_000).fill(65),
        };
        const init = { method: "POST", body: bodies[kind] };
        const isRequest = kind.startsWith("Request");
        const response = await (isRequest
          ? HCJwt.fetch(new Request(`${api}/echo`, init))
          : HCJwt.fetch(`${api}/echo`, init));
        const { bodySha256, bodyLength, contentType } = await response.json();
        return { status: response.status, bodySha256, bodyLength, contentType };
      },
      [world.api, kind] as const,
    );

  /** What the API must have got. */
  const expectedOf = (kind: (typeof bodyKinds)[number]) => {
    const text = { bodySha256: sha256("Milk ☕ & bread"), contentType: expect.stringContaining("text/plain") };
    const form = {
      bodyLength: expect.any(Number),
      contentType: expect.stringContaining("multipart/form-data; boundary="),
    };
    return {
      string: text,
      Blob: { bodySha256: sha256("Milk ☕ & bread"), contentType: "text/x-list" },
      URLSearchParams: {
        bodySha256: sha256("title=Milk+%E2%98%95+%26+bread"),
        contentType: expect.stringContaining("x-www-form-urlencoded"),
      },
      ArrayBuffer: { bodySha256: sha256("Milk ☕ & bread"), contentType: null },
      "typed array": { bodySha256: sha256("Milk ☕ & bread"), contentType: null },
      view: { bodySha256: sha256(new TextEncoder().encode("Milk ☕ & bread").slice(2, 7)), contentType: null },
      FormData: form,
      Request: text,
      "Request of a form": form,
      large: { bodySha256: sha256("A".repeat(3_000_000)) },
    }[kind];
  };

  it("is every body once more, intact, when a revoked token is renewed", async () => {
    const page = await world.visit();
    for (const kind of bodyKinds) {
      await page.run(() => HCJwt.preload());
      world.demo.revokeTokens();
      world.demo.requestLog.clear();
      const sent = await post(page, kind);
      expect(sent, kind).toMatchObject({ status: 200, ...expectedOf(kind) });
      expect(sent.bodyLength, kind).toBeGreaterThan(0);
      expect(
        log("api").map(({ status }) => status),
        kind,
      ).toEqual([401, 200]);
      expect(log("token"), kind).toHaveLength(1);
    }
  });

  it("is every body once more, intact, when the first token that a call waited for is refused", async () => {
    const page = await world.visit();
    for (const kind of bodyKinds) {
      await page.run(() => HCJwt.clear());
      world.demo.controls.set({ apiFault: "unauthorized", apiFaultTimes: 1 });
      world.demo.requestLog.clear();
      const sent = await post(page, kind);
      expect(sent, kind).toMatchObject({ status: 200, ...expectedOf(kind) });
      expect(sent.bodyLength, kind).toBeGreaterThan(0);
      expect(
        log("api").map(({ status, token }) => [status, token]),
        kind,
      ).toEqual([
        [401, log("token")[0]?.token],
        [200, log("token")[1]?.token],
      ]);
      expect(log("token"), kind).toHaveLength(2);
    }
  });

  it("is one token request when fifty POSTs meet a revoked token", async () => {
    const page = await world.visit();
    await page.run(() => HCJwt.preload());
    world.demo.revokeTokens();
    world.demo.requestLog.clear();
    const statuses = await page.run(async (api) => {
      const post = (_: unknown, n: number) =>
        HCJwt.fetch(`${api}/todos`, { method: "POST", body: JSON.stringify({ title: `Item ${n}` }) });
      return (await Promise.all(Array.from({ length: 50 }, post))).map(({ status }) => status);
    }, world.api);
    expect(statuses).toEqual(Array(50).fill(201));
    expect(log("token")).toHaveLength(1);
    const items = await page.run(
      async (api) => (await (await HCJwt.fetch(`${api}/todos`)).json()).items.length,
      world.api,
    );
    expect(items).toBe(50);
  });

  it("is at most two token requests for 40 calls to an API that always responds with 401", async () => {
    world.demo.controls.set({ apiFault: "unauthorized" });
    const page = await world.visit();
    const statuses = await page.run(async (api) => {
      const call = async () => (await HCJwt.fetch(`${api}/todos`)).status;
      const statuses = await Promise.all(Array.from({ length: 20 }, call));
      for (let n = 0; n < 20; n++) statuses.push(await call());
      return statuses;
    }, world.api);
    expect(statuses).toEqual(Array(40).fill(401));
    expect(log("token").length).toBeLessThanOrEqual(2);
  });

  it("is at most six token requests for 60 calls when the token endpoint is down", async () => {
    world.demo.controls.set({ tokenFault: "unavailable" });
    const page = await world.visit();
    const codes = await page.run(async (api) => {
      const call = () =>
        HCJwt.fetch(`${api}/todos`).then(
          () => "answered",
          (error: HelpCenterJwtError) => error.code as string,
        );
      const codes = await Promise.all(Array.from({ length: 30 }, call));
      for (let n = 0; n < 30; n++) codes.push(await call());
      return [...new Set(codes)];
    }, world.api);
    expect(codes).toEqual(["token_endpoint_unavailable"]);
    expect(log("token").length).toBeLessThanOrEqual(6);
    expect(log("api")).toHaveLength(0);
  });

  it.each([-3_600, 3_600])("is not changed by a clock in the page that is %i s off", async (pageClockSkew) => {
    world.demo.controls.set({ pageClockSkew });
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us`);
    const off = await page.run(() => Date.now());
    expect(Math.abs(off - Date.now() - pageClockSkew * 1_000)).toBeLessThan(60_000);
    const statuses = await page.run(async (api) => {
      const statuses: number[] = [];
      for (let n = 0; n < 10; n++) statuses.push((await HCJwt.fetch(`${api}/todos`)).status);
      return statuses;
    }, world.api);
    expect(statuses).toEqual(Array(10).fill(200));
    expect(log("token")).toHaveLength(1);
  });

  it.each([
    ["plan_unsupported", "plan_unsupported"],
    ["unauthorized", "not_signed_in"],
    ["forbidden", "not_signed_in"],
    ["sign_in_page", "invalid_token_response"],
    ["redirect_to_sign_in", "invalid_token_response"],
    ["no_token", "invalid_token_response"],
    ["garbage_token", "invalid_token_response"],
  ] as const)("is one token request and nothing else when the endpoint responds with %s", async (tokenFault, code) => {
    world.demo.controls.set({ tokenFault });
    const page = await world.visit();
    const error = await page.run(
      (api) =>
        HCJwt.fetch(`${api}/todos`).then(
          () => undefined,
          ({ name, code, message }: HelpCenterJwtError) => ({ name, code, message }),
        ),
      world.api,
    );
    expect(error).toMatchObject({ name: "HelpCenterJwtError", code });
    expect([log("token").length, log("api").length, log("preflight").length]).toEqual([1, 0, 0]);
  });

  it("is one request more once a rate limit with Retry-After has passed", async () => {
    world.demo.controls.set({ tokenFault: "rate_limited", tokenFaultTimes: 1, retryAfter: 1 });
    const page = await world.visit();
    expect(await page.run(async (api) => (await HCJwt.fetch(`${api}/todos`)).status, world.api)).toBe(200);
    expect(log("token").map(({ status }) => status)).toEqual([429, 200]);
  });

  it("is nothing at all for a visitor whom the page knows to be signed out", async () => {
    const page = await world.visit({ profile: await world.regular(null) });
    const code = await page.run((api) => {
      Object.assign(window, { HelpCenter: { user: { role: "anonymous" } } });
      return HCJwt.fetch(`${api}/todos`).then(
        () => "answered",
        (error: HelpCenterJwtError) => error.code as string,
      );
    }, world.api);
    expect(code).toBe("not_signed_in");
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 0, api: 0, preflight: 0 });
  });

  it("is nothing at all for a destination that is refused", async () => {
    const page = await world.visit();
    const codes = await page.run(async (api) => {
      const codeOf = (promise: Promise<Response>) =>
        promise.then(
          () => "answered",
          (error: HelpCenterJwtError) => error.code as string,
        );
      const codes = [
        await codeOf(HCJwt.fetch("http://api.example.com/")),
        await codeOf(HCJwt.fetch(`${api}/todos`, { mode: "no-cors" })),
      ];
      HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
      codes.push(await codeOf(HCJwt.fetch(`${api}/todos`)));
      return codes;
    }, world.api);
    expect(codes).toEqual(["insecure_destination", "unsupported_mode", "destination_not_allowed"]);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 0, api: 0, preflight: 0 });
  });

  it("is one token for two copies of the library on a page", async () => {
    const page = await world.visit();
    await page.run((api) => HCJwt.fetch(`${api}/todos`).then(() => {}), world.api);
    await load(page, bundle);
    await page.run((api) => HCJwt.fetch(`${api}/todos`).then(() => {}), world.api);
    expect(log("token")).toHaveLength(1);
  });

  it("is no more preflights than fetch itself needs with the same header", async () => {
    const preflights = async (call: "fetch" | "HCJwt.fetch") => {
      const page = await world.visit({ profile: await world.profile(0) });
      await page.run(() => HCJwt.preload());
      world.demo.requestLog.clear();
      await page.run(
        async ([url, call]) => {
          const headers = { Authorization: `Bearer ${await HCJwt.getToken()}` };
          for (let n = 0; n < 8; n++) await (call === "fetch" ? fetch(url, { headers }) : HCJwt.fetch(url));
        },
        [`${world.api}/todos`, call] as const,
      );
      expect(log("api")).toHaveLength(8);
      return log("preflight").length;
    };
    const needed = await preflights("fetch");
    // The API lets browsers remember its answer. (Firefox asks up to three times all the same.)
    expect(needed).toBeLessThan(8);
    expect(await preflights("HCJwt.fetch")).toBeLessThanOrEqual(needed);
  });
});
