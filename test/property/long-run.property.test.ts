import { afterEach, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { settled, takeOverTime, type VirtualTime } from "../helpers/virtual-time.ts";

const day = 86_400_000;
let time: VirtualTime;

afterEach(() => {
  vi.unstubAllGlobals();
  time.restore();
});

interface Conditions {
  /** Life of each token, in seconds. */
  readonly lifetime: number;
  /** Milliseconds from a request to its answer. */
  readonly latency: number;
  /** The server's clock less the local one, in milliseconds. */
  readonly skew: number;
}

/** One call a second for a day, all of them judged on the server's clock. */
async function spendADay({ lifetime, latency, skew }: Conditions) {
  time = takeOverTime();
  const serverNow = () => time.real + skew;
  const count = { calls: 0, tokenRequests: 0, waited: 0, expired: 0, withoutToken: 0, otherStatus: 0 };
  const expiries = new Map<string, number>();
  const accepted = new Response(null, { status: 204 });
  const refused = new Response(null, { status: 401 });
  let sent = 0;

  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us"));
  vi.stubGlobal("fetch", (input: Request | string, init?: RequestInit) => {
    const request = input instanceof Request ? input : undefined;
    if (request?.url.endsWith("/integration/token")) {
      count.tokenRequests++;
      const second = Math.floor(serverNow() / 1000);
      const jwt = plainToken({ userId: 361, number: count.tokenRequests, exp: second + lifetime });
      expiries.set(`Bearer ${jwt}`, (second + lifetime) * 1000);
      const answer = Response.json({ token: jwt }, { headers: { date: new Date(second * 1000).toUTCString() } });
      return new Promise((resolve) => time.after(latency, () => resolve(answer)));
    }
    sent++;
    const headers = new Headers(request?.headers ?? init?.headers);
    const expiry = expiries.get(headers.get("authorization") ?? "");
    if (expiry === undefined) count.withoutToken++;
    // As it is when it arrives.
    else if (serverNow() + latency < expiry) return Promise.resolve(accepted);
    else count.expired++;
    return Promise.resolve(refused);
  });

  const { fetch } = createClient();
  const noteStatus = ({ status }: Response) => {
    if (status !== 204) count.otherStatus++;
  };
  for (let elapsed = 0; elapsed < day; elapsed += 1_000) {
    const before = sent;
    count.calls++;
    fetch("https://api.example.com/todos").then(noteStatus);
    if (sent === before) count.waited++;
    await time.pass(1_000);
  }
  await settled();
  return { ...count, sent };
}

describe("one call a second for a day", () => {
  const lifetimes = [10, 30, 60, 120, 300, 900, 3_600];
  const conditions: Conditions[] = lifetimes.flatMap((lifetime) => [
    { lifetime, latency: 0, skew: 437 },
    { lifetime, latency: 200, skew: lifetime % 4 === 0 ? 3_600_000 : -3_600_437 },
  ]);

  it.each(conditions)(
    "costs no more token requests than it must, and no call waits but the first (life $lifetime s, latency $latency ms, skew $skew ms)",
    async ({ lifetime, latency, skew }) => {
      const { calls, sent, tokenRequests, ...bad } = await spendADay({ lifetime, latency, skew });
      expect(bad).toEqual({ waited: 1, expired: 0, withoutToken: 0, otherStatus: 0 });
      expect(sent).toBe(calls);
      // `Date` is whole seconds and counted one late, and the request's own time is taken off.
      const life = lifetime * 1_000 - 1_000 - latency;
      const leeway = Math.min(30_000, life / 4);
      // From one token to the next: its own request, and its life until a refresh is due.
      const turn = latency + life - 2 * leeway;
      expect(tokenRequests).toBeLessThanOrEqual((day / turn) * 1.05);
      // The refresh is made by the first call after it is due: up to a second later.
      expect(tokenRequests).toBeGreaterThanOrEqual((day / (turn + 1_000)) * 0.95);
    },
  );
});
