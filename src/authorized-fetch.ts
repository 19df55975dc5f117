import { mayCarryToken, parseDestination } from "./destination.ts";
import { HelpCenterJwtError } from "./errors.ts";
import type { Settings } from "./options.ts";
import { type OutgoingCall, outgoingCall } from "./outgoing-call.ts";
import type { Token } from "./token-request.ts";
import type { TokenSource } from "./token-source.ts";
import { waitFor } from "./wait.ts";

/**
 * `fetch` with the token. One call: destination, token, header, send, and at most one repeat after a 401.
 *
 * With a token at hand the browser's fetch is called before this returns: a `keepalive` request that is made while the
 * page goes away would otherwise be lost.
 *
 * @param send the browser's fetch
 * @param report told of each destination that is refused
 */
export function createAuthorizedFetch(
  settings: () => Settings,
  tokens: TokenSource,
  send: typeof fetch,
  report: (error: HelpCenterJwtError) => void,
): typeof fetch {
  function authorizedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    try {
      const request = input instanceof Request ? input : undefined;
      const url = parseDestination(request ? request.url : String(input));
      const options = init ?? {};
      // What fetch itself objects to is left for it to object to.
      if (!url || typeof options !== "object") return send(input, init);
      const headers = new Headers(options.headers === undefined ? request?.headers : options.headers);
      // A caller who sets the header means it, wherever it goes.
      if (headers.has("authorization")) return send(input, init);
      if (!mayCarryToken(url, settings().allowedOrigins)) return send(input, init);
      if ((options.mode ?? request?.mode) === "no-cors") throw unsupportedMode(url.origin);
      let token: Token | undefined;
      try {
        token = tokens.atHand();
      } catch (error) {
        return goesWithout(error) ? send(input, init) : Promise.reject(error);
      }
      const call = outgoingCall(request ?? url.href, options, headers, send);
      return token ? sendWith(token, call, url.origin) : waitAndSend(call, url.origin);
    } catch (error) {
      if (error instanceof HelpCenterJwtError) report(error);
      return Promise.reject(error);
    }
  }

  function waitAndSend(call: OutgoingCall, origin: string): Promise<Response> {
    call.hold();
    return waitFor(tokens.get, call.signal).then(
      (token) => sendWith(token, call, origin),
      (error) => {
        if (goesWithout(error)) return call.send();
        throw error;
      },
    );
  }

  /** Nobody is signed in, and the author said to go on without. Any other failure is the caller's to handle. */
  function goesWithout(error: unknown): boolean {
    return settings().anonymous === "omit" && (error as HelpCenterJwtError | null)?.code === "not_signed_in";
  }

  function sendWith(token: Token, call: OutgoingCall, origin: string): Promise<Response> {
    return call.send(token.jwt).then((response) => {
      if (response.status === 401 && call.canRepeat) return repeat(response, token, call, origin);
      call.release();
      return response;
    });
  }

  /**
   * The status alone decides: `WWW-Authenticate` is rarely readable across origins. The first 401 is the answer wherever
   * a second try cannot be made or cannot help.
   */
  function repeat(response: Response, token: Token, call: OutgoingCall, origin: string): Promise<Response> {
    const { refusedBy } = tokens;
    const renew = async (): Promise<Token | undefined> => {
      // Another origin refused, which never had the token.
      if (response.redirected && new URL(response.url).origin !== origin) return undefined;
      const current = tokens.atHand();
      if (current !== token) return current ?? tokens.refresh();
      if (refusedBy.has(origin)) return undefined;
      const renewed = await tokens.refresh(true);
      // Here too, since this caller may have aborted by now: the next one's 401 must not renew once more.
      refusedBy.add(origin);
      return renewed;
    };
    const giveUp = () => {
      call.release();
      return response;
    };
    return waitFor(renew, call.signal).then(
      (next) => {
        if (!next) return giveUp();
        // Until it is answered otherwise: another call's 401 that arrives meanwhile must not renew once more.
        refusedBy.add(origin);
        response.body?.cancel().catch(() => {});
        return call.send(next.jwt).then((second) => {
          if (second.status !== 401) refusedBy.delete(origin);
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
    `Not sent: in mode "no-cors" browsers drop the Authorization header. Have ${origin} allow CORS, and leave the mode out.`,
  );
}
