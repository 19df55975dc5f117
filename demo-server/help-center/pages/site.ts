import { Html } from "../../html.ts";
import { ACCOUNT } from "../account.ts";
import type { Crumb } from "../curlybars/helper.ts";
import type { HelpCenterData, Text } from "../data/data.ts";
import { avatarUrl, isStaff, type User } from "../users.ts";

/** What a page is made from: the contents, and who asks for it in which language. */
export interface Site {
  data: HelpCenterData;
  locale: string;
  user: User | undefined;
  /** Of the request: filters, sorters and words to search for. */
  query: URLSearchParams;
}

/** A page before it is rendered: which template, with which names on top of those that every template has. */
export interface Page {
  template: string;
  title: string;
  status: 200 | 403 | 404;
  names: Record<string, unknown>;
  crumbs: readonly Crumb[];
  related?: readonly Crumb[];
}

export function homeOf({ locale }: Site): Crumb {
  return { name: ACCOUNT.name, url: `/hc/${locale}` };
}

export function pathOf({ locale }: Site, folder: string, id: number): string {
  return `/hc/${locale}/${folder}/${id}`;
}

export function textOf({ locale }: Site, text: Text | undefined): string {
  if (text === undefined || typeof text === "string") return text ?? "";
  return text[locale] ?? Object.values(text)[0] ?? "";
}

export function htmlOf(site: Site, text: Text): Html {
  return new Html(textOf(site, text));
}

export function byId<Entry extends { id: number }>(entries: readonly Entry[], id: number | undefined) {
  return entries.find((entry) => entry.id === id);
}

export function page(
  site: Site,
  template: string,
  title: string,
  names: Record<string, unknown>,
  crumbs: Crumb[] = [],
): Page {
  return { template, title, status: 200, names, crumbs: [homeOf(site), ...crumbs] };
}

export function errorPage(site: Site, error: "unauthorized" | "forbidden" | "not_found"): Page {
  return { ...page(site, "error_page", "Error", { error }), status: error === "not_found" ? 404 : 403 };
}

/** When something was made that does not say so. */
const SOME_DAY = "2026-01-05T09:30:00Z";

export function voted({
  createdAt = SOME_DAY,
  votes: [up = 0, down = 0] = [],
}: {
  createdAt?: string;
  votes?: readonly number[];
}) {
  return {
    created_at: createdAt,
    edited_at: createdAt,
    updated_at: createdAt,
    vote_sum: up - down,
    vote_count: up + down,
  };
}

export function tagsOf(tags: readonly string[] = []) {
  return tags.map((name) => ({ id: `01${name.toUpperCase()}`, name, identifier: name, url: "" }));
}

/** A list of filters of which the query names one: `filter_by=…`. */
export function filtersOf(site: Site, parameter: string, options: readonly (readonly [id: string, name: string])[]) {
  const asked = site.query.get(parameter) ?? options[0]?.[0];
  return options.map(([identifier, name]) => ({
    identifier,
    name,
    label: name,
    url: `?${parameter}=${identifier}`,
    selected: identifier === asked,
    count: 0,
  }));
}

export function selectedOf<Filter extends { selected: boolean }>(filters: readonly Filter[]): Filter | undefined {
  return filters.find(({ selected }) => selected) ?? filters[0];
}

/** A visitor is a user with nothing in it but a role. */
export function userView(site: Site, user: User | undefined): Record<string, unknown> {
  const nobody = { role: "anonymous", avatar_url: avatarUrl(undefined), agent: false, organizations: [], badges: [] };
  if (!user) return nobody;
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    url: pathOf(site, "profiles", user.id),
    avatar_url: avatarUrl(user),
    agent: isStaff(user),
    organizations: user.organizations,
    badges: isStaff(user) ? [TEAM] : [],
    tags: [],
  };
}

const TEAM = {
  id: "01TEAM",
  name: "Team",
  description: "Works for us.",
  category_slug: "titles",
  icon_url: "",
  assigned_at: SOME_DAY,
};

export function authorView(site: Site, id: number | undefined): Record<string, unknown> {
  return userView(site, byId(site.data.users, id) ?? site.data.users.find(isStaff));
}
