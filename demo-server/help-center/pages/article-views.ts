import type { Crumb } from "../curlybars/helper.ts";
import type { Article, Category, Comment, Section } from "../data/data.ts";
import { isStaff } from "../users.ts";
import { authorView, byId, htmlOf, pathOf, type Site, tagsOf, textOf, voted } from "./site.ts";

/** What templates see of categories, sections, articles and comments. */

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

export function categoryView(site: Site, category: Category) {
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

export function crumbsTo(site: Site, section: Section): Crumb[] {
  const parent = byId(site.data.sections, section.parentId);
  const category = byId(site.data.categories, section.categoryId);
  const above = parent ? crumbsTo(site, parent) : category ? [crumb(namedView(site, category, "categories"))] : [];
  return [...above, crumb(namedView(site, section, "sections"))];
}

export function crumb({ name, url }: Crumb): Crumb {
  return { name, url };
}
