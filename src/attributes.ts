import { defaultSettings, readers } from "./options.ts";
import { parseOriginRule } from "./origins.ts";

/** A call of the client that an attribute asks for. */
export type Step = readonly [attribute: string, method: "configure" | "install" | "preload", argument?: unknown];

/**
 * What the attributes of a script tag ask for, in the order in which it is to be done. Whether it makes sense is for the
 * client to say.
 *
 * @param dataset by the names of `dataset`, and only its own are read: `data-allowed-origins` is `allowedOrigins`
 */
export function parseAttributes(dataset: DOMStringMap): Step[] {
  const steps: Step[] = [];
  for (const name of Object.keys(dataset)) {
    const text = dataset[name] as string;
    const origins = text.split(/[\s,]/).filter(Boolean);
    const set = (value: unknown) => steps.push([name, "configure", { [name]: value }]);
    if (name === "allowedOrigins") {
      // What is wrong in the list must not open it to everybody: the entries that are right stand when the list is refused.
      set(origins.filter(parseOriginRule));
      set(origins);
    } else if (name === "install") steps.push([name, name, { origins }]);
    else if (Object.hasOwn(readers, name)) {
      set(typeof defaultSettings[name as "retry"] === "number" ? Number(text || "none") : text);
    }
  }
  if (Object.hasOwn(dataset, "preload")) steps.push(["preload", "preload"]);
  return steps;
}
