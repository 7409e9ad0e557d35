/** The steps of the tour, in the page's order. One whose control is not there is left out. */

import type { SceneName } from "../page/scene";
import type { Store } from "../page/state";
import type { MESSAGES } from "./messages";
import { clickWithin, drawInTheCorner, drawThree, press, slide, slidePart, turn } from "./press";

/** The names of the steps are those of their messages. */
export type StepName = keyof typeof MESSAGES extends infer Key ? (Key extends `tour.${infer Name}.text` ? Name : never) : never;

/** One step. */
export interface Step {
  name: StepName;
  /** The scene that it needs; without one it is on the first screen. */
  scene?: SceneName;
  /** The control that it lights. */
  target: string;
  /** Set the controls. */
  enter?: (store: Store) => void;
  /** Put back what the next step must not find. */
  leave?: (store: Store) => void;
}

export const STEPS: readonly Step[] = [
  { name: "draw", target: "#drawing-panel", enter: drawThree },
  { name: "answer", target: ".panel.answer" },
  { name: "seen", target: "#seen-panel" },
  {
    name: "recipe",
    target: "#recipe-switch",
    enter: (store) => {
      drawInTheCorner(store);
      turn("#recipe", false);
    },
    leave: (store) => {
      turn("#recipe", true);
      store.undo();
    },
  },
  { name: "sample", target: "#samples", enter: () => press("#samples button") },
  {
    name: "inside",
    scene: "inside",
    target: "#inside .layers",
    enter: () => clickWithin("#inside .layer-map", 1, "#inside .detail"),
  },
  {
    name: "break",
    scene: "inside",
    target: "#inside .panel.break",
    enter: () => slidePart("#inside .panel.break input[type=range]", 0.6),
    leave: () => slidePart("#inside .panel.break input[type=range]", 0),
  },
  {
    name: "learned",
    scene: "learned",
    target: "#learned .learned-past",
    enter: () => slidePart("#learned .learned-time input[type=range]", 0),
  },
  {
    name: "stages",
    scene: "learned",
    target: "#learned .learned-part:nth-of-type(3)",
    enter: () => press("#learned .learned-part:nth-of-type(3) .learned-go"),
  },
  {
    name: "walk",
    scene: "landscape",
    target: ".landscape-map-frame",
    enter: () => {
      press("#landscape .landscape-choice button:first-child");
      press("#landscape .landscape-play[aria-disabled=false]");
    },
  },
  {
    name: "limit",
    scene: "landscape",
    target: ".landscape-rate",
    enter: () => {
      press("#landscape .landscape-choice button:nth-child(2)");
      slide("#landscape-rate", 0.68);
      press("#landscape .landscape-buttons button:nth-child(5)[aria-disabled=false]");
      for (let step = 0; step < 12; step++) press("#landscape .landscape-buttons button:nth-child(3)");
    },
    leave: () => slide("#landscape-rate", 0.5),
  },
  {
    name: "valleys",
    scene: "landscape",
    target: ".landscape-map-frame",
    enter: () => {
      press("#landscape .landscape-choice button:nth-child(3)");
      press("#landscape .landscape-buttons button:last-child");
    },
  },
  {
    name: "script",
    scene: "landscape",
    target: "#landscape .take-home",
    enter: () => press("#landscape .take-home:not([open]) summary"),
  },
  {
    name: "failures",
    scene: "failures",
    target: "#failures .confusion",
    enter: () => press("#failures .confusion button.cell:not(.right)"),
  },
  { name: "teach", scene: "failures", target: "#failures .panel.teach" },
  { name: "proof", target: "#parity" },
];
