/** inside.js: the scene "Look inside". */

import { registerScene, type SceneContext } from "../../page/scene";
import { element } from "../../page/views/element";
import { makeLessonLink } from "../../teaching/lesson-link";
import { groundAndInk } from "./answers";
import { Breakage } from "./breakage";
import { followAddress } from "./chosen-address";
import { readDamage, writeDamage } from "./damage-address";
import { Look } from "./look";
import { showForPrograms } from "./programs";
import { findHardSamples } from "./samples";
import { makeAsk } from "./views/ask";
import { makeBreakIt } from "./views/break-it";
import { makeColumns } from "./views/columns";
import { makeDetail } from "./views/detail";
import { makeFlip } from "./views/flip";
import { makeOcclusion } from "./views/occlusion";
import { makeScores } from "./views/scores";
import { makeWeightImages } from "./views/weight-images";
import { say } from "./words";

/** Fill the stage for the open model. */
function build(context: SceneContext, look: Look, breakage: Breakage): void {
  const { stage, store } = context;
  const { model, steps } = look;
  // A model that TensorFlow.js does not run yet will come again when it does.
  if (!model || (model.network.format === "layers-model" && !model.network.layersModel)) return;
  if (model.inputKind === "none") {
    stage.replaceChildren(element("p", { className: "hint", textContent: say("inside.none") }));
    return;
  }
  const parts: (HTMLElement | null)[] = [];
  if (steps.length) {
    parts.push(makeColumns(look, stage.clientWidth), makeDetail(look, breakage), makeWeightImages(look));
  } else {
    const reason = look.failure;
    const textContent = reason === null ? say("inside.graph") : say("inside.layers-fail", { reason });
    parts.push(element("p", { className: "panel", textContent }));
  }
  const isClassifier = model.classNames.length > 1;
  const panels = steps.length ? [makeScores(look)] : [];
  if (model.inputKind === "picture" && isClassifier) panels.push(makeOcclusion(look), makeFlip(look));
  parts.push(element("div", { className: "inside-panels" }, ...panels.flatMap((panel) => panel ?? [])));
  if (steps.length > 2) parts.push(makeBreakIt(look, breakage, () => findHardSamples(context, model)));
  const convolves = steps.some(({ geometry }) => geometry.type === "window");
  const lesson = convolves
    ? makeLessonLink("convolution", say("inside.lesson-convolution"))
    : makeLessonLink("nonlinearity", say("inside.lesson-nonlinearity"));
  const question = makeAsk(look);
  question.append(lesson);
  stage.replaceChildren(makeEmptyHint(look, store), ...parts.flatMap((part) => part ?? []), question);
}

/** What an empty pad shows, and how to change that. */
function makeEmptyHint(look: Look, store: SceneContext["store"]): HTMLElement {
  const button = element("button", { type: "button", textContent: say("inside.sample") });
  button.addEventListener("click", () => store.give({ kind: "sample", row: 0 }));
  const { metadata, inputKind } = look.model!;
  button.hidden = !metadata.parity?.labels || inputKind !== "picture";
  const hint = element("p", { className: "empty-hint" }, say("inside.empty"), " ", button);
  const show = (): void => {
    hint.hidden = !look.isEmpty || inputKind !== "picture";
  };
  look.follow("numbers", show);
  show();
  return hint;
}

function start(context: SceneContext): void {
  const { stage, store, session } = context;
  const look = new Look();
  const wanted = context.readParameter("broken");
  const breakage = new Breakage(
    () => session.loadCopy(),
    (damage) => context.writeParameter("broken", writeDamage(damage)),
  );
  let inSight = true;
  let isStale = true;
  /** Only while one sees it, and only when there is something new; in the frame of the answer, which comes once a frame. */
  const read = (): void => {
    if (!inSight || !isStale) return;
    isStale = false;
    const { model, input } = store.state;
    if (model && model === look.model) void look.read(input, groundAndInk(model).ground);
  };
  look.watch("model", () => build(context, look, breakage));
  followAddress(context, look);
  showForPrograms(look);
  let isFirst = true;
  store.watch(["model"], ({ model }) => {
    breakage.close();
    look.open(model);
    const damage = isFirst && model ? readDamage(wanted, look.steps) : null;
    if (damage) breakage.change(damage);
    if (model) isFirst = false;
    isStale = true;
    read();
  });
  store.watch(["input", "output", "backend"], () => {
    isStale = true;
    read();
  });
  new IntersectionObserver(([entry]) => {
    inSight = entry.isIntersecting;
    read();
  }, { rootMargin: "40% 0px" }).observe(stage);
}

registerScene("inside", start);
