import type { HelpCenterJwtError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pageOrigin } from "../page/origin.ts";
import type { TokenSource } from "../token/source.ts";
import type { Token } from "../token/token.ts";
import { type Signal, waitFor } from "../token/wait.ts";
import { type Destination, isTokenAllowed } from "./destination.ts";
import { preconnect } from "./preconnect.ts";
import { dropsAuthorizationOnRedirect } from "./redirect-guard.ts";

/** Every decision about a call. fetch and XMLHttpRequest ask it, and decide nothing themselves. */
export interface CallPolicy {
  /** Can redirects be followed, because this browser removes `Authorization` if one leads to another origin? */
  readonly followsRedirects: boolean;
  /**
   * Decides how a call starts: it is sent with the token that this returns, waits for one (`undefined`), or is sent without
   * a token (`null`).
   *
   * @param canWait a call that cannot wait is sent with a token that is being replaced, rather than not at all
   * @throws HelpCenterJwtError, already reported, if the destination is not allowed or nobody is signed in
   */
  start(destination: Destination, canWait?: boolean): Token | undefined | null;
  /**
   * Gets a token for a call that waits, or `null` if it is to be sent without one.
   *
   * @throws HelpCenterJwtError (as a rejection) if there is no token, or if the destination is no longer allowed
   */
  wait(destination: Destination, signal: Signal): Promise<Token | null>;
  /**
   * Handles the response to a call with a token.
   *
   * @param responseUrl after a redirect, another origin may have responded, which never received the token
   * @param isRepeatable if not, a rejected token is renewed for the next call only
   * @returns a new token to retry the call with, or `undefined` if the response is final
   */
  onResponse(
    destination: Destination,
    token: Token,
    status: number,
    responseUrl: string,
    isRepeatable: boolean,
    signal?: Signal,
  ): Promise<Token | undefined> | undefined;
  /** Handles the response to the retry with this token. The status is `undefined` if there was none. */
  onRetryResponse(destination: Destination, token: Token, status?: number): void;
  /** Is this the `Authorization` header of one of our calls? Then a wrapper of the page has passed it back to us. */
  isOurBearer(authorization: string): boolean;
  /** Reports an error, and returns it. */
  report(error: HelpCenterJwtError): HelpCenterJwtError;
}

/** The console message is logged once a page. */
let isAnnounced = false;

export function createCallPolicy(
  settings: () => Settings,
  tokens: TokenSource,
  report: (error: HelpCenterJwtError) => HelpCenterJwtError,
): CallPolicy {
  // Read once: this takes a fifth of our own time in a call with a cached token.
  const ownOrigin = pageOrigin();

  function isAllowed(destination: Destination): boolean {
    const { allowedOrigins } = settings();
    try {
      if (!isTokenAllowed(destination, allowedOrigins, ownOrigin)) return false;
    } catch (error) {
      throw report(error as HelpCenterJwtError);
    }
    if (!allowedOrigins && !isAnnounced && destination.protocol === "https:") announce(destination.origin);
    return true;
  }

  /** Is this call to be sent without a token, because nobody is signed in? */
  const sendsAnonymously = (error: unknown) =>
    settings().anonymous === "omit" && (error as HelpCenterJwtError | null)?.code === "not_signed_in";

  return {
    followsRedirects: dropsAuthorizationOnRedirect(),
    start(destination, canWait = true) {
      if (!isAllowed(destination)) return null;
      try {
        return tokens.usable(canWait ? destination.origin : undefined);
      } catch (error) {
        if (sendsAnonymously(error)) return null;
        throw error;
      }
    },
    wait: (destination, signal) =>
      waitFor((signal) => {
        preconnect(destination.origin);
        return tokens.get(signal, destination.origin);
      }, signal).then(
        // The options may have changed since.
        (token) => (isAllowed(destination) ? token : null),
        (error) => {
          if (sendsAnonymously(error)) return null;
          throw error;
        },
      ),
    onResponse(destination, token, status, responseUrl, isRepeatable, signal) {
      const { origin } = destination;
      if (status !== 401) {
        tokens.accepted(origin, token, responseUrl);
        return undefined;
      }
      if (responseUrl && new URL(responseUrl).origin !== origin) return undefined;
      const renew = async (signal?: Signal) => {
        const newer = isAllowed(destination) ? await tokens.renew(token, origin, responseUrl, signal) : undefined;
        // The options may have changed since.
        return newer && isAllowed(destination) ? newer : undefined;
      };
      if (isRepeatable) return waitFor(renew, signal);
      renew().catch(() => {});
      return undefined;
    },
    onRetryResponse({ origin }, token, status) {
      if (status === 401) tokens.rejected(origin, token);
      else tokens.accepted(origin);
    },
    isOurBearer: tokens.isOurBearer,
    report,
  };
}

function announce(origin: string): void {
  isAnnounced = true;
  console.warn(
    `hc-jwt: the token is sent to any https origin, now to ${origin}. List the allowed ones: HCJwt.configure({ allowedOrigins: ["${origin}"] })`,
  );
}
