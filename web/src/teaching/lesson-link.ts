/** Where a scene's idea is taught: the lesson's report where the site has it, and the commands that go with it. */

import { makeSay } from "../messages/say";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

type Globals = { kerasdigitsLessons?: Record<string, string> };

/**
 * A line that leads to a lesson of the course and to its exercise, in which the reader writes the code that counts.
 * `models/index.js` lists the reports that the site has; every lesson has an exercise of its name.
 */
export function makeLessonLink(name: string, title: string): HTMLElement {
  const report = (globalThis as unknown as Globals).kerasdigitsLessons?.[name];
  const shown = say("lesson.more", { title });
  return element(
    "p",
    { className: "lesson-link" },
    makeLine(
      report ? element("a", { href: report, textContent: shown }) : shown,
      `kerasdigits lesson run ${name} --open`,
    ),
    makeLine(say("lesson.write"), `kerasdigits practice start ${name}`),
  );
}

function makeLine(what: HTMLElement | string, command: string): HTMLElement {
  return element("span", { className: "lesson-line" }, what, " ", element("code", { textContent: command }));
}
