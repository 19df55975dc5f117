import { HelpCenterJwtError } from "./errors.js";
/** The browser's own function under a patch of ours. One name for all copies of the library. */
declare const originalKey: unique symbol;
export type AnyFunction = (this: any, ...args: any[]) => any;
/** A patch of ours, itself: a wrapper that is a Proxy, or copies properties, shows those of the function below it. */
declare const patchKey: unique symbol;
/** The function that stood here before this library patched it: the client's own requests go past the patch. */
export declare function unpatched<Fn extends AnyFunction>(fn: Fn & {
    [originalKey]?: Fn;
    [patchKey]?: Fn;
}): Fn;
/** A function to replace: a method, or the getter or setter of a property. */
export type Patch = readonly [
    owner: object,
    name: string,
    wrap: (original: AnyFunction) => AnyFunction,
    kind?: "get" | "set" | undefined
];
/**
 * Replaces all of these functions, or none.
 *
 * @returns a function that restores the originals. Where another script has replaced one of ours meanwhile, its function
 *   stays, so a replacement must still serve after that.
 * @throws HelpCenterJwtError `unsupported_mode` where the page does not let one be replaced
 */
export declare function patchAll(patches: readonly Patch[]): () => void;
export declare function cannotReplace(name: string): HelpCenterJwtError;
export {};
