import german from "./texts/de.json" with { type: "json" };
import english from "./texts/en-us.json" with { type: "json" };

type Text = string | { one: string; other: string };

/** Texts that `t` prints: the part of Zendesk's fixed list that public themes use, in words of our own. */
const ENGLISH: Readonly<Record<string, Text>> = english;

/** What a visitor sees first; every other text is English in the German help center too. */
const GERMAN: Readonly<Record<string, Text>> = german;

export function isKnownText(key: string): boolean {
  return Object.hasOwn(ENGLISH, key);
}

/** A text with its placeholders filled in; what is not known is its key, or what the caller has for it. */
export function translate(
  key: string,
  locale: string,
  options: Readonly<Record<string, unknown>> = {},
  otherwise = key,
): string {
  if (!isKnownText(key)) return otherwise;
  const text = (locale.startsWith("de") && Object.hasOwn(GERMAN, key) ? GERMAN[key] : ENGLISH[key]) as Text;
  const form = typeof text === "string" ? text : options.count === 1 ? text.one : text.other;
  return form.replace(/%\{(\w+)\}/g, (placeholder, name: string) => String(options[name] ?? placeholder));
}
