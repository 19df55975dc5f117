import { expect, it } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { useSite } from "../helpers/browsers/site.ts";
import { bundle } from "../helpers/browsers/visit.ts";

type Realm = Window & typeof globalThis & { HCJwt: SharedHelpCenterJwt };

interface Kit {
  readonly api: string;
  readonly other: string;
  /** A window of its own, of the help center's origin, with the bundle unless `load` is to come later. */
  realm(before?: (realm: Realm) => void): Promise<Realm>;
  byFetch(realm: Realm, url: string, init?: RequestInit): Promise<unknown>;
  byXhr(realm: Realm, url: string): Promise<unknown>;
  /** By name, the functions that `install()` may replace. */
  functions(realm: Realm): { [name: string]: PropertyDescriptor & { owner: object } };
  /** What an action comes to: a value, or what it throws or rejects with. */
  outcome(action: () => unknown): Promise<string>;
}

declare const kit: Kit;

describeInBrowsers("what install() replaces", (browser) => {
  const site = useSite(browser);

  async function prepare(): Promise<BrowserPage> {
    const page = await site.visit();
    await page.run(
      ([api, other, bundle]) => {
        const failure = ({ name, code }: Error & { code?: unknown }) => (name === "HelpCenterJwtError" ? code : name);
        const kit: Kit = {
          api,
          other,
          async realm(before) {
            const frame = document.createElement("iframe");
            frame.src = "/frame";
            const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
            document.body.append(frame);
            await loaded;
            const realm = frame.contentWindow as Realm;
            before?.(realm);
            const script = realm.document.createElement("script");
            script.textContent = bundle;
            realm.document.head.append(script);
            return realm;
          },
          byFetch: (realm, url, init) => realm.fetch(url, init).then(({ status }) => status, failure),
          byXhr: (realm, url) =>
            new Promise((resolve) => {
              const xhr = new realm.XMLHttpRequest();
              xhr.open("GET", url);
              xhr.onloadend = () => resolve(xhr.status);
              xhr.send();
            }),
          functions(realm) {
            const { prototype } = realm.XMLHttpRequest;
            const found: { [name: string]: PropertyDescriptor & { owner: object } } = {};
            const places: [object, string][] = [
              [realm, "fetch"],
              [realm, "stop"],
              ...Object.getOwnPropertyNames(prototype).map((name): [object, string] => [prototype, name]),
            ];
            for (const [owner, name] of places) {
              found[name] = { ...(Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor), owner };
            }
            return found;
          },
          async outcome(action) {
            try {
              return String(await action());
            } catch (error) {
              return String(failure(error as Error));
            }
          },
        };
        Object.assign(window, { kit });
      },
      [site.api, site.other, bundle] as const,
    );
    return page;
  }

  const arrived = () =>
    site.arrivals.map(({ server, path, authorization }) => {
      const index = site.issued.indexOf((authorization ?? "").slice("Bearer ".length));
      return `${server} ${path} ${index < 0 ? (authorization ?? "-") : index + 1}`;
    });

  it("may be a getter, or not writable, and is given back as it was", async () => {
    const page = await prepare();
    const outcomes = await page.run(async () => {
      const { api } = kit;
      const outcomes: { [name: string]: unknown } = {};
      const ways: { [name: string]: (native: typeof fetch) => PropertyDescriptor } = {
        getter: (native) => ({ get: () => native, configurable: true, enumerable: true }),
        "getter and setter": (native) => ({ get: () => native, set() {}, configurable: true }),
        "not writable": (native) => ({ value: native, writable: false, configurable: true }),
        "not enumerable": (native) => ({ value: native, writable: true, enumerable: false, configurable: true }),
      };
      for (const [name, describe] of Object.entries(ways)) {
        const realm = await kit.realm((realm) => {
          Object.defineProperty(realm, "fetch", describe(realm.fetch.bind(realm)));
        });
        const before = Object.getOwnPropertyDescriptor(realm, "fetch") as PropertyDescriptor;
        const uninstall = realm.HCJwt.install({ origins: [api] });
        const statuses = [await kit.byFetch(realm, `${api}/private`), await kit.byXhr(realm, `${api}/private`)];
        uninstall();
        const after = Object.getOwnPropertyDescriptor(realm, "fetch") as PropertyDescriptor;
        const keys = Object.keys(before) as (keyof PropertyDescriptor)[];
        outcomes[name] = [...statuses, keys.every((key) => after[key] === before[key])];
      }
      return outcomes;
    });
    const wanted = [200, 200, true];
    expect(outcomes).toEqual({
      getter: wanted,
      "getter and setter": wanted,
      "not writable": wanted,
      "not enumerable": wanted,
    });
  });

  it("is replaced altogether or not at all, and an error says what stands in the way", async () => {
    const page = await prepare();
    const outcomes = await page.run(async () => {
      const { api } = kit;
      const outcomes: { [name: string]: unknown } = {};
      const fix = (owner: object, name: string) => {
        const descriptor = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
        Object.defineProperty(owner, name, {
          ...descriptor,
          ...("value" in descriptor && { writable: false }),
          configurable: false,
        });
      };
      const guards: { [name: string]: (realm: Realm) => void } = {
        fetch: (realm) => fix(realm, "fetch"),
        "all of XMLHttpRequest.prototype": (realm) => Object.freeze(realm.XMLHttpRequest.prototype),
        "a sealed prototype": (realm) => Object.seal(realm.XMLHttpRequest.prototype),
        open: (realm) => fix(realm.XMLHttpRequest.prototype, "open"),
        send: (realm) => fix(realm.XMLHttpRequest.prototype, "send"),
        abort: (realm) => fix(realm.XMLHttpRequest.prototype, "abort"),
        timeout: (realm) => fix(realm.XMLHttpRequest.prototype, "timeout"),
        readyState: (realm) => fix(realm.XMLHttpRequest.prototype, "readyState"),
      };
      for (const [name, guard] of Object.entries(guards)) {
        const realm = await kit.realm();
        guard(realm);
        const before = kit.functions(realm);
        let thrown: unknown;
        try {
          realm.HCJwt.install({ origins: [api] });
          thrown = "installed";
        } catch (error) {
          const { name, code, message } = error as Error & { code: string };
          thrown = [
            name,
            code,
            /fetch|XMLHttpRequest|open|send|abort|timeout|readyState/.exec(message)?.[0] !== undefined,
          ];
        }
        const after = kit.functions(realm);
        const changed = Object.keys(before).filter((name) =>
          (["value", "get", "set"] as const).some((key) => after[name]?.[key] !== before[name]?.[key]),
        );
        const { status } = await realm.HCJwt.fetch(`${api}/private`);
        outcomes[name] = [thrown, changed, status];
      }
      return outcomes;
    });
    const refused = [["HelpCenterJwtError", "unsupported_mode", true], [], 200];
    expect(outcomes).toEqual(
      Object.fromEntries(
        [
          "fetch",
          "all of XMLHttpRequest.prototype",
          "a sealed prototype",
          "open",
          "send",
          "abort",
          "timeout",
          "readyState",
        ].map((name) => [name, name === "a sealed prototype" ? expect.anything() : refused]),
      ),
    );
    // Sealed, methods can still be assigned: installed, or refused, but not half of it.
    expect([refused, ["installed", expect.anything(), 200]]).toContainEqual(outcomes["a sealed prototype"]);
  });

  it("works where window.XMLHttpRequest is another constructor, or none", async () => {
    const page = await prepare();
    const outcomes = await page.run(async () => {
      const { api } = kit;
      const outcomes: { [name: string]: unknown } = {};
      const replacements: { [name: string]: (native: typeof XMLHttpRequest) => unknown } = {
        "returns a native object"(Native) {
          function Replaced() {
            return new Native();
          }
          return Replaced;
        },
        "returns one, with its prototype"(Native) {
          function Replaced() {
            return new Native();
          }
          Replaced.prototype = Native.prototype;
          return Object.assign(Replaced, { DONE: 4 });
        },
        "is a subclass": (Native) => class extends Native {},
        "is a subclass with methods of its own": (Native) =>
          class extends Native {
            override open(...args: [string, string]) {
              super.open(...args);
            }
            override send(...args: []) {
              super.send(...args);
            }
          },
        "is a Proxy": (Native) => new Proxy(Native, {}),
        // xhook: a plain object that has a native one do the work.
        "returns an object of its own"(Native) {
          function Replaced() {
            const native = new Native();
            const facade = {
              status: 0,
              onloadend: () => {},
              open: (method: string, url: string) => native.open(method, url),
              send() {
                native.onloadend = () => {
                  facade.status = native.status;
                  facade.onloadend();
                };
                native.send();
              },
            };
            return facade;
          }
          return Replaced;
        },
      };
      for (const [name, replace] of Object.entries(replacements)) {
        for (const isFirst of [true, false]) {
          const put = (realm: Realm) => Object.assign(realm, { XMLHttpRequest: replace(realm.XMLHttpRequest) });
          const realm = await kit.realm(isFirst ? put : undefined);
          if (!isFirst) put(realm);
          const outcome = await kit.outcome(async () => {
            const uninstall = realm.HCJwt.install({ origins: [api] });
            const cold = await kit.byXhr(realm, `${api}/private`);
            const warm = [await kit.byXhr(realm, `${api}/private`), await kit.byFetch(realm, `${api}/private`)];
            uninstall();
            return [cold, ...warm, await kit.byXhr(realm, `${api}/private`)];
          });
          outcomes[`${name}, ${isFirst ? "before" : "after"} the bundle`] = outcome;
        }
      }
      const realm = await kit.realm((realm) => Reflect.deleteProperty(realm, "XMLHttpRequest"));
      const uninstall = realm.HCJwt.install({ origins: [api] });
      const carried = await kit.byFetch(realm, `${api}/private`);
      uninstall();
      outcomes.none = `${carried},${await kit.byFetch(realm, `${api}/private`)}`;
      return outcomes;
    });
    const { none, "returns an object of its own, before the bundle": facade, ...others } = outcomes;
    expect(none).toBe("200,401");
    expect(others).toEqual(Object.fromEntries(Object.keys(others).map((name) => [name, "200,200,200,401"])));
    // Nothing native is in sight there: refused, or, by way of an object's prototype, installed.
    expect(["unsupported_mode", "200,200,200,401"]).toContain(facade);
  });

  it("serves a call that waits when it is uninstalled, and the object's next use", async () => {
    site.tokenLatency = 150;
    const page = await prepare();
    const outcomes = await page.run(async () => {
      const { api, other } = kit;
      const start = async () => {
        const realm = await kit.realm();
        const native = kit.functions(realm);
        const uninstall = realm.HCJwt.install({ origins: [api] });
        const xhr = new realm.XMLHttpRequest();
        const events: string[] = [];
        for (const type of ["abort", "error", "load", "loadend"]) {
          xhr.addEventListener(type, () => events.push(`${type} ${xhr.readyState}`));
        }
        xhr.open("POST", `${api}/waiting`);
        xhr.send("for the API alone");
        uninstall();
        const ended = () => new Promise((resolve) => xhr.addEventListener("loadend", resolve, { once: true }));
        const settled = async () => {
          await realm.HCJwt.getToken();
          await new Promise((resolve) => setTimeout(resolve, 50));
        };
        const isRestored = () => {
          const now = kit.functions(realm);
          return Object.keys(native).every((name) =>
            (["value", "get", "set"] as const).every((key) => now[name]?.[key] === native[name]?.[key]),
          );
        };
        return { realm, xhr, events, ended, settled, isRestored };
      };
      const aborted = await start();
      aborted.xhr.abort();
      await aborted.settled();
      const opened = await start();
      opened.xhr.open("GET", `${other}/elsewhere`);
      await opened.settled();
      const before = opened.xhr.readyState;
      const ended = opened.ended();
      opened.xhr.send();
      await ended;
      const sent = await start();
      await sent.ended();
      // What begins after that is the browser's own.
      const bare = await kit.byXhr(sent.realm, `${api}/private/bare`);
      return {
        aborted: [aborted.events, aborted.xhr.readyState, aborted.isRestored()],
        opened: [before, opened.events, opened.xhr.status, opened.isRestored()],
        sent: [sent.events, sent.isRestored(), bare],
      };
    });
    expect(outcomes).toEqual({
      // The originals are back: for the browser, which has sent nothing, the object is open.
      aborted: [["abort 4", "loadend 4"], 1, true],
      opened: [1, ["load 4", "loadend 4"], 200, true],
      sent: [["load 4", "loadend 4"], true, 401],
    });
    const calls = arrived();
    expect(calls.filter((call) => /elsewhere|bare/.test(call))).toEqual(["other /elsewhere -", "api /private/bare -"]);
    // Of the three that waited, the one that nobody ended. It was sent before, so it goes out, with its token or without.
    expect(calls.filter((call) => /waiting/.test(call))).toHaveLength(1);
    expect(site.arrivals.filter(({ server }) => server === "other").map(({ body }) => body)).toEqual([""]);
  });

  it("looks like what was there: descriptors, name and length", async () => {
    const page = await prepare();
    const differences = await page.run(async () => {
      const realm = await kit.realm();
      const before = kit.functions(realm);
      realm.HCJwt.install({ origins: [kit.api] });
      const after = kit.functions(realm);
      const shapeOf = (descriptor: PropertyDescriptor | undefined) => {
        const { writable, enumerable, configurable } = descriptor ?? {};
        const functions = [descriptor?.value, descriptor?.get, descriptor?.set].map((fn) =>
          typeof fn === "function" ? [fn.name, fn.length] : typeof fn,
        );
        return JSON.stringify([writable, enumerable, configurable, functions]);
      };
      const replaced = Object.keys(before).filter((name) =>
        (["value", "get", "set"] as const).some((key) => after[name]?.[key] !== before[name]?.[key]),
      );
      const different = Object.keys(after)
        .filter((name) => shapeOf(before[name]) !== shapeOf(after[name]))
        .map((name) => [name, shapeOf(before[name]), shapeOf(after[name])]);
      const names = [Object.getOwnPropertyNames(realm.XMLHttpRequest.prototype).length, Object.keys(before).length - 2];
      const keys = replaced.flatMap((name) =>
        [after[name]?.value, after[name]?.get, after[name]?.set].filter(Boolean).flatMap(Object.keys),
      );
      return { replaced: replaced.length > 3, different, isAsMany: names[0] === names[1], keys };
    });
    expect(differences).toEqual({ replaced: true, different: [], isAsMany: true, keys: [] });
  });

  it("checks its arguments, reads them once and in order, as what was there", async () => {
    const page = await prepare();
    const { native, installed } = await page.run(async () => {
      const { api } = kit;
      const checks = async (realm: Realm) => {
        const { fetch, XMLHttpRequest } = realm;
        const outcomes: { [check: string]: unknown } = {};
        const controller = new AbortController();
        controller.abort();
        const check = async (name: string, action: () => unknown) => {
          outcomes[name] = await kit.outcome(action);
        };
        const rejects = (name: string, ...args: unknown[]) =>
          check(`fetch ${name}`, () => {
            const answer = (fetch as (...args: unknown[]) => Promise<Response>)(...args);
            return answer.then(({ status }) => status);
          });
        await rejects("()");
        await rejects("of an invalid URL", "http://[");
        await rejects("of null headers", `${api}/status/200`, { headers: null });
        await rejects("of a string as options", `${api}/status/200`, "options");
        await rejects("of a bad method", `${api}/status/200`, { method: "a b" });
        await rejects("of a forbidden method", `${api}/status/200`, { method: "TRACE" });
        await rejects("of a bad header", `${api}/status/200`, { headers: { "a b": "1" } });
        await rejects("of a bad header value", `${api}/status/200`, { headers: { a: "1\n2\u0000" } });
        await rejects("of a header triple", `${api}/status/200`, { headers: [["a", "b", "c"]] });
        await rejects("of GET with a body", `${api}/status/200`, { body: "text" });
        await rejects("of a bad mode", `${api}/status/200`, { mode: "none" });
        await rejects("of a bad credentials mode", `${api}/status/200`, { credentials: "none" });
        await rejects("of a bad signal", `${api}/status/200`, { signal: {} });
        // What fetch objects to comes before the abort (Fetch standard, fetch method, steps 2 and 4).
        for (const [name, value] of Object.entries({
          method: "TRACE",
          mode: "navigate",
          referrer: "https://:bad:1",
          referrerPolicy: "bad",
          credentials: "bad",
          cache: "only-if-cached",
          redirect: "bad",
          window: 1,
        })) {
          for (const rest of [{}, { method: "POST", body: "text" }]) {
            const init = Object.assign(new realm.Object(), rest, { signal: controller.signal, [name]: value });
            await rejects(`of a bad ${name}, aborted, ${Object.keys(rest)}`, `${api}/status/200`, init);
          }
        }
        await rejects("that is aborted", `${api}/status/200`, { signal: controller.signal });
        await rejects("of a symbol", Symbol("url"));
        await rejects("of what throws", {
          toString() {
            throw new RangeError("no URL");
          },
        });

        const open = (...args: unknown[]) => {
          const xhr = new XMLHttpRequest();
          (xhr.open as (...args: unknown[]) => void)(...args);
          return xhr;
        };
        const opened = () => open("GET", `${api}/status/200`);
        await check("open()", () => open());
        await check("open of a method alone", () => open("GET"));
        await check("open of a bad method", () => open("a b", api).readyState);
        await check("open of a forbidden method", () => open("TRACE", api).readyState);
        await check("open of an invalid URL", () => open("GET", "http://[").readyState);
        await check("open of a symbol", () => open("GET", Symbol("url")).readyState);
        await check("open of undefined", () => open(undefined, api).readyState);
        await check("open in lower case", () => open("get", `${api}/status/200`).readyState);
        await check("setRequestHeader()", () => (opened().setRequestHeader as () => void)());
        await check("setRequestHeader of a name", () => (opened().setRequestHeader as (name: string) => void)("x"));
        await check("setRequestHeader of a bad name", () => opened().setRequestHeader("a b", "1"));
        await check("setRequestHeader of a bad value", () => opened().setRequestHeader("a", "1\n2\u0000"));
        await check("setRequestHeader of a symbol", () => opened().setRequestHeader(Symbol("x") as never, "1"));
        await check("setRequestHeader before open", () => new XMLHttpRequest().setRequestHeader("x", "1"));
        await check("setRequestHeader of an empty name", () => opened().setRequestHeader("", "1"));
        await check("setRequestHeader of null", () => opened().setRequestHeader(null as never, null as never));
        await check("send before open", () => new XMLHttpRequest().send());
        await check("abort before open", () => new XMLHttpRequest().abort());
        const { prototype } = XMLHttpRequest;
        for (const name of ["open", "send", "abort", "setRequestHeader"] as const) {
          await check(`${name} of another object`, () => (prototype[name] as () => void).call({} as never));
          await check(`new ${name}`, () => new (prototype[name] as never as new () => object)());
        }
        await check("new fetch", () => new (fetch as never as new () => object)());
        for (const name of ["timeout", "withCredentials", "readyState"] as const) {
          const { get, set } = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
          await check(`${name} of another object`, () => get?.call({}));
          await check(`set ${name} of another object`, () => set?.call({}, 1));
        }
        await check("a symbol as timeout", () => Object.assign(opened(), { timeout: Symbol("x") }).timeout);
        await check("text as timeout", () => Object.assign(opened(), { timeout: "12.7" }).timeout);
        await check("a negative timeout", () => Object.assign(opened(), { timeout: -1 }).timeout);
        await check(
          "text as withCredentials",
          () => (Object.assign(opened(), { withCredentials: "yes" } as object) as XMLHttpRequest).withCredentials,
        );

        const read: string[] = [];
        const once = (name: string, text: unknown) => ({
          toString() {
            read.push(name);
            return text;
          },
        });
        const xhr = open(
          once("method", "POST"),
          once("url", `${api}/status/200`),
          true,
          once("user", ""),
          once("password", ""),
        );
        xhr.setRequestHeader(once("name", "X-Name") as never, once("value", "1") as never);
        xhr.abort();
        outcomes["read by XMLHttpRequest"] = read.splice(0);
        for (const isOfRealm of [true, false]) {
          const init = {
            get method() {
              read.push("method");
              return "POST";
            },
            get body() {
              read.push("body");
              return "text";
            },
            get headers() {
              read.push("headers");
              return { "X-Name": "1" };
            },
          };
          if (isOfRealm) Object.setPrototypeOf(init, realm.Object.prototype);
          await rejects("of an object that is read", once("url", `${api}/status/200`), init);
          outcomes[`read by fetch, options of ${isOfRealm ? "this" : "another"} realm`] = read.splice(0);
        }
        return outcomes;
      };
      const nativeRealm = await kit.realm();
      const native = await checks(nativeRealm);
      const installedRealm = await kit.realm();
      // Nobody is signed in: an error of ours would be one, too, and comes after the browser's.
      installedRealm.HCJwt.configure({ user: null, anonymous: "omit" });
      installedRealm.HCJwt.install({ origins: [api] });
      const anonymous = await checks(installedRealm);
      const warmRealm = await kit.realm();
      warmRealm.HCJwt.install({ origins: [api] });
      await warmRealm.HCJwt.preload();
      const warm = await checks(warmRealm);
      const coldRealm = await kit.realm();
      coldRealm.HCJwt.install({ origins: [api] });
      const cold = await checks(coldRealm);
      return { native, installed: { anonymous, warm, cold } };
    });
    expect(native).toMatchObject({ "fetch ()": "TypeError", "open of a method alone": "TypeError" });
    expect(installed).toEqual({ anonymous: native, warm: native, cold: native });
  });

  it("objects as the browser does before it refuses", async () => {
    const page = await prepare();
    const outcomes = await page.run(async () => {
      const { api } = kit;
      const realm = await kit.realm();
      realm.HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
      realm.HCJwt.install({ origins: [api] });
      const { fetch, XMLHttpRequest } = realm;
      const send = (body?: unknown) => {
        const xhr = new XMLHttpRequest();
        xhr.open("POST", api);
        xhr.send(body as string);
      };
      return [
        await kit.outcome(() => fetch(api)),
        await kit.outcome(() => fetch(api, { body: "text" })),
        await kit.outcome(() => fetch(api, { method: "TRACE" })),
        await kit.outcome(() => fetch(api, { headers: { "a b": "1" } })),
        await kit.outcome(() => fetch(api, null as never)),
        await kit.outcome(() => send()),
        await kit.outcome(() => send(Symbol("x"))),
        await kit.outcome(() =>
          send({
            toString() {
              throw new RangeError("no text");
            },
          }),
        ),
      ];
    });
    const [ours, theirs] = ["destination_not_allowed", "TypeError"];
    expect(outcomes).toEqual([ours, theirs, theirs, theirs, ours, ours, theirs, "RangeError"]);
    expect(site.arrivals).toEqual([]);
  });
});
