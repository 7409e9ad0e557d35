/** Three small verbs for the views: find an element of index.html, make a new one, write a text into one. */

/** The element with this id; index.html and the views agree on the ids. */
export function find<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element #${id}`);
  return found as T;
}

/** A new element with properties and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Write a text into an element. A text that stands there already is left, so that the browser lays nothing out anew. */
export function write(place: Element, text: string): void {
  const { firstChild } = place;
  if (!(firstChild instanceof Text) || firstChild !== place.lastChild) place.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}
