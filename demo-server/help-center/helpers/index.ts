import type { Helpers } from "../curlybars/helper.ts";
import { filter, slice } from "./collections.ts";
import {
  date,
  recent_activity,
  recent_articles,
  related_articles,
  request_callout,
  share,
  subscribe,
  vote,
} from "./content.ts";
import { json, json_stringify } from "./json.ts";
import { calc, compare, contains, is, isnt, not } from "./logic.ts";
import { breadcrumbs, link, page_path, pagination, search } from "./navigation.ts";
import { change_password, contact_details, my_profile, user_avatar, user_name } from "./person.ts";
import { concat, excerpt } from "./text.ts";
import { asset, dc, t } from "./theme.ts";

/** Every helper of this server, by the name that templates call it by. */
export const HELPERS: Helpers = {
  asset,
  breadcrumbs,
  calc,
  change_password,
  compare,
  concat,
  contact_details,
  contains,
  date,
  dc,
  excerpt,
  filter,
  is,
  isnt,
  json,
  json_stringify,
  link,
  my_profile,
  not,
  page_path,
  pagination,
  recent_activity,
  recent_articles,
  related_articles,
  request_callout,
  search,
  share,
  slice,
  subscribe,
  t,
  user_avatar,
  user_name,
  vote,
};
