import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plainRequest } from "../../../src/diagnose/request.ts";

const url = "https://api.example.com/";

/** As the browser's fetch, for an answer that never comes. */
const never = (_: string, { signal }: RequestInit) =>
  new Promise<Response>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("plainRequest", () => {
  it("answers what was read, and leaves no timer behind", async () => {
    const fetch = vi.fn(async () => new Response("hello"));
    vi.stubGlobal("fetch", fetch);
    const init = Object.freeze({ method: "POST" });
    expect(await plainRequest(url, init, (response) => response.text())).toBe("hello");
    expect(fetch.mock.calls).toEqual([[url, { method: "POST", signal: expect.any(AbortSignal) }]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not reject where there is no network, nor where the response breaks off", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await plainRequest(url, {}, (response) => response.text())).toBe("network");
    vi.stubGlobal("fetch", async () => new Response("hello"));
    expect(await plainRequest(url, {}, () => Promise.reject(new TypeError("terminated")))).toBe("network");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits for ten seconds, and not longer", async () => {
    vi.stubGlobal("fetch", never);
    let outcome: unknown;
    void plainRequest(url, {}, (response) => response.text()).then((answer) => {
      outcome = answer;
    });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(outcome).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(outcome).toBe("timeout");
  });
});
