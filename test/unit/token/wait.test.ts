import { describe, expect, it, vi } from "vitest";
import { waitFor } from "../../../src/token/wait.ts";
import { deferred } from "../../helpers/deferred.ts";

describe("waitFor", () => {
  it("gives what the work gives", async () => {
    const { signal } = new AbortController();
    await expect(waitFor(async () => 1, signal)).resolves.toBe(1);
    await expect(waitFor(async () => 1, null)).resolves.toBe(1);
    await expect(waitFor(() => Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("ends one caller's wait at once, with that caller's reason, and nobody else's", async () => {
    const work = deferred<string>();
    const controller = new AbortController();
    const aborted = waitFor(() => work.promise, controller.signal);
    const other = waitFor(() => work.promise, new AbortController().signal);
    controller.abort("changed my mind");
    await expect(aborted).rejects.toBe("changed my mind");
    work.resolve("done");
    await expect(other).resolves.toBe("done");
  });

  it("rejects with an AbortError by default, as fetch does, also in browsers without reasons", async () => {
    await expect(waitFor(async () => 1, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    const withoutReason = { aborted: true, addEventListener() {}, removeEventListener() {} } as unknown as AbortSignal;
    await expect(waitFor(async () => 1, withoutReason)).rejects.toMatchObject({
      name: "AbortError",
      message: "Aborted.",
    });
  });

  it("starts no work for a caller who has aborted already", async () => {
    const work = vi.fn(async () => 1);
    await expect(waitFor(work, AbortSignal.abort("no"))).rejects.toBe("no");
    expect(work).not.toHaveBeenCalled();
  });

  it("leaves no listener on a signal that lives on", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    await waitFor(async () => 1, signal);
    await waitFor(() => Promise.reject(1), signal).catch(() => {});
    expect(removed.mock.calls).toEqual(added.mock.calls);
    expect(added).toHaveBeenCalledTimes(2);
  });
});
