/** The question that ends the scene; its right answer is found in the open model. */

import { makeQuestion, type Question } from "../../../teaching/question";
import { findField } from "../field";
import type { Look } from "../look";
import { countCells } from "../math/layout";
import { regionIndices } from "../math/receptive";
import type { Step } from "../steps";
import { say, titleOf } from "../words";

/** The last step with a window, or else the first that weighs everything; null where there is neither. */
function chooseStep(steps: readonly Step[]): number | null {
  const windows = steps.map((_, i) => i).filter((i) => steps[i].geometry.type === "window" && steps[i].layout.rows > 1);
  // Deep in the network the field is the whole picture, which makes no question.
  const chosen = windows[Math.min(windows.length - 1, 1)] ?? steps.findIndex(({ kind }) => kind === "Dense");
  return chosen > 0 ? chosen : null;
}

function countField(steps: readonly Step[], place: number): number {
  const { rows, columns } = steps[place].layout;
  const cell = { row: Math.floor(rows / 2), column: Math.floor(columns / 2), channel: 0 };
  return regionIndices(findField(steps, place, cell)[0]!, steps[0].layout).length;
}

function askField(look: Look, place: number): Question {
  const { steps } = look;
  const layer = titleOf(steps[place]);
  const count = countField(steps, place);
  const all = countCells(steps[0].layout);
  const { geometry } = steps[place];
  const window = geometry.type === "window" ? geometry.window.size[0] * geometry.window.size[1] : Math.max(1, Math.round(Math.sqrt(all)));
  const numbers = [...new Set([1, window, count, all])].sort((a, b) => a - b);
  return {
    ask: say("inside.ask-field", { layer }),
    choices: numbers.map(String),
    right: () => numbers.indexOf(count),
    because: () => (count === all ? say("inside.ask-field-all", { count }) : say("inside.ask-field-because", { layer, count })),
  };
}

function askBlank(): Question {
  return {
    ask: say("inside.ask-blank"),
    choices: [say("inside.ask-blank-for"), say("inside.ask-blank-against"), say("inside.ask-blank-nothing")],
    right: () => 1,
    because: () => say("inside.ask-blank-because"),
  };
}

function askBias(): Question {
  return {
    ask: say("inside.ask-bias"),
    choices: [say("inside.ask-bias-zero"), say("inside.ask-bias-bias"), say("inside.ask-bias-weight")],
    right: () => 1,
    because: () => say("inside.ask-bias-because"),
  };
}

/** Make the question for the open model. */
export function makeAsk(look: Look): HTMLElement {
  const place = chooseStep(look.steps);
  if (look.model?.inputKind !== "picture") return makeQuestion(askBias());
  return makeQuestion(place === null ? askBlank() : askField(look, place));
}
