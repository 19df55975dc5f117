type Child = Node | string | undefined | false;

/** An element with attributes and children; those that are `undefined` or `false` are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) created.setAttribute(attribute, value);
  }
  created.append(...children.filter((child) => child !== undefined && child !== false));
  return created;
}

/** The element of the page with this id. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found as Type;
}

/** A fraction as CSS has it. Set by script, which a content security policy without inline styles allows. */
export const percent = (fraction: number) => `${(100 * fraction).toFixed(3)}%`;
