import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { HelpCenterJwtError, SharedHelpCenterJwt } from "../../src/index.ts";
import { within } from "../helpers/browsers/driver.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, load, useWorld } from "../helpers/browsers/visit.ts";
import { neighbourScript } from "./bundles.ts";
import {
  type Call,
  type KnownLimit,
  type NeighbourCase,
  neighbours,
  type Order,
  type Outcome,
  orders,
  type Token,
} from "./neighbours.ts";
import { type Arrival, type Recorder, revokedOnce, startRecorder } from "./recorder.ts";

declare const HCJwt: SharedHelpCenterJwt;

const text = "title=Milk & more";

/** Milliseconds that a call may take before its page counts as one that answers no more. */
const patience = 8_000;

// Real neighbours in one engine: what they patch, and how, is the same JavaScript in all of them.
describeInBrowsers(
  "beside other scripts",
  (browser) => {
    const world = useWorld(browser);
    let api: Recorder;
    let collector: Recorder;

    beforeAll(async () => {
      [api, collector] = await Promise.all([startRecorder(), startRecorder()]);
    });
    afterAll(() => Promise.all([api, collector].map((recorder) => recorder?.[Symbol.asyncDispose]())));

    for (const neighbour of neighbours) {
      for (const order of orders) {
        for (const install of [false, true]) {
          const limit = neighbour.limits?.find((known) => known.order === order && known.install === install);
          const title = titleOf(neighbour, order, install);
          if (limit?.installThrows) {
            const message = expect.stringMatching(limit.installThrows);
            it(`installs nothing and says why, ${title}: ${limit.reason}`, async () => {
              const page = await visit(neighbour, order);
              const { error, changed } = await installInto(page);
              expect(error).toMatchObject({ name: "HelpCenterJwtError", message });
              expect(changed).toEqual([]);
              await expectOutcomes(page, neighbour, cellsOf(neighbour, order, false));
            });
          } else {
            it(`has each call arrive once, with one token, and be seen once, ${title}`, async () => {
              const page = await visit(neighbour, order, install);
              await expectOutcomes(page, neighbour, cellsOf(neighbour, order, install, limit?.instead));
            });
          }
        }
      }
    }

    async function visit(neighbour: NeighbourCase, order: Order, install = false): Promise<BrowserPage> {
      const page = await (await world.regular(0)).newPage();
      await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
      await page.run(
        (surroundings) => {
          window.surroundings = surroundings;
        },
        { api: api.origin, collector: collector.origin },
      );
      const script = await neighbourScript(neighbour.script);
      if (order === "before") await load(page, script);
      await load(page, bundle);
      await page.run((origin) => HCJwt.configure({ allowedOrigins: [origin] }), api.origin);
      if (install) expect(await installInto(page)).toMatchObject({ error: undefined });
      if (order === "after") await load(page, script);
      const isReady = () => "neighbour" in window && (window.neighbour.isReady?.() ?? true);
      await vi
        .waitUntil(() => page.run(isReady), { timeout: patience })
        .catch(() => {
          throw new Error(`${neighbour.name} did not run: ${page.console.join("\n")}`);
        });
      return page;
    }

    async function expectOutcomes(page: BrowserPage, neighbour: NeighbourCase, cells: readonly Cell[]): Promise<void> {
      api.clear();
      collector.clear();
      const outcomes: Record<string, unknown> = {};
      try {
        for (const cell of cells) outcomes[cell.name] = await outcomeOf(page, neighbour, cell);
        const seen = await seenBy(page, neighbour, collector.origin + (cells[0] as Cell).path);
        for (const { name, path } of cells) {
          const times = seen.filter((url) => url === api.origin + path).length;
          outcomes[name] = { ...(outcomes[name] as object), seen: times };
        }
      } catch (error) {
        outcomes.unfinished = String(error);
      }
      expect(outcomes).toEqual(Object.fromEntries(cells.map(({ name, expected }) => [name, expected])));
      expect(tokensIn(collector)).toEqual([]);
      expect(await requestsElsewhere(page)).toEqual([]);
    }

    /** All but what the neighbour saw, which it may say later. Rejects where the page answers no more. */
    async function outcomeOf(page: BrowserPage, neighbour: NeighbourCase, cell: Cell): Promise<Omit<Outcome, "seen">> {
      const tokenRequests = () => world.demo.requestLog.counts().token;
      const before = tokenRequests();
      const made = make(page, api.origin + cell.path, cell);
      const { answer, authorization } = await within(patience, `${cell.name}: the page`, made);
      // A renewal may run behind the answer.
      await vi.waitUntil(() => tokenRequests() >= before + cell.expected.tokenRequests).catch(() => {});
      return {
        answer,
        ...onTheWire(api.at(cell.path), cell.call, authorization, adds(neighbour, cell.call)),
        tokenRequests: tokenRequests() - before,
      };
    }
  },
  ["Chromium"],
);

function titleOf({ name }: NeighbourCase, order: Order, install: boolean): string {
  return `with ${name} loaded ${order} hc-jwt, ${install ? "under install" : "without install"}`;
}

/** One call of a page. */
interface Cell {
  /** `fetch, cold` */
  readonly name: string;
  readonly call: Call;
  readonly token: Token;
  /** At the API, where no other cell calls. */
  readonly path: string;
  readonly expected: Outcome;
}

/**
 * The calls of one page, in order. Without `install` only `HCJwt.fetch` is there to carry the token.
 *
 * @param instead what is not as it is beside others
 */
function cellsOf(
  neighbour: NeighbourCase,
  order: Order,
  install: boolean,
  instead: KnownLimit["instead"] = {},
): readonly Cell[] {
  const calls: Call[] = ["HCJwt.fetch"];
  if (install) calls.push("fetch", "XMLHttpRequest", ...(neighbour.calls ?? []));
  const cells: [Call, Token][] = calls.flatMap((call) => [
    [call, "cold"],
    [call, "warm"],
  ]);
  if (install) cells.push(["fetch", "revoked"]);
  return cells.map(([call, token], index) => {
    const name = `${call}, ${token}`;
    const path = `/${neighbour.script}/${order}/${install}/${index}`;
    const expected = { ...ordinary(neighbour, order, call, token), ...instead[name] };
    return { name, call, token, path: token === "revoked" ? revokedOnce + path : path, expected };
  });
}

function transportOf(call: Call): "fetch" | "XMLHttpRequest" {
  return call === "XMLHttpRequest" ? "XMLHttpRequest" : "fetch";
}

function adds({ adds = [], calls = [] }: NeighbourCase, call: Call): readonly string[] {
  return calls.includes(call) ? [] : adds;
}

/** What is wanted of a call, beside any neighbour. */
function ordinary({ sees, calls = [] }: NeighbourCase, order: Order, call: Call, token: Token): Outcome {
  const watched = calls.includes(call) || sees.includes(transportOf(call));
  const repeated = token === "revoked";
  return {
    answer: 200,
    arrivals: repeated ? 2 : 1,
    headers: "one token and one value in each",
    body: "whole",
    // The repeat after a 401 is made below whoever wraps the installed fetch.
    seen: watched ? (repeated && order === "before" ? 2 : 1) : 0,
    tokenRequests: token === "warm" ? 0 : 1,
  };
}

/** Makes one call in the page, and lets a timer fire before it says what came of it. */
function make(
  page: BrowserPage,
  url: string,
  { call, token }: Cell,
): Promise<{ answer: unknown; authorization: string }> {
  return page.run(
    async ({ url, call, token, text }) => {
      const init = { method: "POST", body: text };
      const byXhr = () =>
        new Promise<unknown>((resolve) => {
          const xhr = new XMLHttpRequest();
          const events: string[] = [];
          for (const name of ["load", "error", "abort", "timeout", "loadend"]) {
            xhr.addEventListener(name, () => events.push(name));
          }
          // A turn later, so that an event too many is there to be seen.
          xhr.addEventListener("loadend", () =>
            setTimeout(() => resolve(events.join() === "load,loadend" ? xhr.status : events.join())),
          );
          xhr.open("POST", url);
          xhr.send(text);
        });
      const send = async (): Promise<unknown> => {
        if (call === "XMLHttpRequest") return byXhr();
        if (call === "fetch") return (await fetch(url, init)).status;
        if (call === "HCJwt.fetch") return (await HCJwt.fetch(url, init)).status;
        return window.neighbour.calls?.[call]?.(url);
      };
      const { around = (made: typeof send) => made() } = window.neighbour;
      if (token === "cold") HCJwt.clear();
      const answer = await around(send).catch((error: unknown) => String(error));
      await new Promise((resolve) => setTimeout(resolve));
      return { answer, authorization: `Bearer ${await HCJwt.getToken()}` };
    },
    { url, call, token, text },
  );
}

/** What came to the API of one call. */
function onTheWire(
  arrivals: readonly Arrival[],
  call: Call,
  authorization: string,
  tracing: readonly string[],
): Omit<Outcome, "answer" | "seen" | "tokenRequests"> {
  const last = arrivals.at(-1);
  const odd = [
    ...arrivals.flatMap(({ headers }) => oddHeaders(headers)),
    ...(last?.headers.every(([name, value]) => name !== "authorization" || value !== authorization)
      ? ["the last does not carry the token"]
      : []),
    ...tracing.filter((name) => last?.headers.every(([sent]) => sent !== name)).map((name) => `no ${name}`),
  ];
  const own = !["HCJwt.fetch", "fetch", "XMLHttpRequest"].includes(call);
  return {
    arrivals: arrivals.length,
    headers: odd.length === 0 ? "one token and one value in each" : odd.join("; "),
    body: arrivals.every(({ body }) => (own ? body.includes("Milk") : body === text)) ? "whole" : "not what was given",
  };
}

/** Lists that the browser itself sends, or whose members differ. */
const lists = /^(?:accept|accept-.*|sec-.*|user-agent|baggage|tracestate|request-context)$/;

function oddHeaders(headers: Arrival["headers"]): string[] {
  const names = headers.map(([name]) => name);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} twice`),
    ...headers.filter(([name, value]) => !lists.test(name) && value.includes(",")).map((header) => header.join(": ")),
    ...headers
      .filter(([name, value]) => name === "baggage" && hasRepeats(value.split(",").map((entry) => entry.split("=")[0])))
      .map((header) => header.join(": ")),
    ...(names.includes("authorization") ? [] : ["no authorization"]),
    ...headers
      .filter(([name, value]) => name === "authorization" && !/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(value))
      .map(() => "not one token"),
  ];
}

function hasRepeats(values: readonly unknown[]): boolean {
  return new Set(values).size !== values.length;
}

/** What the neighbour reports once it has reported a last call, made for that, of each kind that it watches. */
async function seenBy(page: BrowserPage, { sees }: NeighbourCase, url: string): Promise<string[]> {
  const last = sees.map((transport) => ({ transport, url: `${url}/last-${transport}` }));
  await page.run(async (last) => {
    const { around = (made: () => unknown) => made() } = window.neighbour;
    for (const { transport, url } of last) {
      await around(() => {
        if (transport === "fetch") return fetch(url);
        const xhr = new XMLHttpRequest();
        xhr.open("GET", url);
        return new Promise((resolve) => {
          xhr.addEventListener("loadend", resolve);
          xhr.send();
        });
      });
    }
  }, last);
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = await page.run(() => window.neighbour.seen);
    const missing = last.filter(({ url }) => !seen.includes(url));
    if (missing.length === 0) return seen;
    if (Date.now() > deadline) {
      throw new Error(`Not reported: ${missing.map(({ url }) => url)}, but ${seen}. ${page.console.join("\n")}`);
    }
  }
}

function tokensIn({ arrivals }: Recorder): string[] {
  return arrivals
    .filter(({ headers }) => headers.some(([name]) => name === "authorization"))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Tests stay on this machine. */
function requestsElsewhere(page: BrowserPage): Promise<string[]> {
  return page.run(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .filter((url) => !/^(?:http:\/\/(?:localhost|127\.0\.0\.1):|data:|blob:)/.test(url)),
  );
}

/** What `install` throws, and what it changed if it did. */
function installInto(
  page: BrowserPage,
): Promise<{ error: { name: string; code: string; message: string } | undefined; changed: string[] }> {
  return page.run(() => {
    const owners = { window, XMLHttpRequest, prototype: XMLHttpRequest.prototype };
    const state = () =>
      Object.entries(owners).flatMap(([owner, object]) =>
        ["fetch", "XMLHttpRequest", "open", "send", "setRequestHeader", "abort"].map((name) => ({
          name: `${owner}.${name}`,
          is: JSON.stringify(Object.getOwnPropertyNames(object).includes(name)),
          value: (object as never)[name] as unknown,
        })),
      );
    const before = state();
    try {
      HCJwt.install({ origins: [window.surroundings.api] });
      return { error: undefined, changed: [] };
    } catch (error) {
      const { name, code, message } = error as HelpCenterJwtError;
      const after = state();
      return {
        error: { name, code, message },
        changed: before
          .filter(({ value, is }, index) => value !== after[index]?.value || is !== after[index]?.is)
          .map(({ name }) => name),
      };
    }
  });
}
