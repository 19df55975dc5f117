import { ACCOUNT } from "../account.ts";
import type { Activity } from "../curlybars/helper.ts";
import { articleView, visibleArticles } from "./article-views.ts";
import { newPostPage, postPage, postsPage, postView, topicPage, topicsPage } from "./community.ts";
import { articlePage, categoryPage, homePage, sectionPage } from "./knowledge.ts";
import { contributionsPage, profilePage, subscriptionsPage } from "./people.ts";
import { newRequestPage, requestPage, requestsPage } from "./requests.ts";
import { searchPage } from "./search.ts";
import { errorPage, homeOf, type Page, page, type Site, userView } from "./site.ts";

export interface Route {
  /** Below `/hc/{locale}`. `:id` is a number, with or without the title that Zendesk puts after it. */
  path: string;
  page(site: Site, parameter: string): Page;
  /** A visitor is asked to sign in first. */
  signedIn?: true;
}

const numbered = (build: (site: Site, id: number) => Page) => (site: Site, parameter: string) =>
  build(site, Number.parseInt(parameter, 10));

/** A page whose whole content the theme's script makes. */
const empty = (template: string, title: string) => (site: Site) =>
  page(site, template, title, {}, [{ name: title, url: "#" }]);

/** Every page of a help center. */
export const ROUTES: readonly Route[] = [
  { path: "", page: homePage },
  { path: "/categories/:id", page: numbered(categoryPage) },
  { path: "/sections/:id", page: numbered(sectionPage) },
  { path: "/articles/:id", page: numbered(articlePage) },
  { path: "/search", page: searchPage },
  { path: "/requests/new", page: newRequestPage },
  { path: "/requests", page: requestsPage, signedIn: true },
  { path: "/requests/:id", page: numbered(requestPage), signedIn: true },
  { path: "/community/topics", page: topicsPage },
  { path: "/community/topics/:id", page: numbered(topicPage) },
  { path: "/community/posts", page: postsPage },
  { path: "/community/posts/new", page: newPostPage, signedIn: true },
  { path: "/community/posts/:id", page: numbered(postPage) },
  { path: "/profiles/:id", page: numbered(profilePage) },
  { path: "/contributions/posts", page: contributionsPage, signedIn: true },
  { path: "/subscriptions", page: subscriptionsPage, signedIn: true },
  { path: "/services", page: empty("service_list_page", "Services"), signedIn: true },
  { path: "/services/:id", page: empty("service_page", "Service"), signedIn: true },
  { path: "/approval_requests", page: empty("approval_request_list_page", "Approval requests"), signedIn: true },
  { path: "/approval_requests/:id", page: empty("approval_request_page", "Approval request"), signedIn: true },
  { path: "/applications", page: empty("applications_page", "Applications") },
  {
    path: "/p/:id",
    page: (site, name) => page(site, `custom_pages/${name}`, ACCOUNT.name, {}),
  },
];

export const notFoundPage = (site: Site): Page => errorPage(site, "not_found");

/** The names that every template has, other than `settings`, which the theme brings. */
export function namesEverywhere(site: Site): Record<string, unknown> {
  const { data, locale, user } = site;
  const current = data.locales.find((one) => one.locale === locale);
  const urlIn = (to: string) => `/hc/${to}`;
  return {
    help_center: {
      name: ACCOUNT.name,
      url: homeOf(site).url,
      locale,
      base_locale: locale,
      community_enabled: data.topics.length > 0,
      at_mentions_enabled: false,
      request_management_enabled: true,
      request_ccs_enabled: false,
      custom_statuses_enabled: false,
      view_requests_across_brands_enabled: false,
      multiple_organizations_enabled: true,
      generative_answers_enabled: false,
    },
    signed_in: user !== undefined,
    user: userView(site, user),
    brand: { id: ACCOUNT.brandId, name: ACCOUNT.name },
    promoted_articles: visibleArticles(site)
      .filter(({ promoted }) => promoted)
      .map((article) => articleView(site, article)),
    featured_posts: data.posts.filter(({ featured }) => featured).map((post) => postView(site, post)),
    ticket_forms: [],
    current_locale: { name: current?.name, locale, url: urlIn(locale), direction: current?.direction ?? "ltr" },
    alternative_locales: data.locales
      .filter((one) => one.locale !== locale)
      .map((one) => ({
        name: one.name,
        locale: one.locale,
        url: urlIn(one.locale),
        direction: one.direction ?? "ltr",
      })),
  };
}

/** What `recent_activity` lists. */
export function recentActivity(site: Site): Activity[] {
  const posts = site.data.posts.map((post) => postView(site, post));
  return posts
    .sort((a, b) => b.created_at.localeCompare(a.created_at))
    .slice(0, 5)
    .map(({ title, url, topic, comment_count: comments }) => ({
      name: title,
      url,
      parent: topic.name,
      parentUrl: topic.url,
      action: "Post created",
      comments,
    }));
}
