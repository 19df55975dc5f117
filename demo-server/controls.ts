import { isLayout, LAYOUTS, type Layout } from "./help-center/layout.ts";
import { createNotifier, type Notifier } from "./notifier.ts";

/** What the token endpoint answers in place of a token. */
export const TOKEN_FAULTS = [
  "ok",
  "plan_unsupported",
  "unavailable",
  "rate_limited",
  "unauthorized",
  "forbidden",
  "sign_in_page",
  "redirect_to_sign_in",
  "no_token",
  "garbage_token",
] as const;
export type TokenFault = (typeof TOKEN_FAULTS)[number];

/** What the to-do API answers in place of to-dos. */
export const API_FAULTS = ["ok", "down", "unauthorized"] as const;
export type ApiFault = (typeof API_FAULTS)[number];

/** Everything about the demo that can be switched while it runs. */
export interface Settings {
  layout: Layout;
  /** Seconds from issue to expiry. Negative for tokens that are born expired. */
  tokenLifetime: number;
  /** Milliseconds that the token endpoint takes longer than it has to. */
  tokenLatency: number;
  tokenFault: TokenFault;
  /** Token requests until the fault is over; 0 until it is switched off. */
  tokenFaultTimes: number;
  /** Seconds in the `Retry-After` of a rate-limited answer. */
  retryAfter: number;
  /** Whether tokens carry `iat`. Nothing shows that Zendesk's do. */
  issuedAtClaim: boolean;
  /** Seconds that the clock in the page is ahead of the server's. */
  pageClockSkew: number;
  apiFault: ApiFault;
  /** API requests until the fault is over; 0 until it is switched off. */
  apiFaultTimes: number;
}

const DEFAULT_SETTINGS: Settings = {
  layout: "production",
  tokenLifetime: 120,
  tokenLatency: 0,
  tokenFault: "ok",
  tokenFaultTimes: 0,
  retryAfter: 5,
  issuedAtClaim: false,
  pageClockSkew: 0,
  apiFault: "ok",
  apiFaultTimes: 0,
};

const DAY = 86_400;

const CHECKS: { [Name in keyof Settings]: (value: unknown) => string | undefined } = {
  layout: (value) => (isLayout(value) ? undefined : `one of ${LAYOUTS.join(", ")}`),
  tokenLifetime: wholeNumber(-DAY, DAY),
  tokenLatency: wholeNumber(0, 60_000),
  tokenFault: oneOf(TOKEN_FAULTS),
  tokenFaultTimes: wholeNumber(0, 1000),
  retryAfter: wholeNumber(0, 3600),
  issuedAtClaim: (value) => (typeof value === "boolean" ? undefined : "true or false"),
  pageClockSkew: wholeNumber(-365 * DAY, 365 * DAY),
  apiFault: oneOf(API_FAULTS),
  apiFaultTimes: wholeNumber(0, 1000),
};

export class ControlError extends Error {}

export interface Controls {
  get(): Settings;
  /** Changes some settings, or none when one of them makes no sense: throws `ControlError`. */
  set(patch: Partial<Settings>): Settings;
  /** Back to how the demo was started. */
  reset(): Settings;
  /** The fault that this token request meets; counts it. */
  takeTokenFault(): TokenFault;
  /** The fault that this API request meets; counts it. */
  takeApiFault(): ApiFault;
  subscribe: Notifier["subscribe"];
}

export function createControls(initial: Partial<Settings> = {}): Controls {
  const start: Settings = { ...DEFAULT_SETTINGS, ...checkSettings(initial) };
  const { notify, subscribe } = createNotifier();
  let settings = start;

  function change(to: Settings): Settings {
    settings = to;
    notify();
    return settings;
  }

  return {
    get: () => settings,
    set: (patch) => change({ ...settings, ...checkSettings(patch) }),
    reset: () => change(start),
    takeTokenFault() {
      const { tokenFault, tokenFaultTimes } = settings;
      if (tokenFault !== "ok" && tokenFaultTimes > 0) {
        change({
          ...settings,
          tokenFaultTimes: tokenFaultTimes - 1,
          ...(tokenFaultTimes === 1 && { tokenFault: "ok" }),
        });
      }
      return tokenFault;
    },
    takeApiFault() {
      const { apiFault, apiFaultTimes } = settings;
      if (apiFault !== "ok" && apiFaultTimes > 0) {
        change({ ...settings, apiFaultTimes: apiFaultTimes - 1, ...(apiFaultTimes === 1 && { apiFault: "ok" }) });
      }
      return apiFault;
    },
    subscribe,
  };
}

function checkSettings(patch: unknown): Partial<Settings> {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) {
    throw new ControlError('Settings are an object, such as { "tokenLifetime": 5 }.');
  }
  for (const [name, value] of Object.entries(patch)) {
    if (!Object.hasOwn(CHECKS, name)) {
      throw new ControlError(`There is no setting "${name}". There is ${Object.keys(CHECKS).join(", ")}.`);
    }
    const wanted = CHECKS[name as keyof Settings](value);
    if (wanted !== undefined) throw new ControlError(`"${name}" has to be ${wanted}.`);
  }
  return patch;
}

function wholeNumber(least: number, most: number): (value: unknown) => string | undefined {
  return (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `a whole number from ${least} to ${most}`;
}

function oneOf(allowed: readonly string[]): (value: unknown) => string | undefined {
  return (value) => (allowed.includes(value as string) ? undefined : `one of ${allowed.join(", ")}`);
}
