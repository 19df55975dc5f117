import { isHelpCenterJwtError } from "../errors.ts";
import type { Send } from "../page/fetch.ts";

/** Sends token requests. */
export interface TokenFetch {
  send(request: Request): Promise<Response>;
  /** Another caller has started to wait for a token. */
  onWait(): void;
  /** The next request is sent one level down, see `createPageFetch`. */
  bypassNext(): void;
}

/**
 * Sends token requests through the page's fetch, so that monitoring sees them. That fetch may be a wrapper which first gets a
 * token from this library, to add it to every request: it would wait for itself. So if a caller starts to wait for a token
 * while the page's fetch has not passed the token request on, the request is sent one level down as well, and the first
 * response counts.
 *
 * A getter in the request's options shows whether it was passed on: the browser's fetch reads it.
 */
export function createTokenFetch(send: Send): TokenFetch {
  let level = 0;
  let bypass: (() => void) | undefined;
  let last: { readonly signal: AbortSignal; isPassedOn: boolean } | undefined;

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        // The page's fetch held the last attempt back until it timed out, so this one skips it.
        const current = level || (last?.signal.aborted && !last.isPassedOn) ? 1 : 0;
        const attempt = { signal, isPassedOn: false };
        last = attempt;
        level = 0;
        bypass = () => {
          if (attempt.isPassedOn) return;
          bypass = undefined;
          send(request, {}, current + 1).then(resolve, (error) => {
            // The request that is held back may still succeed, unless there is no other fetch to send it with.
            if (isHelpCenterJwtError(error)) reject(error);
          });
        };
        // No prototype: members of Object.prototype would count as options.
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
    onWait: () => bypass?.(),
    bypassNext: () => {
      level = 1;
    },
  };
}
