import { introduce } from "./neighbour.ts";

interface Breadcrumb {
  category?: string | undefined;
  data?: Record<string, unknown> | undefined;
}

/** Options that all major versions know. Nothing is sent: reports end in the transport. */
export function sentryOptions() {
  const seen = introduce();
  return {
    dsn: "https://key@sentry.invalid/1",
    tracesSampleRate: 1,
    tracePropagationTargets: [window.surroundings.api],
    transport: () => ({ send: async () => ({}), flush: async () => true }),
    beforeBreadcrumb<Crumb extends Breadcrumb>(breadcrumb: Crumb): Crumb {
      const { category, data } = breadcrumb;
      if (category === "fetch" || category === "xhr") seen.push(String(data?.url));
      return breadcrumb;
    },
  };
}
