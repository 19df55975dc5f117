import { type Html, html } from "../html.ts";
import { ACCOUNT } from "./account.ts";

/** A handful of content, so that every link of a page leads somewhere. */

export interface Article {
  id: number;
  sectionId: number;
  title: string;
  body: Html;
  promoted: boolean;
  updatedAt: string;
}

export interface Section {
  id: number;
  categoryId: number;
  name: string;
  description: string;
}

export interface Category {
  id: number;
  name: string;
  description: string;
}

export const CATEGORIES: readonly Category[] = [
  { id: 360_001_100_001, name: "Getting started", description: "Your first week with a Northwind bicycle." },
  { id: 360_001_100_002, name: "Account and orders", description: "Invoices, deliveries and your details." },
];

export const SECTIONS: readonly Section[] = [
  { id: 360_002_200_001, categoryId: 360_001_100_001, name: "First ride", description: "Set it up, then set off." },
  { id: 360_002_200_002, categoryId: 360_001_100_001, name: "Care", description: "Keep it running." },
  { id: 360_002_200_003, categoryId: 360_001_100_002, name: "Orders", description: "Where it is and what it cost." },
];

export const ARTICLES: readonly Article[] = [
  {
    id: 360_003_300_001,
    sectionId: 360_002_200_001,
    title: "Set the saddle to your height",
    body: html`<p>Stand beside the bicycle. The saddle's top belongs at the height of your hip.</p><p>Tighten the clamp until it takes some strength to close.</p>`,
    promoted: true,
    updatedAt: "2026-05-04T09:30:00Z",
  },
  {
    id: 360_003_300_002,
    sectionId: 360_002_200_001,
    title: "Check the brakes before you set off",
    body: html`<p>Pull both levers. Neither may touch the grip.</p>`,
    promoted: false,
    updatedAt: "2026-04-18T14:05:00Z",
  },
  {
    id: 360_003_300_003,
    sectionId: 360_002_200_002,
    title: "Oil the chain",
    body: html`<p>Wipe it dry, one drop a link, wipe again.</p>`,
    promoted: true,
    updatedAt: "2026-03-02T08:00:00Z",
  },
  {
    id: 360_003_300_004,
    sectionId: 360_002_200_003,
    title: "Find your invoice",
    body: html`<p>It came with the email that confirmed your order.</p>`,
    promoted: false,
    updatedAt: "2026-01-20T16:45:00Z",
  },
];

const path = (folder: string, id: number) => `/hc/${ACCOUNT.locale}/${folder}/${id}`;

/** What templates see. Each is built down to its leaves, as the names a template may reach are finite too. */

export function articleView(article: Article) {
  return {
    id: article.id,
    title: article.title,
    body: article.body,
    url: path("articles", article.id),
    promoted: article.promoted,
    internal: false,
    outdated: false,
    created_at: article.updatedAt,
    updated_at: article.updatedAt,
    edited_at: article.updatedAt,
    comment_count: 0,
    vote_sum: 0,
    vote_count: 0,
    labels: [],
    author: { id: 0, name: ACCOUNT.name, url: "", avatar_url: "", agent: true, badges: [] },
  };
}

export function sectionView(section: Section) {
  const articles = ARTICLES.filter(({ sectionId }) => sectionId === section.id);
  return {
    id: section.id,
    name: section.name,
    description: section.description,
    url: path("sections", section.id),
    internal: false,
    articles: articles.map(articleView),
    article_count: articles.length,
    more_articles: false,
    sections: [],
  };
}

export function categoryView(category: Category) {
  return {
    id: category.id,
    name: category.name,
    description: category.description,
    url: path("categories", category.id),
    sections: SECTIONS.filter(({ categoryId }) => categoryId === category.id).map(sectionView),
  };
}

export function searchResultView(article: Article) {
  const section = SECTIONS.find(({ id }) => id === article.sectionId);
  const view = articleView(article);
  return {
    title: view.title,
    text: article.body,
    url: view.url,
    type: "article",
    is_external: false,
    vote_sum: 0,
    comment_count: 0,
    created_at: article.updatedAt,
    updated_at: article.updatedAt,
    edited_at: article.updatedAt,
    author: view.author,
    path_steps: section ? [{ name: section.name, url: path("sections", section.id), target: "_self" }] : [],
  };
}

export function findArticles(query: string): Article[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return ARTICLES.filter(({ title, body }) => {
    const text = `${title} ${body.source}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
