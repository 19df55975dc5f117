import { afterAll, beforeAll } from "vitest";

// The files of a worker share its page, and run in any order. Each leaves the page as new for the next one: no shared client,
// no global of its own, no elements, no storage.

let own: ReadonlySet<PropertyKey>;

beforeAll(() => {
  own = new Set(Reflect.ownKeys(globalThis));
});

afterAll(() => {
  for (const key of Reflect.ownKeys(globalThis)) if (!own.has(key)) Reflect.deleteProperty(globalThis, key);
  document.head.replaceChildren();
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
});
