/** Which parts of the page are there: a problem instead of the bench, fields instead of the pad. */

import type { Scale } from "../../model/answers";
import type { LoadedModel } from "../../model/model";
import type { PageState, Store } from "../state";
import { element, find } from "./element";

function isDigits(model: LoadedModel): boolean {
  return model.classNames.length === 10 && model.classNames.every((name, i) => name === String(i));
}

function countNumbers(model: LoadedModel): string {
  return model.inputShape[0] === 1 ? "a number" : "numbers";
}

/** The page's headline for this kind of model. */
function headline(model: LoadedModel): string {
  if (model.inputKind === "numbers" && model.metadata.columns) return "Fill in a row. A Keras model answers.";
  if (model.inputKind === "numbers") return `Type ${countNumbers(model)}. A Keras model answers.`;
  if (model.inputKind === "none") return "A Keras model, checked in your browser.";
  if (isDigits(model)) return "Draw a digit. A Keras model reads it.";
  return `Show it a picture. A Keras model ${model.classNames.length ? "names it" : "answers"}.`;
}

const LAST_LAYER: Record<Scale, string> = {
  distribution: "number for each class, and they sum to 100 %",
  independent: "number for each class by itself: several can be high, or none",
  scores: "score for each class, and the highest one wins",
};

/** What the answer is, and why not to trust it too far. */
function howItAnswers(model: LoadedModel): string {
  const { classNames, inputKind, scale } = model;
  if (classNames.length === 0) return "The last layer's number is the answer.";
  const last = `The last layer gives one ${LAST_LAYER[scale]}.`;
  const caution = "A long bar is not certainty: a network that knows only";
  if (isDigits(model) && inputKind === "picture") {
    return `${last} ${caution} digits calls everything a digit. Try a letter.`;
  }
  const test = inputKind === "picture" ? "Try a picture of something else." : "Try numbers that make no sense.";
  return `${last} ${caution} ${classNames.length} classes calls everything one of them. ${test}`;
}

function giveHint({ recipe }: LoadedModel): string {
  if (recipe?.recipe !== "resize") {
    return "Mouse, finger, pen or arrow keys; or drop or paste a picture. The page's address is a link to the drawing.";
  }
  return recipe.channels === 3
    ? "This model reads colours: drop, paste or choose a picture. It sees a drawing as grey."
    : "Drop, paste or choose a picture; this model learned from whole pictures. You can draw, too.";
}

function showProblem({ problem }: Readonly<PageState>): void {
  const place = find("problem");
  place.hidden = problem === null;
  if (!problem) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(
    element("h2", { textContent: problem.title }),
    element("p", { textContent: problem.detail }),
  );
  if (problem.command) {
    place.append(element("pre", {}, element("code", { textContent: problem.command })));
  }
}

function showModel({ model, problem }: Readonly<PageState>): void {
  const shown = model !== null && problem === null;
  find("bench").hidden = !shown || model.inputKind === "none";
  find("facts").hidden = !shown;
  if (!shown) return;
  const picture = model.inputKind === "picture";
  find("drawing-panel").hidden = find("seen-panel").hidden = !picture;
  find("numbers-panel").hidden = picture;
  find("how-ink").hidden = !picture || model.recipe?.recipe === "resize";
  find("how-layers").hidden = model.inputKind === "none";
  find("how-layers-title").textContent = `From ${picture ? "pixels" : countNumbers(model)} to an answer`;
  find("how-answer").textContent = howItAnswers(model);
  find("lead-end").textContent = model.inputKind === "none" ? "loaded here" : "answers at once";
  find("answer-step").textContent = picture ? "3" : "2";
  find("bench").dataset.kind = model.inputKind;
  find("headline").textContent = headline(model);
  find("numbers-name").textContent = model.metadata.columns ? "Your row" : `Your ${model.inputShape[0] === 1 ? "number" : "numbers"}`;
  find("give-hint").textContent = giveHint(model);
}

const NO_INK = "The picture shows no ink. Draw darker or crop it.";

/** What was said last counts: an upload that failed says nothing about the ink of the picture before it. */
function showNotice({ notice, noInk }: Readonly<PageState>): void {
  const place = find("notice");
  place.textContent = notice ?? (noInk ? NO_INK : "");
  place.hidden = place.textContent === "";
}

/** Wire the parts to the store. */
export function startLayout(store: Store): void {
  store.watch(["problem"], showProblem);
  store.watch(["model", "problem"], showModel);
  store.watch(["notice", "noInk"], showNotice);
}
