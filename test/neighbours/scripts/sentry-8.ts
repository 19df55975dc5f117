import { browserTracingIntegration, init } from "sentry-8";
import { sentryOptions } from "./sentry.ts";

init({ ...sentryOptions(), integrations: [browserTracingIntegration()] });
