import { HelpCenterJwtError } from "../errors.ts";
import { unpatched } from "./patch.ts";

/**
 * Sends a request through the page's own fetch.
 *
 * @param level where to begin, see {@link createPageFetch}: options that have come back say it themselves
 */
export type Send = (input: RequestInfo | URL, init?: RequestInit, level?: number) => Promise<Response>;

/** fetch as it was when this copy of the library was loaded. */
const loadedFetch = globalThis.fetch;

// One name for all copies of the library. A wrapper that copies the options of a call copies this along.
const levelKey = Symbol.for("hc-jwt.level");

/**
 * How calls leave: through the fetch that the page has now, so that fakes, spies and monitoring see them, but past our own
 * patch. That fetch may be a wrapper which calls this library in turn, before it returns or after any number of awaits. A
 * call that comes back leaves one level further down, and so ends: (1) the function that `install()` replaced, (2) the one
 * that was there when the client was made, (3) the one that was there when the library was loaded, (4) an error.
 *
 * A level decides through which function a call leaves, and nothing else: nobody gains a token by a forged one.
 *
 * @param replaced the function that `install()` has replaced, if it has
 */
export function createPageFetch(replaced: () => typeof fetch | undefined): Send {
  const firstFetch = unpatched(globalThis.fetch);
  let running = -1;

  const fetchAt = (level: number): typeof fetch | undefined =>
    [unpatched(globalThis.fetch), replaced() || firstFetch, firstFetch, loadedFetch][level];

  return (input, init, level = 0) => {
    // A wrapper that calls us before it returns may have made new arguments of those that it was given.
    let next = Math.max(level, running + 1, levelOf(init));
    while (next && fetchAt(next) && fetchAt(next) === fetchAt(next - 1)) next++;
    const page = next ? fetchAt(next) : unpatched(globalThis.fetch);
    if (!page) return Promise.reject(comesBack());
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

/** A copy that no member is read for: reading those of a token request tells that it was passed on. */
function tagged(init: RequestInit = {}, value: number): RequestInit {
  return Object.create(Object.getPrototypeOf(init), {
    ...Object.getOwnPropertyDescriptors(init),
    [levelKey]: { value, enumerable: true },
  } as PropertyDescriptorMap);
}

/** A copy of the options of a call, each member read once, in the standard's order (Web IDL, dictionaries). */
export function copyOf(init: RequestInit | undefined): RequestInit {
  const copy = levelOf(init) ? tagged({}, levelOf(init) - 1) : {};
  for (const name of Object.keys(init || {}).sort()) Reflect.set(copy, name, Reflect.get(init as object, name));
  return copy;
}

/** The level below the one that options have come back from, if they have. */
export function levelOf(init: object | undefined): number {
  return ((init as { [levelKey]?: number } | undefined)?.[levelKey] ?? -1) + 1;
}

function comesBack(): HelpCenterJwtError {
  return new HelpCenterJwtError("unsupported_mode", "Not sent: the page's fetch calls HCJwt. Load hc-jwt before it.");
}
