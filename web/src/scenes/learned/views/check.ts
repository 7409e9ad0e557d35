/** Row 25: the slope by the chain rule beside the slope by moving the weight. */

import { makeSay, writeDecimal } from "../../../messages/say";
import { element } from "../../../page/views/element";
import { GOOD_STEP, type SlopeCheck } from "../math/gradient-check";
import { MESSAGES } from "../messages";
import { writeNumber } from "../numbers";
import { makeLogSlider } from "./controls";

const say = makeSay(MESSAGES);
/** Where two slopes differ by less, they are the same for all that training needs. */
const AGREED = 1e-3;

export class CheckView {
  readonly root: HTMLElement;
  private readonly slider = makeLogSlider(say("learned.check.step"), -14, 1, GOOD_STEP);
  private readonly analytic = element("strong");
  private readonly numeric = element("strong");
  private readonly verdict = element("p", { className: "learned-told", role: "status" });

  constructor(changed: () => void) {
    this.slider.slider.addEventListener("input", changed);
    this.root = element(
      "div",
      { className: "learned-check" },
      element("h4", { textContent: say("learned.check.title") }),
      element("p", { textContent: say("learned.check.lead") }),
      this.slider.root,
      element(
        "div",
        { className: "learned-slopes" },
        element("p", {}, this.analytic, element("small", { textContent: say("learned.check.analytic") })),
        element("p", {}, this.numeric, element("small", { textContent: say("learned.check.numeric") })),
      ),
      this.verdict,
      element("p", { className: "hint", textContent: say("learned.check.note") }),
    );
  }

  /** How far the weight is moved. */
  get step(): number {
    return this.slider.value;
  }

  show({ analytic, difference, numeric }: SlopeCheck): void {
    this.analytic.textContent = writeDecimal(analytic.toPrecision(8));
    this.numeric.textContent = writeDecimal(numeric.toPrecision(8));
    const agree = difference < AGREED;
    this.verdict.dataset.state = agree ? "done" : "growing";
    this.verdict.dataset.difference = String(difference);
    const cause = this.step > GOOD_STEP ? "learned.check.large" : "learned.check.small";
    this.verdict.textContent = agree
      ? say("learned.check.agree", { digits: writeNumber(difference) })
      : `${say("learned.check.differ", { percent: writeNumber(100 * difference) })} ${say(cause)}`;
  }
}
