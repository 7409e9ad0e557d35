/**
 * ahead.js, which runs before the page is read: it asks at once for what the address wants and page.js would ask for
 * only later, the words of another language and the model that answers first. index.html asks ahead, too: under a
 * policy in a meta element Chromium looks no further while it waits for a script, so what comes after is named before.
 */

import type { IndexEntry } from "../model/metadata";
import { askAhead, findEntry } from "./asked";

const query = new URLSearchParams(location.search);

// page.css keeps the page back until page.js has said it in that language.
if (query.get("lang") === "de") {
  document.documentElement.lang = "de";
  // Deferred scripts run in the order in which the parser meets them, and this one is met before page.js. An element
  // that a script appends would run whenever it arrives.
  document.write('<script src="dist/german.js" defer></script>');
}

const { kerasdigitsIndex = [] } = globalThis as { kerasdigitsIndex?: IndexEntry[] };
const entry = findEntry(kerasdigitsIndex, query.get("model"));
if (entry) askAhead(entry.script);
