// @ts-expect-error Its types are not where its manifest says.
import xhook from "xhook";
import { introduce } from "./neighbour.ts";

const seen = introduce();

xhook.before((request: { url: string }) => {
  seen.push(request.url);
});
// With a hook of each kind its whole machinery is at work.
xhook.after((_request: unknown, _response: unknown) => {});
