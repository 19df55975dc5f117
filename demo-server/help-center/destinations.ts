import { isStaff, type User } from "./users.ts";

/** A page that `link` and `page_path` know by its id. */
export interface Destination {
  /** What the link says when the template gives it no text. */
  text: string;
  path(options: Readonly<Record<string, unknown>>, page: { locale: string; path: string }): string;
  /** Whether the link is there for this user; for everyone without this. */
  isFor?(user: User | undefined): boolean;
  /** Not there where the community is off. */
  ofCommunity?: true;
  attributes?: Readonly<Record<string, string>>;
}

const signedIn = (user: User | undefined) => user !== undefined;
// Applications and chat are off in this help center: their links render nothing.
const nobody = () => false;

function page(text: string, suffix: string, isFor?: Destination["isFor"]): Destination {
  return { text, path: (options, { locale }) => withQuery(`/hc/${locale}${suffix}`, options), ...(isFor && { isFor }) };
}

function pageOfOne(text: string, folder: string, isFor?: Destination["isFor"]): Destination {
  return {
    text,
    path: ({ id, ...options }, { locale }) =>
      withQuery(`/hc/${locale}/${folder}/${encodeURIComponent(String(id ?? ""))}`, options),
    ...(isFor && { isFor }),
  };
}

export const DESTINATIONS: Readonly<Record<string, Destination>> = {
  help_center: page("Help Center", ""),
  new_request: page("Submit a request", "/requests/new"),
  requests: page("Requests", "/requests", signedIn),
  request: pageOfOne("Request", "requests", signedIn),
  contributions: page("Contributions", "/contributions/posts", signedIn),
  subscriptions: page("Following", "/subscriptions", signedIn),
  following: page("Following", "/subscriptions", signedIn),
  my_activities: page("My activities", "/requests", (user) => user !== undefined && !isStaff(user)),
  user_profile: pageOfOne("Profile", "profiles"),
  search_result: page("Search results", "/search"),
  sign_in: {
    text: "Sign in",
    path: (_, { locale, path }) => `/hc/${locale}/signin?return_to=${encodeURIComponent(path)}`,
    isFor: (user) => user === undefined,
    attributes: { rel: "nofollow", role: "button", "data-auth-action": "signin" },
  },
  sign_out: {
    text: "Sign out",
    path: (_, { locale }) => `/access/logout?return_to=${encodeURIComponent(`/hc/${locale}`)}`,
    isFor: signedIn,
    attributes: { role: "menuitem" },
  },
  community: { ...page("Community", "/community/topics"), ofCommunity: true },
  topics: { ...page("Topics", "/community/topics"), ofCommunity: true },
  posts: { ...page("Posts", "/community/posts"), ofCommunity: true },
  new_post: { ...page("New post", "/community/posts/new"), ofCommunity: true },
  service_catalog: page("Services", "/services", signedIn),
  approval_requests: page("Approval requests", "/approval_requests", signedIn),
  survey_response: page("Survey", "/survey_responses", nobody),
  applications: page("Applications", "/applications", nobody),
  chat: page("Chat", "/chat", nobody),
};

/** Options that are attributes of the link, not parameters of the page. */
const ATTRIBUTES = ["class", "role", "selected", "target", "id"];

function withQuery(path: string, options: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (!ATTRIBUTES.includes(name) && !name.startsWith("aria-") && value !== undefined && value !== null)
      query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
