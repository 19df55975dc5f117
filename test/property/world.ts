// First, before the library: it keeps what it finds when it is loaded.
import "./page.ts";

import { vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { HelpCenterJwtOptions } from "../../src/options.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import type { XhrAnswer, XhrRequest } from "../helpers/scripted-xhr.ts";
import { settled, takeOverTime } from "../helpers/virtual-time.ts";
import { contentOf, makeBody, readBody } from "./bodies.ts";
import { createLayers, type Installation, type Wrapper } from "./layers.ts";
import { connect, disconnect, replacedMembers, showPage } from "./page.ts";
import {
  type ApiAnswer,
  allowances,
  type BodyKind,
  type CallPlan,
  type Destination,
  destinations,
  type EndpointAnswer,
  type OptionsPlan,
  type Schedule,
  type Step,
  type XhrPlan,
} from "./schedule.ts";

/** A moment on the local clocks, and as it really is. */
interface Moment {
  readonly wall: number;
  readonly monotonic: number;
  readonly real: number;
}

/** A token that the endpoint gave out. */
interface Issued {
  readonly jwt: string;
  readonly number: number;
  readonly exp: number;
  /** Whose session it was asked for with. */
  readonly user: string;
  /** The page told who was signed in, now or before, when it was asked for. */
  readonly ownerKnown: boolean;
  /** How often the page had told of somebody else by then. */
  readonly version: number;
  readonly sentAt: Moment;
  readonly receivedAt: Moment;
  /** Milliseconds of life when it was received, by the documented rule. */
  readonly life: number;
  readonly serverTimeKnown: boolean;
}

/** What is known of one attempt after another at the token endpoint, until one succeeds or all are given up. */
interface Series {
  readonly version: number;
  readonly ownerKnown: boolean;
  readonly timeout: number;
  readonly cause: "nothing at hand" | "age" | "forced" | "401";
  repeatsLeft: number;
}

interface Send {
  /** Where it is answered. */
  readonly href: string;
  readonly jwt: string | undefined;
  readonly method: string;
  readonly type: string | null;
  readonly headers: string;
  readonly body: string | Promise<string>;
  status?: number;
  isRedirected?: boolean;
  response?: Response;
  failure?: Error;
}

interface Call {
  readonly id: number;
  readonly by: CallPlan["by"] | "XMLHttpRequest";
  readonly plan: { readonly to: Destination; readonly body: BodyKind; readonly ownHeader: boolean };
  readonly origin: string;
  /** What must become of it, by its destination. */
  readonly fate: "token" | "untouched" | "insecure_destination" | "destination_not_allowed";
  readonly toldAtStart: string | null | undefined;
  readonly toldSince: Set<string>;
  readonly sends: Send[];
  readonly abort: { readonly reason: Error; aborted: boolean };
  /** The wrappers that must see it once, and those that see each send of it; `undefined`: a wrapper calls the client. */
  readonly wrappers: { readonly above: readonly Wrapper[]; readonly all: readonly Wrapper[] } | undefined;
  /** When an XMLHttpRequest must have ended, on the monotonic clock. */
  deadline?: number | undefined;
  outcome?: Outcome;
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
  /** How an XMLHttpRequest ended; `reopened`: its object was used anew. */
  readonly end?: "load" | "error" | "abort" | "timeout" | "reopened" | undefined;
  readonly status?: number;
}

/** What happened in all schedules together: a test of nothing would pass, too. */
export const seen = {
  calls: 0,
  sentWithToken: 0,
  sentAtOnce: 0,
  repeated: 0,
  healed: 0,
  refusedDestinations: 0,
  aborted: 0,
  tokens: 0,
  tokenFailures: 0,
  repeatedTokenRequests: 0,
  renewedByAge: 0,
  renewedBy401: 0,
  forced: 0,
  resets: 0,
  tokensGivenUp: 0,
  usersChanged: 0,
  sentAnonymously: 0,
  installedCalls: 0,
  wrappedCalls: 0,
  callsThroughClient: 0,
  xhrCalls: 0,
  xhrWithToken: 0,
  xhrWaited: 0,
  xhrAborted: 0,
  xhrTimedOut: 0,
  xhrReopened: 0,
  allRemoved: 0,
};

const home = "https://support.example.com";
const ownHeader = "Basic b3duOmhlYWRlcg==";

// The documented pauses between failures, in milliseconds.
const cooldownAfter = (failures: number) => Math.min(1_000 * 2 ** (failures - 1), 30_000);

/** By the documented rule: the larger of the two local clocks. */
const elapsed = (from: Moment, to: Moment) => Math.max(to.wall - from.wall, to.monotonic - from.monotonic);

/** Did the local clocks see all of the time that passed? Not after one was set back, or slept with it. */
const sawItAll = (from: Moment, to: Moment) => elapsed(from, to) >= to.real - from.real;

/** A page, its help center, some APIs, and one client between them. Whatever breaks a promise is noted. */
export function createWorld({ options, toldBy, skew, wrappers }: Omit<Schedule, "steps">) {
  const time = takeOverTime();
  const violations: string[] = [];
  const violation = (what: string) => violations.push(what);
  const now = (): Moment => ({ wall: time.wall, monotonic: time.monotonic, real: time.real });
  const serverNow = () => time.real + skew;

  // What the client was told.
  const settings = {
    refreshLeeway: 30_000,
    timeout: 10_000,
    retry: 2,
    anonymous: "reject" as "reject" | "omit",
    allowance: undefined as number | undefined,
    tokenUrl: "/api/v2/help_center/integration/token",
  };

  // Who is signed in, and what the page tells of it.
  let session: string | null = "mia";
  const byOption = toldBy.startsWith("option");
  let telling = !toldBy.endsWith("later");
  let ownerKnown = false;
  let lastTold: string | null | undefined;
  let wasUntold = !telling;
  let version = 0;
  const told = () => (telling ? session : undefined);

  // The token endpoint, and what must be true of the requests to it.
  let endpoint: { answer: EndpointAnswer; latency: number; early: boolean } = {
    answer: { kind: "token", lifetime: 300, clock: "date" },
    latency: 30,
    early: true,
  };
  const issued = new Map<string, Issued>();
  let inFlight = 0;
  let series: Series | undefined;
  let held: Issued | undefined;
  let failure:
    | { readonly at: Moment; readonly cooldown: number; readonly version: number; readonly signedOut: boolean }
    | undefined;
  let failures = 0;
  /** Those who wait for a token that is newer than they are. */
  let forcing = 0;
  let clearing = false;
  let tokenRequests = 0;
  const newLine = () => ({
    renewals: 0,
    origins: new Map<string, string>(),
    hrefs: new Map<string, string>(),
    heals: 0,
  });
  /** What led to one renewal after another: which token each origin rejected last, and each URL. */
  let line = newLine();
  let lastRefusal: { readonly at: Moment; readonly jwt: string } | undefined;

  // The APIs.
  const apis = new Map<string, { answer: ApiAnswer; latency: number; revoked: number }>();
  const calls: Call[] = [];
  const others: { settled: boolean; readonly what: string }[] = [];
  const secretsIn: unknown[] = [];
  let wasWrapped = false;

  const leewayOf = ({ life }: Issued) => Math.min(settings.refreshLeeway, life / 4);
  const usableFor = (token: Issued) => token.life - elapsed(token.receivedAt, now()) - leewayOf(token);
  const cooling = () => failure !== undefined && elapsed(failure.at, now()) < failure.cooldown;
  const sameMoment = (one: Moment, other: Moment) => one.wall === other.wall && one.monotonic === other.monotonic;

  /** The client has forgotten everything. */
  function reset(): void {
    seen.resets++;
    series = undefined;
    held = undefined;
    failure = undefined;
    failures = 0;
    line = newLine();
  }

  /** Does what makes the client forget everything. */
  function clears(action: () => void): void {
    clearing = true;
    action();
    clearing = false;
    reset();
  }

  /** Notes that a call asks the page who is signed in. */
  function asked(): void {
    if (typeof told() === "string") ownerKnown = true;
    if (told() === null) ownerKnown = false;
  }

  function tellOf(user: string | null): void {
    if (session !== user) seen.usersChanged++;
    session = user;
    telling = true;
    publish();
    if (byOption) {
      if (lastTold === user) client.configure({ user });
      else clears(() => client.configure({ user }));
    }
    noteTold();
  }

  function noteTold(): void {
    const again = told() === lastTold && !(told() === null && wasUntold);
    wasUntold = told() === undefined;
    if (wasUntold || again) return;
    lastTold = told();
    version++;
    for (const call of calls) if (!call.outcome && lastTold) call.toldSince.add(lastTold);
  }

  function publish(): void {
    const user =
      session === null
        ? { role: "anonymous" }
        : { role: "end_user", identifier: session, email: `${session}@example.com` };
    vi.stubGlobal("HelpCenter", byOption || !telling ? undefined : { user });
  }

  // ── The token endpoint ──────────────────────────────────────────────────────────────────────────────────────────

  function beginTokenRequest(): Series {
    if (series && series.repeatsLeft > 0) {
      series.repeatsLeft--;
      seen.repeatedTokenRequests++;
      return series;
    }
    if (series && series.version === version) violation("a token request was repeated more often than `retry` allows");
    if (told() === null) violation("a token was asked for though nobody is signed in");
    if (failure && failure.version !== version) {
      // A call of somebody else has come in between, or not: the client may have forgotten.
      failure = undefined;
      failures = 0;
    }
    if (failure && cooling()) {
      violation(`the endpoint was asked ${elapsed(failure.at, now())} ms after a failure of ${failure.cooldown} ms`);
    }
    const token = held?.version === version ? held : undefined;
    const cause =
      !token || usableFor(token) <= 0
        ? "nothing at hand"
        : usableFor(token) <= leewayOf(token)
          ? "age"
          : forcing > 0
            ? "forced"
            : "401";
    if (cause === "401" && !(lastRefusal && token?.jwt === lastRefusal.jwt && sameMoment(lastRefusal.at, now()))) {
      violation("a token was asked for while the one at hand is good");
    }
    return {
      version,
      ownerKnown,
      timeout: settings.timeout,
      cause,
      // While the endpoint is known to fail, it is tried once at a time.
      repeatsLeft: failures > 0 ? 0 : settings.retry,
    };
  }

  function tokenFailed(mine: Series, repeatable: boolean, askedToWait = 0, status = 0): void {
    seen.tokenFailures++;
    if (series !== mine) return;
    if (repeatable && mine.repeatsLeft > 0 && askedToWait <= mine.timeout) return;
    series = undefined;
    failures++;
    const cooldown = status === 404 ? Number.POSITIVE_INFINITY : Math.max(cooldownAfter(failures), askedToWait);
    failure = { at: now(), cooldown, version: mine.version, signedOut: status === 401 || status === 403 };
    // The session has ended, and its token with it.
    if (failure.signedOut && mine.version === version) held = undefined;
  }

  function tokenReceived(mine: Series, token: Issued): void {
    if (token.life > 0) {
      seen.tokens++;
      issued.set(token.jwt, token);
    } else {
      tokenFailed(mine, false);
    }
    if (series !== mine) return;
    series = undefined;
    failure = undefined;
    failures = 0;
    held = token;
    if (mine.cause === "401") {
      seen.renewedBy401++;
      line.renewals++;
      if (line.renewals > line.origins.size + line.heals) {
        violation(
          `${line.renewals} renewals for ${line.origins.size} origins that answer 401, ${line.heals} of them healed`,
        );
      }
    } else {
      if (mine.cause === "age") seen.renewedByAge++;
      if (mine.cause === "forced") seen.forced++;
      line = newLine();
    }
  }

  function tokenFetch(request: Request, init: RequestInit | undefined): Promise<Response> {
    const { headers } = request;
    // Read, as fetch itself reads it: the client takes notice.
    const signal = init?.signal ?? request.signal;
    const { href } = new URL(settings.tokenUrl, home);
    if (request.url !== href || request.method !== "GET")
      violation(`asked ${request.method} ${request.url} for a token`);
    if (request.credentials !== "same-origin") violation("a token was asked for without the session cookie");
    if (request.cache !== "no-store") violation("a token was asked of the HTTP cache");
    if (headers.has("authorization")) violation("the token endpoint was sent an Authorization header");
    if (signal.aborted) return Promise.reject(signal.reason);
    if (inFlight > 0) violation("two token requests were in flight at a time");
    tokenRequests++;
    const mine = beginTokenRequest();
    series = mine;
    inFlight++;
    const sentAt = now();
    const cookie = session;
    const { answer, latency, early } = endpoint;

    let over = false;
    const end = () => {
      if (over) return false;
      over = true;
      inFlight--;
      return true;
    };

    return new Promise((resolve, reject) => {
      let stalled: ReadableStreamDefaultController | undefined;
      signal.addEventListener(
        "abort",
        () => {
          reject(signal.reason);
          stalled?.error(signal.reason);
          if (!end()) return;
          // Given up by the client, or timed out, be it in the midst of the body: then it is tried once more.
          if (time.monotonic - sentAt.monotonic >= mine.timeout) return tokenFailed(mine, true);
          seen.tokensGivenUp++;
          if (!clearing && mine.version === version) violation("a token request was given up, and nobody said so");
          if (series === mine) reset();
        },
        { once: true },
      );
      if (answer.kind === "hang") return;

      const make = () => answerTo(answer, cookie, mine, sentAt);
      const made = early ? make() : undefined;
      time.after(latency, () => {
        if (over) return;
        const [response, arrived] = made ?? make();
        if (answer.kind === "stall") {
          const body = new ReadableStream({
            start(stream) {
              stalled = stream;
            },
            cancel() {
              if (end()) tokenFailed(mine, true);
            },
          });
          return resolve(new Response(body, { status: answer.status }));
        }
        end();
        // What the client makes of it is known before it is: nothing else happens at this moment.
        arrived();
        if (response instanceof Error) reject(response);
        else resolve(response);
      });
    });
  }

  /** The answer of the server at this moment, and what its arrival means. */
  function answerTo(
    answer: EndpointAnswer,
    cookie: string | null,
    mine: Series,
    sentAt: Moment,
  ): [Response | Error, () => void] {
    if (answer.kind === "failure") return [new TypeError("Failed to fetch"), () => tokenFailed(mine, true)];
    if (answer.kind === "body") return [new Response(answer.body), () => tokenFailed(mine, false)];
    if (answer.kind === "token" && cookie !== null) {
      const second = Math.floor(serverNow() / 1000);
      const exp = second + answer.lifetime;
      const number = issued.size + inFlight + seen.tokens;
      const jwt = plainToken({
        userId: 361,
        email: `${cookie}@example.com`,
        number,
        exp,
        ...(answer.clock === "iat" ? { iat: second } : {}),
      });
      const headers = answer.clock === "date" ? { date: new Date(second * 1000).toUTCString() } : {};
      return [
        Response.json({ token: jwt }, { headers }),
        () => {
          const receivedAt = now();
          const known = answer.clock !== "neither";
          const life = exp * 1000 - (known ? (second + 1) * 1000 : receivedAt.wall) - elapsed(sentAt, receivedAt);
          const { version: then, ownerKnown: knew } = mine;
          tokenReceived(mine, {
            ...{ jwt, number, exp, sentAt, receivedAt, life, user: cookie, version: then, ownerKnown: knew },
            serverTimeKnown: known,
          });
        },
      ];
    }
    const status = answer.kind === "status" ? answer.status : 401;
    const value = answer.kind === "status" ? answer.retryAfter : undefined;
    const repeatable = status === 408 || status === 429 || status >= 500;
    // Who is not signed in need not wait, and nobody asks that of a redirect.
    const waits = value !== undefined && /^\d+$/.test(value) && ![302, 401, 403].includes(status);
    const wait = waits ? Number(value) * 1000 : 0;
    return [
      new Response("no", { status, headers: value === undefined ? {} : { "retry-after": value } }),
      () => tokenFailed(mine, repeatable, wait, status),
    ];
  }

  // ── The APIs ────────────────────────────────────────────────────────────────────────────────────────────────────

  const apiAt = (origin: string) => {
    const api = apis.get(origin) ?? { answer: "accept" as ApiAnswer, latency: 30, revoked: -1 };
    apis.set(origin, api);
    return api;
  };

  function checkToken(token: Issued, call: Call): void {
    if (call.toldAtStart === null) violation(`call ${call.id} carries a token though nobody was signed in`);
    if ((token.ownerKnown || byOption) && call.toldAtStart && !call.toldSince.has(token.user)) {
      violation(`call ${call.id} of ${[...call.toldSince]} carries the token of ${token.user}`);
    }
    if (!sameMoment(token.receivedAt, now()) && usableFor(token) <= 0) {
      violation(`call ${call.id} carries a token that should be used no more`);
    }
    const believed = token.serverTimeKnown || skew === 0;
    const clocksTell = sawItAll(token.sentAt, token.receivedAt) && sawItAll(token.receivedAt, now());
    if (believed && clocksTell && time.wall === time.real && serverNow() >= token.exp * 1000) {
      violation(`call ${call.id} carries a token that has expired`);
    }
    if (token.serverTimeKnown && clocksTell && serverNow() >= token.exp * 1000) {
      violation(`call ${call.id} carries a token that has expired, by the server's clock`);
    }
  }

  function checkSend(call: Call, send: Send): void {
    const { plan, sends, fate } = call;
    const first = sends[0];
    const list = settings.allowance === undefined ? undefined : allowances[settings.allowance];
    if (call.abort.aborted) violation(`call ${call.id} was sent after its caller aborted`);
    if (call.outcome) violation(`call ${call.id} was sent after it had settled`);
    if (fate !== "token" && fate !== "untouched") violation(`call ${call.id} went to ${plan.to}: ${fate}`);
    if (first) {
      if (sends.length > 1) violation(`call ${call.id} was sent a third time`);
      if (call.by === "XMLHttpRequest") violation(`call ${call.id} was repeated though it is an XMLHttpRequest`);
      if (first.status !== 401 || !first.jwt) violation(`call ${call.id} was repeated without a 401`);
      if (first.isRedirected) violation(`call ${call.id} was repeated for the 401 of another origin`);
      if (plan.body === "stream") violation(`call ${call.id} was repeated though its body is a stream`);
      if (!send.jwt || send.jwt === first.jwt) violation(`call ${call.id} was repeated without another token`);
      if (send.method !== first.method) violation(`call ${call.id} was repeated as ${send.method}`);
      // A wrapper that makes a `Request` adds the type.
      if (send.headers !== first.headers || (send.type !== first.type && !wasWrapped))
        violation(`call ${call.id} was repeated with other headers`);
    }
    if (send.jwt === undefined) {
      const nobody = told() === null || call.toldAtStart === null || failure?.signedOut;
      if (fate === "token" && !(settings.anonymous === "omit" && nobody)) {
        violation(`call ${call.id} was sent without a token`);
      }
      return;
    }
    if (fate !== "token") violation(`call ${call.id} carries a token to ${plan.to}`);
    if (list && !list.holds.includes(plan.to))
      violation(`call ${call.id} carries a token to ${plan.to}, not allowed now`);
    const token = issued.get(send.jwt);
    if (token) checkToken(token, call);
    else violation(`call ${call.id} carries a token that nobody issued`);
  }

  /** A request arrives. Returns what it is answered, and after how many milliseconds. */
  function arrive({
    url,
    headers,
    ...sent
  }: { url: URL; headers: Headers } & Pick<Send, "method" | "body">):
    | { call: Call; send: Send; latency: number; answer: () => XhrAnswer }
    | undefined {
    const call = calls[Number(headers.get("x-call") ?? Number.NaN)];
    if (!call) {
      violation(`a request that nobody made went to ${url}`);
      return undefined;
    }
    const authorization = headers.get("authorization");
    headers.delete("authorization");
    const type = headers.get("content-type");
    headers.delete("content-type");
    if (authorization !== ownHeader && call.plan.ownHeader) violation(`call ${call.id} lost its own Authorization`);
    if (authorization?.includes(",")) violation(`call ${call.id} has more than one Authorization`);
    const send: Send = {
      ...sent,
      href: url.href,
      type,
      jwt: authorization?.startsWith("Bearer ") ? authorization.slice(7) : undefined,
      headers: JSON.stringify([...headers]),
    };
    checkSend(call, send);
    call.sends.push(send);
    if (send.jwt) seen.sentWithToken++;
    if (call.sends.length > 1) seen.repeated++;
    const { answer, latency, revoked } = apiAt(url.origin);

    return {
      call,
      send,
      latency,
      answer() {
        if (answer === "failure") {
          if (call.sends.length > 1) line.heals++;
          send.failure = new TypeError("Failed to fetch");
          return undefined;
        }
        const { jwt } = send;
        const refused = answer === "refuse" || (jwt && (issued.get(jwt)?.number ?? 0) <= revoked);
        const statuses = { forbidden: 403, error: 503, redirect: 401 } as const;
        const status = refused ? 401 : (statuses[answer as keyof typeof statuses] ?? 200);
        send.status = status;
        send.isRedirected = answer === "redirect";
        if (status === 401 && jwt && !send.isRedirected) {
          line.origins.set(url.origin, jwt);
          line.hrefs.set(url.href, jwt);
          lastRefusal = { at: now(), jwt };
        }
        // It has accepted another token than the one that it rejected, so its next rejection is news.
        const rejected = line.hrefs.get(url.href);
        if (status !== 401 && (call.sends.length > 1 || (jwt && rejected && rejected !== jwt))) {
          line.hrefs.delete(url.href);
          line.heals++;
          if (call.sends.length > 1) seen.healed++;
        }
        return { status, url: send.isRedirected ? "https://elsewhere.example/" : url.href };
      },
    };
  }

  function apiFetch(input: unknown, init: RequestInit | undefined): Promise<Response> {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request ? request.url : String(input), home);
    const signal = init?.signal ?? request?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (request?.bodyUsed) violation(`a body used up was sent to ${url}`);
    const arrived = arrive({
      url,
      headers: new Headers(init?.headers ?? request?.headers),
      method: init?.method ?? request?.method ?? "GET",
      body: readBody(input, init),
    });
    if (!arrived) return Promise.reject(new TypeError("Failed to fetch"));
    const { call, send, latency, answer } = arrived;
    const isRepeat = call.sends.length > 1;
    return new Promise((resolve, reject) => {
      signal?.addEventListener(
        "abort",
        () => {
          // What the renewed token is good for is not known then, as where the network fails.
          if (isRepeat && !send.status && !send.failure) line.heals++;
          reject(signal.reason);
        },
        { once: true },
      );
      time.after(latency, () => {
        if (signal?.aborted) return;
        const answered = answer();
        if (!answered) return reject(send.failure);
        const { status, url } = answered;
        send.response = new Response("answer", { status });
        Object.defineProperties(send.response, { redirected: { value: send.isRedirected }, url: { value: url } });
        resolve(send.response);
      });
    });
  }

  const arriveByXhr = (request: XhrRequest) => arrive({ ...request, body: readBody("", request as RequestInit) });

  // ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────

  vi.stubGlobal("location", new URL(`${home}/hc/en-us`));
  vi.stubGlobal("document", { baseURI: `${home}/hc/en-us` });
  connect({
    fetch: (input, init) =>
      input instanceof Request && input.url.endsWith("/integration/token")
        ? tokenFetch(input, init)
        : apiFetch(input, init),
    send(request, take) {
      const arrived = arriveByXhr(request);
      if (arrived) time.after(arrived.latency, () => take(arrived.answer()));
    },
    sendSync: (request) => arriveByXhr(request)?.answer(),
  });
  for (const level of ["warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((message) => void secretsIn.push({ message }));
  }
  publish();
  const layers = createLayers(home, () => client, violation);
  for (const wrapper of wrappers) layers.wrap(wrapper);
  wasWrapped ||= wrappers.length > 0;

  function optionsOf({ allowance, ...rest }: OptionsPlan): HelpCenterJwtOptions {
    Object.assign(settings, rest, allowance === undefined ? {} : { allowance });
    return { ...rest, ...(allowance === undefined ? {} : { allowedOrigins: allowances[allowance]?.origins }) };
  }

  const client = createClient({
    ...optionsOf(options),
    ...(byOption && telling ? { user: session } : {}),
    onError: (error) => secretsIn.push(error),
  });
  noteTold();

  /** @param isOurs the client gets to see it: it is its own, or comes from where it is installed */
  function fateOf({ to, ownHeader }: Call["plan"], isOurs: boolean): Call["fate"] {
    const { is } = destinations[to];
    if (is === "own" || ownHeader || !isOurs) return "untouched";
    if (is === "plain") return "insecure_destination";
    const list = settings.allowance === undefined ? undefined : allowances[settings.allowance];
    return list && !list.holds.includes(to) ? "destination_not_allowed" : "token";
  }

  function abortLater(after: number | "before" | undefined, reason: Error, onAbort: () => void) {
    if (after === undefined) return undefined;
    const controller = new AbortController();
    const abort = () => {
      onAbort();
      controller.abort(reason);
    };
    if (after === "before") abort();
    else time.after(after, abort);
    return controller.signal;
  }

  function beginCall(by: Call["by"], plan: Call["plan"], isOurs: boolean, abort: Call["abort"]): Call {
    const { to } = plan;
    const isByPage = by === "fetch";
    const call: Call = {
      id: calls.length,
      by,
      plan,
      origin: new URL(destinations[to].url, home).origin,
      fate: fateOf(plan, isOurs),
      toldAtStart: told(),
      toldSince: new Set(told() ? [told() as string] : []),
      sends: [],
      abort,
      wrappers: layers.callsClient() ? undefined : { all: layers.wrappers(), above: isByPage ? layers.above(to) : [] },
    };
    calls.push(call);
    seen.calls++;
    if (by !== "XMLHttpRequest" && layers.wrappers().length > 0) seen.wrappedCalls++;
    if (isByPage && layers.callsClient()) seen.callsThroughClient++;
    return call;
  }

  const methodOf = (body: BodyInit | null, method: number) =>
    (body === null ? ["GET", "DELETE", "HEAD"] : ["POST", "PUT", "PATCH"])[method % 3] as string;

  /** @param make makes the call, and so sends it, where it need not wait */
  function expectSend(call: Call, make: () => void): void {
    const good = held?.version === version && usableFor(held) > 0 && told() !== null && !call.abort.aborted;
    const isDue = held !== undefined && usableFor(held) <= leewayOf(held) && !cooling();
    const isRequested = series !== undefined;
    const before = tokenRequests;
    // It may wait for the token that replaces one which its destination has rejected.
    const isJustRefused = lastRefusal !== undefined && sameMoment(lastRefusal.at, now());
    const mayWait = (isDue || isRequested || isJustRefused) && line.origins.get(call.origin) === held?.jwt;
    const isSynchronous = call.by === "XMLHttpRequest" || layers.isSynchronous();
    if (call.fate === "token") asked();
    make();
    if (!good || call.fate !== "token") return;
    if (call.sends.length === 1) seen.sentAtOnce++;
    else if (isSynchronous && !mayWait) violation(`call ${call.id} did not leave at once, with a good cached token`);
    if (!isDue || isRequested) return;
    settled().then(() => {
      if (tokenRequests === before) violation("no refresh was started behind a call, though one was due");
    });
  }

  function makeCalls(plan: CallPlan): void {
    const { to, body: kind } = plan;
    const abort = { reason: new Error("the caller's own reason"), aborted: false };
    const signal = abortLater(plan.abort, abort.reason, () => {
      abort.aborted = true;
      seen.aborted++;
    });
    for (let copy = 0; copy < plan.copies; copy++) {
      const isInstalled = layers.holding(to).length > 0;
      const call = beginCall(plan.by, plan, plan.by === "HCJwt.fetch" || isInstalled || layers.callsClient(), abort);
      if (plan.by === "fetch" && isInstalled) seen.installedCalls++;
      const body = makeBody(kind, call.id);
      const init: RequestInit & { duplex?: "half" } = Object.freeze({
        method: methodOf(body, plan.method),
        headers: Object.freeze({ "x-call": String(call.id), ...(plan.ownHeader ? { Authorization: ownHeader } : {}) }),
        ...(body === null ? {} : { body }),
        ...(kind.endsWith("stream") ? { duplex: "half" } : {}),
        ...(signal ? { signal } : {}),
      });
      const { url } = destinations[to];
      // Node resolves nothing against a page.
      const input = kind.startsWith("request") ? new Request(new URL(url, home), init) : url;
      expectSend(call, () => {
        const send = plan.by === "fetch" ? globalThis.fetch : client.fetch;
        send(input, ...(input === url ? [init] : [])).then(
          (value) => {
            call.outcome = { value };
          },
          (error) => {
            call.outcome = { error };
          },
        );
      });
    }
  }

  function makeXhrCall(plan: XhrPlan): void {
    const xhr = new XMLHttpRequest();
    let next = plan.interference;
    let current: Call | undefined;
    let ends: Outcome["end"][] = [];
    let holding: readonly Installation[] = [];
    let uses = 0;
    /** As it was set, which is how it reads. */
    let { timeout } = xhr;
    const checkTimeout = () => {
      // The browser has what the wait has left of it, and nobody hides that any more.
      if (!holding.every(layers.isInForce)) timeout = xhr.timeout;
      if (xhr.timeout !== timeout) violation(`a timeout was set to ${timeout} and is ${xhr.timeout}`);
    };
    const setTimeoutTo = (milliseconds: number) => {
      xhr.timeout = milliseconds;
      timeout = milliseconds;
      checkTimeout();
    };

    for (const type of ["load", "error", "abort", "timeout"] as const)
      xhr.addEventListener(type, () => ends.push(type));
    xhr.addEventListener("loadend", () => {
      const call = current;
      if (!call) return void violation("a loadend came that belongs to no call");
      if (call.outcome) violation(`call ${call.id} has ended twice`);
      if (ends.length !== 1) violation(`call ${call.id} ended with ${ends.join(" and ") || "nothing"}`);
      if (xhr.readyState !== 4) violation(`call ${call.id} ended in state ${xhr.readyState}`);
      checkTimeout();
      call.outcome = { end: ends[0], status: xhr.status };
      if (next?.when === "at the end") interfere();
    });

    function open(to: Destination): number {
      const isUnderWay = current && !current.outcome;
      checkTimeout();
      holding = layers.holding(to);
      xhr.open(methodOf(plan.body === "none" ? null : "", plan.method), destinations[to].url, plan.isAsync);
      if (isUnderWay && current) {
        current.outcome = { end: "reopened" };
        seen.xhrReopened++;
      }
      current = undefined;
      if (xhr.readyState !== 1) violation(`an opened XMLHttpRequest is in state ${xhr.readyState}`);
      checkTimeout();
      if (plan.isAsync) setTimeoutTo(plan.timeout);
      return ++uses;
    }

    function send(to: Destination, use: number): void {
      if (use !== uses) return;
      const isOurs = layers.holding(to).some((installation) => holding.includes(installation));
      const callPlan = { to, body: plan.body, ownHeader: plan.ownHeader };
      const call = beginCall("XMLHttpRequest", callPlan, isOurs, { reason: new Error("abort()"), aborted: false });
      seen.xhrCalls++;
      if (isOurs) seen.installedCalls++;
      xhr.setRequestHeader("x-call", String(call.id));
      if (plan.ownHeader) xhr.setRequestHeader("Authorization", ownHeader);
      current = call;
      ends = [];
      if (plan.isAsync) limit(call);
      expectSend(call, () => {
        try {
          xhr.send(makeBody(plan.body, call.id) as XMLHttpRequestBodyInit);
          checkTimeout();
        } catch (error) {
          call.outcome ??= { error };
        }
      });
      if (!call.outcome && call.sends.length === 0) seen.xhrWaited++;
      if (call.sends[0]?.jwt) seen.xhrWithToken++;
    }

    function limit(call: Call): void {
      // Who is a little late may have been kept from being in time, and is given some more.
      if (xhr.timeout) call.deadline = Math.max(time.monotonic, call.deadline ?? time.monotonic + xhr.timeout) + 100;
    }

    function interfere(): void {
      if (!next) return;
      const { what, to } = next;
      next = undefined;
      const call = current;
      if (what === "abort") {
        if (call && !call.outcome) {
          seen.xhrAborted++;
          call.abort.aborted = true;
        }
        xhr.abort();
        if (call && xhr.readyState > 1) violation(`an aborted XMLHttpRequest is in state ${xhr.readyState}`);
      } else if (what === "set timeout") {
        if (!plan.isAsync) return;
        setTimeoutTo(40);
        if (call && !call.outcome) limit(Object.assign(call, { deadline: time.monotonic + 40 }));
      } else {
        const use = open(to);
        if (what === "open and send") send(to, use);
      }
    }

    const use = open(plan.to);
    if (plan.sendAfter === undefined) send(plan.to, use);
    else time.after(plan.sendAfter, () => send(plan.to, use));
    if (next?.when === "at once") interfere();
    else if (typeof next?.when === "number") time.after(next.when, interfere);
  }

  function waitForToken(forceRefresh: boolean, abortAfter: number | "before" | undefined): void {
    const reason = new Error("the caller's own reason");
    let aborted = false;
    const signal = abortLater(abortAfter, reason, () => {
      aborted = true;
    });
    const wait = { settled: false, what: "getToken" };
    others.push(wait);
    const toldAtStart = told();
    asked();
    if (forceRefresh) forcing++;
    const settle = () => {
      wait.settled = true;
      if (forceRefresh) forcing--;
    };
    client.getToken({ forceRefresh, ...(signal ? { signal } : {}) }).then(
      (jwt) => {
        settle();
        if (!issued.has(jwt)) violation("getToken gave a token that nobody issued");
        if (toldAtStart === null) violation("getToken gave a token though nobody was signed in");
      },
      (error) => {
        settle();
        if (error === reason ? !aborted : (error as Error).name !== "HelpCenterJwtError") {
          violation(`getToken rejected with ${error}`);
        }
        secretsIn.push(error);
      },
    );
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case "call":
        makeCalls(step.plan);
        break;
      case "call by XMLHttpRequest":
        makeXhrCall(step.plan);
        break;
      case "install":
        layers.install(step.origins);
        break;
      case "uninstall":
        layers.uninstall(step.which);
        break;
      case "wrap fetch":
        wasWrapped = true;
        layers.wrap(step.wrapper);
        break;
      case "unwrap fetch":
        layers.unwrap();
        break;
      case "wait":
        await time.pass(step.milliseconds);
        break;
      case "endpoint":
        endpoint = step;
        break;
      case "api": {
        const api = apiAt(new URL(destinations[step.which].url, home).origin);
        Object.assign(api, { answer: step.answer, latency: step.latency });
        if (step.answer === "revoke") api.revoked = Math.max(-1, ...[...issued.values()].map(({ number }) => number));
        break;
      }
      case "move the wall clock":
        time.moveWallClock(step.milliseconds);
        break;
      case "sleep":
        time.sleep(step.milliseconds);
        break;
      case "clear":
        clears(client.clear);
        break;
      case "configure": {
        const { tokenUrl } = settings;
        const changes = optionsOf(step.options);
        if (settings.tokenUrl === tokenUrl) client.configure(changes);
        else clears(() => client.configure(changes));
        break;
      }
      case "sign in":
        // Who was in before the page ever told cannot change: it is one page, and writes it once.
        tellOf(byOption || telling || ownerKnown || session === null ? step.user : session);
        break;
      case "sign out":
        tellOf(byOption || telling || ownerKnown ? null : session);
        break;
      case "tell":
        if (byOption) break;
        telling = step.told;
        publish();
        noteTold();
        break;
      case "restore the page":
        showPage(step.persisted);
        // Whoever comes next may be somebody else: the client forgets when it is asked.
        if (step.persisted) version++;
        break;
      case "get the token":
        waitForToken(step.forceRefresh, step.abort);
        break;
      case "preload": {
        const wait = { settled: false, what: "preload" };
        others.push(wait);
        if (told() !== null) asked();
        client.preload().then(
          () => {
            wait.settled = true;
          },
          (error) => violation(`preload rejected with ${error}`),
        );
      }
    }
    await settled();
  }

  function checkOutcome(call: Call): void {
    const { id, outcome, sends, abort, fate, by } = call;
    if (!outcome) return void violation(`call ${id} never settled`);
    const { value, error, end, status } = outcome;
    const last = sends.at(-1);
    if (end === "reopened") return;
    if (end === "load") {
      if (!last?.status || status !== last.status) violation(`call ${id} was given ${status}, not its own answer`);
      if (last && !last.jwt && fate === "token") seen.sentAnonymously++;
      return;
    }
    if (end === "error") {
      if (last && !last.failure) violation(`call ${id} ended with an error, and was answered`);
      if (!last && fate === "untouched") violation(`call ${id} is none of ours, and was not sent`);
      return;
    }
    if (end === "abort") {
      if (!abort.aborted) violation(`call ${id} was aborted, and not by its caller`);
      return;
    }
    if (end === "timeout") {
      seen.xhrTimedOut++;
      if (call.deadline === undefined) violation(`call ${id} timed out without a timeout`);
      return;
    }
    if (by === "XMLHttpRequest" && error === undefined) return void violation(`call ${id} ended without an end`);
    if (value !== undefined) {
      if (value !== last?.response) violation(`call ${id} was given another call's answer`);
      if (last && !last.jwt && fate === "token") seen.sentAnonymously++;
      return;
    }
    if (error === abort.reason) {
      if (!abort.aborted) violation(`call ${id} was aborted by another call's caller`);
      return;
    }
    const { name, code } = error as HelpCenterJwtError;
    if (name === "HelpCenterJwtError") {
      secretsIn.push(error);
      if (sends.length > 0) violation(`call ${id} was sent, and rejected with ${code}`);
      if (fate === "untouched") violation(`call ${id} is none of ours, and rejected with ${code}`);
      if (fate !== "token") {
        seen.refusedDestinations++;
        if (code !== fate) violation(`call ${id} rejected with ${code}, not with ${fate}`);
      }
      return;
    }
    if (by === "XMLHttpRequest" && name === "NetworkError" && last?.failure) return;
    if (error !== last?.failure) violation(`call ${id} rejected with ${error}`);
  }

  /** A wrapper over an installation sees each call of the page once, any other each send. */
  function checkWrappers({ id, by, wrappers, sends, abort }: Call): void {
    if (!wrappers || by === "XMLHttpRequest") return;
    const passes = (wrapper: Wrapper) => wrapper.seen.get(id) ?? 0;
    for (const wrapper of wrappers.all) {
      const isAbove = wrappers.above.includes(wrapper);
      const most = isAbove ? 1 : Math.max(1, sends.length) + (abort.aborted ? 1 : 0);
      if (passes(wrapper) > most) violation(`a wrapper saw call ${id} ${passes(wrapper)} times, not ${most}`);
      if (isAbove && passes(wrapper) === 0) violation(`a wrapper did not see call ${id}`);
    }
  }

  async function checkBodies(): Promise<void> {
    for (const { id, plan, sends } of calls) {
      const [first, second] = await Promise.all(sends.map(({ body }) => body));
      if (first === undefined) continue;
      const expected = plan.body === "none" || plan.body === "request" ? "" : contentOf(id);
      if (!first.includes(expected)) violation(`call ${id} lost its body: ${first}`);
      // A wrapper may have made something else of the one than of the other.
      const isSame = wasWrapped ? second?.includes(expected) : second === first;
      if (second !== undefined && !isSame) violation(`call ${id} was repeated with another body: ${second}`);
    }
  }

  function check(): void {
    for (const { id, abort, outcome, deadline = Number.POSITIVE_INFINITY } of calls) {
      if (outcome) continue;
      if (abort.aborted) violation(`call ${id} goes on after its caller aborted`);
      if (time.monotonic > deadline) violation(`call ${id} goes on after its timeout`);
    }
    if (violations.length > 0) throw new Error(violations.join("\n"));
  }

  return {
    time,
    async take(step: Step) {
      await take(step);
      check();
    },
    /** Time goes on until everything has settled, and then the client must work as if nothing had happened. */
    async finish() {
      await time.passAll();
      for (const call of calls) {
        checkOutcome(call);
        checkWrappers(call);
      }
      for (const { what, settled } of others) if (!settled) violation(`${what} never settled`);
      await checkBodies();
      for (const error of secretsIn) {
        const { message, cause } = error as Error;
        const shown = `${message} ${cause}`;
        for (const { jwt } of issued.values()) if (shown.includes(jwt)) violation("an error quotes a token");
      }
      if (inFlight > 0) violation("a token request never ended");
      check();

      endpoint = { answer: { kind: "token", lifetime: 300, clock: "date" }, latency: 30, early: true };
      apis.clear();
      tellOf(toldBy === "page, later" && !telling ? session : "mia");
      client.configure(optionsOf({ allowance: 1 }));
      if (failure?.cooldown === Number.POSITIVE_INFINITY) clears(client.clear);
      await time.pass(7_200_000);
      if (session !== null) {
        makeCalls({
          ...{ by: "HCJwt.fetch", to: "api", body: "text", method: 0, copies: 1, abort: undefined, ownHeader: false },
        });
        await time.passAll();
        if ((calls.at(-1)?.outcome?.value as Response | undefined)?.status !== 200) {
          violation(`the client has not recovered: ${calls.at(-1)?.outcome?.error}`);
        }
      }
      layers.removeAll();
      const left = replacedMembers().filter((name) => name !== "fetch" || !layers.isBuried());
      if (left.length > 0) violation(`uninstalled, and not the browser's own: ${left.join(", ")}`);
      else seen.allRemoved++;
      check();
    },
    end() {
      vi.restoreAllMocks();
      vi.unstubAllGlobals();
      disconnect();
      time.restore();
    },
  };
}
