import { HelpCenterJwtError } from "./errors.ts";
import { type OriginRule, parseOriginRules, parseUrl } from "./origins.ts";
import { pageOrigin } from "./page/origin.ts";
import type { Identity } from "./page/visitor.ts";

/** Options of a client. Every time is in milliseconds. An option that is `undefined` is left as it is. */
export interface HelpCenterJwtOptions {
  /**
   * Where to get the token: a path or URL on the help center's own origin, since the session cookie goes nowhere else.
   *
   * @default "/api/v2/help_center/integration/token"
   */
  tokenUrl?: string | undefined;
  /**
   * The only origins that may receive the token: exact ones (`https://api.example.com`), or `https://*.example.com`
   * for one label of subdomain. Any other destination is refused with `destination_not_allowed`. A list replaces the one
   * before. No wildcard where anybody can register a name: `https://*.github.io` is everybody.
   *
   * @default unset: any https origin, and http on a loopback host. The first https one is named in the console, once a page
   */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * How long before its expiry a token is no longer used, in milliseconds. Never more than a quarter of the token's
   * life. From twice this time on, a new one is fetched while calls go out with the one at hand.
   *
   * @default 30_000
   */
  refreshLeeway?: number | undefined;
  /**
   * Where the token is kept: in memory, or also in the tab's `sessionStorage`, so that the next page of a visit starts
   * with the token at hand. The stored copy is bound to the visitor whom `user` or `window.HelpCenter` names; where nobody
   * is named, nothing is stored. A tab opened by `window.open`, or by a link with an opener, starts with a copy.
   *
   * @default "memory"
   */
  storage?: "memory" | "session" | undefined;
  /**
   * What a call does when nobody is signed in: reject with `not_signed_in`, or go out without the header.
   *
   * @default "reject"
   */
  anonymous?: "reject" | "omit" | undefined;
  /**
   * Milliseconds that one attempt at the token endpoint may take, its body included. A `Retry-After` longer than this is not
   * waited for.
   *
   * @default 10_000
   */
  timeout?: number | undefined;
  /**
   * How often a failed token request (network, timeout, 408, 429, 5xx) is repeated before the call fails, with growing pauses.
   * While the endpoint is known to fail, it is tried once at a time, without repeats.
   *
   * @default 2
   */
  retry?: number | undefined;
  /** Told of every new error of this client, once: a failure that is remembered and rejects many calls counts once. */
  onError?: ((error: HelpCenterJwtError) => void) | undefined;
  /**
   * Who is signed in, as the template knows it: an id, or `null` (or an empty string) for nobody.
   *
   * @default unset: `window.HelpCenter.user` is asked at each call
   */
  user?: string | number | null | undefined;
}

/** Options as the client uses them: checked, complete, and never changed after. */
export interface Settings {
  readonly tokenUrl: string;
  readonly allowedOrigins?: readonly OriginRule[];
  readonly refreshLeeway: number;
  readonly storage: "memory" | "session";
  readonly anonymous: "reject" | "omit";
  readonly timeout: number;
  readonly retry: number;
  readonly onError?: (error: HelpCenterJwtError) => void;
  readonly user?: Identity;
}

export const defaultSettings: Settings = {
  tokenUrl: "/api/v2/help_center/integration/token",
  refreshLeeway: 30_000,
  storage: "memory",
  anonymous: "reject",
  timeout: 10_000,
  retry: 2,
};

/** An option or argument that makes no sense. Values are not quoted: one may be a token that went astray. */
export function invalidOption(name: string, expected: string): HelpCenterJwtError {
  return new HelpCenterJwtError("invalid_option", `${name} must be ${expected}.`);
}

export const originsExpected = 'a list of origins such as "https://api.example.com"';

// A timer of more milliseconds than fit in 31 bits fires at once (HTML standard, timers).
const maxTimeout = 0x7fffffff;

type Reader<Value> = readonly [expected: string, read: (value: unknown) => Value | undefined];

/** For each option: what it must be, in words, and what reads it, answering `undefined` where it is not that. */
export const readers: { readonly [Name in keyof Required<Settings>]: Reader<Required<Settings>[Name]> } = {
  tokenUrl: ["a URL of this page's origin", sameOriginUrl],
  allowedOrigins: [originsExpected, parseOriginRules],
  refreshLeeway: wholeNumber(0, maxTimeout),
  storage: oneOf("memory", "session"),
  anonymous: oneOf("reject", "omit"),
  timeout: wholeNumber(1, maxTimeout),
  retry: wholeNumber(0, 10),
  onError: ["a function", (value) => (typeof value === "function" ? (value as Settings["onError"]) : undefined)],
  user: [
    "an id, or null for nobody",
    (value) => {
      if (value === null || value === "") return null;
      return typeof value === "string" || Number.isFinite(value) ? String(value) : undefined;
    },
  ],
};

/**
 * Checks all options before any is taken over, so that a bad one changes nothing.
 *
 * @throws HelpCenterJwtError `invalid_option`
 */
export function mergeOptions(settings: Settings, options: HelpCenterJwtOptions = {}): Settings {
  checkObject(options);
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    // Own names only: an option called "constructor" is unknown, too.
    if (!Object.hasOwn(readers, name)) {
      throw invalidOption(`Option "${name}" is unknown, it`, `one of ${Object.keys(readers)}`);
    }
    const [expected, read] = readers[name as keyof Settings];
    const checked = read(value);
    if (checked === undefined) throw invalidOption(`Option "${name}"`, expected);
    changes[name] = checked;
  }
  return Object.assign(Object.create(null), settings, changes);
}

/** @throws HelpCenterJwtError `invalid_option` */
export function checkObject(options: unknown): void {
  if (Object(options) !== options) throw invalidOption("The options", "an object");
}

function oneOf<Value extends string>(...values: Value[]): Reader<Value> {
  return [`"${values.join('" or "')}"`, (value) => values.find((allowed) => allowed === value)];
}

function wholeNumber(min: number, max: number): Reader<number> {
  return [
    `a whole number from ${min} to ${max}`,
    (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? (value as number) : undefined,
  ];
}

function sameOriginUrl(url: unknown): string | undefined {
  const origin = pageOrigin();
  return url && typeof url === "string" && origin && parseUrl(url, origin)?.origin === origin ? url : undefined;
}
