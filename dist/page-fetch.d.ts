/**
 * Sends a request through the page's own fetch.
 *
 * @param level where to begin, see {@link createPageFetch}: options that have come back say it themselves
 */
export type Send = (input: RequestInfo | URL, init?: RequestInit, level?: number) => Promise<Response>;
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
export declare function createPageFetch(replaced: () => typeof fetch | undefined): Send;
/** A copy of the options of a call, each member read once, in the standard's order (Web IDL, dictionaries). */
export declare function copyOf(init: RequestInit | undefined): RequestInit;
/** The level below the one that options have come back from, if they have. */
export declare function levelOf(init: object | undefined): number;
