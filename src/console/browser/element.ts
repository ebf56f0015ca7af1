type Attribute = string | number | boolean | null | ((event: Event) => void);

/** What stands in an element: texts are texts, whatever they hold. */
export type Child = Node | string | number | null | false;

/**
 * An element. This is the only place where the page makes any, and it knows no way from a text to markup: log lines, ids and errors come from
 * strangers.
 */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== false && value !== null)
      element.setAttribute(key, value === true ? '' : String(value));
  }
  put(element, ...children);
  return element;
}

/** Lets these stand in an element, and nothing else. */
export function put(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(
    ...children
      .filter((child) => child !== null && child !== false)
      .map((child) => (typeof child === 'number' ? String(child) : child)),
  );
}

/** Changes a text only where it is another, so that nobody is told what he knows. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The element of an id that the page has. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}.`);
  return element;
}
