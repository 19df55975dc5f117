/** What a visitor may read when something went wrong. */
export interface Problem {
  title: string;
  text: string;
  /** Whether it can be gone a moment later. */
  canRetry: boolean;
}

const notSetUp: Problem = {
  title: "The to-do list is not set up yet",
  text: "Whoever looks after this help center can finish it in the theme settings. There is nothing you need to do.",
  canRetry: false,
};

const problems: Readonly<Record<string, Problem>> = {
  plan_unsupported: {
    title: "The to-do list is not available here",
    text: "This help center cannot offer to-do lists at the moment. Everything else works as usual.",
    canRetry: false,
  },
  rate_limited: {
    title: "Many people are here right now",
    text: "Please wait a minute, then try again. Your to-dos are safe.",
    canRetry: true,
  },
  destination_not_allowed: notSetUp,
  insecure_destination: notSetUp,
  unreachable: {
    title: "We cannot reach your to-dos",
    text: "Check your connection, then try again. Your to-dos are safe.",
    canRetry: true,
  },
};

const anyOther: Problem = {
  title: "The to-do list has a problem",
  text: "Your to-dos are safe, but we cannot get at them right now. Try again in a moment.",
  canRetry: true,
};

/** @param code of a `HelpCenterJwtError`, or one that todos.ts gives */
export function problemOf(code: string): Problem {
  return problems[code] ?? anyOther;
}
