/**
 * The words of a text, for the index and for what a reader types: whole as they stand in code (`plan_unsupported`,
 * `Content-Security-Policy`), and the parts of such a word.
 */
export function tokensOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}_$][\p{L}\p{N}_$'’-]*/gu) ?? []).flatMap((word) => {
    const parts = word.split(/[_'’-]|(?<=\p{Ll})(?=\p{Lu})/u).filter((part) => part.length > 1);
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}

/** How words are compared. */
export const normalized = (token: string) => token.toLowerCase();

/** What the index stores of a section, for the list of results. */
export interface IndexedSection {
  readonly id: number;
  readonly page: string;
  readonly heading: string;
  readonly url: string;
  readonly text: string;
  /** What begins the rows of its tables: names of options, methods and the like. */
  readonly terms: string;
  /** How much more than others a section counts where both match. */
  readonly weight: number;
}

/** The same where the index is built and where it is read. */
export const indexOptions = {
  fields: ["heading", "page", "terms", "text"],
  storeFields: ["heading", "page", "url", "text", "weight"],
  tokenize: tokensOf,
  processTerm: normalized,
  searchOptions: {
    boost: { heading: 4, page: 2, terms: 2 },
    prefix: (term: string) => term.length > 2,
    fuzzy: (term: string) => (term.length > 5 ? 0.15 : false),
    combineWith: "AND",
    boostDocument: (_id: unknown, _term: string, stored?: Record<string, unknown>) => Number(stored?.weight ?? 1),
  },
} as const;
