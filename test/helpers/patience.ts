import { vi } from "vitest";

// vi.waitFor and vi.waitUntil end after a second by default, which a busy machine may take for anything. What never comes
// fails a test all the same, later.
const timeout = 30_000;
const { waitFor, waitUntil } = vi;
vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));

function patient(options: number | { timeout?: number; interval?: number } = {}): {
  timeout: number;
  interval?: number;
} {
  return { timeout, ...(typeof options === "number" ? { timeout: options } : options) };
}
