import htmx from "htmx-2";
import { watchWithHtmx } from "./htmx.ts";

const config = (htmx as never as { config: Record<string, unknown> }).config;
config.selfRequestsOnly = false;
watchWithHtmx(
  htmx as never,
  "htmx:afterRequest",
  ({ pathInfo, xhr }: { pathInfo: { requestPath: string }; xhr: XMLHttpRequest }) => [pathInfo.requestPath, xhr.status],
);
