/** failures.js: what the model confuses, and how to teach it one's own hand. */

import type { LoadedModel } from "../../model/model";
import { loadTestSamples } from "../../page/companions";
import { registerScene, type SceneContext } from "../../page/scene";
import { element } from "../../page/views/element";
import { makeLessonLink } from "../../teaching/lesson-link";
import { askAll } from "./answers";
import { say } from "./messages";
import { makeMistakesQuestion, makeMistakesView } from "./mistakes-view";
import { Pupil } from "./pupil";
import { makeTeachingView, type Tested } from "./teaching-view";

function hint(text: string): HTMLElement {
  return element("p", { className: "hint", textContent: text });
}

function missing(): HTMLElement {
  const command = element("code", { textContent: say("failures.noTestsCommand") });
  return element("div", { className: "panel" }, hint(say("failures.noTests")), element("pre", {}, command));
}

/** The test samples with the model's answers; null when it brings none. */
async function test(context: SceneContext, model: LoadedModel): Promise<Tested | null> {
  const samples = await loadTestSamples(context, model);
  return samples && { samples, readings: await askAll(model, samples.inputs, samples.labels) };
}

/** Everything that the scene shows of one model. */
async function show(context: SceneContext, model: LoadedModel, pupil: Pupil): Promise<HTMLElement[]> {
  if (model.inputKind !== "picture" || model.classNames.length < 2) return [hint(say("failures.noClasses"))];
  let tested: Tested | null = null;
  const parts: HTMLElement[] = [];
  try {
    tested = await test(context, model);
    parts.push(tested ? makeMistakesView(context, model, tested.samples, tested.readings) : missing());
  } catch (error) {
    parts.push(hint(say("failures.damaged", { reason: (error as Error).message })));
  }
  parts.push(makeTeachingView(context, model, tested, pupil));
  const question = tested && makeMistakesQuestion(tested.samples, model.classNames);
  const lesson = makeLessonLink("transfer-learning", say("failures.lesson"));
  question?.append(lesson);
  return [...parts, question ?? lesson];
}

/** Follow the page's model: another one begins anew, and the one taught here does not. */
function start(context: SceneContext): Promise<void> {
  let pupil: Pupil | null = null;
  let ready = Promise.resolve();
  const open = async (model: LoadedModel): Promise<void> => {
    const opened = new Pupil(() => context.session.loadCopy(), model, context.loadScript);
    pupil = opened;
    const parts = await show(context, model, opened);
    if (pupil === opened) context.stage.replaceChildren(...parts);
  };
  context.store.watch(["model"], ({ model }) => {
    if (model && pupil?.owns(model)) return;
    pupil?.dispose();
    pupil = null;
    if (!model) context.stage.replaceChildren(hint(say("failures.waiting")));
    else ready = open(model);
  });
  return ready;
}

registerScene("failures", start);
