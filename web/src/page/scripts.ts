/** Load classic scripts and style sheets at run time: the only kinds that work from file:// as well as over http. */

import { say } from "./messages";

type Globals = { kerasdigitsFiles?: Record<string, string> };

/** Where a file lies: `kerasdigits site` gives files names that change with their content, and lists them. */
function locate(source: string): string {
  return (globalThis as unknown as Globals).kerasdigitsFiles?.[source] ?? source;
}

function load(made: HTMLScriptElement | HTMLLinkElement, source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    made.onload = () => resolve();
    made.onerror = () => reject(new Error(say("page.fileMissing", { file: source })));
    document.head.append(made);
  });
}

/** Add a script element; resolves when it ran, rejects when it is not there or cannot be read. */
export function loadScript(source: string): Promise<void> {
  return load(Object.assign(document.createElement("script"), { src: locate(source) }), source);
}

/** Add a style sheet; resolves when it holds, rejects when it is not there. */
export function loadStyle(source: string): Promise<void> {
  return load(Object.assign(document.createElement("link"), { rel: "stylesheet", href: locate(source) }), source);
}
