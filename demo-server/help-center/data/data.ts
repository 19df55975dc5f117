import { readFile, stat } from "node:fs/promises";
import { Ajv } from "ajv";
import { USERS, type User } from "../users.ts";
import schema from "./data.schema.json" with { type: "json" };
import northwind from "./northwind.json" with { type: "json" };

/** One text for every language, or one a locale. */
export type Text = string | { readonly [locale: string]: string };

interface Voted {
  createdAt?: string;
  /** How many voted up, and how many down. */
  votes?: readonly number[];
}

export interface Category {
  id: number;
  name: Text;
  description?: Text;
}

export interface Section extends Category {
  categoryId: number;
  /** The section that this one is a part of. */
  parentId?: number;
}

export interface Article extends Voted {
  id: number;
  sectionId: number;
  authorId?: number;
  title: Text;
  /** HTML. */
  body: Text;
  promoted?: boolean;
  /** For agents and managers only. */
  internal?: boolean;
  labels?: readonly string[];
  contentTags?: readonly string[];
  attachments?: readonly { name: string; size?: string; contentType?: string }[];
  updatedAt?: string;
}

export interface Post extends Voted {
  id: number;
  topicId: number;
  authorId: number;
  title: Text;
  /** HTML. */
  details: Text;
  status?: string;
  pinned?: boolean;
  featured?: boolean;
  contentTags?: readonly string[];
}

/** Of an article, a post or a request. */
export interface Comment extends Voted {
  id: number;
  articleId?: number;
  postId?: number;
  requestId?: number;
  authorId: number;
  body: Text;
  official?: boolean;
}

export interface Request {
  id: number;
  requesterId: number;
  assigneeId?: number;
  subject: string;
  description: string;
  status: string;
  priority?: string;
  type?: string;
  createdAt?: string;
  updatedAt?: string;
}

/** Everything that the pages of a help center show, besides the theme. */
export interface HelpCenterData {
  locales: readonly { locale: string; name: string; direction?: string }[];
  users: readonly User[];
  categories: readonly Category[];
  sections: readonly Section[];
  articles: readonly Article[];
  topics: readonly Category[];
  posts: readonly Post[];
  comments: readonly Comment[];
  requests: readonly Request[];
}

/** Thrown for contents that do not fit the schema: every message names the path of a value. */
export class InvalidDataError extends Error {
  constructor(source: string, problems: readonly string[]) {
    super(`${source} does not fit data.schema.json:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "InvalidDataError";
  }
}

export const BUILT_IN_DATA: HelpCenterData = { ...northwind, users: USERS } as HelpCenterData;

const LARGEST_FILE = 10_485_760;
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

/** Reads a file as `--data` names it, and adds it to the built-in contents or puts it in their place. */
export async function readData(file: string): Promise<HelpCenterData> {
  let given: unknown;
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE) throw new Error(`it has ${size} bytes, and ${LARGEST_FILE} are the most that are read`);
    given = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new InvalidDataError(file, [`It cannot be read as JSON: ${(error as Error).message}`]);
  }
  return mergeData(given, file);
}

/** Checks contents and adds them to the built-in ones; throws `InvalidDataError`. */
export function mergeData(given: unknown, source: string): HelpCenterData {
  if (!validate(given)) {
    const problems = (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || "/"} ${message}${"additionalProperty" in params ? ` ("${params.additionalProperty}")` : ""}`,
    );
    throw new InvalidDataError(source, [...new Set(problems)]);
  }
  const { replace, ...contents } = given as { replace?: boolean } & Partial<HelpCenterData>;
  const data = merge(replace ? EMPTY : BUILT_IN_DATA, contents);
  const dangling = findDanglingIds(data);
  if (dangling.length > 0) throw new InvalidDataError(source, dangling);
  return data;
}

// Locales and users stay: without one of each there is no page and nobody to sign in.
const EMPTY: HelpCenterData = {
  ...BUILT_IN_DATA,
  categories: [],
  sections: [],
  articles: [],
  topics: [],
  posts: [],
  comments: [],
  requests: [],
};

function merge(base: HelpCenterData, contents: Partial<HelpCenterData>): HelpCenterData {
  const merged = { ...base };
  if (contents.locales?.length) merged.locales = contents.locales;
  for (const kind of Object.keys(REFERENCES) as Kind[]) {
    const added = (contents[kind] ?? []) as readonly { id: number }[];
    const kept = (base[kind] as readonly { id: number }[]).filter(({ id }) => !added.some((one) => one.id === id));
    Object.assign(merged, { [kind]: [...kept, ...added] });
  }
  merged.users = merged.users.map((user) => ({ ...USER_DEFAULTS, ...user }));
  return merged;
}

const USER_DEFAULTS = { externalId: null, organizations: [], note: "" };

type Kind = Exclude<keyof HelpCenterData, "locales">;

/** Which field of which kind names an entry of which other. */
const REFERENCES: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  users: {},
  categories: {},
  sections: { categoryId: "categories", parentId: "sections" },
  articles: { sectionId: "sections", authorId: "users" },
  topics: {},
  posts: { topicId: "topics", authorId: "users" },
  comments: { articleId: "articles", postId: "posts", requestId: "requests", authorId: "users" },
  requests: { requesterId: "users", assigneeId: "users" },
};

function findDanglingIds(data: HelpCenterData): string[] {
  return Object.entries(REFERENCES).flatMap(([kind, fields]) =>
    (data[kind as Kind] as readonly object[]).flatMap((entry, index) =>
      Object.entries(fields).flatMap(([field, target]) => {
        const id: unknown = (entry as Record<string, unknown>)[field];
        const found = id === undefined || (data[target] as readonly { id: number }[]).some((one) => one.id === id);
        return found ? [] : [`/${kind}/${index}/${field} is ${id}, and no entry of /${target} has that id`];
      }),
    ),
  );
}
