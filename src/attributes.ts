import { defaultSettings, validators } from "./options.ts";
import { parseOriginRule } from "./origins.ts";

/** A call of a method of the client, from an attribute. */
export type Step = readonly [attribute: string, method: "configure" | "install" | "preload", argument?: unknown];

/**
 * Translates the attributes of a script tag into method calls of the client, in the order in which they are to be made. The
 * client validates their arguments.
 *
 * @param dataset the element's `dataset`, of which only own properties are read: `data-allowed-origins` is `allowedOrigins`
 */
export function parseAttributes(dataset: DOMStringMap): Step[] {
  const steps: Step[] = [];
  for (const name of Object.keys(dataset)) {
    const text = dataset[name] as string;
    const origins = text.split(/[\s,]/).filter(Boolean);
    const set = (value: unknown) => steps.push([name, "configure", { [name]: value }]);
    if (name === "allowedOrigins") {
      // An invalid entry must not leave the list unset, which would allow every origin. So the valid entries are set first,
      // and stay if the whole list is rejected.
      set(origins.filter(parseOriginRule));
      set(origins);
    } else if (name === "install") steps.push([name, name, { origins }]);
    else if (Object.hasOwn(validators, name)) {
      set(typeof defaultSettings[name as "retry"] === "number" ? Number(text || "none") : text);
    }
  }
  if (Object.hasOwn(dataset, "preload")) steps.push(["preload", "preload"]);
  return steps;
}
