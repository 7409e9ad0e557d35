/** landscape.js: the gradient lab. Its state is the settings and a number of steps; all else follows from them. */

import { element } from "../../page/views/element";
import { registerScene, type SceneContext } from "../../page/scene";
import { makeButtons, makeChoice, makeSettings } from "./controls";
import { Lab } from "./lab";
import { makeLesson } from "./lesson";
import { makeLossPlot } from "./loss-plot";
import { makeMap } from "./map";
import type { Place } from "./math/place";
import { readSettings, writeSettings } from "./math/settings";
import { Player } from "./player";
import { makeRate } from "./rate";
import { makeSidePlot } from "./side-plot";
import { makeStages } from "./stages";
import { makeStatus } from "./status";

const PARAMETER = "walk";
/** With reduced motion a walk does not play; so many steps are taken at once instead. */
const STEPS_AT_ONCE = 100;
/** The address is written when nothing has changed for so long, in milliseconds. */
const REST = 300;

/** Follow the address, and keep it up to date. */
function keepAddress(lab: Lab, { readParameter, writeParameter }: SceneContext): void {
  const asked = readSettings(readParameter(PARAMETER));
  if (asked) lab.choose(asked.settings);
  if (asked) lab.advance(asked.steps);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let first = true;
  lab.watch(() => {
    if (first) {
      first = false;
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => writeParameter(PARAMETER, writeSettings(lab.settings, lab.shownSteps)), REST);
  });
}

function startScene(context: SceneContext): void {
  const lab = new Lab();
  keepAddress(lab, context);
  const player = new Player(lab, context.stage, () => controls.sync());
  const controls = makeButtons(lab, player);
  const start = (place: Place): void => {
    player.pause();
    lab.choose({ start: place }, 0);
    if (Player.allowed) player.play();
    else lab.advance(STEPS_AT_ONCE);
  };
  const left = element(
    "div",
    { className: "landscape-left" },
    makeMap(lab, start),
    makeStatus(lab),
    controls.buttons,
    makeRate(lab),
    makeSettings(lab),
  );
  const right = element("div", { className: "landscape-right" }, makeSidePlot(lab), makeStages(lab), makeLossPlot(lab));
  context.stage.append(
    makeChoice(lab, () => player.pause()),
    element("div", { className: "panel landscape-lab" }, left, right),
    makeLesson(lab),
  );
}

registerScene("landscape", startScene);
