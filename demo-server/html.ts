const REPLACEMENTS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => REPLACEMENTS[character] ?? character);
}

/** Markup that is already safe. `toHTML` is the name by which Handlebars knows not to escape it a second time. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }

  toHTML(): string {
    return this.source;
  }
}

/** Markup with every value escaped, other than `Html` itself; lists are joined, and nothing is printed for nothing. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  return new Html(strings.reduce((source, text, index) => source + print(values[index - 1]) + text));
}

/** Attributes with a value that is not empty, in order, each with a space before it. */
export function attributes(values: Record<string, unknown>): Html {
  const present = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== false,
  );
  return new Html(
    present.map(([name, value]) => ` ${name}="${escapeHtml(value === true ? "" : String(value))}"`).join(""),
  );
}

function print(value: unknown): string {
  if (value === undefined || value === null || value === false) return "";
  if (value instanceof Html) return value.source;
  if (Array.isArray(value)) return value.map(print).join("");
  return escapeHtml(String(value));
}

/** JSON that cannot end the script element it stands in, nor open a comment in it. */
export function scriptSafeJson(value: unknown): string {
  const json = JSON.stringify(value) ?? "null";
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
