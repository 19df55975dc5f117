import { collection, type Fields, object, type Shape, value, values } from "../curlybars/shape.ts";

const author = object({
  ...values("id name url avatar_url agent"),
  badges: collection(object(values("name description icon_url category_slug"))),
});

const articleFields: Fields = {
  ...values(
    "id title body url internal promoted outdated created_at updated_at edited_at comment_count vote_sum vote_count",
  ),
  labels: collection(object(values("identifier name url"))),
  author,
};
const article = object(articleFields);

const sectionFields: Fields = {
  ...values("id name description url internal article_count more_articles"),
  articles: collection(article),
  sections: collection(object(values("id name description url"))),
};
const section = object(sectionFields);

const category = object({ ...values("id name description url"), sections: collection(section) });

const filterOption = object(values("identifier name url selected count"));

const request = object({
  ...values("id subject description url status status_name status_description created_at updated_at"),
  requester: author,
});

const searchResult = object({
  ...values("title text url type is_external vote_sum comment_count created_at updated_at edited_at"),
  author,
  path_steps: collection(object(values("name url target"))),
});

const person: Shape = object({
  ...values("id name role url avatar_url agent"),
  organizations: collection(object(values("id name"))),
  badges: collection(object(values("name description icon_url category_slug"))),
});

/** The names that every template has; `settings` comes on top, with what the theme's manifest lists. */
const EVERYWHERE: Fields = {
  help_center: object(
    values(
      "name locale base_locale community_enabled at_mentions_enabled request_management_enabled request_ccs_enabled custom_statuses_enabled view_requests_across_brands_enabled multiple_organizations_enabled",
    ),
  ),
  signed_in: value,
  user: person,
  brand: object(values("id name")),
  promoted_articles: collection(article),
  featured_posts: collection(object(values("id title url created_at"))),
  ticket_forms: collection(object(values("id name description url"))),
};

const locales: Fields = {
  current_locale: object(values("name url direction")),
  alternative_locales: collection(object(values("name url direction"))),
};

const articlePage: Fields = {
  article,
  section,
  attachments: collection(object(values("name url size content_type"))),
  comments: collection(object({ ...values("id body url anchor created_at edited_at"), author })),
  comment_sorters: collection(filterOption),
};
const categoryPage: Fields = { category, sections: collection(section) };
const sectionPage: Fields = { section };

const topic = object(values("id name description url post_count follower_count"));
const post = object({ ...values("id title details url created_at edited_at comment_count vote_sum"), author, topic });
const postList: Fields = { posts: collection(post), topics: collection(topic), topic };

/** The names that one template has besides. */
const BY_TEMPLATE: Readonly<Record<string, Fields>> = {
  document_head: {},
  header: locales,
  footer: locales,
  home_page: { categories: collection(category), has_multiple_categories: value },
  article_page: articlePage,
  category_page: categoryPage,
  section_page: sectionPage,
  search_results: {
    ...values("query results_count"),
    results: collection(searchResult),
    current_filter: filterOption,
    current_subfilter: filterOption,
    filters: collection(filterOption),
    subfilters: collection(filterOption),
    help_center_filters: collection(filterOption),
    source_filters: collection(filterOption),
    type_filters: collection(filterOption),
    content_tag_filters: collection(filterOption),
  },
  requests_page: {
    query: value,
    requests: collection(request),
    filters: collection(filterOption),
    current_filter: filterOption,
  },
  request_page: { request, comments: collection(object({ ...values("id body created_at"), author })) },
  new_request_page: {},
  error_page: { error: value },
  user_profile_page: { profile_user: person },
  contributions_page: {},
  subscriptions_page: {},
  community_post_list_page: postList,
  community_post_page: { post, topic, comments: collection(object({ ...values("id body created_at"), author })) },
  community_topic_list_page: postList,
  community_topic_page: postList,
  new_community_post_page: {},
  service_list_page: {},
  service_page: {},
  approval_request_list_page: {},
  approval_request_page: {},
  applications_page: {},
};

/** Folders of templates that a theme may add to, and the names that each template in them has. */
const BY_FOLDER: Readonly<Record<string, Fields>> = {
  article_pages: articlePage,
  category_pages: categoryPage,
  section_pages: sectionPage,
  custom_pages: {},
};

/** The names a template may use, or undefined for a template that Zendesk would never render. */
export function namesIn(template: string, settings: readonly string[]): Fields | undefined {
  const [folder, file] = template.split("/");
  const own = file === undefined ? lookUp(BY_TEMPLATE, template) : lookUp(BY_FOLDER, folder as string);
  return own && { ...EVERYWHERE, ...own, settings: object(Object.fromEntries(settings.map((name) => [name, value]))) };
}

function lookUp(table: Readonly<Record<string, Fields>>, name: string): Fields | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
