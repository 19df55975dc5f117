import { isHelpCenterJwtError } from "../errors.ts";
import type { Send } from "../page/fetch.ts";

/** How token requests leave. */
export interface TokenFetch {
  /** Sends one, and resolves with its answer. */
  send(request: Request): Promise<Response>;
  /** Somebody begins to wait for a token. */
  asked(): void;
  /** The next one leaves one level down, see `createPageFetch`. */
  goBelow(): void;
}

/**
 * Token requests leave through the page's fetch, too. That may be a wrapper which asks this library for a token first, to
 * add it to every request: it would wait for itself. So when a token is asked for while the page's fetch has not passed the
 * request on, that also leaves one level down, and the first answer counts.
 *
 * Whether it was passed on shows in its options: they have a getter, which fetch reads.
 */
export function createTokenFetch(send: Send): TokenFetch {
  let level = 0;
  let bypass: (() => void) | undefined;
  let last: { readonly signal: AbortSignal; isPassedOn: boolean } | undefined;

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        // Held back until it timed out: this attempt need not try the same.
        const current = level || (last?.signal.aborted && !last.isPassedOn) ? 1 : 0;
        const attempt = { signal, isPassedOn: false };
        last = attempt;
        level = 0;
        bypass = () => {
          if (attempt.isPassedOn) return;
          bypass = undefined;
          send(request, {}, current + 1).then(resolve, (error) => {
            // Its own failure is none of the request that is still held back; that there is no other way is.
            if (isHelpCenterJwtError(error)) reject(error);
          });
        };
        // Without a prototype, whose members would count as options, too.
        const options = {
          __proto__: null,
          get signal() {
            attempt.isPassedOn = true;
            return signal;
          },
        };
        send(request, options, current)
          .finally(() => {
            bypass = undefined;
          })
          .then(resolve, reject);
      }),
    asked: () => bypass?.(),
    goBelow: () => {
      level = 1;
    },
  };
}
