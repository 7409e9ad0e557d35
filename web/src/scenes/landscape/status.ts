/** In words: where the walk is, that it has left, and where twenty others ended. */

import { element } from "../../page/views/element";
import type { Lab } from "./lab";
import { isWithin } from "./math/place";
import { countEnds } from "./math/restarts";
import { say, show } from "./words";

function tellPlace(lab: Lab): string {
  const steps = lab.shownSteps;
  const values = {
    steps,
    epoch: Math.max(1, Math.ceil(steps / lab.walk.stepsAnEpoch)),
    loss: show(lab.walk.losses[steps]),
    lowest: show(lab.surface.loss(lab.surface.lowest)),
  };
  return say(lab.settings.landscape === "valleys" ? "landscape.status.valleys" : "landscape.status.line", values);
}

function tellTrouble(lab: Lab): string {
  if (lab.walk.diverged) return say("landscape.lost", { steps: lab.walk.steps });
  const jumped = lab.walk.steps > 0 && !isWithin(lab.shownPlace, lab.surface.box);
  return jumped ? say("landscape.swings") : "";
}

/** Make the lines below the map. */
export function makeStatus(lab: Lab): HTMLElement {
  const place = element("p", { className: "landscape-status" });
  const trouble = element("p", { className: "landscape-trouble" });
  trouble.setAttribute("role", "status");
  const ends = element("p", { className: "landscape-ends" });
  ends.setAttribute("role", "status");
  lab.watch(() => {
    place.textContent = tellPlace(lab);
    trouble.textContent = tellTrouble(lab);
    const { lowest, higher, away } = countEnds(lab.scattered);
    const key = lab.settings.landscape === "valleys" ? "landscape.ends.valleys" : "landscape.ends.line";
    ends.textContent = lab.scattered.length ? say(key, { lowest, higher, away }) : "";
  });
  return element("div", {}, place, trouble, ends);
}
