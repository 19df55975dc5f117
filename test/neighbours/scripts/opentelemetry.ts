import { registerInstrumentations } from "@opentelemetry/instrumentation";
import { FetchInstrumentation } from "@opentelemetry/instrumentation-fetch";
import { XMLHttpRequestInstrumentation } from "@opentelemetry/instrumentation-xml-http-request";
import { InMemorySpanExporter, SimpleSpanProcessor, WebTracerProvider } from "@opentelemetry/sdk-trace-web";
import { introduce } from "./neighbour.ts";

const exporter = new InMemorySpanExporter();
introduce({
  get seen() {
    return exporter
      .getFinishedSpans()
      .filter(({ name }) => !/preflight/i.test(name))
      .map(({ attributes }) => String(attributes["url.full"] ?? attributes["http.url"]));
  },
});

new WebTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const propagateTraceHeaderCorsUrls = [new RegExp(`^${window.surroundings.api}/`)];
registerInstrumentations({
  instrumentations: [
    new FetchInstrumentation({ propagateTraceHeaderCorsUrls }),
    new XMLHttpRequestInstrumentation({ propagateTraceHeaderCorsUrls }),
  ],
});
