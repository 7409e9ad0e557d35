/** The four stages of a step, each lit as it happens, with its numbers. */

import { element } from "../../page/views/element";
import type { Lab } from "./lab";
import { TRAIN } from "./math/landscapes";
import type { Trace } from "./math/walk";
import { say, show } from "./words";

const NAMES = ["predict", "loss", "gradient", "update"] as const;

/** The first sample of the batch by its numbers; the others are counted. */
function tellPrediction({ batch, before, predicted }: Trace): string {
  if (predicted.length === 0) return say("landscape.predict.valleys", { x: show(before[0]), y: show(before[1]) });
  const values = {
    kernel: show(before[0]),
    bias: show(before[1]),
    size: show(TRAIN.x[batch[0]]),
    predicted: show(predicted[0]),
    truth: show(TRAIN.y[batch[0]]),
    others: batch.length - 1,
  };
  return say(batch.length > 1 ? "landscape.predict.more" : "landscape.predict.one", values);
}

/** What each of the two weights becomes. */
function tellUpdate(lab: Lab, { before, after, gradient }: Trace): string {
  const line = lab.settings.landscape !== "valleys";
  const names = line ? (["kernel", "bias"] as const) : (["first", "second"] as const);
  const plain = lab.settings.optimizer === "sgd";
  const sentences = names.map((name, i) =>
    say(plain ? "landscape.update.sgd" : "landscape.update.other", {
      name: say(`landscape.name.${name}`),
      before: show(before[i], 5),
      rate: String(lab.settings.rate),
      gradient: gradient[i] < 0 ? `(${show(gradient[i])})` : show(gradient[i]),
      after: show(after[i], 5),
    }),
  );
  return sentences.join("\n");
}

function tell(lab: Lab, trace: Trace): string[] {
  const { landscape } = lab.settings;
  const [x, y] = trace.gradient.map((value) => show(value));
  return [
    tellPrediction(trace),
    say(`landscape.loss.${landscape}`, { loss: show(trace.loss) }),
    say(landscape === "valleys" ? "landscape.gradient.valleys" : "landscape.gradient.line", { x, y }),
    tellUpdate(lab, trace),
  ];
}

/** Make the list of stages. */
export function makeStages(lab: Lab): HTMLElement {
  const texts = NAMES.map(() => element("p"));
  const items = NAMES.map((name, i) =>
    element("li", {}, element("h4", { textContent: say(`landscape.stage.${name}`) }), texts[i]),
  );
  const none = element("p", { className: "hint", textContent: say("landscape.stages.none") });
  lab.watch(() => {
    const { last } = lab.walk;
    none.hidden = last !== null;
    const told = last ? tell(lab, last) : NAMES.map(() => "");
    items.forEach((item, i) => {
      const reached = last !== null && i < lab.stage;
      item.classList.toggle("reached", reached);
      if (last && i === lab.stage - 1) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      texts[i].textContent = reached ? told[i] : "";
    });
  });
  const title = element("h3", { textContent: say("landscape.stages.title") });
  return element("section", { className: "landscape-stages" }, title, none, element("ol", {}, ...items));
}
