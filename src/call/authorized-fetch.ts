import { HelpCenterJwtError } from "../errors.ts";
import { levelOf, type Send } from "../page/fetch.ts";
import { bearerOf, type Token } from "../token/token.ts";
import { abortReason } from "../token/wait.ts";
import { type CallOptions, readInput, readOptions } from "./arguments.ts";
import type { Destination } from "./destination.ts";
import { callByRequest, callByUrl, type OutgoingCall } from "./outgoing-call.ts";
import type { CallPolicy } from "./policy.ts";

/** More identical calls in flight than this are taken for one call that a wrapper of the page keeps passing back to us. */
const maxIdenticalCalls = 32;

/**
 * Creates a `fetch` that adds the token. With a cached token it calls the browser's fetch before it returns: a `keepalive`
 * request during page unload would otherwise be lost.
 *
 * @param send sends a call
 * @param isInstalledFor only for `install()`: is this origin in its list? All other calls, and calls with the mode `no-cors`,
 *   are sent unchanged, because nobody asked for a token on them
 */
export function createAuthorizedFetch(
  policy: CallPolicy,
  send: Send,
  isInstalledFor?: (origin: string) => boolean,
): typeof fetch {
  /** The number of identical calls without a token of ours, by URL and `Authorization`. */
  const inFlight: { [key: string]: number } = {};

  /** Sends a call without adding a token. It may be one that a wrapper has passed back to us, which must not loop forever. */
  async function sendUnchanged(
    href: string,
    { input, init, options, authorization = "" }: CallOptions,
    sendAt = (level: number) => send(input, init && options, level),
  ): Promise<Response> {
    const key = `${href} ${authorization}`;
    const identical = inFlight[key] || 0;
    inFlight[key] = identical + 1;
    try {
      const level = Math.min(3, Math.floor(identical / maxIdenticalCalls));
      return await sendAt(Math.max(level, Number(policy.isOurBearer(authorization))));
    } finally {
      inFlight[key] = (inFlight[key] as number) - 1;
      if (!inFlight[key]) delete inFlight[key];
    }
  }

  async function sendWith(token: Token, call: OutgoingCall, destination: Destination): Promise<Response> {
    const response = await call.send(bearerOf(token));
    const next = policy.onResponse(destination, token, response.status, response.url, call.isRepeatable(), call.signal);
    // If the retry is impossible or the renewal fails, the caller gets the 401.
    const newer =
      next &&
      (await next.catch((error) => {
        if (call.signal?.aborted) throw error;
      }));
    if (!newer) {
      call.release();
      return response;
    }
    response.body?.cancel().catch(() => {});
    let status: number | undefined;
    try {
      const second = await call.send(bearerOf(newer));
      status = second.status;
      return second;
    } finally {
      policy.onRetryResponse(destination, newer, status);
    }
  }

  return (...args) => {
    try {
      // Throws the browser's own TypeError.
      if (!args.length) new Request(...args);
      const { destination, input } = readInput(args[0]);
      const init = args[1] ?? undefined;
      if (!destination || (init && Object(init) !== init) || (isInstalledFor && !isInstalledFor(destination.origin))) {
        return send(...([input, ...args.slice(1)] as typeof args));
      }
      const read = readOptions(input, init);
      const { options, mode, authorization } = read;
      // A call that a wrapper has passed back to us has been checked before.
      if (authorization !== undefined || levelOf(options) || (isInstalledFor && mode === "no-cors")) {
        return sendUnchanged(destination.href, read);
      }
      let token: Token | undefined | null;
      try {
        token = policy.start(destination);
      } catch (error) {
        // Under `install()`, the browser's own error comes first. Not for a stream, which this would consume.
        if (isInstalledFor && !(options.body as ReadableStream | null)?.getReader)
          new Request(destination.href, options);
        throw error;
      }
      if (token === null) return sendUnchanged(destination.href, read);
      if (mode === "no-cors") throw policy.report(unsupportedMode(destination.origin));
      // The constructor of `Request` throws for invalid options, which comes before an abort.
      const call =
        token && typeof read.input === "string" && !options.signal?.aborted
          ? callByUrl(destination.href, options, read.headers, policy.followsRedirects, send)
          : callByRequest(read, destination.href, policy.followsRedirects, send);
      if (call.signal?.aborted) throw abortReason(call.signal);
      if (token) return sendWith(token, call, destination);
      return policy
        .wait(destination, call.signal)
        .then((token) =>
          token
            ? sendWith(token, call, destination)
            : sendUnchanged(destination.href, read, (level) => call.send(undefined, level)),
        );
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

function unsupportedMode(origin: string): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not sent: "no-cors" drops the token. Have ${origin} allow CORS instead.`,
  );
}
