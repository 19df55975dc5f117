import type { Helpers } from "../curlybars/helper.ts";
import * as collections from "./collections.ts";
import * as content from "./content.ts";
import * as forms from "./forms.ts";
import * as jsonHelpers from "./json.ts";
import * as logic from "./logic.ts";
import * as navigation from "./navigation.ts";
import * as person from "./person.ts";
import * as text from "./text.ts";
import * as theme from "./theme.ts";

/** Every helper of this server, by the name that templates call it by: each is one exported constant of its file. */
export const HELPERS: Helpers = {
  ...collections,
  ...content,
  ...forms,
  ...jsonHelpers,
  ...logic,
  ...navigation,
  ...person,
  ...text,
  ...theme,
};
