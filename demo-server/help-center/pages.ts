import { ACCOUNT } from "./account.ts";
import {
  ARTICLES,
  articleView,
  CATEGORIES,
  categoryView,
  findArticles,
  SECTIONS,
  searchResultView,
  sectionView,
} from "./articles.ts";
import type { Crumb } from "./curlybars/helper.ts";
import { avatarUrl, findUser, isStaff, type User } from "./users.ts";

/** A page before it is rendered: which template, with which names on top of those that every template has. */
export interface Page {
  template: string;
  title: string;
  status: 200 | 403 | 404;
  names: Record<string, unknown>;
  crumbs: readonly Crumb[];
}

const HOME: Crumb = { name: ACCOUNT.name, url: `/hc/${ACCOUNT.locale}` };

export function homePage(): Page {
  const categories = CATEGORIES.map(categoryView);
  return page("home_page", ACCOUNT.name, { categories, has_multiple_categories: categories.length > 1 });
}

export function customPage(name: string): Page {
  return page(`custom_pages/${name}`, ACCOUNT.name, {});
}

export function errorPage(error: "unauthorized" | "forbidden" | "not_found"): Page {
  return { ...page("error_page", "Error", { error }), status: error === "not_found" ? 404 : 403 };
}

export function categoryPage(id: number): Page {
  const category = CATEGORIES.find((one) => one.id === id);
  if (!category) return errorPage("not_found");
  const view = categoryView(category);
  return page("category_page", category.name, { category: view, sections: view.sections }, [crumb(view)]);
}

export function sectionPage(id: number): Page {
  const section = SECTIONS.find((one) => one.id === id);
  if (!section) return errorPage("not_found");
  const view = sectionView(section);
  return page("section_page", section.name, { section: view }, crumbsTo(section.categoryId, view));
}

export function articlePage(id: number): Page {
  const article = ARTICLES.find((one) => one.id === id);
  const section = SECTIONS.find((one) => one.id === article?.sectionId);
  if (!article || !section) return errorPage("not_found");
  const names = {
    article: articleView(article),
    section: sectionView(section),
    attachments: [],
    comments: [],
    comment_sorters: [],
  };
  return page("article_page", article.title, names, crumbsTo(section.categoryId, names.section));
}

export function searchPage(query: string): Page {
  const results = findArticles(query).map(searchResultView);
  const everything = { identifier: "unified", name: "All", url: "", selected: true, count: results.length };
  return page("search_results", "Search results", {
    query,
    results,
    results_count: results.length,
    current_filter: everything,
    current_subfilter: {},
    filters: [],
    subfilters: [],
    help_center_filters: [],
    source_filters: [],
    type_filters: [],
    content_tag_filters: [],
  });
}

export function requestsPage(): Page {
  const mine = { identifier: "my", name: "My requests", url: `${HOME.url}/requests`, selected: true, count: 0 };
  return page("requests_page", "My requests", { query: "", requests: [], filters: [mine], current_filter: mine });
}

export function newRequestPage(): Page {
  return page("new_request_page", "Submit a request", {});
}

export function profilePage(id: number): Page {
  const user = findUser(id);
  return user ? page("user_profile_page", user.name, { profile_user: userView(user) }) : errorPage("not_found");
}

/** The names that every template has, other than `settings`, which the theme brings. */
export function namesEverywhere(user: User | undefined): Record<string, unknown> {
  return {
    help_center: {
      name: ACCOUNT.name,
      locale: ACCOUNT.locale,
      base_locale: ACCOUNT.locale,
      community_enabled: false,
      at_mentions_enabled: false,
      request_management_enabled: true,
      request_ccs_enabled: false,
      custom_statuses_enabled: false,
      view_requests_across_brands_enabled: false,
      multiple_organizations_enabled: false,
    },
    signed_in: user !== undefined,
    user: userView(user),
    brand: { id: ACCOUNT.brandId, name: ACCOUNT.name },
    promoted_articles: ARTICLES.filter(({ promoted }) => promoted).map(articleView),
    featured_posts: [],
    ticket_forms: [],
    current_locale: { name: ACCOUNT.localeName, url: HOME.url, direction: "ltr" },
    alternative_locales: [],
  };
}

/** A visitor is a user with nothing in it but a role. */
function userView(user: User | undefined): Record<string, unknown> {
  if (!user)
    return { role: "anonymous", avatar_url: avatarUrl(undefined), agent: false, organizations: [], badges: [] };
  return {
    id: user.id,
    name: user.name,
    role: user.role,
    url: `${HOME.url}/profiles/${user.id}`,
    avatar_url: avatarUrl(user),
    agent: isStaff(user),
    organizations: user.organizations,
    badges: [],
  };
}

function page(template: string, title: string, names: Record<string, unknown>, crumbs: Crumb[] = []): Page {
  return { template, title, status: 200, names, crumbs: [HOME, ...crumbs] };
}

function crumbsTo(categoryId: number, section: Crumb): Crumb[] {
  const category = CATEGORIES.find(({ id }) => id === categoryId);
  return category ? [crumb(categoryView(category)), crumb(section)] : [crumb(section)];
}

function crumb({ name, url }: Crumb): Crumb {
  return { name, url };
}
