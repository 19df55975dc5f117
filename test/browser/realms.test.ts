import { expect, it } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { useSite } from "../helpers/browsers/site.ts";
import { bundle } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;

type Realm = Window & typeof globalThis & { HCJwt: SharedHelpCenterJwt };

describeInBrowsers("other realms, and pages whose names are taken", (browser) => {
  const site = useSite(browser);

  const arrived = () =>
    site.arrivals.map(({ server, method, path, authorization, body }) => {
      const index = site.issued.indexOf((authorization ?? "").slice("Bearer ".length));
      return `${server} ${method} ${path} ${index < 0 ? (authorization ?? "-") : index + 1}${body && ` ${body}`}`;
    });

  it("gives the token to a Request of another frame, of a subclass, and of the class that was replaced", async () => {
    const page = await site.visit();
    const outcomes = await page.run(
      async ([api, own]) => {
        const frame = document.createElement("iframe");
        frame.src = "/frame";
        const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
        document.body.append(frame);
        await loaded;
        const native = window.Request;
        class Subclass extends native {}
        const makers: { [name: string]: (url: string, init?: RequestInit) => Request } = {
          frame: (url, init) => new (frame.contentWindow as Realm).Request(url, init),
          subclass: (url, init) => new Subclass(url, init),
          replaced: (url, init) => new native(url, init),
          own: (url, init) => new Request(url, init),
        };
        window.Request = Subclass;
        const allowed = HCJwt.create({ allowedOrigins: ["https://api.example.com"] });
        const status = ({ status }: Response) => status;
        const code = (error: Error & { code: unknown }) => error.code ?? error.name;
        const outcomes: { [name: string]: unknown } = {};
        for (const [name, make] of Object.entries(makers)) {
          HCJwt.clear();
          const of = async (send: typeof fetch) => [
            await send(make(`${api}/private/${name}`)).then(status, code),
            await send(make(`${api}/private/${name}`, { method: "POST", body: "text" })).then(status, code),
            await send(make(`${own}/status/204`)).then(status, code),
          ];
          const byFetch = await of(HCJwt.fetch);
          const refused = [await allowed.fetch(make(`${api}/refused`)).then(status, code)];
          let uninstall = HCJwt.install({ origins: [api] });
          const installed = await of((input) => fetch(input));
          uninstall();
          uninstall = allowed.install({ origins: [api] });
          refused.push(await fetch(make(`${api}/refused`)).then(status, code));
          uninstall();
          outcomes[name] = [...byFetch, ...installed, ...refused];
        }
        window.Request = native;
        return outcomes;
      },
      [site.api, site.own] as const,
    );
    const wanted = [200, 200, 204, 200, 200, 204, "destination_not_allowed", "destination_not_allowed"];
    expect(outcomes).toEqual({ frame: wanted, subclass: wanted, replaced: wanted, own: wanted });
    expect(arrived()).toEqual(
      ["frame", "subclass", "replaced", "own"].flatMap((name, index) => {
        const calls = [
          `api GET /private/${name} ${index + 1}`,
          `api POST /private/${name} ${index + 1} text`,
          "own GET /status/204 -",
        ];
        return [...calls, ...calls];
      }),
    );
  });

  it("takes no element for a part of the document", async () => {
    const page = await site.visit({ path: "/named-elements" });
    const outcomes = await page.run(
      async ([api, other]) => {
        // The page is as it is meant to be.
        const isHidden = [document.baseURI, document.createElement, document.head].every(
          (member) =>
            member && typeof member === "object" && member !== Reflect.get(Document.prototype, "head", document),
        );
        const status = ({ status }: Response) => status;
        const code = (error: Error & { code: unknown }) => error.code ?? error.name;
        const client = HCJwt.create({ allowedOrigins: [api] });
        const byXhr = (url: string) =>
          new Promise((resolve, reject) => {
            const xhr = new XMLHttpRequest();
            xhr.open("GET", url);
            xhr.onloadend = () => resolve(xhr.status);
            try {
              xhr.send();
            } catch (error) {
              reject(error);
            }
          });
        const outcomes: unknown[] = [isHidden];
        for (const url of [`${api}/private`, "/status/201", "status/202", `${other}/refused`]) {
          outcomes.push(await client.fetch(url).then(status, code));
        }
        const uninstall = client.install({ origins: [api, other] });
        for (const url of [`${api}/private`, "/status/201", "status/202", `${other}/refused`]) {
          outcomes.push(await fetch(url).then(status, code), await byXhr(url).catch(code));
        }
        uninstall();
        return outcomes;
      },
      [site.api, site.other] as const,
    );
    const refused = "destination_not_allowed";
    expect(outcomes).toEqual([true, 200, 201, 202, refused, 200, 200, 201, 201, 202, 202, refused, refused]);
    expect(
      arrived()
        .filter((call) => call.startsWith("own"))
        .sort(),
    ).toEqual([...Array(3).fill("own GET /status/201 -"), ...Array(3).fill("own GET /status/202 -")]);
    expect(arrived().filter((call) => !call.startsWith("own"))).toEqual(Array(3).fill("api GET /private 1"));
    expect(site.issued).toHaveLength(1);
  });

  it("serves a frame without a URL of its own, by srcdoc and of about:blank", async () => {
    const page = await site.visit();
    for (const kind of ["srcdoc", "about:blank"] as const) {
      site.reset();
      const outcomes = await page.run(
        async ([kind, api, own, bundle]) => {
          const frame = document.createElement("iframe");
          if (kind === "srcdoc") frame.srcdoc = "<script src=/hc-jwt.js></script>";
          const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
          document.body.append(frame);
          if (kind === "srcdoc") await loaded;
          const realm = frame.contentWindow as Realm;
          if (!realm.HCJwt) {
            const script = realm.document.createElement("script");
            script.textContent = bundle;
            realm.document.head.append(script);
          }
          const status = ({ status }: Response) => status;
          const code = (error: Error & { code: unknown }) => error.code ?? error.name;
          const byXhr = (url: string) =>
            new Promise((resolve) => {
              const xhr = new realm.XMLHttpRequest();
              xhr.open("GET", url);
              xhr.onloadend = () => resolve(xhr.status);
              xhr.send();
            });
          const { HCJwt } = realm;
          const of = async (send: (url: string) => Promise<unknown>) => [
            await send(`${own}/status/201`),
            await send("/status/202"),
            await send("status/203"),
            await send(`${api}/private`),
          ];
          const byFetch = await of((url) => HCJwt.fetch(url).then(status, code));
          const uninstall = HCJwt.install({ origins: [api, own] });
          const installed = await of((url) => realm.fetch(url).then(status, code));
          const byInstalledXhr = await of(byXhr);
          uninstall();
          return [realm.location.protocol, byFetch, installed, byInstalledXhr];
        },
        [kind, site.api, site.own, bundle] as const,
      );
      const wanted = [201, 202, 203, 200];
      expect(outcomes).toEqual(["about:", wanted, wanted, wanted]);
      const calls = ["own GET /status/201 -", "own GET /status/202 -", "own GET /status/203 -", "api GET /private 1"];
      expect(arrived()).toEqual([...calls, ...calls, ...calls]);
      expect(site.issued).toHaveLength(1);
    }
  });

  it("serves workers: of blob: URLs, of modules, and without XMLHttpRequest", async () => {
    const page = await site.visit();
    const kinds = ["importScripts", "inline", "without XMLHttpRequest", "module"] as const;
    const seen: unknown[] = [];
    const wanted: unknown[] = [];
    for (const kind of kinds) {
      site.reset();
      const outcomes = await page.run(
        async ([kind, api, own, bundle]) => {
          const work = async (api: string, own: string) => {
            const nativeFetch = fetch;
            const status = ({ status }: Response) => status;
            const code = (error: Error & { code: unknown }) => error.name;
            const byXhr = (url: string) =>
              new Promise((resolve, reject) => {
                try {
                  const xhr = new XMLHttpRequest();
                  xhr.open("GET", url);
                  xhr.onloadend = () => resolve(xhr.status);
                  xhr.send();
                } catch (error) {
                  reject(error);
                }
              });
            const hasXhr = Boolean(globalThis.XMLHttpRequest);
            const relative = [
              await nativeFetch("/status/202").then(status, code),
              hasXhr ? await byXhr("/status/202").catch(code) : "none",
            ];
            const of = async (send: (url: string) => Promise<unknown>) => [
              await send(`${own}/status/201`),
              await send("/status/202"),
              await send(`${api}/private`),
            ];
            const byFetch = await of((url) => HCJwt.fetch(url).then(status, code));
            const uninstall = HCJwt.install({ origins: [api, own] });
            const installed = await of((url) => fetch(url).then(status, code));
            const byInstalledXhr = hasXhr ? await of((url) => byXhr(url).catch(code)) : "none";
            let isRestored: unknown;
            try {
              uninstall();
              isRestored = fetch === nativeFetch;
            } catch (error) {
              isRestored = String(error);
            }
            return { relative, byFetch, installed, byInstalledXhr, isRestored };
          };
          const load =
            kind === "inline"
              ? bundle
              : kind === "module"
                ? `import "${own}/hc-jwt.js";`
                : `${kind === "importScripts" ? "" : "delete self.XMLHttpRequest;"} importScripts("${own}/hc-jwt.js");`;
          const code = `${load}\n(${work})("${api}", "${own}").then(postMessage, (error) => postMessage(String(error)));`;
          const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          const worker = new Worker(url, { type: kind === "module" ? "module" : "classic" });
          return new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => resolve(`does not start: ${message}`);
          });
        },
        [kind, site.api, site.own, bundle] as const,
      );
      const hasXhr = kind !== "without XMLHttpRequest";
      // A blob: URL is no base for a relative one. Firefox's workers notice that in `send()`.
      const byFetch = "TypeError";
      const byXhr = browser().name === "Firefox" ? "InvalidStateError" : "SyntaxError";
      const calls = ["own GET /status/201 -", "api GET /private 1"];
      seen.push([kind, outcomes, arrived(), site.issued.length]);
      wanted.push([
        kind,
        {
          relative: [byFetch, hasXhr ? byXhr : "none"],
          byFetch: [201, byFetch, 200],
          installed: [201, byFetch, 200],
          byInstalledXhr: hasXhr ? [201, byXhr, 200] : "none",
          isRestored: true,
        },
        [...calls, ...calls, ...(hasXhr ? calls : [])],
        1,
      ]);
    }
    expect(seen).toEqual(wanted);
  });
});
