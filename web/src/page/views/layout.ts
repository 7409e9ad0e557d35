/** Which parts of the page are there: a problem instead of the bench, fields instead of the pad. */

import type { LoadedModel } from "../../model/model";
import { say } from "../messages";
import { needsModel, SCENES } from "../scene";
import type { PageState, Store } from "../state";
import { element, find, write } from "./element";

function isDigits(model: LoadedModel): boolean {
  return model.classNames.length === 10 && model.classNames.every((name, i) => name === String(i));
}

function isOneNumber({ inputKind, inputShape }: LoadedModel): boolean {
  return inputKind === "numbers" && inputShape[0] === 1;
}

/** The page's headline for this kind of model. */
function headline(model: LoadedModel): string {
  if (model.inputKind === "numbers" && model.metadata.columns) return say("headline.row");
  if (model.inputKind === "numbers") return say(isOneNumber(model) ? "headline.number" : "headline.numbers");
  if (model.inputKind === "none") return say("headline.none");
  if (isDigits(model)) return say("headline.digit");
  return say(model.classNames.length ? "headline.named" : "headline.answered");
}

/** What the answer is, and why not to trust it too far. */
function howItAnswers(model: LoadedModel): string {
  const { classNames, inputKind, scale } = model;
  if (classNames.length === 0) return say("how.regression");
  const last = say(`how.${scale}`);
  if (isDigits(model) && inputKind === "picture") return `${last} ${say("how.digits")}`;
  const test = say(inputKind === "picture" ? "how.tryPicture" : "how.tryNumbers");
  return `${last} ${say("how.classes", { classes: classNames.length })} ${test}`;
}

function giveHint({ recipe }: LoadedModel): string {
  if (recipe?.recipe !== "resize") return say("give.drawing");
  return say(recipe.channels === 3 ? "give.colours" : "give.whole");
}

/** The heading of the fields. */
function numbersTitle(model: LoadedModel): string {
  if (model.metadata.columns) return say("give.row");
  return say(isOneNumber(model) ? "give.number" : "give.numbers");
}

/** The heading over how the layers work. */
function layersTitle(model: LoadedModel): string {
  if (model.inputKind === "picture") return say("how.fromPixels");
  return say(isOneNumber(model) ? "how.fromNumber" : "how.fromNumbers");
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

/** A scene about the model would be empty without one; the others stay. */
function showScenes({ model, problem }: Readonly<PageState>): void {
  for (const name of SCENES.filter(needsModel)) {
    const isHidden = problem !== null && model === null;
    find(name).hidden = isHidden;
    document.querySelector<HTMLElement>(`#scene-links [href="#${name}"]`)!.hidden = isHidden;
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
  find("how-layers-title").textContent = layersTitle(model);
  find("how-answer").textContent = howItAnswers(model);
  find("lead-what").textContent = say(model.inputKind === "none" ? "lead.loaded" : "lead.answers");
  find("answer-step").textContent = picture ? "3" : "2";
  find("bench").dataset.kind = model.inputKind;
  find("headline").textContent = headline(model);
  find("numbers-name").textContent = numbersTitle(model);
  find("give-hint").textContent = giveHint(model);
}

/** What was said last counts: an upload that failed says nothing about the ink of the picture before it. */
function showNotice({ notice, noInk }: Readonly<PageState>): void {
  const place = find("notice");
  write(place, notice ?? (noInk ? say("page.noInk") : ""));
  place.hidden = place.textContent === "";
}

/** Wire the parts to the store. */
export function startLayout(store: Store): void {
  store.watch(["problem"], showProblem);
  store.watch(["model", "problem"], showModel);
  store.watch(["model", "problem"], showScenes);
  store.watch(["notice", "noInk"], showNotice);
}
