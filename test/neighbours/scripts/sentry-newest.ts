import { browserTracingIntegration, init } from "@sentry/browser";
import { sentryOptions } from "./sentry.ts";

init({ ...sentryOptions(), integrations: [browserTracingIntegration()] });
