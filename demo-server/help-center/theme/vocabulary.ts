import { type Fields, object, readShapes, value } from "../curlybars/shape.ts";

/**
 * The names that templates may use: one list a kind of object, one a template. To add a name, add it to its list; what it
 * holds is what the pages give under that name, and nothing where they give nothing.
 */
const read = readShapes({
  activity: "label type contribution:contribution",
  answer_bot: "auth_token interaction_access_token request_id articles[answer_bot_article]",
  answer_bot_article: "article_id html_url title snippet",
  answer_bot_generative: "request_id",
  article:
    "id title body url internal promoted outdated created_at updated_at edited_at comment_count vote_sum vote_count " +
    "comments_enabled html_url name draft voted_up voted_down labels[label] content_tags[content_tag] author:user",
  attachment: "id name url size content_type file_name",
  badge: "id name description icon_url category_slug assigned_at",
  brand: "id name url has_help_center",
  category: "id name description url internal sections[section] image_url",
  comment:
    "id body url anchor internal official pending informative created_at edited_at updated_at vote_sum vote_count " +
    "author:user editor:user ticket:ticket attachments[attachment] voted_up voted_down",
  content_tag: "id name url",
  contribution:
    "id title body url type object_type status status_name status_dasherized pending official internal vote_sum " +
    "comment_count created_at edited_at last_activity_at author:user editor:user path_steps[step] stats[stat]",
  custom_field: "title value id type",
  filter: "identifier name label url selected count",
  help_center:
    "name url locale base_locale community_enabled at_mentions_enabled request_management_enabled request_ccs_enabled " +
    "custom_statuses_enabled view_requests_across_brands_enabled multiple_organizations_enabled generative_answers_enabled",
  label: "identifier name url",
  locale: "name url direction current locale",
  named: "id name description url email",
  new_request_form:
    "accept_charset action http_method errors ticket_form_field:ticket_field parent_id_field:hidden_field " +
    "email_field:ticket_field cc_field:ticket_field organization_field:ticket_field due_date_field:ticket_field " +
    "ticket_fields[ticket_field] end_user_conditions[] attachments_field:attachments_field " +
    "inline_attachments_fields[hidden_field] description_mimetype_field:hidden_field",
  attachments_field: "name label error attachments[attachment]",
  hidden_field: "type name value",
  ticket_field: "id type name value error label required description options[option]",
  option: "name value",
  post:
    "id title details body url internal pinned featured closed pending status status_name status_dasherized created_at " +
    "edited_at updated_at comment_count vote_sum vote_count follower_count author:user editor:user topic:topic " +
    "ticket:ticket content_tags[content_tag] voted_up voted_down last_comment_at",
  rating: "scale_type scale_value value max_value",
  request:
    "id subject description url status status_name status_class status_description created_at updated_at due_date type " +
    "type_name type_title priority priority_name priority_title followup_source_id follow_up_url can_be_marked_as_solved requester:user " +
    "assignee:user organization:named",
  satisfaction_response: "id editable rating:rating",
  search_result:
    "title text url type is_external vote_sum comment_count created_at updated_at edited_at author:user path_steps[step] " +
    "internal id",
  section:
    "id name description url internal article_count more_articles articles[article] sections[section] category:category " +
    "parent:named",
  stat: "label type count",
  step: "name url target",
  subscription: "type name title url following avatar_url id",
  ticket: "id url",
  topic: "id name description url internal post_count follower_count",
  user: "id name email role url avatar_url agent organizations[named] badges[badge] tags[] description locale signature",
});

/** The names that every template has; `settings` comes on top, with what the theme's manifest lists. */
const EVERYWHERE = read(`
  help_center:help_center signed_in user:user brand:brand promoted_articles[article] featured_posts[post]
  ticket_forms[named] current_locale:locale alternative_locales[locale]`);

const CONTRIBUTIONS = "contributions[contribution] activities[activity] filters[filter] current_filter:filter";
const SORTED = "filters[filter] current_filter:filter sorters[filter] current_sorter:filter";

const ARTICLE = read(`
  article:article section:section category:category attachments[attachment] comments[comment] comment_sorters[filter]
  comment_callout next_article:article previous_article:article`);
const CATEGORY = read("category:category sections[section]");
const SECTION = read("section:section category:category");

/** The names that one template has besides. */
const BY_TEMPLATE: Readonly<Record<string, Fields>> = {
  document_head: {},
  header: {},
  footer: {},
  home_page: read("categories[category] has_multiple_categories"),
  article_page: ARTICLE,
  category_page: CATEGORY,
  section_page: SECTION,
  search_results: read(`
    query results_count results[search_result] current_filter:filter current_subfilter:filter filters[filter]
    subfilters[filter] help_center_filters[filter] source_filters[filter] type_filters[filter]
    content_tag_filters[filter] scope`),
  requests_page: read(`
    query requests[request] filters[filter] current_filter:filter organizations[named] current_organization:named
    requests_count status_filters[filter] organization_filters[filter] sorters[filter] current_sorter:filter`),
  request_page: read(`
    request:request comments[comment] attachments[attachment] collaborators[user] assignee:user group:named
    custom_fields[custom_field] comment_callout satisfaction_response:satisfaction_response organization:named`),
  new_request_page: read(`
    new_request_form:new_request_form parent:request answer_bot:answer_bot
    answer_bot_generative_experience:answer_bot_generative request_id`),
  error_page: read("error status_code"),
  user_profile_page: read(`
    ${CONTRIBUTIONS} sorters[filter] current_sorter:filter sorter_description description private_profile visible
    member_since last_activity_at total_activity following_count follower_count vote_count subscription_count filter_by
    profile_user:user filter_by`),
  contributions_page: read(CONTRIBUTIONS),
  subscriptions_page: read("subscriptions[subscription] filters[filter] current_filter:filter"),
  community_post_list_page: read(`posts[post] topics[topic] ${SORTED}`),
  community_post_page: read("post:post topic:topic comments[comment] comment_sorters[filter] comment_callout"),
  community_topic_list_page: read("topics[topic] posts[post]"),
  community_topic_page: read(`topic:topic posts[post] topics[topic] ${SORTED}`),
  new_community_post_page: read("topics[topic] post:post"),
  service_list_page: {},
  service_page: {},
  approval_request_list_page: {},
  approval_request_page: {},
  applications_page: {},
};

/** Folders of templates that a theme may add to, and the names that each template in them has. */
const BY_FOLDER: Readonly<Record<string, Fields>> = {
  article_pages: ARTICLE,
  category_pages: CATEGORY,
  section_pages: SECTION,
  custom_pages: {},
};

/** The templates that Zendesk's import asks for, as a theme may not do without them. */
export const BASE_TEMPLATES = Object.keys(BY_TEMPLATE).filter(
  (name) => !/^(?:service|approval_request|applications)/.test(name),
);

/** The names a template may use, or undefined for a template that Zendesk would never render. */
export function namesIn(template: string, settings: readonly string[]): Fields | undefined {
  const [folder, file] = template.split("/");
  const own = file === undefined ? lookUp(BY_TEMPLATE, template) : lookUp(BY_FOLDER, folder as string);
  return own && { ...EVERYWHERE, ...own, settings: object(Object.fromEntries(settings.map((name) => [name, value]))) };
}

function lookUp(table: Readonly<Record<string, Fields>>, name: string): Fields | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
