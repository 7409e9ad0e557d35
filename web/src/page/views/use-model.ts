/** "Use this model": the lines of a web page that runs it, and the link to this page. */

import { makeSay } from "../../messages/say";
import type { LoadedModel } from "../../model/model";
import type { PageState, Store } from "../state";
import { makeCopyButton } from "./copying";
import { element, find } from "./element";
import { MESSAGES } from "./foot-messages";

const say = makeSay(MESSAGES);

/** The model's folder, relative to the page. */
function folderOf({ entries, modelName }: Readonly<PageState>): string {
  const script = entries.find(({ name }) => name === modelName)?.script ?? "";
  return script.replace(/\/[^/]*$/, "");
}

/** The lines: they run as they stand beside the folder and tf.min.js. A test does so. */
export function writeUse({ network, inputShape }: LoadedModel, folder: string): string {
  const load = network.format === "graph-model" ? "loadGraphModel" : "loadLayersModel";
  const { dtype } = network.inputs[0];
  const shape = [1, ...inputShape].join(", ");
  const name = folder.split("/").at(-1)!;
  return [
    '<!doctype html><script src="tf.min.js"></script>',
    '<script type="module">',
    `  const model = await tf.${load}("${name}/model.json");`,
    `  const input = tf.zeros([${shape}]${dtype === "float32" ? "" : `, "${dtype}"`}); // ${say("foot.yourNumbers")}`,
    "  document.body.append((await model.predict(input).data()).join(\", \"));",
    "</script>",
  ].join("\n");
}

/** Wire the panel to the store. */
export function startUseModel(store: Store): void {
  const place = find("use-model");
  const share = makeCopyButton(say("foot.share"), () => location.href);
  store.watch(["model"], (state) => {
    const { model } = state;
    if (!model) return;
    const folder = folderOf(state);
    if (model.network.inputs.length !== 1) {
      place.replaceChildren(element("p", { className: "hint", textContent: say("foot.useNone") }), share);
      return;
    }
    const lines = writeUse(model, folder);
    place.replaceChildren(
      element("p", { className: "hint", textContent: say("foot.useHint", { folder }) }),
      element("pre", { tabIndex: 0 }, element("code", { textContent: lines })),
      element("div", { className: "copies" }, makeCopyButton(say("foot.copy"), () => lines), share),
    );
  });
}
