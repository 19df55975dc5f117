/**
 * With the real hc-jwt, which needs what jsdom 20 lacks.
 *
 * @jest-environment jest-fixed-jsdom
 */
import { HCJwt } from "hc-jwt";
import { helpCenterFetch } from "hc-jwt/testing";
import { addTodo, codeOf, loadTodos } from "./todos";

const origin = "https://api.example.com";
const api = jest.fn();

beforeEach(() => {
  HCJwt.configure({ allowedOrigins: [origin], retry: 0 });
  globalThis.fetch = helpCenterFetch({ claims: { userId: 42 } }, api);
});
afterEach(() => {
  HCJwt.clear();
  api.mockReset();
});

test("loads the to-dos with the visitor's token", async () => {
  const items = [{ id: 1, title: "Milk", done: false }];
  api.mockImplementation(async () => Response.json({ items }));
  expect(await loadTodos(origin)).toEqual(items);
  const [{ url, headers }]: [Request] = api.mock.lastCall;
  expect(url).toBe(`${origin}/todos`);
  expect(headers.get("Authorization")).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
});

test("sends a new one as JSON", async () => {
  api.mockImplementation(async (request: Request) => Response.json({ id: 2, ...(await request.json()), done: false }));
  expect(await addTodo(origin, "Bread ☕")).toEqual({ id: 2, title: "Bread ☕", done: false });
});

test.each([
  [403, "not_signed_in"],
  [404, "plan_unsupported"],
])("tells what stopped the token, and calls no API: %s", async (status, code) => {
  globalThis.fetch = helpCenterFetch({ status }, api);
  expect(codeOf(await loadTodos(origin).catch((error) => error))).toBe(code);
  expect(api).not.toHaveBeenCalled();
});

test("tells the status of an API that fails", async () => {
  api.mockImplementation(async () => new Response("", { status: 503 }));
  expect(codeOf(await loadTodos(origin).catch((error) => error))).toBe("api_503");
});
