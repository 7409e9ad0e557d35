/** Ten bars, one for each class, that follow an answer. */

import { chooseScale } from "./answer-scale";
import { keepTogether } from "../../../messages/say";
import { element } from "../../../page/views/element";
import { writeNumber, writePercent } from "../numbers";

export interface AnswerBars {
  root: HTMLElement;
  show(answer: ArrayLike<number>): void;
}

/** Bars for these classes; for a regression one line with the number. */
export function makeAnswerBars(classNames: string[]): AnswerBars {
  const root = element("ol", { className: "learned-bars" });
  const rows = classNames.map((name) => {
    const fill = element("span", { className: "learned-fill" });
    const text = element("span", { className: "learned-percent" });
    const track = element("span", { className: "learned-track", ariaHidden: "true" }, fill);
    const row = element("li", {}, element("span", { className: "learned-name", textContent: name }), track, text);
    root.append(row);
    return { row, fill, text };
  });
  const number = element("li", { className: "learned-number" });
  if (!rows.length) root.append(number);
  return {
    root,
    show(answer) {
      number.textContent = writeNumber(answer[0]);
      const shares = chooseScale(answer, rows.length);
      const best = shares.indexOf(Math.max(...shares));
      rows.forEach(({ row, fill, text }, i) => {
        row.classList.toggle("winner", i === best);
        fill.style.transform = `scaleX(${shares[i]})`;
        text.textContent = keepTogether(`${writePercent(shares[i])} %`);
      });
    },
  };
}
