/** The scripts beside a model's model.js that its metadata name: they are run when somebody wants what is in them. */

import type { LoadedModel } from "../model/model";
import { countValues } from "../model/shape";
import { decodeTestSamples, findTestRecord, type TestSamples } from "../model/test-samples";
import type { SceneContext } from "./scene";

type Page = Pick<SceneContext, "store" | "loadScript">;

/** The address of a script of the model's folder; null where there is none, or where it is no name of a file. */
export function findCompanion({ store }: Pick<Page, "store">, model: LoadedModel, file: string | undefined): string | null {
  const entry = store.state.entries.find(({ name }) => name === model.name);
  // A name, not a path: metadata may not load a script from elsewhere.
  if (!file || !entry || !/^[\w-]+\.js$/.test(file)) return null;
  return entry.script.replace(/[^/]*$/, file);
}

/** The samples of tests.js; null when the model brings none. Rejects, with the end of a sentence, when they cannot be used. */
export async function loadTestSamples(page: Page, model: LoadedModel): Promise<TestSamples | null> {
  const script = findCompanion(page, model, model.metadata.tests);
  if (!script) return null;
  if (!findTestRecord(model.name)) await page.loadScript(script);
  const record = findTestRecord(model.name);
  if (!record) throw new Error(`${model.metadata.tests} registers no samples of this model`);
  return decodeTestSamples(record, model.classNames.length, countValues(model.inputShape));
}
