import htmx from "htmx-1";
import { watchWithHtmx } from "./htmx.ts";

watchWithHtmx(
  htmx as never,
  "htmx:afterRequest",
  ({ pathInfo, xhr }: { pathInfo: { requestPath: string }; xhr: XMLHttpRequest }) => [pathInfo.requestPath, xhr.status],
);
