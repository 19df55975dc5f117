import type { Crumb } from "../curlybars/helper.ts";
import type { Article, Category, Comment, Section } from "../data/data.ts";
import { isStaff } from "../users.ts";
import {
  authorView,
  byId,
  errorPage,
  filtersOf,
  homeOf,
  htmlOf,
  type Page,
  page,
  pathOf,
  type Site,
  selectedOf,
  tagsOf,
  textOf,
  voted,
} from "./site.ts";

/** The pages of categories, sections and articles, and what templates see of them. */

export function homePage(site: Site): Page {
  const categories = site.data.categories.map((category) => categoryView(site, category));
  const names = { categories, has_multiple_categories: categories.length > 1 };
  return page(site, "home_page", homeOf(site).name, names);
}

export function categoryPage(site: Site, id: number): Page {
  const category = byId(site.data.categories, id);
  if (!category) return errorPage(site, "not_found");
  const view = categoryView(site, category);
  return page(site, "category_page", view.name, { category: view, sections: view.sections }, [crumb(view)]);
}

export function sectionPage(site: Site, id: number): Page {
  const section = byId(site.data.sections, id);
  if (!section) return errorPage(site, "not_found");
  return page(
    site,
    "section_page",
    textOf(site, section.name),
    { section: sectionView(site, section) },
    crumbsTo(site, section),
  );
}

export function articlePage(site: Site, id: number): Page {
  const article = byId(visibleArticles(site), id);
  const section = byId(site.data.sections, article?.sectionId);
  if (!article || !section) return errorPage(site, "not_found");
  const view = articleView(site, article);
  const attachments = (article.attachments ?? []).map((attachment, index) => ({
    id: index + 1,
    name: attachment.name,
    size: attachment.size ?? "",
    content_type: attachment.contentType ?? "",
    url: `${view.url}#${attachment.name}`,
  }));
  const names = {
    article: view,
    section: sectionView(site, section),
    attachments,
    comments: commentsOf(site, ({ articleId }) => articleId === id),
    comment_sorters: filtersOf(site, "sort_by", [
      ["created_at", "Date"],
      ["votes", "Votes"],
    ]),
  };
  const related = visibleArticles(site).filter((one) => one.sectionId === section.id && one.id !== id);
  const shown = page(site, "article_page", view.title, names, crumbsTo(site, section));
  return {
    ...shown,
    related: related
      .slice(0, 5)
      .map((one) => ({ name: textOf(site, one.title), url: pathOf(site, "articles", one.id) })),
  };
}

export function searchPage(site: Site): Page {
  const query = site.query.get("query") ?? "";
  const results = findArticles(site, query).map((article) => searchResultView(site, article));
  const types = filtersOf(site, "filter_by", [
    ["unified", "All types"],
    ["knowledge_base", "Articles"],
    ["community", "Posts"],
  ]).map((filter) => ({
    ...filter,
    url: `?query=${encodeURIComponent(query)}&filter_by=${filter.identifier}`,
    count: results.length,
  }));
  return page(site, "search_results", "Search results", {
    query,
    results,
    results_count: results.length,
    current_filter: selectedOf(types),
    current_subfilter: {},
    filters: types,
    type_filters: results.length > 0 ? types : [],
    subfilters: [],
    help_center_filters: [],
    source_filters: [],
    content_tag_filters: [],
  });
}

/** Internal articles are for agents and managers. */
export function visibleArticles({ data, user }: Site): readonly Article[] {
  return data.articles.filter(({ internal }) => !internal || (user !== undefined && isStaff(user)));
}

export function articleView(site: Site, article: Article) {
  const comments = site.data.comments.filter(({ articleId }) => articleId === article.id);
  const edited = article.updatedAt ?? article.createdAt;
  return {
    ...voted(article),
    ...(edited !== undefined && { updated_at: edited, edited_at: edited }),
    id: article.id,
    title: textOf(site, article.title),
    name: textOf(site, article.title),
    body: htmlOf(site, article.body),
    url: pathOf(site, "articles", article.id),
    html_url: pathOf(site, "articles", article.id),
    promoted: article.promoted ?? false,
    internal: article.internal ?? false,
    outdated: false,
    comments_enabled: true,
    comment_count: comments.length,
    labels: tagsOf(article.labels),
    content_tags: tagsOf(article.contentTags),
    author: authorView(site, article.authorId),
  };
}

/** Zendesk gives a section's first ten articles on an article's page; here it is the first ten everywhere. */
const FIRST = 10;

export function sectionView(site: Site, section: Section): SectionView {
  const articles = visibleArticles(site).filter(({ sectionId }) => sectionId === section.id);
  return {
    ...namedView(site, section, "sections"),
    internal: false,
    articles: articles.slice(0, FIRST).map((article) => articleView(site, article)),
    article_count: articles.length,
    more_articles: articles.length > FIRST,
    sections: site.data.sections.filter(({ parentId }) => parentId === section.id).map((one) => sectionView(site, one)),
  };
}

interface SectionView {
  id: number;
  name: string;
  description: string;
  url: string;
  internal: boolean;
  articles: ReturnType<typeof articleView>[];
  article_count: number;
  more_articles: boolean;
  sections: SectionView[];
}

function categoryView(site: Site, category: Category) {
  const sections = site.data.sections.filter(({ categoryId, parentId }) => categoryId === category.id && !parentId);
  return {
    ...namedView(site, category, "categories"),
    sections: sections.map((section) => sectionView(site, section)),
  };
}

function namedView(site: Site, { id, name, description }: Category, folder: string) {
  return { id, name: textOf(site, name), description: textOf(site, description), url: pathOf(site, folder, id) };
}

export function commentsOf(site: Site, isWanted: (comment: Comment) => boolean) {
  return site.data.comments.filter(isWanted).map((comment) => ({
    ...voted(comment),
    id: comment.id,
    anchor: `comment_${comment.id}`,
    url: `#comment_${comment.id}`,
    body: htmlOf(site, comment.body),
    author: authorView(site, comment.authorId),
    official: comment.official ?? false,
    pending: false,
    attachments: [],
  }));
}

function searchResultView(site: Site, article: Article) {
  const section = byId(site.data.sections, article.sectionId);
  const { title, url, vote_sum, comment_count, created_at, updated_at, edited_at, author, body } = articleView(
    site,
    article,
  );
  const steps = section ? crumbsTo(site, section).map((step) => ({ ...step, target: "_self" })) : [];
  return {
    ...{ title, url, vote_sum, comment_count, created_at, updated_at, edited_at, author },
    text: body,
    type: "article",
    is_external: false,
    path_steps: steps,
  };
}

function findArticles(site: Site, query: string): Article[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return visibleArticles(site).filter(({ title, body }) => {
    const text = `${textOf(site, title)} ${textOf(site, body)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function crumbsTo(site: Site, section: Section): Crumb[] {
  const parent = byId(site.data.sections, section.parentId);
  const category = byId(site.data.categories, section.categoryId);
  const above = parent ? crumbsTo(site, parent) : category ? [crumb(namedView(site, category, "categories"))] : [];
  return [...above, crumb(namedView(site, section, "sections"))];
}

function crumb({ name, url }: Crumb): Crumb {
  return { name, url };
}
