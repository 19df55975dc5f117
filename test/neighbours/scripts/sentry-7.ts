import { BrowserTracing, init } from "sentry-7";
import { sentryOptions } from "./sentry.ts";

init({ ...sentryOptions(), integrations: [new BrowserTracing()] });
