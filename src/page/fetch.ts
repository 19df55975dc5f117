import { HelpCenterJwtError } from "../errors.ts";
import { originalOf } from "./patch.ts";

/**
 * Sends a request through the page's fetch.
 *
 * @param level the level to start at, see {@link createPageFetch}. Options that a wrapper passed back to us contain their own
 */
export type Send = (input: RequestInfo | URL, init?: RequestInit, level?: number) => Promise<Response>;

/** fetch at the time this copy of the library was loaded. */
const loadedFetch = globalThis.fetch;

// A registered symbol, so that all copies of the library share it. A wrapper that copies the options of a call copies it.
const levelKey = Symbol.for("hc-jwt.level");

/**
 * Sends calls through the fetch that the page has now, so that fakes, spies and monitoring see them, but not through our own
 * patch. That fetch may be a wrapper that calls this library in turn, before it returns or after any number of awaits. A call
 * that is passed back to us is sent one level further down, so that it ends: (0) the page's fetch, (1) the function that
 * `install()` replaced, (2) fetch at the time the client was created, (3) fetch at the time the library was loaded, (4) an
 * error.
 *
 * The level only selects the function that sends a call. Forging it gains no token.
 *
 * @param replaced the function that `install()` has replaced, if it has
 */
export function createPageFetch(replaced: () => typeof fetch | undefined): Send {
  const firstFetch = originalOf(globalThis.fetch);
  let running = -1;

  const fetchAt = (level: number): typeof fetch | undefined =>
    [originalOf(globalThis.fetch), replaced() || firstFetch, firstFetch, loadedFetch][level];

  return (input, init, level = 0) => {
    // A wrapper that calls us before it returns may have created new arguments, without the level.
    let next = Math.max(level, running + 1, levelOf(init));
    while (next && fetchAt(next) && fetchAt(next) === fetchAt(next - 1)) next++;
    const page = next ? fetchAt(next) : originalOf(globalThis.fetch);
    if (!page) return Promise.reject(passedBack());
    const isWrapped = page !== (next ? loadedFetch : firstFetch) && (init === undefined || Object(init) === init);
    const outer = running;
    running = next;
    try {
      return page(input, isWrapped ? tagged(init, next) : init);
    } finally {
      running = outer;
    }
  };
}

/** Copies options, with the level. The getter of a token request must not be read: that would mark it as passed on. */
function tagged(init: RequestInit = {}, value: number): RequestInit {
  const prototype = Object.getPrototypeOf(init);
  // Copying descriptors takes longer than all else here, so only where it is needed.
  if (prototype === Object.prototype) return { ...init, [levelKey]: value } as RequestInit;
  return Object.create(prototype, {
    ...Object.getOwnPropertyDescriptors(init),
    [levelKey]: { value, enumerable: true },
  } as PropertyDescriptorMap);
}

/** Copies the options of a call, and reads each member once, in the standard's order (Web IDL, dictionaries). */
export function copyOf(init: RequestInit | undefined): RequestInit {
  const copy = levelOf(init) ? tagged({}, levelOf(init) - 1) : {};
  for (const name of Object.keys(init || {}).sort()) Reflect.set(copy, name, Reflect.get(init as object, name));
  return copy;
}

/** The next level for options that were passed back to us, or 0. */
export function levelOf(init: object | undefined): number {
  return ((init as { [levelKey]?: number } | undefined)?.[levelKey] ?? -1) + 1;
}

function passedBack(): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "unsupported_mode",
    "Not sent: a wrapper of fetch calls HCJwt in a loop. Load hc-jwt before it.",
  );
}
