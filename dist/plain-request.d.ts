/** Why there is no answer. Browsers do not tell scripts more. */
export type NoAnswer = "network" | "timeout";
/**
 * One request by the browser's fetch, past the patch of `install()`: nothing is added to it and nothing is repeated.
 * Never rejects, and never takes longer than ten seconds.
 *
 * @param read what is wanted of the answer; the time counts until it is done
 */
export declare function plainRequest<Result>(href: string, init: RequestInit, read: (response: Response) => Result | Promise<Result>): Promise<Result | NoAnswer>;
