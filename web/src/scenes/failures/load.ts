/** Load the test samples of the open model, when it has some. */

import type { LoadedModel } from "../../model/model";
import { decodeTestSamples, findTestRecord, type TestSamples } from "../../model/test-samples";
import type { SceneContext } from "../../page/scene";
import { say } from "./messages";

/** The samples; null when the model brings none. Rejects, with the end of a sentence, when they cannot be used. */
export async function loadTestSamples(context: SceneContext, model: LoadedModel): Promise<TestSamples | null> {
  const file = model.metadata.tests;
  const entry = context.store.state.entries.find(({ name }) => name === model.name);
  // A name, not a path: metadata may not load a script from elsewhere.
  if (!file || !entry || !/^[\w-]+\.js$/.test(file)) return null;
  if (!findTestRecord(model.name)) await context.loadScript(entry.script.replace(/[^/]*$/, file));
  const record = findTestRecord(model.name);
  if (!record) throw new Error(say("failures.unregistered", { file }));
  const width = model.inputShape.reduce((product, size) => product * size, 1);
  return decodeTestSamples(record, model.classNames.length, width);
}
