/** Reads as: may a request to this origin carry the token? */
export type OriginRule = (origin: string) => boolean;
/**
 * The `Request` that fetch would see there. Told by its brand: one of another frame, or made before the page replaced
 * `Request` by a subclass, is no `instanceof` of this one. A polyfill's is no `[object Request]`.
 */
export declare function asRequest(input: unknown): Request | undefined;
/**
 * Where `fetch(text)` would go, resolved as fetch resolves it, or `undefined` where fetch itself rejects.
 * Decided on the parsed URL, never on the string: `https://api.example.com@evil.example` is not what it begins with.
 */
export declare function parseDestination(text: string): URL | undefined;
/**
 * May the token go there? `true`: attach it. `false`: the request is none of ours and passes untouched.
 *
 * Untouched pass: the help center's own origin and Zendesk's API, which take the session cookie (a help center JWT
 * there is a leak, answered by a confusing 401), and `data:` and `blob:`, which leave no machine.
 *
 * @param ownOrigin the help center's own
 * @throws HelpCenterJwtError `insecure_destination` or `destination_not_allowed`
 */
export declare function mayCarryToken(url: URL, allowedOrigins: readonly OriginRule[] | undefined, ownOrigin: string | undefined): boolean;
/**
 * One entry of `allowedOrigins`, or `undefined` where it is no origin (a path, a bare host, plain http…).
 *
 * @param entry an exact origin, `https://api.example.com`, or a wildcard for one label, `https://*.example.com`
 */
export declare function parseOriginRule(entry: unknown): OriginRule | undefined;
/** A whole list of them, or `undefined` where it is none, or any entry is no origin. */
export declare function parseOriginRules(entries: unknown): OriginRule[] | undefined;
/** `undefined` where it is no URL. */
export declare function parseUrl(text: string, base?: string): URL | undefined;
