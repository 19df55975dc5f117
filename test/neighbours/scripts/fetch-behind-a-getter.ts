// A model of consoles and test set-ups that define fetch as an accessor, which an assignment does not replace.
import { introduce, urlOf } from "./neighbour.ts";

const seen = introduce();
const below = window.fetch;
const watching: typeof fetch = (...args) => {
  seen.push(urlOf(args[0]));
  return below(...args);
};

Object.defineProperty(window, "fetch", { configurable: true, enumerable: true, get: () => watching });
