import type { HelpCenterJwtError } from "./errors.js";
import type { Settings } from "./options.js";
import type { Token } from "./token-request.js";
import type { TokenSource } from "./token-source.js";
import { type Signal } from "./wait.js";
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
    answered(url: URL, token: Token, status: number, answeredBy: string, isRepeatable: boolean, signal?: Signal): Promise<Token | undefined> | undefined;
    /** The second try, with this token, has an answer, or none (`undefined`). */
    answeredAgain(url: URL, token: Token, status?: number): void;
    /** Is this the `Authorization` of a call of ours, which has come back? */
    isOwn(authorization: string): boolean;
    /** Reports an error, and returns it. */
    refuse(error: HelpCenterJwtError): HelpCenterJwtError;
}
export declare function createCallPolicy(settings: () => Settings, tokens: TokenSource, report: (error: HelpCenterJwtError) => HelpCenterJwtError): CallPolicy;
