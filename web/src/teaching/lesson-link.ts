/** Where a scene's idea is taught: the lesson's report where the site has it, and the command that runs it. */

import { makeSay } from "../messages/say";
import { element } from "../page/views/element";
import { MESSAGES } from "./messages";

const say = makeSay(MESSAGES);

type Globals = { kerasdigitsLessons?: Record<string, string> };

/** A line that leads to a lesson of the course. `models/index.js` lists the reports that the site has. */
export function makeLessonLink(name: string, title: string): HTMLElement {
  const report = (globalThis as unknown as Globals).kerasdigitsLessons?.[name];
  const shown = say("lesson.more", { title });
  return element(
    "p",
    { className: "lesson-link" },
    report ? element("a", { href: report, textContent: shown }) : shown,
    " ",
    element("code", { textContent: `kerasdigits lesson run ${name} --open` }),
  );
}
