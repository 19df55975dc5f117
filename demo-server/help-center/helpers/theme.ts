import type { Helper } from "../curlybars/helper.ts";
import { isKnownText, translate } from "../translations.ts";

export const asset: Helper = {
  forms: ["inline", "value"],
  arity: [1, 1],
  rejects: (name, { assets }) =>
    assets.has(name)
      ? undefined
      : { what: `The theme has no file assets/${name}.`, fix: `It has ${[...assets].join(", ")}.` },
  run: ({ arguments: [name], options, page }) => {
    const { prefix = "", suffix = "" } = options;
    return page.assetUrl(`${prefix}${String(name)}${suffix}`) ?? "";
  },
};

/** Zendesk's own texts. A theme's translation files do not feed it: they label the settings in the Settings panel. */
export const t: Helper = {
  forms: ["inline", "value"],
  arity: [1, 1],
  rejects: (key) =>
    isKnownText(key)
      ? undefined
      : {
          what: `'${key}' is not a text that this server's 't' knows.`,
          fix: "Zendesk's list is fixed; what it has and this one lacks belongs into help-center/texts/en-us.json.",
          instead: `${key}, the key`,
        },
  run: ({ arguments: [key], options, page }) => translate(String(key), page.locale, options),
};

/** The account has no dynamic content, so that every id is one that Zendesk could not find. */
export const dc: Helper = {
  forms: ["inline", "value"],
  arity: [1, 1],
  run: ({ arguments: [id] }) => `Could not find dynamic content with the id "${String(id)}"`,
};
