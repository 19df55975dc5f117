/** The browser's own function under a patch of ours. One name for all copies of the library. */
declare const originalKey: unique symbol;
type Method = (this: never, ...args: never[]) => unknown;
/** The function that stood here before we patched it: the client's own requests go past the patch. */
export declare function unpatched<Fn extends Method>(fn: Fn & {
    [originalKey]?: Fn;
}): Fn;
/** Does all of these. */
export declare function inTurn(actions: readonly (() => void)[]): () => void;
/**
 * Replaces a method, and answers what puts the old one back. Where somebody else has patched on top meanwhile, theirs
 * stays in place, and ours passes through.
 */
export declare function patch<Name extends string, Fn extends Method>(owner: {
    [name in Name]: Fn;
}, name: Name, wrap: (original: Fn) => Fn): () => void;
export {};
