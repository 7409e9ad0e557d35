/** What ends the scene: a question about the walk on the screen, the script to take home, and the lessons. */

import { element } from "../../page/views/element";
import { makeLessonLink } from "../../teaching/lesson-link";
import { makeQuestion } from "../../teaching/question";
import { makeTakeHome } from "../../teaching/take-home";
import type { Lab } from "./lab";
import { findOutcome, OUTCOMES } from "./math/forecast";
import { makeSurface, TRAIN } from "./math/landscapes";
import { writeLineScript, writeValleyScript } from "./math/script";
import { Walk } from "./math/walk";
import { say, show } from "./words";

/** The question asks for so many more steps. */
const MORE = 500;

/** The walk as it will be; the one on the screen is not touched. */
function lookAhead({ settings, walk }: Lab): Walk {
  const ahead = new Walk(makeSurface(settings.landscape), settings);
  ahead.goTo(walk.steps + MORE);
  return ahead;
}

function explain(lab: Lab): string {
  const ahead = lookAhead(lab);
  if (ahead.diverged) return say("landscape.question.lost", { steps: ahead.steps });
  const lowest = lab.surface.loss(lab.surface.lowest);
  return say("landscape.question.because", { steps: ahead.steps, loss: show(ahead.losses[ahead.steps]), lowest: show(lowest) });
}

/** The walk on the screen as a script. */
export function writeScript({ settings, shownSteps }: Lab): string {
  const valleys = settings.landscape === "valleys";
  const remarks = {
    title: say(valleys ? "landscape.script.module.valleys" : "landscape.script.module"),
    data: say("landscape.script.data"),
    start: say("landscape.script.start"),
    train: say("landscape.script.train"),
    shuffled: say("landscape.script.shuffled"),
    rest: say("landscape.script.rest"),
  };
  return valleys ? writeValleyScript(settings, shownSteps, remarks) : writeLineScript(settings, TRAIN, shownSteps, remarks);
}

/** Make the end of the scene. */
export function makeLesson(lab: Lab): HTMLElement {
  const script = makeTakeHome({
    title: say("landscape.script.title"),
    file: "walk.py",
    write: () => writeScript(lab),
  });
  lab.watch(script.refresh);
  const question = makeQuestion({
    ask: say("landscape.question"),
    choices: OUTCOMES.map((outcome) => say(`landscape.question.${outcome}`)),
    right: () => OUTCOMES.indexOf(findOutcome(lookAhead(lab))),
    because: () => explain(lab),
  });
  question.append(
    makeLessonLink("tfjs-linear-regression", say("landscape.lesson.line")),
    makeLessonLink("loss-surface", say("landscape.lesson.valleys")),
  );
  return element("div", {}, script.shown, question);
}
