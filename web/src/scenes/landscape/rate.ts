/** The learning rate on a logarithmic slider, with the measured limit marked on it. */

import { writeDecimal } from "../../messages/say";
import { element } from "../../page/views/element";
import type { Lab } from "./lab";
import { limitOf } from "./math/optimizer";
import { rateAt, shareOf } from "./math/settings";
import { say, show } from "./words";

/** A thumb's half width, in parts of the slider's: the thumb's middle does not reach the ends. */
const THUMB = "0.75rem";

/** What there is to say of the limit. */
function tellLimit(lab: Lab, limit: number | null): string {
  const { optimizer, landscape } = lab.settings;
  if (optimizer === "adam") return say("landscape.limit.adam");
  if (limit === null || landscape === "mae") return say("landscape.limit.mae");
  const values = { limit: show(limit), curvature: show(lab.surface.curvature!) };
  return say(optimizer === "momentum" ? "landscape.limit.momentum" : "landscape.limit.sgd", values);
}

/** Make the slider. */
export function makeRate(lab: Lab): HTMLElement {
  const slider = element("input", { type: "range", min: "0", max: "1", step: "0.005", id: "landscape-rate" });
  const output = element("output", { className: "landscape-rate-value" });
  const mark = element("span", { className: "landscape-limit" });
  mark.ariaHidden = "true";
  const note = element("p", { className: "hint", id: "landscape-limit-note" });
  slider.setAttribute("aria-describedby", note.id);
  slider.addEventListener("input", () => lab.choose({ rate: rateAt(Number(slider.value)) }));
  lab.watch(() => {
    const { rate, optimizer } = lab.settings;
    const limit = limitOf(optimizer, lab.surface.curvature);
    slider.value = String(shareOf(rate));
    output.textContent = writeDecimal(String(rate));
    slider.setAttribute("aria-valuetext", output.textContent);
    output.classList.toggle("beyond", limit !== null && rate > limit);
    mark.hidden = limit === null;
    if (limit !== null) {
      mark.style.left = `calc(${THUMB} + ${shareOf(limit)} * (100% - 2 * ${THUMB}))`;
      mark.textContent = say("landscape.limit.mark", { limit: show(limit) });
    }
    note.textContent = tellLimit(lab, limit);
  });
  const label = element("label", { htmlFor: slider.id, textContent: say("landscape.rate") });
  return element(
    "div",
    { className: "landscape-rate" },
    element("div", { className: "landscape-rate-head" }, label, output),
    element("div", { className: "landscape-rate-track" }, slider, mark),
    note,
  );
}
