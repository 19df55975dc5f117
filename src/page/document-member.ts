/**
 * A member of the document that named elements cannot hide (HTML standard, "named properties" of Document): with
 * `<img name=baseURI>` in an article, `document.baseURI` is the image.
 */
export function documentMember<Name extends keyof Document>(name: Name): Document[Name] {
  return Reflect.get(Object.getPrototypeOf(document), name, document) ?? document[name];
}
