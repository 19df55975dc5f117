/**
 * A member of the document itself. Named elements hide members of that name (HTML standard, "named properties" of Document):
 * with `<img name=baseURI>` in an article, `document.baseURI` is the image.
 */
export declare function documentMember<Name extends keyof Document>(name: Name): Document[Name];
