/** The words of index.html are those of the catalogue, and none is without a key. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SHELL } from "../../src/page/shell-messages";

const html = readFileSync(new URL("../../index.html", import.meta.url), "utf8");

/** Names, commands and what is there only without the program that could translate it. */
const NOT_SAID = /<!--.*?-->|<(noscript)[ >].*?<\/\1>|<div class="unbuilt">.*?<\/div>|<(\w+)[^>]* translate="no"[^>]*>.*?<\/\2>/gs;
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#39;": "'" };

interface Said {
  key: string | undefined;
  text: string;
}

function plain(text: string): string {
  return text.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity]).replace(/\s+/g, " ").trim();
}

/** Each text with letters, and the key of the tag right before it. */
function findTexts(source: string): Said[] {
  const texts = [...source.replace(NOT_SAID, "").matchAll(/<(\/?\w+)([^<>]*)>([^<]*)/g)];
  const said = texts.map(([, , attributes, text]) => ({ key: /data-say="([^"]+)"/.exec(attributes)?.[1], text: plain(text) }));
  return said.filter(({ text }) => /\p{L}/u.test(text));
}

/** Each aria-label and title, and its key. */
function findLabels(source: string): Said[] {
  const tags = source.match(/<\w+[^<>]*\s(aria-label|title|alt|placeholder)="[^<>]*>/g) ?? [];
  return tags.map((tag) => ({
    key: /data-say-label="([^"]+)"/.exec(tag)?.[1],
    text: plain(/(?:aria-label|title|alt|placeholder)="([^"]*)"/.exec(tag)![1]),
  }));
}

const all = [...findTexts(html), ...findLabels(html)];

describe("index.html", () => {
  it("says what the catalogue says, and nothing without a key", () => {
    expect(all.filter(({ key, text }) => SHELL[key as keyof typeof SHELL] !== text)).toEqual([]);
  });

  it("says all of the catalogue", () => {
    expect(Object.keys(SHELL).filter((wanted) => !all.some(({ key }) => key === wanted))).toEqual([]);
  });

  it("has a sentence for each key: an element with one has no elements inside", () => {
    const withKey = html.match(/data-say="/g)!.length;
    expect([...html.matchAll(/data-say="[^"]+"[^<>]*>[^<]*<\//g)].length).toBe(withKey);
  });
});

describe("this test", () => {
  it("finds what has no key, and what was written between elements", () => {
    expect(findTexts("<p>New <b data-say='x'>words</b> more</p>").map(({ text }) => text)).toEqual(["New", "words", "more"]);
    expect(findLabels('<p aria-label="New">').map(({ key }) => key)).toEqual([undefined]);
  });
});
