import { vi } from "vitest";
import { createClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { HelpCenterJwtOptions } from "../../src/options.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { settled, takeOverTime } from "../helpers/virtual-time.ts";
import { contentOf, makeBody, readBody } from "./bodies.ts";
import {
  type ApiAnswer,
  allowances,
  type CallPlan,
  destinations,
  type EndpointAnswer,
  type OptionsPlan,
  type Schedule,
  type Step,
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
  readonly jwt: string | undefined;
  readonly method: string;
  readonly headers: string;
  readonly body: string | Promise<string>;
  response?: Response;
  failure?: Error;
}

interface Call {
  readonly id: number;
  readonly plan: CallPlan;
  readonly origin: string;
  /** What must become of it, by its destination. */
  readonly fate: "token" | "untouched" | "insecure_destination" | "destination_not_allowed";
  readonly toldAtStart: string | null | undefined;
  readonly toldSince: Set<string>;
  readonly sends: Send[];
  readonly abort: { readonly reason: Error; aborted: boolean };
  outcome?: { readonly value?: unknown; readonly error?: unknown };
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
export function createWorld({ options, toldBy, skew }: Omit<Schedule, "steps">) {
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
  let forcing = false;
  let clearing = false;
  let due = false;
  let line = { renewals: 0, origins: new Set<string>(), heals: 0 };
  let lastRefusal: { readonly at: Moment; readonly jwt: string } | undefined;

  // The APIs.
  const apis = new Map<string, { answer: ApiAnswer; latency: number; revoked: number }>();
  const calls: Call[] = [];
  const others: { settled: boolean; readonly what: string }[] = [];
  const secretsIn: unknown[] = [];
  let restorePage: ((event: { persisted: boolean }) => void) | undefined;

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
    line = { renewals: 0, origins: new Set(), heals: 0 };
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
          : forcing
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
      line = { renewals: 0, origins: new Set(), heals: 0 };
    }
  }

  function tokenFetch(request: Request): Promise<Response> {
    const { signal, headers } = request;
    const { href } = new URL(settings.tokenUrl, home);
    if (request.url !== href || request.method !== "GET")
      violation(`asked ${request.method} ${request.url} for a token`);
    if (request.credentials !== "same-origin") violation("a token was asked for without the session cookie");
    if (request.cache !== "no-store") violation("a token was asked of the HTTP cache");
    if (headers.has("authorization")) violation("the token endpoint was sent an Authorization header");
    if (signal.aborted) return Promise.reject(signal.reason);
    if (inFlight > 0) violation("two token requests were in flight at a time");
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
      let stalledStatus = 0;
      signal.addEventListener(
        "abort",
        () => {
          reject(signal.reason);
          stalled?.error(signal.reason);
          if (!end()) return;
          // Given up by the client, or timed out: then ky tries once more, unless it had the headers already.
          if (time.monotonic - sentAt.monotonic >= mine.timeout) return tokenFailed(mine, stalledStatus === 0);
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
          stalledStatus = answer.status;
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
    const repeatable = status === 429 || status >= 500;
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
    if (call.abort.aborted) violation(`call ${call.id} was sent after its caller aborted`);
    if (call.outcome) violation(`call ${call.id} was sent after it had settled`);
    if (fate !== "token" && fate !== "untouched") violation(`call ${call.id} went to ${plan.to}: ${fate}`);
    if (first) {
      if (sends.length > 1) violation(`call ${call.id} was sent a third time`);
      if (first.response?.status !== 401 || !first.jwt) violation(`call ${call.id} was repeated without a 401`);
      if (first.response?.redirected) violation(`call ${call.id} was repeated for the 401 of another origin`);
      if (plan.body === "stream") violation(`call ${call.id} was repeated though its body is a stream`);
      if (!send.jwt || send.jwt === first.jwt) violation(`call ${call.id} was repeated without another token`);
      if (send.method !== first.method) violation(`call ${call.id} was repeated as ${send.method}`);
      if (send.headers !== first.headers) violation(`call ${call.id} was repeated with other headers`);
    }
    if (send.jwt === undefined) {
      const nobody = told() === null || call.toldAtStart === null || failure?.signedOut;
      if (fate === "token" && !(settings.anonymous === "omit" && nobody)) {
        violation(`call ${call.id} was sent without a token`);
      }
      return;
    }
    if (fate !== "token") violation(`call ${call.id} carries a token to ${plan.to}`);
    const token = issued.get(send.jwt);
    if (token) checkToken(token, call);
    else violation(`call ${call.id} carries a token that nobody issued`);
  }

  function apiFetch(input: unknown, init: RequestInit | undefined): Promise<Response> {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request ? request.url : String(input), home);
    const signal = init?.signal ?? request?.signal;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const headers = new Headers(init?.headers ?? request?.headers);
    const call = calls[Number(headers.get("x-call"))];
    if (!call) {
      violation(`a request that nobody made went to ${url}`);
      return Promise.reject(new TypeError("Failed to fetch"));
    }
    const authorization = headers.get("authorization");
    headers.delete("authorization");
    if (authorization !== ownHeader && call.plan.ownHeader) violation(`call ${call.id} lost its own Authorization`);
    if (request?.bodyUsed) violation(`call ${call.id} was sent with a body used up`);
    const send: Send = {
      jwt: authorization?.startsWith("Bearer ") ? authorization.slice(7) : undefined,
      method: request?.method ?? init?.method ?? "GET",
      headers: JSON.stringify([...headers]),
      body: readBody(input, init),
    };
    checkSend(call, send);
    call.sends.push(send);
    if (send.jwt) seen.sentWithToken++;
    if (call.sends.length > 1) seen.repeated++;

    const { answer, latency, revoked } = apiAt(url.origin);
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      time.after(latency, () => {
        if (signal?.aborted) return;
        if (answer === "failure") {
          send.failure = new TypeError("Failed to fetch");
          return reject(send.failure);
        }
        const refused = answer === "refuse" || (send.jwt && (issued.get(send.jwt)?.number ?? 0) <= revoked);
        const statuses = { forbidden: 403, error: 503, redirect: 401 } as const;
        const status = refused ? 401 : (statuses[answer as keyof typeof statuses] ?? 200);
        send.response = new Response("answer", { status });
        if (answer === "redirect") {
          Object.defineProperties(send.response, {
            redirected: { value: true },
            url: { value: "https://elsewhere.example/" },
          });
        }
        if (status === 401 && send.jwt && answer !== "redirect") {
          line.origins.add(url.origin);
          lastRefusal = { at: now(), jwt: send.jwt };
        }
        if (status !== 401 && call.sends.length > 1) {
          line.heals++;
          seen.healed++;
        }
        resolve(send.response);
      });
    });
  }

  // ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────

  vi.stubGlobal("location", new URL(`${home}/hc/en-us`));
  vi.stubGlobal("document", { baseURI: `${home}/hc/en-us` });
  vi.stubGlobal("addEventListener", (type: string, listener: typeof restorePage) => {
    if (type === "pageshow") restorePage = listener;
  });
  vi.stubGlobal("fetch", (input: unknown, init?: RequestInit) =>
    input instanceof Request && input.url.endsWith("/integration/token") ? tokenFetch(input) : apiFetch(input, init),
  );
  publish();

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

  function fateOf({ to, ownHeader }: CallPlan): Call["fate"] {
    const { is } = destinations[to];
    if (is === "own" || ownHeader) return "untouched";
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

  function makeCalls(plan: CallPlan): void {
    const { to, body: kind } = plan;
    const abort = { reason: new Error("the caller's own reason"), aborted: false };
    const signal = abortLater(plan.abort, abort.reason, () => {
      abort.aborted = true;
      seen.aborted++;
    });
    for (let copy = 0; copy < plan.copies; copy++) {
      const call: Call = {
        id: calls.length,
        plan,
        origin: new URL(destinations[to].url, home).origin,
        fate: fateOf(plan),
        toldAtStart: told(),
        toldSince: new Set(told() ? [told() as string] : []),
        sends: [],
        abort,
      };
      calls.push(call);
      seen.calls++;
      const body = makeBody(kind, call.id);
      const methods = body === null ? ["GET", "DELETE", "HEAD"] : ["POST", "PUT", "PATCH"];
      const init: RequestInit & { duplex?: "half" } = Object.freeze({
        method: methods[plan.method % 3] as string,
        headers: Object.freeze({ "x-call": String(call.id), ...(plan.ownHeader ? { Authorization: ownHeader } : {}) }),
        ...(body === null ? {} : { body }),
        ...(kind.endsWith("stream") ? { duplex: "half" } : {}),
        ...(signal ? { signal } : {}),
      });
      const { url } = destinations[to];
      // Node resolves nothing against a page.
      const input = kind.startsWith("request") ? new Request(new URL(url, home), init) : url;
      const good = held?.version === version && usableFor(held) > 0 && told() !== null && !abort.aborted;
      if (call.fate === "token") asked();
      client.fetch(input, ...(input === url ? [init] : [])).then(
        (value) => {
          call.outcome = { value };
        },
        (error) => {
          call.outcome = { error };
        },
      );
      if (good && call.fate === "token") {
        if (call.sends.length !== 1) violation(`call ${call.id} did not leave at once, with a good token at hand`);
        else seen.sentAtOnce++;
        due ||= held !== undefined && usableFor(held) <= leewayOf(held) && !cooling();
      }
    }
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
    forcing = forceRefresh;
    client.getToken({ forceRefresh, ...(signal ? { signal } : {}) }).then(
      (jwt) => {
        wait.settled = true;
        if (!issued.has(jwt)) violation("getToken gave a token that nobody issued");
        if (toldAtStart === null) violation("getToken gave a token though nobody was signed in");
      },
      (error) => {
        wait.settled = true;
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
        if (step.persisted) clears(() => restorePage?.({ persisted: true }));
        else restorePage?.({ persisted: false });
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
    forcing = false;
    if (due && !series) violation("no refresh was started behind a call, though one was due");
    due = false;
  }

  function checkOutcome(call: Call): void {
    const { id, outcome, sends, abort, fate } = call;
    if (!outcome) return void violation(`call ${id} never settled`);
    const { value, error } = outcome;
    const last = sends.at(-1);
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
    if (error !== last?.failure) violation(`call ${id} rejected with ${error}`);
  }

  async function checkBodies(): Promise<void> {
    for (const { id, plan, sends } of calls) {
      const [first, second] = await Promise.all(sends.map(({ body }) => body));
      if (first === undefined) continue;
      const expected = plan.body === "none" || plan.body === "request" ? "" : contentOf(id);
      if (!first.includes(expected)) violation(`call ${id} lost its body: ${first}`);
      if (second !== undefined && second !== first) violation(`call ${id} was repeated with another body: ${second}`);
    }
  }

  function check(): void {
    for (const { id, abort, outcome } of calls) {
      if (abort.aborted && !outcome) violation(`call ${id} goes on after its caller aborted`);
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
      for (const call of calls) checkOutcome(call);
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
        makeCalls({ to: "api", body: "text", method: 0, copies: 1, abort: undefined, ownHeader: false });
        await time.passAll();
        if ((calls.at(-1)?.outcome?.value as Response | undefined)?.status !== 200) {
          violation(`the client has not recovered: ${calls.at(-1)?.outcome?.error}`);
        }
      }
      check();
    },
    end() {
      vi.unstubAllGlobals();
      time.restore();
    },
  };
}
