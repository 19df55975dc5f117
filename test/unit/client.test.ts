import { expect, it } from "vitest";
import { createClient } from "../../src/client.ts";

it("can be made where there is no page, as in a server that renders one", () => {
  expect("location" in globalThis).toBe(false);
  expect("addEventListener" in globalThis).toBe(false);
  expect(createClient({ allowedOrigins: ["https://api.example.com"] })).toMatchObject({ fetch: expect.any(Function) });
});
