/** A small chart of curves, with a dot on each. */

import { element } from "../../../page/views/element";
import { makeSay } from "../../../messages/say";
import { MESSAGES } from "../messages";
import { writeNumber } from "../numbers";

const say = makeSay(MESSAGES);

const WIDTH = 600;
const HEIGHT = 180;
const SVG = "http://www.w3.org/2000/svg";

export interface Curve {
  /** The end of its class: `learned-curve-first`, `learned-curve-second`. */
  style: "first" | "second";
  name: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface Chart {
  root: HTMLElement;
  /** @param text what the chart shows, for those who do not see it */
  draw(curves: Curve[], text: string): void;
  /** Put the dots at this x; null hides them. */
  point(x: number | null): void;
}

function svg(tag: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The height of a curve at an x between its points; NaN before it begins. */
export function readCurve({ x, y }: Pick<Curve, "x" | "y">, at: number): number {
  let i = 0;
  while (i < x.length && x[i] < at) i++;
  if (i === 0) return x[0] === at ? y[0] : NaN;
  if (i === x.length) return y[i - 1];
  const share = (at - x[i - 1]) / (x[i] - x[i - 1]);
  return y[i - 1] + share * (y[i] - y[i - 1]);
}

/** Where a value lies on the chart. Curves grow from left to right; what is beyond the top is cut. */
interface Frame {
  left: number;
  right: number;
  top: number;
}

function frameOf(curves: Curve[]): Frame {
  const xs = curves.flatMap(({ x }) => [x[0], x[x.length - 1]]);
  const ys = curves.flatMap(({ y }) => Array.from(y)).filter(Number.isFinite);
  return { left: Math.min(0, ...xs), right: Math.max(1, ...xs), top: Math.max(1e-6, ...ys) };
}

export function makeChart(label: string): Chart {
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", preserveAspectRatio: "none" });
  const dots = element("div", { className: "learned-dots", ariaHidden: "true" });
  const highest = element("span", { className: "learned-top", ariaHidden: "true" });
  const [first, last] = [element("span"), element("span")];
  const name = element("span", { textContent: say("learned.curves.epoch") });
  const ends = element("p", { className: "learned-ends", ariaHidden: "true" }, first, name, last);
  const legend = element("p", { className: "learned-legend" });
  const plot = element("div", { className: "learned-plot" }, picture as unknown as Node, dots, highest);
  const root = element("figure", { className: "learned-chart" }, element("figcaption", { textContent: label }), plot, ends, legend);
  let drawn: Curve[] = [];
  let frame: Frame = { left: 0, right: 1, top: 1 };
  const across = (x: number): number => (x - frame.left) / (frame.right - frame.left);
  const down = (y: number): number => 1 - Math.min(1, y / frame.top) * 0.94;
  return {
    root,
    draw(curves, text) {
      drawn = curves.filter(({ x }) => x.length > 0);
      frame = frameOf(drawn);
      picture.setAttribute("aria-label", text);
      picture.replaceChildren(
        ...drawn.map(({ style, x, y }) => {
          const points = Array.from(x, (value, i) => `${(across(value) * WIDTH).toFixed(1)},${(down(y[i]) * HEIGHT).toFixed(1)}`);
          return svg("polyline", { class: `learned-curve-${style}`, points: points.join(" ") });
        }),
      );
      highest.textContent = drawn.length ? writeNumber(frame.top) : "";
      first.textContent = drawn.length ? String(frame.left) : "";
      last.textContent = drawn.length ? writeNumber(frame.right) : "";
      legend.replaceChildren(...drawn.map(({ style, name }) => element("span", { className: `learned-key-${style}`, textContent: name })));
    },
    point(x) {
      const shown = x === null ? [] : drawn.map((curve) => ({ curve, y: readCurve(curve, x) })).filter(({ y }) => Number.isFinite(y));
      dots.replaceChildren(
        ...shown.map(({ curve, y }) => {
          const dot = element("span", { className: `learned-dot learned-dot-${curve.style}` });
          dot.style.left = `${100 * across(x!)}%`;
          dot.style.top = `${100 * down(y)}%`;
          return dot;
        }),
      );
    },
  };
}
