import type { HelpCenterJwtError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pageOrigin } from "../page/origin.ts";
import type { TokenSource } from "../token/source.ts";
import type { Token } from "../token/token.ts";
import { type Signal, waitFor } from "../token/wait.ts";
import { mayCarryToken } from "./destination.ts";
import { preconnect } from "./preconnect.ts";
import { dropsAuthorizationOnRedirect } from "./redirect-guard.ts";

/** What fetch and XMLHttpRequest both ask about a call. They translate, and decide nothing. */
export interface CallPolicy {
  /** May the token stay with a request that is redirected? Else redirects, or the request, must be refused. */
  readonly followsRedirects: boolean;
  /**
   * What becomes of a call that begins: it is sent with this token, it waits (`undefined`), or it passes without (`null`).
   *
   * @param canWait else it is sent with a token that is just being replaced, rather than not at all
   * @throws HelpCenterJwtError, already reported, where the token must not go there or nobody is signed in
   */
  start(url: URL, canWait?: boolean): Token | undefined | null;
  /**
   * A token for a call that waits, or `null` where it is to be sent without.
   *
   * @throws HelpCenterJwtError (as a rejection) where there is none, or where it must not go there any more
   */
  wait(url: URL, signal: Signal): Promise<Token | null>;
  /**
   * A token to send the call again with, or `undefined` where its answer is final. Where it cannot be sent again, a
   * rejected token is renewed for the next call.
   *
   * @param answeredBy the answer's URL: behind a redirect, another origin may have answered, which never had the token
   */
  answered(
    url: URL,
    token: Token,
    status: number,
    answeredBy: string,
    isRepeatable: boolean,
    signal?: Signal,
  ): Promise<Token | undefined> | undefined;
  /** The second try, with this token, has an answer, or none (`undefined`). */
  answeredAgain(url: URL, token: Token, status?: number): void;
  /** Is this the `Authorization` of a call of ours, which has come back? */
  isOwn(authorization: string): boolean;
  /** Reports an error, and returns it. */
  refuse(error: HelpCenterJwtError): HelpCenterJwtError;
}

/** One announcement a page. */
let isAnnounced = false;

export function createCallPolicy(
  settings: () => Settings,
  tokens: TokenSource,
  report: (error: HelpCenterJwtError) => HelpCenterJwtError,
): CallPolicy {
  // Asked once: it takes a fifth of a warm call's own time.
  const ownOrigin = pageOrigin();

  function isAllowed(url: URL): boolean {
    const { allowedOrigins } = settings();
    try {
      if (!mayCarryToken(url, allowedOrigins, ownOrigin)) return false;
    } catch (error) {
      throw report(error as HelpCenterJwtError);
    }
    if (!allowedOrigins && !isAnnounced && url.protocol === "https:") announce(url.origin);
    return true;
  }

  /** Nobody is signed in, and the author chose to send such calls without a token. */
  const sendsAnonymously = (error: unknown) =>
    settings().anonymous === "omit" && (error as HelpCenterJwtError | null)?.code === "not_signed_in";

  return {
    followsRedirects: dropsAuthorizationOnRedirect(),
    start(url, canWait = true) {
      if (!isAllowed(url)) return null;
      try {
        return tokens.usable(canWait ? url.origin : undefined);
      } catch (error) {
        if (sendsAnonymously(error)) return null;
        throw error;
      }
    },
    wait: (url, signal) =>
      waitFor((signal) => {
        preconnect(url.origin);
        return tokens.get(signal, url.origin);
      }, signal).then(
        // The options may have changed since.
        (token) => (isAllowed(url) ? token : null),
        (error) => {
          if (sendsAnonymously(error)) return null;
          throw error;
        },
      ),
    answered(url, token, status, answeredBy, isRepeatable, signal) {
      const { origin } = url;
      if (status !== 401) {
        tokens.accepted(origin, token, answeredBy);
        return undefined;
      }
      if (answeredBy && new URL(answeredBy).origin !== origin) return undefined;
      const renew = async (signal?: Signal) => {
        const newer = isAllowed(url) ? await tokens.renew(token, origin, answeredBy, signal) : undefined;
        // The options may have changed since.
        return newer && isAllowed(url) ? newer : undefined;
      };
      if (isRepeatable) return waitFor(renew, signal);
      renew().catch(() => {});
      return undefined;
    },
    answeredAgain({ origin }, token, status) {
      if (status === 401) tokens.rejected(origin, token);
      else tokens.accepted(origin);
    },
    isOwn: tokens.isOwn,
    refuse: report,
  };
}

function announce(origin: string): void {
  isAnnounced = true;
  console.warn(
    `hc-jwt: any https origin may have the token, and ${origin} has it now. Say which: HCJwt.configure({ allowedOrigins: ["${origin}"] })`,
  );
}
