import { ApplicationInsights, DistributedTracingModes } from "@microsoft/applicationinsights-web";
import { introduce } from "./neighbour.ts";

const { api, collector } = window.surroundings;
const seen = introduce();

const insights = new ApplicationInsights({
  config: {
    connectionString: `InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=${collector}/insights`,
    disableFetchTracking: false,
    enableCorsCorrelation: true,
    correlationHeaderDomains: [new URL(api).host],
    distributedTracingMode: DistributedTracingModes.AI_AND_W3C,
    // Its configuration would otherwise come from the vendor's host.
    extensionConfig: { AppInsightsCfgSyncPlugin: { cfgUrl: "", syncMode: 0, disableAutoSync: true } },
  },
});
insights.loadAppInsights();
insights.addTelemetryInitializer(({ baseType, baseData }) => {
  if (baseType === "RemoteDependencyData") seen.push(String(baseData?.target));
  return true;
});
