import htmx from "htmx.org";
import { watchWithHtmx } from "./htmx.ts";

(htmx as never as { config: Record<string, unknown> }).config.mode = "cors";
watchWithHtmx(
  htmx as never,
  "htmx:after:request",
  ({ ctx }: { ctx: { request: { action: string }; response: { status: number } } }) => [
    ctx.request.action,
    ctx.response.status,
  ],
);
