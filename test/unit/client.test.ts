import { afterEach, expect, it, vi } from "vitest";
import { createClient } from "../../src/client.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("can be made where there is no page, as in a server that renders one", () => {
  vi.stubGlobal("location", undefined);
  vi.stubGlobal("addEventListener", undefined);
  expect(createClient({ allowedOrigins: ["https://api.example.com"] })).toMatchObject({ fetch: expect.any(Function) });
});
