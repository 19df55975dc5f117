import { HelpCenterJwtError } from "../errors.ts";
import { levelOf, type Send } from "../page/fetch.ts";
import { bearerOf, type Token } from "../token/token.ts";
import { abortReason } from "../token/wait.ts";
import { type CallOptions, readInput, readOptions } from "./arguments.ts";
import { callByRequest, callByUrl, type OutgoingCall } from "./outgoing-call.ts";
import type { CallPolicy } from "./policy.ts";

/** More calls to one URL at a time that nothing tells apart are taken for one call that goes in circles. */
const mostAlike = 32;

/**
 * `fetch` with the token. With a cached token the browser's fetch is called before this returns: a `keepalive` request that
 * is made while the page goes away would otherwise be lost.
 *
 * @param send how calls leave
 * @param isInstalledFor under `install()`: does it hold for this origin? Every other call is sent as it came, and so is one
 *   in the mode `no-cors`, of which nobody said that it should carry a token
 */
export function createAuthorizedFetch(
  policy: CallPolicy,
  send: Send,
  isInstalledFor?: (origin: string) => boolean,
): typeof fetch {
  const underWay: { [key: string]: number } = {};

  /** Sends a call that carries no token of ours. It may still be one that has come back, and must come to an end. */
  async function pass(
    href: string,
    { input, init, options, authorization = "" }: CallOptions,
    sendAt = (level: number) => send(input, init && options, level),
  ): Promise<Response> {
    const key = `${href} ${authorization}`;
    const alike = underWay[key] || 0;
    underWay[key] = alike + 1;
    try {
      // One level down for each such round.
      const rounds = Math.min(3, Math.floor(alike / mostAlike));
      return await sendAt(Math.max(rounds, Number(policy.isOwn(authorization))));
    } finally {
      underWay[key] = (underWay[key] as number) - 1;
      if (!underWay[key]) delete underWay[key];
    }
  }

  async function sendWith(token: Token, call: OutgoingCall, url: URL): Promise<Response> {
    const response = await call.send(bearerOf(token));
    const next = policy.answered(url, token, response.status, response.url, call.isRepeatable(), call.signal);
    // The first 401 is the answer wherever a second try cannot be made or cannot help.
    const newer = await next?.catch((error) => {
      if (call.signal?.aborted) throw error;
    });
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
      policy.answeredAgain(url, newer, status);
    }
  }

  return (...args) => {
    try {
      // What fetch itself objects to is left to it.
      if (!args.length) new Request(...args);
      const { url, input } = readInput(args[0]);
      const init = args[1] ?? undefined;
      if (!url || (init && Object(init) !== init) || (isInstalledFor && !isInstalledFor(url.origin))) {
        return send(...([input, ...args.slice(1)] as typeof args));
      }
      const read = readOptions(input, init);
      const { options, mode, authorization } = read;
      // A call that has come back has been judged before.
      if (authorization !== undefined || levelOf(options) || (isInstalledFor && mode === "no-cors")) {
        return pass(url.href, read);
      }
      let token: Token | undefined | null;
      try {
        token = policy.start(url);
      } catch (error) {
        // A patched function lets the browser object first. A stream would be used up by being looked at.
        if (isInstalledFor && !(options.body as ReadableStream | null)?.getReader) new Request(url, options);
        throw error;
      }
      if (token === null) return pass(url.href, read);
      if (mode === "no-cors") throw policy.refuse(unsupportedMode(url.origin));
      const call =
        token && typeof read.input === "string"
          ? callByUrl(url.href, options, read.headers, policy.followsRedirects, send)
          : callByRequest(read, url, policy.followsRedirects, send);
      if (call.signal?.aborted) throw abortReason(call.signal);
      if (token) return sendWith(token, call, url);
      return policy
        .wait(url, call.signal)
        .then((token) =>
          token ? sendWith(token, call, url) : pass(url.href, read, (level) => call.send(undefined, level)),
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
