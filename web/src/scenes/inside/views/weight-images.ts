/** A network of one layer on pixels: all that it knows, as one picture for each class. */

import { element } from "../../../page/views/element";
import { readWeights } from "../explain";
import type { Look } from "../look";
import { scaleOf } from "../math/colours";
import { kernelColumn } from "../math/terms";
import { comesFromInput } from "../source";
import { say } from "../words";
import { paintPicture } from "./paint";

/** So many pictures are looked at one by one. */
const MOST = 20;

/** The pictures; null for any other kind of network. */
export function makeWeightImages({ steps, model }: Look): HTMLElement | null {
  const weighted = steps.filter(({ layer }) => layer.countParams() > 0);
  const [dense] = weighted;
  const size = model?.recipe?.size;
  if (weighted.length !== 1 || dense.kind !== "Dense" || !size || !comesFromInput(steps, dense.origins[0].step)) return null;
  const units = dense.layout.channels;
  const [kernel] = readWeights(dense);
  if (units > MOST || kernel.length !== units * size[0] * size[1]) return null;
  const scale = scaleOf(kernel);
  const figures = Array.from({ length: units }, (_, unit) => {
    const name = model.classNames[unit] ?? String(unit + 1);
    const canvas = element("canvas", { className: "weight-image", role: "img", ariaLabel: say("inside.image-label", { name }) });
    paintPicture(canvas, size[0], size[1], kernelColumn(kernel, units, unit), scale);
    return element("figure", {}, canvas, element("figcaption", { textContent: name }));
  });
  return element(
    "section",
    { className: "panel" },
    element("h3", { textContent: say("inside.images") }),
    element("p", { className: "hint", textContent: say("inside.images-lead") }),
    element("div", { className: "weight-images" }, ...figures),
  );
}
