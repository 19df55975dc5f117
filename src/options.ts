import { type OriginRule, parseOriginRule } from "./destination.ts";
import { HelpCenterJwtError } from "./errors.ts";
import type { Identity } from "./help-center.ts";

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
   * for one label of subdomain. Any other destination is refused with `destination_not_allowed`.
   *
   * @default unset: any https origin, and http on a loopback host
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
   * What a call does when nobody is signed in: reject with `not_signed_in`, or go out without the header.
   *
   * @default "reject"
   */
  anonymous?: "reject" | "omit" | undefined;
  /**
   * Milliseconds that one attempt at the token endpoint may take. A `Retry-After` longer than this is not waited for.
   *
   * @default 10_000
   */
  timeout?: number | undefined;
  /**
   * How often a failed token request (network, 408, 429, 5xx) is repeated before the call fails, with growing pauses.
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
  readonly allowedOrigins: readonly OriginRule[] | undefined;
  readonly refreshLeeway: number;
  readonly anonymous: "reject" | "omit";
  readonly timeout: number;
  readonly retry: number;
  readonly onError: (error: HelpCenterJwtError) => void;
  readonly user: Identity;
}

export const defaultSettings: Settings = {
  tokenUrl: "/api/v2/help_center/integration/token",
  allowedOrigins: undefined,
  refreshLeeway: 30_000,
  anonymous: "reject",
  timeout: 10_000,
  retry: 2,
  onError: () => {},
  user: undefined,
};

/** An option or argument that makes no sense. Values are not quoted: one may be a token that went astray. */
export function invalidOption(name: string, expected: string): HelpCenterJwtError {
  return new HelpCenterJwtError("invalid_option", `${name} must be ${expected}. Nothing was changed.`);
}

// A timer of more milliseconds than fit in 31 bits fires at once (HTML standard, timers).
const maxTimeout = 2 ** 31 - 1;

/** For each option: what it must be, in words, and what reads it, answering `undefined` where it is not that. */
const readers: {
  readonly [Name in keyof Settings]: readonly [string, (value: unknown) => Settings[Name] | undefined];
} = {
  tokenUrl: [
    "a path or URL on this page's own origin",
    (value) => (typeof value === "string" && value && isSameOrigin(value) ? value : undefined),
  ],
  allowedOrigins: [
    'a list of origins such as "https://api.example.com" or "https://*.example.com", with no path',
    (value) => {
      if (!Array.isArray(value)) return undefined;
      const rules = Array.from(value, parseOriginRule);
      return rules.includes(undefined) ? undefined : (rules as OriginRule[]);
    },
  ],
  refreshLeeway: ["a number of milliseconds, 0 or more", (value) => numberWithin(value, 0, Number.MAX_VALUE)],
  anonymous: ['"reject" or "omit"', (value) => (value === "reject" || value === "omit" ? value : undefined)],
  timeout: [`a number of milliseconds from 1 to ${maxTimeout}`, (value) => numberWithin(value, 1, maxTimeout)],
  retry: ["a whole number from 0 to 10", (value) => (Number.isInteger(value) ? numberWithin(value, 0, 10) : undefined)],
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
  if (typeof options !== "object" || options === null) throw invalidOption("The options", "an object");
  const changes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    // Own names only: an option called "constructor" is unknown, too.
    if (!Object.hasOwn(readers, name)) {
      throw invalidOption(`Option "${name}" is unknown: it`, `one of ${Object.keys(readers).join(", ")}`);
    }
    const [expected, read] = readers[name as keyof Settings];
    const checked = read(value);
    if (checked === undefined) throw invalidOption(`Option "${name}"`, expected);
    changes[name] = checked;
  }
  return Object.freeze({ ...settings, ...changes });
}

function numberWithin(value: unknown, min: number, max: number): number | undefined {
  return typeof value === "number" && value >= min && value <= max ? value : undefined;
}

function isSameOrigin(url: string): boolean {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}
