/** index.html in the page's language, and the link to the page in the other one. */

import { findLanguage } from "../messages/say";
import { changeQuery } from "./address";
import { find } from "./views/element";

/** Replace the English of index.html; page.css shows the page from then on. */
function sayShell(messages: Record<string, string>): void {
  for (const said of document.querySelectorAll<HTMLElement>("[data-say]")) {
    said.textContent = messages[said.dataset.say!] ?? said.textContent;
  }
  for (const named of document.querySelectorAll<HTMLElement>("[data-say-label]")) {
    named.ariaLabel = messages[named.dataset.sayLabel!] ?? named.ariaLabel;
  }
}

/** Say the page in its language, before anything else. */
export function startLanguage(): void {
  const language = findLanguage();
  // The catalogue may be missing, although the address asks for it.
  document.documentElement.lang = language?.code ?? "en";
  if (language) sayShell(language.messages);
  document.documentElement.dataset.said = "";

  const other = language ? null : "de";
  const link = find<HTMLAnchorElement>("language");
  link.lang = link.hreflang = other ?? "en";
  // The address may have changed since: the drawing and the model go along.
  link.addEventListener("click", () => {
    link.href = `${location.pathname}${changeQuery(location.search, { lang: other })}${location.hash}`;
  });
}
