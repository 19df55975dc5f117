// @ts-expect-error It has no types.
import Pace from "pace-js";
import { introduce } from "./neighbour.ts";

const seen = introduce();

Pace.start({ ajax: { trackMethods: ["GET", "POST"] } });
// It tells nobody what it watches, so the watching part is asked.
const monitor = Pace.sources.find((source: object) => "watch" in source);
const watch = monitor.watch;
monitor.watch = function (request: { url: string }) {
  seen.push(request.url);
  return watch.call(this, request);
};
