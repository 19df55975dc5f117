import type { User } from "../users.ts";

/** `{{name}}`, `{{#name}}…{{/name}}` and `(name)` inside another expression. */
export type HelperForm = "inline" | "block" | "value";

export interface Crumb {
  name: string;
  url: string;
}

export interface Activity extends Crumb {
  parent: string;
  parentUrl: string;
  action: string;
  comments: number;
}

/** What a helper may know of the page that it helps to render. */
export interface PageScope {
  locale: string;
  user: User | undefined;
  /** Path and query of the page, where a sign-in returns to. */
  path: string;
  layout: "production" | "preview";
  crumbs: readonly Crumb[];
  /** Articles that Zendesk would list under this one. */
  related: readonly Crumb[];
  /** What happened last in the help center, newest first. */
  activity: readonly Activity[];
  /** What a post's form offers. */
  topics: readonly { id: number; name: string }[];
  /** Whether the community is on: where it is off, links to it are not there. */
  communityEnabled: boolean;
  assetUrl(name: string): string | undefined;
}

export interface HelperCall {
  arguments: readonly unknown[];
  options: Readonly<Record<string, unknown>>;
  page: PageScope;
  /** What the template stands in: the item inside `each`, the object inside `with`. */
  context: unknown;
  /** The block's text; missing in the other forms. */
  body?: () => string;
  /** The text after `{{else}}`; empty without one. */
  otherwise: () => string;
}

export interface Helper {
  forms: readonly HelperForm[];
  /** How many positional arguments it takes, at least and at most. */
  arity: readonly [number, number];
  /** The only templates that have it, by name; every template without this. */
  templates?: readonly string[];
  /** A sub-expression yields a value, unless it yields a part of the collection that is its first argument. */
  yields?: "collection";
  /** May be called on an object that is named before it: `{{#post.actions}}`. */
  ofObject?: boolean;
  /** What is not known about this first argument, when it is written out as a string, and what it gives instead. */
  rejects?(argument: string, theme: ThemeContents): { what: string; fix: string; instead?: string } | undefined;
  run(call: HelperCall): unknown;
}

export interface ThemeContents {
  assets: ReadonlySet<string>;
}

export type Helpers = Readonly<Record<string, Helper>>;
