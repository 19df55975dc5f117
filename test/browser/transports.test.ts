import { expect, it } from "vitest";
import type { HelpCenterJwtOptions, SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { useSite } from "../helpers/browsers/site.ts";

declare const HCJwt: SharedHelpCenterJwt;

type Transport = "HCJwt.fetch" | "installed fetch" | "installed XMLHttpRequest";
const transports: readonly Transport[] = ["HCJwt.fetch", "installed fetch", "installed XMLHttpRequest"];

/** What a page can do in each row of the table. */
interface Kit {
  /**
   * One call, by whichever transport: its status, or the code or name of its error. `undefined` where it gets no answer and
   * says no more than that.
   */
  call(url: string, init?: RequestInit): Promise<unknown>;
  readonly own: string;
  readonly api: string;
  readonly other: string;
  readonly transport: Transport;
  client: SharedHelpCenterJwt;
  uninstall(): void;
}

interface Row {
  readonly title: string;
  readonly options?: HelpCenterJwtOptions;
  /** Milliseconds. */
  readonly tokenLatency?: number;
  /** What `install()` holds for, beside the API. */
  readonly alsoFor?: "own" | "other";
  act(kit: Kit): Promise<unknown>;
  /** What that returns. */
  readonly outcome: unknown;
  /** What arrives: server, path, and which token in the order of their issue, or none. */
  readonly arrivals: readonly string[];
  readonly tokenRequests: number;
  /** Where one transport differs, by what the standard lets it do. */
  readonly but?: { readonly [transport in Transport]?: Partial<Pick<Row, "outcome" | "arrivals" | "tokenRequests">> };
}

const rows: readonly Row[] = [
  {
    title: "carries the token, cold and warm, once",
    act: async ({ call, api }) => [
      await call(`${api}/private/cold`),
      await call(`${api}/private/warm`, { method: "POST", body: "text" }),
    ],
    outcome: [200, 200],
    arrivals: ["api /private/cold 1", "api /private/warm 1"],
    tokenRequests: 1,
  },
  {
    title: "refuses an origin that is not allowed",
    options: { allowedOrigins: ["https://api.example.com"] },
    act: async ({ call, api, client }) => {
      const cold = await call(`${api}/cold`);
      await client.getToken();
      return [cold, await call(`${api}/warm`)];
    },
    outcome: ["destination_not_allowed", "destination_not_allowed"],
    arrivals: [],
    tokenRequests: 1,
  },
  {
    title: "passes calls to the help center itself",
    alsoFor: "own",
    act: async ({ call, own }) => [
      await call(`${own}/status/200`),
      await call("/status/201"),
      await call("status/202", { method: "POST", body: "text" }),
    ],
    outcome: [200, 201, 202],
    arrivals: ["own /status/200 -", "own /status/201 -", "own /status/202 -"],
    tokenRequests: 0,
  },
  {
    title: "leaves a caller's own Authorization alone, and heals nothing for it",
    act: ({ call, api }) => call(`${api}/private`, { headers: { authorization: "Basic eDp5" } }),
    outcome: 401,
    arrivals: ["api /private Basic eDp5"],
    tokenRequests: 0,
  },
  {
    title: "hands no token on with a redirect to another origin",
    act: async ({ call, api, other }) => [
      await call(`${api}/redirect?to=${other}/status/200`),
      await call(`${api}/redirect?to=${other}/status/200`),
    ],
    outcome: [200, 200],
    arrivals: ["api /redirect 1", "other /status/200 -", "api /redirect 1", "other /status/200 -"],
    tokenRequests: 1,
  },
  {
    title: "renews nothing for a 401 of another origin behind a redirect",
    act: async ({ call, api, other }) => [
      await call(`${api}/redirect?to=${other}/status/401`),
      await call(`${api}/redirect?to=${other}/status/401`),
      await call(`${api}/private`),
    ],
    outcome: [401, 401, 200],
    arrivals: ["api /redirect 1", "other /status/401 -", "api /redirect 1", "other /status/401 -", "api /private 1"],
    tokenRequests: 1,
  },
  {
    title: "keeps the token with a redirect within the origin, and heals a 401 there",
    act: async ({ call, api }) => [
      await call(`${api}/redirect?to=${api}/private`),
      await call(`${api}/redirect?to=${api}/status/401`),
    ],
    outcome: [200, 401],
    arrivals: [
      "api /redirect 1",
      "api /private 1",
      "api /redirect 1",
      "api /status/401 1",
      "api /redirect 2",
      "api /status/401 2",
    ],
    tokenRequests: 2,
    but: {
      "installed XMLHttpRequest": {
        arrivals: ["api /redirect 1", "api /private 1", "api /redirect 1", "api /status/401 1"],
      },
    },
  },
  {
    title: "renews a rejected token: sent once more, or for the next call",
    act: async ({ call, api, client }) => {
      const first = await client.getToken();
      await call(`${api}/revoke`);
      const healed = await call(`${api}/private`, { method: "POST", body: "text" });
      for (let polls = 0; polls < 100 && (await client.getToken()) === first; polls++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return [healed, await call(`${api}/private`)];
    },
    outcome: [200, 200],
    arrivals: ["api /revoke 1", "api /private 1", "api /private 2", "api /private 2"],
    tokenRequests: 2,
    but: {
      "installed XMLHttpRequest": {
        outcome: [401, 200],
        arrivals: ["api /revoke 1", "api /private 1", "api /private 2"],
      },
    },
  },
  {
    title: "costs two token requests where one path always responds with 200 and one 401, in turn",
    act: async ({ call, api }) => {
      const statuses = new Set();
      for (let turn = 0; turn < 10; turn++) {
        statuses.add(await call(`${api}/status/200`));
        statuses.add(await call(`${api}/status/401`));
      }
      return [...statuses];
    },
    outcome: [200, 401],
    arrivals: [],
    tokenRequests: 2,
  },
  {
    title: "sends no token to an origin that is no longer allowed when the token comes",
    tokenLatency: 100,
    act: async ({ call, api, client }) => {
      const answer = call(`${api}/narrowed`);
      client.configure({ allowedOrigins: ["https://api.example.com"] });
      return answer;
    },
    outcome: "destination_not_allowed",
    arrivals: [],
    tokenRequests: 1,
    but: { "installed XMLHttpRequest": { outcome: "error" } },
  },
  {
    title: "ends a call that waits, by its abort",
    tokenLatency: 100,
    act: async ({ call, api, client }) => {
      const controller = new AbortController();
      const answer = call(`${api}/aborted`, { signal: controller.signal });
      controller.abort();
      const name = await answer;
      await client.getToken();
      return name;
    },
    outcome: "AbortError",
    arrivals: [],
    tokenRequests: 1,
    but: { "installed XMLHttpRequest": { outcome: "abort" } },
  },
  {
    title: "is sent without where nobody is signed in and the author wants that",
    options: { anonymous: "omit", user: null },
    act: ({ call, api }) => call(`${api}/status/200`),
    outcome: 200,
    arrivals: ["api /status/200 -"],
    tokenRequests: 0,
  },
  {
    title: "does not go out where nobody is signed in otherwise",
    options: { user: null },
    act: ({ call, api }) => call(`${api}/status/200`),
    outcome: "not_signed_in",
    arrivals: [],
    tokenRequests: 0,
  },
];

describeInBrowsers("one table for fetch and XMLHttpRequest", (browser) => {
  const site = useSite(browser);

  /** As the table writes them. */
  const arrived = () =>
    site.arrivals.map(({ server, path, authorization }) => {
      const [scheme, token = ""] = (authorization ?? "-").split(" ");
      const index = site.issued.indexOf(token);
      return `${server} ${path} ${index < 0 ? (authorization ?? scheme) : index + 1}`;
    });

  /** Makes a client of its own for a row, installed for it alone. */
  const setUp = (
    page: BrowserPage,
    transport: Transport,
    { options = {}, alsoFor }: Pick<Row, "options" | "alsoFor">,
  ) =>
    page.run(
      ([transport, options, origins, alsoFor]) => {
        const client = HCJwt.create(options) as SharedHelpCenterJwt;
        const uninstall =
          transport === "HCJwt.fetch"
            ? () => {}
            : client.install({ origins: [origins.api, ...(alsoFor ? [origins[alsoFor]] : [])] });
        const failure = ({ name, code }: Error & { code?: unknown }) => (name === "HelpCenterJwtError" ? code : name);
        const byXhr = (url: string, { method = "GET", headers, body, signal }: RequestInit) =>
          new Promise((resolve, reject) => {
            const xhr = new XMLHttpRequest();
            xhr.open(method, url);
            for (const [name, value] of Object.entries(headers ?? {})) xhr.setRequestHeader(name, value);
            xhr.onload = () => resolve(xhr.status);
            for (const type of ["error", "abort", "timeout"]) xhr.addEventListener(type, () => resolve(type));
            signal?.addEventListener("abort", () => xhr.abort());
            try {
              xhr.send(body as string);
            } catch (error) {
              reject(error);
            }
          });
        const call = (url: string, init: RequestInit = {}): Promise<unknown> => {
          const answer =
            transport === "installed XMLHttpRequest"
              ? byXhr(url, init)
              : (transport === "HCJwt.fetch" ? client.fetch : fetch)(url, init).then(({ status }) => status);
          return answer.catch(failure);
        };
        Object.assign(window, { kit: { ...origins, transport, client, uninstall, call } });
      },
      [transport, options, { own: site.own, api: site.api, other: site.other }, alsoFor] as const,
    );

  const tearDown = (page: BrowserPage) => page.run(() => (window as never as { kit: Kit }).kit.uninstall());

  /** Functions of the table run in the page: their text is all that gets there. */
  const act = (page: BrowserPage, row: Row) =>
    page.run((text) => {
      const act = new Function(`return (${text})`)() as Row["act"];
      return act((window as never as { kit: Kit }).kit);
    }, asExpression(row.act));

  for (const transport of transports) {
    it(`holds for ${transport}`, async () => {
      const page = await site.visit();
      const results: { [title: string]: unknown } = {};
      const wanted: { [title: string]: unknown } = {};
      for (const row of rows) {
        site.reset();
        site.tokenLatency = row.tokenLatency ?? 0;
        await setUp(page, transport, row);
        const outcome = await act(page, row);
        await tearDown(page);
        const expected = { ...row, ...row.but?.[transport] };
        const seen = expected.arrivals.length || site.arrivals.length < 20 ? arrived() : [];
        results[row.title] = { outcome, arrivals: seen, tokenRequests: site.issued.length };
        const { arrivals, tokenRequests } = expected;
        wanted[row.title] = { outcome: expected.outcome, arrivals, tokenRequests };
      }
      expect(results).toEqual(wanted);
    });
  }

  it("knows its own host by a trailing dot, too", async () => {
    const page = await site.visit();
    const dotted = site.own.replace("localhost", "localhost.");
    // Where the resolver does not know the dotted name, nothing can arrive by any code.
    const resolves = await page.run(
      (url) =>
        fetch(url, { mode: "no-cors" }).then(
          () => true,
          () => false,
        ),
      `${dotted}/status/200`,
    );
    site.reset();
    // By http that host is not taken for loopback, so install() refuses it, and the list of origins need not hold it.
    const outcomes = await page.run(async (url) => {
      const client = HCJwt.create({ allowedOrigins: ["https://api.example.com"] });
      const outcome = (error: Error) => error.name;
      const status = ({ status }: Response) => status;
      return [
        await client.fetch(url).then(status, outcome),
        await client.fetch(new Request(url)).then(status, outcome),
        await HCJwt.fetch(url, { method: "POST", body: "text" }).then(status, outcome),
      ];
    }, `${dotted}/status/200`);
    expect(outcomes).toEqual(Array(3).fill(resolves ? 200 : "TypeError"));
    expect(arrived()).toEqual(resolves ? Array(3).fill("own /status/200 -") : []);
    expect(site.issued).toEqual([]);
  });

  it("sends a form once more as it was given", async () => {
    const page = await site.visit();
    for (const transport of ["HCJwt.fetch", "installed fetch"] as const) {
      for (const isCold of [false, true]) {
        site.reset();
        await setUp(page, transport, {});
        const status = await page.run(async (isCold) => {
          const { kit } = window as never as { kit: Kit };
          if (!isCold) await kit.client.preload();
          const bodies = [new FormData(), new URLSearchParams()];
          const answers = bodies.map((body) => {
            body.append("title", "given");
            const answer = kit.call(`${kit.api}/status/401`, { method: "POST", body });
            body.set("title", "changed");
            body.append("more", "added");
            return answer;
          });
          return Promise.all(answers);
        }, isCold);
        await tearDown(page);
        expect(status).toEqual([401, 401]);
        expect(site.arrivals).toHaveLength(4);
        for (const { body } of site.arrivals) {
          expect(body).toContain("given");
          expect(body).not.toMatch(/changed|added/);
        }
        // Both times the same, byte for byte, each with a token of its own.
        expect(new Set(site.arrivals.map(({ body }) => body)).size).toBe(2);
        expect(new Set(site.arrivals.map(({ authorization }) => authorization)).size).toBe(2);
      }
    }
  });

  it("leaves the 401 to an upload of a stream to the caller, and renews the token for the next", async () => {
    const page = await site.visit();
    const outcomes = await page.run(async (api) => {
      const stream = () =>
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("text"));
            controller.close();
          },
        });
      const init = (): RequestInit => ({ method: "POST", body: stream(), duplex: "half" }) as RequestInit;
      try {
        if (new Request(api, init()).headers.has("content-type")) return "no streams";
      } catch {
        return "no streams";
      }
      // Over HTTP/1.1 browsers send no stream: a fetch below takes them.
      const native = window.fetch;
      const arrivals: string[] = [];
      let rejected: string | null = null;
      window.fetch = async (input, init) => {
        const request = new Request(input, init);
        if (!request.url.startsWith(api)) return native(input, init);
        const authorization = request.headers.get("authorization");
        rejected ||= authorization;
        arrivals.push(`${await request.text()} ${authorization === rejected}`);
        return new Response(null, { status: authorization === rejected ? 401 : 200 });
      };
      const outcomes: unknown[] = [];
      for (const transport of ["HCJwt.fetch", "installed fetch"]) {
        for (const isRequest of [false, true]) {
          rejected = null;
          const client = HCJwt.create();
          const uninstall = client.install({ origins: [api] });
          const send = transport === "HCJwt.fetch" ? client.fetch : fetch;
          const upload = async () => (await (isRequest ? send(new Request(api, init())) : send(api, init()))).status;
          const first = await upload();
          await new Promise((resolve) => setTimeout(resolve, 100));
          outcomes.push([first, await upload(), await upload(), arrivals.splice(0)]);
          uninstall();
        }
      }
      window.fetch = native;
      return outcomes;
    }, site.api);
    const row = [401, 200, 200, ["text true", "text false", "text false"]];
    // Firefox makes text of a stream.
    // WebKit, which sends no streams, reads that of a Request at once: it can be sent again.
    const repeated = [200, 200, 200, ["text true", "text false", "text false", "text false"]];
    const ofRequest = browser().name === "WebKit" ? repeated : row;
    expect(outcomes).toEqual(browser().name === "Firefox" ? "no streams" : [row, ofRequest, row, ofRequest]);
  });

  it("lets a no-cors call be sent as it was under install(), and refuses it by HCJwt.fetch", async () => {
    const page = await site.visit();
    const outcomes = await page.run(async (api) => {
      const uninstall = HCJwt.install({ origins: [api] });
      const outcomes: unknown[] = [];
      for (const isWarm of [false, true]) {
        if (isWarm) await HCJwt.preload();
        const init: RequestInit = { mode: "no-cors", method: "POST", body: "beacon" };
        outcomes.push(
          (await fetch(`${api}/status/200`, init)).type,
          (await fetch(new Request(`${api}/status/200`, init))).type,
          await HCJwt.fetch(`${api}/status/200`, init).catch((error) => error.code),
          await HCJwt.fetch(new Request(`${api}/status/200`, init)).catch((error) => error.code),
        );
      }
      uninstall();
      return outcomes;
    }, site.api);
    const once = ["opaque", "opaque", "unsupported_mode", "unsupported_mode"];
    expect(outcomes).toEqual([...once, ...once]);
    expect(arrived()).toEqual(Array(4).fill("api /status/200 -"));
    expect(site.arrivals.map(({ body }) => body)).toEqual(Array(4).fill("beacon"));
  });

  it("counts fetch and XMLHttpRequest together", async () => {
    const page = await site.visit();
    await page.run(async (api) => {
      const uninstall = HCJwt.install({ origins: [api] });
      const send = (path: string) =>
        new Promise((resolve) => {
          const xhr = new XMLHttpRequest();
          xhr.open("GET", api + path);
          xhr.onloadend = resolve;
          xhr.send();
        });
      for (let turn = 0; turn < 5; turn++) {
        await fetch(`${api}/status/200`);
        await send("/status/401");
        await send("/status/200");
        await fetch(`${api}/status/401`);
      }
      uninstall();
    }, site.api);
    expect(site.issued).toHaveLength(2);
  });
});

/** A method's text, as an expression. */
function asExpression(method: (...args: never[]) => unknown): string {
  const text = String(method);
  return /^(?:async\s*)?(?:\(|[\w$]+\s*=>)/.test(text) ? text : text.replace(/^(async\s+)?/, "$1function ");
}
