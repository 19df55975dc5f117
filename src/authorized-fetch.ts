import { parseDestination } from "./destination.ts";
import { HelpCenterJwtError } from "./errors.ts";
import { type OutgoingCall, outgoingCall } from "./outgoing-call.ts";
import { preconnect } from "./preconnect.ts";
import { bearerOf, type Token } from "./token-request.ts";
import type { TokenSource } from "./token-source.ts";
import { type Signal, waitFor } from "./wait.ts";

/**
 * `fetch` with the token. One call: destination, token, header, send, and at most one repeat after a 401.
 *
 * With a token at hand the browser's fetch is called before this returns: a `keepalive` request that is made while the
 * page goes away would otherwise be lost. Without one, the connection is opened while the call waits.
 *
 * @param mayCarry judges a destination, and throws where it must not have the token
 * @param goesWithout nobody is signed in, and the author said to go on without; any other failure is the caller's
 * @param refused reports an error, and gives it back
 * @param send the browser's fetch
 */
export function createAuthorizedFetch(
  tokens: TokenSource,
  mayCarry: (url: URL) => boolean,
  goesWithout: (error: unknown) => boolean,
  refused: (error: HelpCenterJwtError) => HelpCenterJwtError,
  send: typeof fetch,
): typeof fetch {
  /** Origins whose connection was opened for calls that wait now. */
  const connected = new Set<string>();

  function authorizedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    try {
      const request = input instanceof Request ? input : undefined;
      const url = parseDestination(input);
      let options = init ?? {};
      // What fetch itself objects to is left for it to object to.
      if (!url || typeof options !== "object") return send(input, init);
      const given = options.headers ?? request?.headers;
      // Most calls have none, and the browser makes its own of them anyway.
      const headers = given && new Headers(given);
      // An iterator, as of a Map's entries, is used up by now. What the caller's object inherits stays within reach.
      if (given && "next" in given) init = options = Object.assign(Object.create(options), options, { headers });
      // A caller who sets the header means it, wherever it goes.
      if (headers?.has("authorization") || !mayCarry(url)) return send(input, init);
      if ((options.mode ?? request?.mode) === "no-cors") throw refused(unsupportedMode(url.origin));
      let token: Token | undefined;
      try {
        token = tokens.atHand();
      } catch (error) {
        if (goesWithout(error)) return send(input, init);
        throw error;
      }
      const call = outgoingCall(url.href, request, options, headers, !token, send);
      return token ? sendWith(token, call, url) : waitAndSend(call, url);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  function waitAndSend(call: OutgoingCall, url: URL): Promise<Response> {
    const { origin } = url;
    if (!connected.has(origin)) preconnect(origin);
    connected.add(origin);
    return waitFor(tokens.get, call.signal).then(
      (token) => {
        connected.clear();
        // The options may have changed since.
        mayCarry(url);
        return sendWith(token, call, url);
      },
      (error) => {
        if (goesWithout(error)) return call.send();
        throw error;
      },
    );
  }

  function sendWith(token: Token, call: OutgoingCall, url: URL): Promise<Response> {
    return call.send(bearerOf(token)).then((response) => {
      if (response.status === 401 && call.canRepeat) return repeat(response, token, call, url);
      call.release();
      return response;
    });
  }

  /**
   * The status alone decides: `WWW-Authenticate` is rarely readable across origins. The first 401 is the answer wherever
   * a second try cannot be made or cannot help.
   */
  function repeat(response: Response, token: Token, call: OutgoingCall, url: URL): Promise<Response> {
    const { origin } = url;
    const giveUp = () => {
      call.release();
      return response;
    };
    // Another origin refused, which never had the token.
    if (response.redirected && new URL(response.url).origin !== origin) return Promise.resolve(giveUp());
    const renew = async (signal?: Signal) => mayCarry(url) && tokens.renew(token, origin, signal);
    return waitFor(renew, call.signal).then(
      (next) => {
        if (!next) return giveUp();
        response.body?.cancel().catch(() => {});
        return call.send(bearerOf(next)).then((second) => {
          if (second.status !== 401) tokens.accepted(origin);
          return second;
        });
      },
      (error) => {
        if (call.signal?.aborted) throw error;
        return giveUp();
      },
    );
  }

  return authorizedFetch;
}

function unsupportedMode(origin: string): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not sent: "no-cors" drops the token. Have ${origin} allow CORS instead.`,
  );
}
