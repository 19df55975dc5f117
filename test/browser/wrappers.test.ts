import { expect, it } from "vitest";
import type { HelpCenterJwtOptions, SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { useSite } from "../helpers/browsers/site.ts";

declare const HCJwt: SharedHelpCenterJwt;

type Fetch = typeof fetch;

interface Kit {
  readonly client: SharedHelpCenterJwt;
  readonly api: string;
  /** How wrappers pass a call on, in this run. */
  readonly wrap: (below: Fetch, isSeen?: boolean) => Fetch;
  /** Installs, until the end of the run. */
  install(client?: SharedHelpCenterJwt): void;
  /** Notes a call of a wrapper; throws where they no longer end. */
  note(input: RequestInfo | URL): void;
}

interface Arrangement {
  readonly title: string;
  readonly options?: HelpCenterJwtOptions;
  readonly tokenStatus?: number;
  /** Puts wrappers in place; returns what the page then calls. */
  arrange(kit: Kit): Fetch;
  /** How often the wrapper sees two calls, and one that is answered 401 and sent again. */
  readonly seen: number;
  /** Of these calls, statuses and tokens as they arrive. */
  readonly arrivals: readonly string[];
  readonly tokenRequests: number;
}

const usual = ["/private/1 1", "/private/2 1", "/revoke 1", "/private/3 1", "/private/3 2"];
const bare = ["/private/1 -", "/private/2 -", "/revoke -", "/private/3 -"];

const arrangements: readonly Arrangement[] = [
  {
    title: "above install()",
    arrange({ install, wrap }) {
      install();
      window.fetch = wrap(window.fetch);
      return (...args) => fetch(...args);
    },
    // Sent again below it.
    seen: 4,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "below install()",
    arrange({ install, wrap }) {
      window.fetch = wrap(window.fetch);
      install();
      return (...args) => fetch(...args);
    },
    seen: 5,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "two of them above install(), one seen",
    arrange({ install, wrap }) {
      install();
      window.fetch = wrap(wrap(window.fetch), false);
      return (...args) => fetch(...args);
    },
    seen: 4,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "between two installations",
    arrange({ install, wrap, client }) {
      install();
      window.fetch = wrap(window.fetch);
      install(client);
      return (...args) => fetch(...args);
    },
    // The upper one sends again.
    seen: 5,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "below HCJwt.fetch, put there before",
    arrange({ wrap, client }) {
      window.fetch = wrap(window.fetch);
      return client.fetch;
    },
    seen: 5,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "that calls HCJwt.fetch",
    arrange({ wrap, client }) {
      window.fetch = wrap(client.fetch);
      return (...args) => fetch(...args);
    },
    // The page's call, and each that HCJwt.fetch sends through the page's fetch.
    seen: 9,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "that calls HCJwt.fetch, and HCJwt.fetch called",
    arrange({ wrap, client }) {
      window.fetch = wrap(client.fetch);
      return client.fetch;
    },
    seen: 5,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "that calls HCJwt.fetch, nobody signed in",
    options: { anonymous: "omit" },
    tokenStatus: 403,
    arrange({ wrap, client }) {
      window.fetch = wrap(client.fetch);
      return (...args) => fetch(...args);
    },
    seen: -1,
    arrivals: bare,
    tokenRequests: 1,
  },
  {
    title: "none, and HCJwt.fetch in the place of fetch",
    arrange({ client }) {
      window.fetch = client.fetch;
      return (...args) => fetch(...args);
    },
    seen: 0,
    arrivals: usual,
    tokenRequests: 2,
  },
  {
    title: "none, and HCJwt.fetch in the place of fetch, nobody signed in",
    options: { anonymous: "omit" },
    tokenStatus: 403,
    arrange({ client }) {
      window.fetch = client.fetch;
      return (...args) => fetch(...args);
    },
    seen: 0,
    arrivals: bare,
    tokenRequests: 1,
  },
  {
    title: "above install(), which asks for the token itself",
    arrange({ install, wrap, client, note }) {
      install();
      const below = wrap(window.fetch, false);
      window.fetch = async (input, init) => {
        note(input);
        const headers = new Headers(init?.headers);
        headers.set("Authorization", `Bearer ${await client.getToken()}`);
        return below(input, { ...init, headers });
      };
      return (...args) => fetch(...args);
    },
    seen: 4,
    // The header is the caller's own: nothing is sent again.
    arrivals: ["/private/1 1", "/private/2 1", "/revoke 1", "/private/3 1"],
    tokenRequests: -1,
  },
  {
    title: "without install(), which asks for the token itself",
    arrange({ wrap, client, note }) {
      const below = wrap(window.fetch, false);
      window.fetch = async (input, init) => {
        note(input);
        const headers = new Headers(init?.headers);
        headers.set("Authorization", `Bearer ${await client.getToken()}`);
        return below(input, { ...init, headers });
      };
      return (...args) => fetch(...args);
    },
    seen: 4,
    arrivals: ["/private/1 1", "/private/2 1", "/revoke 1", "/private/3 1"],
    tokenRequests: -1,
  },
];

describeInBrowsers("wrappers of the page's fetch", (browser) => {
  const site = useSite(browser);

  const arrived = () =>
    site.arrivals.map(({ path, authorization }) => {
      const index = site.issued.indexOf((authorization ?? "").slice("Bearer ".length));
      return `${path} ${index < 0 ? (authorization ?? "-") : index + 1}`;
    });

  const kinds = ["at once", "after an await", "after a timer", "as a Request", "with a header"] as const;

  for (const kind of kinds) {
    it(`see a call once, and end, where they pass it on ${kind}`, async () => {
      const page = await site.visit();
      const results: { [title: string]: unknown } = {};
      const wanted: { [title: string]: unknown } = {};
      for (const { title, arrange, options = {}, tokenStatus = 200, ...expected } of arrangements) {
        site.reset();
        site.tokenStatus = tokenStatus;
        const { statuses, seen, seenToken } = await page.run(
          async ([kind, options, arrange, api]) => {
            const native = window.fetch;
            const client = HCJwt.create(options) as SharedHelpCenterJwt;
            const uninstalls: (() => void)[] = [];
            let seen = 0;
            let seenToken = 0;
            const note = (input: RequestInfo | URL) => {
              const url = input instanceof Request ? input.url : String(input);
              if (url.startsWith(api)) seen++;
              else seenToken++;
              // An endless loop ends here, and is seen below.
              if (seen + seenToken > 200) throw new RangeError("endless");
            };
            const wrap =
              (below: Fetch, isSeen = true): Fetch =>
              (input, init) => {
                if (isSeen) note(input);
                if (kind === "at once") return below(input, init);
                if (kind === "after an await") return Promise.resolve().then(() => below(input, init));
                if (kind === "as a Request") return below(new Request(input, init));
                if (kind === "with a header") {
                  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
                  headers.set("X-Trace", "1");
                  return below(input, { ...init, headers });
                }
                return new Promise((resolve) => setTimeout(resolve, 1)).then(() => below(input, init));
              };
            const install = (client = HCJwt.create(options) as SharedHelpCenterJwt) => {
              uninstalls.unshift(client.install({ origins: [api] }));
            };
            const call = (new Function(`return (${arrange})`)() as Arrangement["arrange"])({
              client,
              api,
              wrap,
              note,
              install: (other) => install(other ?? client),
            });
            const statuses: unknown[] = [];
            for (const path of ["/private/1", "/private/2", "/revoke", "/private/3"]) {
              const answer = new Promise<Response>((resolve) => resolve(call(api + path))).then(
                ({ status }) => status,
                (error) => `${error.code ?? error.name}`,
              );
              const late = new Promise((resolve) => setTimeout(resolve, 2_500, "does not end"));
              statuses.push(await Promise.race([answer, late]));
              if (statuses.includes("does not end")) break;
            }
            window.fetch = native;
            for (const uninstall of uninstalls) uninstall();
            window.fetch = native;
            // A page that has stopped answering fires no timer.
            await new Promise((resolve) => setTimeout(resolve));
            return { statuses, seen, seenToken };
          },
          [kind, options, asExpression(arrange), site.api] as const,
        );
        const apiArrivals = arrived().filter((call) => !call.startsWith("/api/"));
        const isCounted = expected.tokenRequests >= 0;
        results[title] = {
          statuses,
          seen: expected.seen < 0 ? -1 : seen,
          arrivals: apiArrivals,
          tokenRequests: isCounted ? site.issued.length : -1,
          // A new Request loses the mark of a call that has come back: then it takes 32 rounds until it is known.
          isBounded: site.issued.length < 5 && seen + seenToken < (kind === "as a Request" ? 150 : 50),
        };
        const isHealed = expected.arrivals.includes("/private/3 2");
        wanted[title] = {
          statuses: tokenStatus === 200 ? [200, 200, 200, isHealed ? 200 : 401] : [401, 401, 200, 401],
          seen: expected.seen,
          arrivals: expected.arrivals,
          tokenRequests: expected.tokenRequests,
          isBounded: true,
        };
      }
      expect(results).toEqual(wanted);
    });
  }

  it("may forget the token with every call", async () => {
    const page = await site.visit();
    const outcomes = await page.run(async (api) => {
      const native = window.fetch;
      const outcomes: unknown[] = [];
      for (const isAsync of [false, true]) {
        for (const isInstalled of [false, true]) {
          const client = HCJwt.create();
          const uninstall = isInstalled ? client.install({ origins: [api] }) : () => {};
          const below = window.fetch;
          let calls = 0;
          window.fetch = (...args) => {
            if (++calls > 200) throw new RangeError("endless");
            client.clear();
            return isAsync ? Promise.resolve().then(() => below(...args)) : below(...args);
          };
          const send = isInstalled ? window.fetch : client.fetch;
          const answer = new Promise<Response>((resolve) => resolve(send(`${api}/private`))).then(
            ({ status }) => status,
            (error) => error.code ?? error.name,
          );
          const late = new Promise((resolve) => setTimeout(resolve, 4_000, "does not end"));
          outcomes.push([await Promise.race([answer, late]), calls < 30]);
          window.fetch = native;
          uninstall();
          window.fetch = native;
        }
      }
      return outcomes;
    }, site.api);
    expect(outcomes).toEqual(Array(4).fill([200, true]));
    expect(site.arrivals).toHaveLength(4);
  });

  it("loop no more where fetch-intercept is loaded after install()", async () => {
    const page = await site.visit();
    const outcome = await page.run(async (api) => {
      const uninstall = HCJwt.install({ origins: [api] });
      // As fetch-intercept 2 does it, without an interceptor.
      let calls = 0;
      window.fetch = (
        (fetch) =>
        (...args: Parameters<Fetch>) => {
          if (++calls > 200) throw new RangeError("endless");
          return Promise.resolve(args).then((args) => {
            const request = new Request(...args);
            return fetch(request).then((response) => Object.assign(response, { request }));
          });
        }
      )(window.fetch);
      const statuses: unknown[] = [];
      for (const path of ["/private/1", "/private/2"]) {
        statuses.push((await fetch(api + path, { method: "POST", body: "text" })).status);
      }
      uninstall();
      return [statuses, calls];
    }, site.api);
    // The token request is one.
    expect(outcome).toEqual([[200, 200], 3]);
    expect(arrived()).toEqual(["/private/1 1", "/private/2 1"]);
    expect(site.arrivals.map(({ body }) => body)).toEqual(["text", "text"]);
  });
});

/** A method's text, as an expression. */
function asExpression(method: (...args: never[]) => unknown): string {
  const text = String(method);
  return /^(?:async\s*)?(?:\(|[\w$]+\s*=>)/.test(text) ? text : text.replace(/^(async\s+)?/, "$1function ");
}
