/** Headers read once: a record or a list in the case in which its caller wrote it, as fetch sends it, or a `Headers`. */
export type CallHeaders = Headers | [string, string][] | {
    readonly [name: string]: string;
};
/** The first argument of fetch, converted once: what is judged is what is sent. */
export declare function readInput(input: unknown): {
    url: URL | undefined;
    input: string | Request;
};
/** The arguments of one call of fetch, each member of its options read once. */
export interface CallOptions {
    /** Text or a `Request`: given, or made of options that cannot be copied. */
    readonly input: string | Request;
    readonly init: RequestInit | undefined;
    /** Those of `init`, of this call alone: may be written to. */
    readonly options: RequestInit;
    readonly headers: CallHeaders | undefined;
    readonly authorization: string | undefined;
    readonly mode: RequestMode | undefined;
}
/** @throws TypeError where fetch itself would reject with one */
export declare function readOptions(input: string | Request, init: RequestInit | undefined): CallOptions;
