/** What an element can be given: text is always inserted as text, never as markup. */
export interface Options {
  class?: string;
  text?: string;
  /** Attributes; one that is undefined is left out. */
  attrs?: Record<string, string | undefined>;
  children?: (Node | undefined)[];
}

/** Makes one element. Children that are undefined are left out. */
export function el<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  options: Options = {},
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.attrs ?? {})) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...(options.children ?? []).filter((child) => child !== undefined));
  return element;
}

/** Returns the element of the page with this id. Throws when the page has none. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element "${id}".`);
  return element;
}
