// A model of what pages write themselves: a wrapper that waits for something of its own before it goes on, and looks like
// what it wraps.
import { introduce, urlOf } from "./neighbour.ts";

const seen = introduce();
const below = window.fetch;

const wrapper: typeof fetch = async (...args) => {
  seen.push(urlOf(args[0]));
  await null;
  return below(...args);
};
for (const key of Reflect.ownKeys(below)) {
  Object.defineProperty(wrapper, key, Object.getOwnPropertyDescriptor(below, key) as PropertyDescriptor);
}
window.fetch = wrapper;
