import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import type { HelpCenterJwtError, SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, load, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;
// biome-ignore lint/suspicious/noExplicitAny: the libraries' own globals, as a page sees them.
declare const $: any, axios: any;

const require = createRequire(import.meta.url);
const library = async (path: string) => readFile(require.resolve(path), "utf8");
const jquery = await library("jquery/dist/jquery.js");
const axiosBundle = await readFile(new URL("../../node_modules/axios/dist/axios.js", import.meta.url), "utf8");

describeInBrowsers("install()", (browser) => {
  const world = useWorld(browser);
  const counts = () => world.demo.requestLog.counts();
  const apiLog = () =>
    world.demo.requestLog
      .recent()
      .filter(({ kind }) => kind === "api")
      .reverse();

  async function visit() {
    const page = await world.visit();
    await page.run((api) => {
      Object.assign(window, { api, uninstall: HCJwt.install({ origins: [api] }) });
    }, world.api);
    return page;
  }

  it("gives window.fetch the token for the listed origin, with a 401 healed and the body intact", async () => {
    const page = await visit();
    await page.run(() => HCJwt.preload());
    world.demo.revokeTokens();
    const status = await page.run(
      async (api) => (await fetch(`${api}/todos`, { method: "POST", body: '{"title":"Milk"}' })).status,
      world.api,
    );
    expect(status).toBe(201);
    expect(apiLog().map(({ status }) => status)).toEqual([401, 201]);
  });

  it("leaves every other request as it was", async () => {
    const page = await visit();
    const seen = await page.run(
      async ([elsewhere, api]) => {
        (window as unknown as { uninstall(): void }).uninstall();
        const seen: unknown[][] = [];
        const native = window.fetch;
        window.fetch = function (this: unknown, ...args: unknown[]) {
          seen.push([this === window || this === undefined, args.length, args[0] === request, args[1] === init]);
          return Promise.resolve(new Response());
        } as typeof fetch;
        const request = new Request(`${elsewhere}/public`);
        const init = { headers: { "x-a": "1" } };
        HCJwt.install({ origins: [api] });
        await window.fetch(request, init);
        await window.fetch("/hc/en-us");
        window.fetch = native;
        return seen;
      },
      [world.elsewhere.origin, world.api] as const,
    );
    expect(seen).toEqual([
      [true, 2, true, true],
      [true, 1, false, false],
    ]);
    const arrived = await page.run(async (elsewhere) => {
      const xhr = new XMLHttpRequest();
      xhr.open("GET", `${elsewhere}/public`);
      await new Promise((resolve) => {
        xhr.onloadend = resolve;
        xhr.send();
      });
      return JSON.parse(xhr.responseText);
    }, world.elsewhere.origin);
    expect(arrived).toEqual({ authorization: false });
    expect(counts().token).toBe(0);
  });

  it("serves jQuery, cold and warm, with one token request", async () => {
    const page = await visit();
    await load(page, jquery);
    const answers = await page.run(async (api) => {
      const cold = $.ajax({
        url: `${api}/todos`,
        method: "POST",
        contentType: "application/json",
        data: '{"title":"Milk"}',
      });
      const both = [cold, $.getJSON(`${api}/todos`)];
      const [added] = await Promise.all(both);
      const list = await $.getJSON(`${api}/todos`);
      const { method, contentType, bodyLength } = await $.post(`${api}/echo`, { title: "Milk & more" });
      return {
        title: added.title,
        listed: list.items.some((item: { id: number }) => item.id === added.id),
        posted: [method, contentType, bodyLength],
      };
    }, world.api);
    expect(answers).toEqual({
      title: "Milk",
      listed: true,
      posted: ["POST", "application/x-www-form-urlencoded; charset=UTF-8", "title=Milk+%26+more".length],
    });
    expect(counts().token).toBe(1);
  });

  it("serves axios, cold and warm, and lets it cancel a call that waits", async () => {
    world.demo.controls.set({ tokenLatency: 300 });
    const page = await visit();
    await load(page, axiosBundle);
    const answers = await page.run(async (api) => {
      const controller = new AbortController();
      const cancelled = axios
        .post(`${api}/todos`, { title: "never" }, { signal: controller.signal })
        .catch((error: { code: string }) => error.code);
      const added = axios.post(`${api}/todos`, { title: "Bread" });
      setTimeout(() => controller.abort(), 20);
      return {
        cancelled: await cancelled,
        status: (await added).status,
        again: (await axios.get(`${api}/todos`)).status,
      };
    }, world.api);
    expect(answers).toEqual({ cancelled: "ERR_CANCELED", status: 201, again: 200 });
    expect(apiLog().map(({ method }) => method)).toEqual(["POST", "GET"]);
    expect(counts().token).toBe(1);
  });

  it("cannot reach a library that kept the original fetch, and does it no harm", async () => {
    const page = await world.visit();
    const statuses = await page.run(async (api) => {
      const kept = window.fetch;
      HCJwt.install({ origins: [api] });
      return [(await kept(`${api}/echo`)).status, (await fetch(`${api}/echo`)).status];
    }, world.api);
    expect(statuses).toEqual([401, 200]);
  });

  it("keeps the browser's events, upload, responseType and properties of XMLHttpRequest", async () => {
    const page = await visit();
    const observe = (api: string) => {
      const xhr = new XMLHttpRequest();
      const events: string[] = [];
      for (const name of [
        "readystatechange",
        "loadstart",
        "progress",
        "load",
        "loadend",
        "error",
        "abort",
        "timeout",
      ]) {
        xhr.addEventListener(name, () => events.push(name === "readystatechange" ? `state ${xhr.readyState}` : name));
        if (name !== "readystatechange") xhr.upload.addEventListener(name, () => events.push(`upload ${name}`));
      }
      xhr.open("POST", `${api}/todos`);
      xhr.responseType = "json";
      xhr.setRequestHeader("Content-Type", "application/json");
      return new Promise<{ events: string[]; status: number; title: string; instance: boolean }>((resolve) => {
        xhr.addEventListener("loadend", () =>
          resolve({
            events: [...new Set(events)],
            status: xhr.status,
            title: xhr.response.title,
            instance: xhr instanceof XMLHttpRequest,
          }),
        );
        xhr.send('{"title":"Eggs"}');
      });
    };
    const cold = await page.run(observe, world.api);
    const warm = await page.run(observe, world.api);
    expect(cold).toMatchObject({ status: 201, title: "Eggs", instance: true });
    expect(warm).toEqual(cold);
    expect(cold.events).toEqual(
      expect.arrayContaining([
        "state 1",
        "loadstart",
        "upload loadstart",
        "upload load",
        "upload loadend",
        "state 4",
        "load",
      ]),
    );
    expect(cold.events.at(-1)).toBe("loadend");
  });

  it("looks to its caller like a request under way while an XMLHttpRequest waits for a token", async () => {
    world.demo.controls.set({ tokenLatency: 1_500 });
    const page = await visit();
    const outcome = await page.run(async (api) => {
      const ends = (prepare: (xhr: XMLHttpRequest) => void) => {
        const xhr = new XMLHttpRequest();
        const events: string[] = [];
        for (const name of ["readystatechange", "load", "abort", "timeout", "error", "loadend"]) {
          xhr.addEventListener(name, () => events.push(name === "readystatechange" ? `state ${xhr.readyState}` : name));
        }
        xhr.open("POST", `${api}/todos`);
        events.length = 0;
        return new Promise<unknown>((resolve) => {
          xhr.addEventListener("loadend", () =>
            setTimeout(() => resolve({ events, readyState: xhr.readyState, status: xhr.status })),
          );
          prepare(xhr);
        });
      };
      const aborted = ends((xhr) => {
        xhr.send("{}");
        let twice = "";
        try {
          xhr.send("{}");
        } catch (error) {
          twice = (error as DOMException).name;
        }
        if (twice === "InvalidStateError") xhr.abort();
      });
      const timedOut = ends((xhr) => {
        xhr.timeout = 50;
        xhr.send("{}");
      });
      const reopened = new XMLHttpRequest();
      reopened.open("POST", `${api}/todos`);
      reopened.send('{"title":"never"}');
      reopened.open("GET", "/api/v2/users/me.json");
      reopened.send();
      return [await aborted, await timedOut];
    }, world.api);
    expect(outcome).toEqual([
      { events: ["state 4", "abort", "loadend"], readyState: 0, status: 0 },
      { events: ["state 4", "timeout", "loadend"], readyState: 4, status: 0 },
    ]);
    await page.run(() => HCJwt.preload());
    expect(apiLog()).toEqual([]);
  });

  it("gives no token to the request that an XMLHttpRequest becomes while it waits", async () => {
    world.demo.controls.set({ tokenLatency: 300 });
    const page = await visit();
    const seen = await page.run(
      async ([api, elsewhere]) => {
        const xhr = new XMLHttpRequest();
        xhr.open("POST", `${api}/echo`);
        xhr.send("for the API alone");
        xhr.open("GET", `${elsewhere}/public`);
        await HCJwt.getToken();
        await new Promise((resolve) => setTimeout(resolve));
        const before = xhr.readyState;
        await new Promise((resolve) => {
          xhr.onloadend = resolve;
          xhr.send();
        });
        return [before, xhr.responseText];
      },
      [world.api, world.elsewhere.origin] as const,
    );
    expect(seen).toEqual([1, '{"authorization":false}']);
    expect(apiLog()).toEqual([]);
  });

  it("lets a caller's own Authorization win", async () => {
    const page = await visit();
    const statuses = await page.run(async (api) => {
      const xhr = new XMLHttpRequest();
      xhr.open("GET", `${api}/echo`);
      xhr.setRequestHeader("authorization", "Basic x");
      await new Promise((resolve) => {
        xhr.onloadend = resolve;
        xhr.send();
      });
      return [xhr.status, (await fetch(`${api}/echo`, { headers: { Authorization: "Basic x" } })).status];
    }, world.api);
    expect(statuses).toEqual([401, 401]);
    expect(counts().token).toBe(0);
  });

  it("sends a synchronous request with the cached token, and says what to do without one", async () => {
    const page = await visit();
    const outcome = await page.run(async (api) => {
      const send = () => {
        const xhr = new XMLHttpRequest();
        xhr.open("GET", `${api}/echo`, false);
        xhr.send();
        return xhr.status;
      };
      let cold: unknown;
      try {
        cold = send();
      } catch (error) {
        cold = [(error as HelpCenterJwtError).code, (error as Error).message.includes("preload()")];
      }
      await HCJwt.preload();
      return [cold, send()];
    }, world.api);
    expect(outcome).toEqual([["unsupported_mode", true], 200]);
  });

  it("renews the token for the next XMLHttpRequest after a 401", async () => {
    const page = await visit();
    const send = (api: string) => {
      const xhr = new XMLHttpRequest();
      xhr.open("GET", `${api}/echo`);
      return new Promise<number>((resolve) => {
        xhr.onloadend = () => resolve(xhr.status);
        xhr.send();
      });
    };
    expect(await page.run(send, world.api)).toBe(200);
    const before = await page.run(() => HCJwt.getToken());
    world.demo.revokeTokens();
    expect(await page.run(send, world.api)).toBe(401);
    await expect.poll(() => page.run(() => HCJwt.getToken()), { timeout: 10_000 }).not.toBe(before);
    expect(await page.run(send, world.api)).toBe(200);
    expect(counts().token).toBe(2);
    world.demo.controls.set({ apiFault: "unauthorized" });
    for (let call = 0; call < 5; call++) await page.run(send, world.api);
    expect(counts().token).toBeLessThanOrEqual(3);
  });

  it("says in the console why an XMLHttpRequest failed, and fires its error event", async () => {
    world.demo.controls.set({ tokenFault: "plan_unsupported" });
    const page = await visit();
    const events = await page.run((api) => {
      const xhr = new XMLHttpRequest();
      const events: string[] = [];
      xhr.open("GET", `${api}/echo`);
      return new Promise<string[]>((resolve) => {
        xhr.onerror = () => events.push("error");
        xhr.onloadend = () => resolve([...events, "loadend"]);
        xhr.send();
      });
    }, world.api);
    expect(events).toEqual(["error", "loadend"]);
    if (browser().limits.console) return;
    await expect.poll(() => page.console.join("\n"), { timeout: 5_000 }).toContain("no help center JWTs");
  });

  it("never doubles the header, installed twice and from two copies, and gives back what was there", async () => {
    const page = await world.visit();
    const outcome = await page.run(
      async ([api, bundle]) => {
        const { open, send, setRequestHeader, abort } = XMLHttpRequest.prototype;
        const native = [window.fetch, open, send, setRequestHeader, abort];
        const current = () => {
          const { open, send, setRequestHeader, abort } = XMLHttpRequest.prototype;
          return [window.fetch, open, send, setRequestHeader, abort];
        };
        const isNative = () => current().every((method, index) => method === native[index]);
        const other = HCJwt.create();
        const undo = [
          HCJwt.install({ origins: [api] }),
          HCJwt.install({ origins: [api] }),
          other.install({ origins: [api] }),
        ];
        const script = document.createElement("script");
        script.textContent = bundle;
        document.head.append(script);
        undo.push(HCJwt.install({ origins: [api] }));
        const byFetch = (await fetch(`${api}/echo`)).status;
        const xhr = new XMLHttpRequest();
        xhr.open("GET", `${api}/echo`);
        await new Promise((resolve) => {
          xhr.onloadend = resolve;
          xhr.send();
        });
        const between = isNative();
        for (const uninstall of undo.reverse()) uninstall();
        return [byFetch, xhr.status, between, isNative()];
      },
      [world.api, bundle] as const,
    );
    // The API takes no header that holds two tokens.
    expect(outcome).toEqual([200, 200, false, true]);
  });

  it("leaves another library's patch on top in place, and passes through below it", async () => {
    const page = await world.visit();
    const outcome = await page.run(async (api) => {
      const uninstall = HCJwt.install({ origins: [api] });
      const ours = window.fetch;
      const theirs: typeof fetch = (...args) => ours(...args);
      window.fetch = theirs;
      const before = (await fetch(`${api}/echo`)).status;
      uninstall();
      return [before, window.fetch === theirs, (await fetch(`${api}/echo`)).status];
    }, world.api);
    expect(outcome).toEqual([200, true, 401]);
  });

  it("takes a list of origins, and nothing else", async () => {
    const page = await world.visit();
    const codes = await page.run(() =>
      [
        undefined,
        {},
        { origins: [] },
        { origins: "https://api.example.com" },
        { origins: ["api.example.com"] },
        { origins: [null] },
      ].map((options) => {
        try {
          HCJwt.install(options as never);
          return "installed";
        } catch (error) {
          return (error as HelpCenterJwtError).code;
        }
      }),
    );
    expect(codes).toEqual(Array(6).fill("invalid_option"));
  });
});
