import { HelpCenterJwtError } from "./errors.ts";
import { type OriginRule, parseOriginRules, parseUrl } from "./origins.ts";
import { pageOrigin } from "./page/origin.ts";
import type { VisitorId } from "./page/visitor.ts";

/** Options of a client. All times are in milliseconds. An option that is `undefined` keeps its value. */
export interface HelpCenterJwtOptions {
  /**
   * The token endpoint: a path or URL on the help center's own origin, because the session cookie is sent nowhere else.
   *
   * @default "/api/v2/help_center/integration/token"
   */
  tokenUrl?: string | undefined;
  /**
   * The only origins that may receive the token: exact ones (`https://api.example.com`), or `https://*.example.com`
   * for one label of subdomain. A call to any other destination rejects with `destination_not_allowed`. A list replaces the
   * previous one. Use no wildcard under a domain where anybody can register a name: `https://*.github.io` allows everybody.
   *
   * @default unset: any https origin, and http on a loopback host. The first https one is logged to the console, once a page
   */
  allowedOrigins?: readonly string[] | undefined;
  /**
   * How long before its expiry a token is no longer used, in milliseconds: at most a quarter of the token's lifetime. From
   * twice this time before its expiry, a new token is requested in the background, while calls still use the cached one.
   *
   * @default 30_000
   */
  refreshLeeway?: number | undefined;
  /**
   * Where the token is cached: in memory, or also in the tab's `sessionStorage`, so that the next page of a visit starts with
   * it. The stored copy is bound to the visitor that `user` or `window.HelpCenter` identifies; without one, nothing is stored.
   * A tab opened by `window.open`, or by a link with an opener, starts with a copy.
   *
   * @default "memory"
   */
  storage?: "memory" | "session" | undefined;
  /**
   * What happens to a call when nobody is signed in: it rejects with `not_signed_in`, or is sent without the header.
   *
   * @default "reject"
   */
  anonymous?: "reject" | "omit" | undefined;
  /**
   * How long one attempt at the token endpoint may take, in milliseconds, including the body. With a longer `Retry-After`, the
   * request fails at once.
   *
   * @default 10_000
   */
  timeout?: number | undefined;
  /**
   * How often a failed token request (network, timeout, 408, 429, 5xx) is retried before the call fails, with growing pauses.
   * After a failure, the next token requests are not retried until one succeeds.
   *
   * @default 2
   */
  retry?: number | undefined;
  /** Called with every new error of this client: once per failure, even if it rejects many calls. */
  onError?: ((error: HelpCenterJwtError) => void) | undefined;
  /**
   * Who is signed in, according to the template: an id, or `null` (or an empty string) for nobody.
   *
   * @default unset: `window.HelpCenter.user` is read at each call
   */
  user?: string | number | null | undefined;
}

/** The options of a client: validated, complete and immutable. */
export interface Settings {
  readonly tokenUrl: string;
  readonly allowedOrigins?: readonly OriginRule[];
  readonly refreshLeeway: number;
  readonly storage: "memory" | "session";
  readonly anonymous: "reject" | "omit";
  readonly timeout: number;
  readonly retry: number;
  readonly onError?: (error: HelpCenterJwtError) => void;
  readonly user?: VisitorId;
}

export const defaultSettings: Settings = {
  tokenUrl: "/api/v2/help_center/integration/token",
  refreshLeeway: 30_000,
  storage: "memory",
  anonymous: "reject",
  timeout: 10_000,
  retry: 2,
};

/** The error for an invalid option or argument. It does not quote the value, which may be a misplaced token. */
export function invalidOption(name: string, expected: string): HelpCenterJwtError {
  return new HelpCenterJwtError("invalid_option", `${name} must be ${expected}.`);
}

export const originsExpected = 'a list of origins such as "https://api.example.com"';

// A timer of more than 31 bits of milliseconds fires at once (HTML standard, timers).
const maxTimeout = 0x7fffffff;

type Validator<Value> = readonly [expected: string, parse: (value: unknown) => Value | undefined];

/** For each option: what it must be, in words, and a function that parses it or returns `undefined` if it is invalid. */
export const validators: { readonly [Name in keyof Required<Settings>]: Validator<Required<Settings>[Name]> } = {
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
 * Validates all options before any is applied, so that an invalid one changes nothing.
 *
 * @throws HelpCenterJwtError `invalid_option`
 */
export function mergeOptions(settings: Settings, options: HelpCenterJwtOptions = {}): Settings {
  checkObject(options);
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    // Own properties only, so that "constructor" is unknown as well.
    if (!Object.hasOwn(validators, name)) {
      throw invalidOption(`Option "${name}" is unknown, it`, `one of ${Object.keys(validators).join(", ")}`);
    }
    const [expected, parse] = validators[name as keyof Settings];
    const parsed = parse(value);
    if (parsed === undefined) throw invalidOption(`Option "${name}"`, expected);
    changes[name] = parsed;
  }
  return Object.assign(Object.create(null), settings, changes);
}

/** @throws HelpCenterJwtError `invalid_option` */
export function checkObject(options: unknown): void {
  if (Object(options) !== options) throw invalidOption("The options", "an object");
}

function oneOf<Value extends string>(...values: Value[]): Validator<Value> {
  return [`"${values.join('" or "')}"`, (value) => values.find((allowed) => allowed === value)];
}

function wholeNumber(min: number, max: number): Validator<number> {
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
