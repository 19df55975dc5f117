import { proxy } from "ajax-hook";
import { introduce } from "./neighbour.ts";

const seen = introduce();

proxy({
  onRequest(config, handler) {
    seen.push(config.url);
    handler.next(config);
  },
  onResponse: (response, handler) => handler.next(response),
});
