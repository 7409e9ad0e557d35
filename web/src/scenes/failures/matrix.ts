/** The confusion matrix: a table of buttons, to be walked with the arrow keys. */

import { element } from "../../page/views/element";
import { say } from "./messages";

/** A true class and an answer. */
export interface Cell {
  label: number;
  answer: number;
}

type Choose = (cell: Cell) => void;

const ARROWS: Record<string, [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The matrix on the screen. */
export interface MatrixView {
  element: HTMLElement;
  mark(cell: Cell | null): void;
}

function makeButton(count: number, names: readonly string[], { label, answer }: Cell, largest: number): HTMLButtonElement {
  const button = element("button", { type: "button", textContent: String(count), tabIndex: -1 });
  button.className = label === answer ? "cell right" : "cell";
  button.ariaLabel = say("failures.cell", { count, label: names[label], answer: names[answer] });
  // The square root: one mistake among a hundred is seen, too.
  button.style.setProperty("--share", String(Math.sqrt(count / largest)));
  return button;
}

/** Digits and the like: their columns can be narrow. */
function isShort(names: readonly string[]): boolean {
  return names.length <= 10 && names.every((name) => name.length <= 2);
}

/** The nearest button in a direction; empty cells are passed over. */
function walk(buttons: (HTMLButtonElement | null)[][], from: Cell, [rows, columns]: [number, number]): Cell | null {
  let { label, answer } = from;
  for (;;) {
    label += rows;
    answer += columns;
    if (buttons[label]?.[answer] === undefined) return null;
    if (buttons[label][answer]) return { label, answer };
  }
}

function makeHead(names: readonly string[]): HTMLElement {
  const corner = element("td", { className: "corner" }, say("failures.truth"), " ↓ ", say("failures.answer"), " →");
  const heads = names.map((textContent) => element("th", { scope: "col", textContent, title: textContent }));
  return element("thead", {}, element("tr", {}, corner, ...heads));
}

/**
 * Make the matrix.
 *
 * @param confusion rows are true classes, columns answers
 */
export function makeMatrix(confusion: readonly number[][], names: readonly string[], choose: Choose): MatrixView {
  const mistakes = confusion.flatMap((row, label) => row.filter((_, answer) => answer !== label));
  const largest = { wrong: Math.max(1, ...mistakes), right: Math.max(1, ...confusion.map((row, i) => row[i])) };
  const buttons = confusion.map((row, label) =>
    row.map((count, answer) => {
      if (count === 0) return null;
      const cell = { label, answer };
      const button = makeButton(count, names, cell, label === answer ? largest.right : largest.wrong);
      button.addEventListener("click", () => choose(cell));
      button.addEventListener("keydown", (event) => {
        const step = ARROWS[event.key];
        const next = step && walk(buttons, cell, step);
        if (step) event.preventDefault();
        if (next) focus(next);
      });
      return button;
    }),
  );
  const all = buttons.flat().filter((button) => button !== null);
  const focus = ({ label, answer }: Cell): void => {
    for (const button of all) button.tabIndex = -1;
    const button = buttons[label][answer]!;
    button.tabIndex = 0;
    button.focus();
  };
  if (all[0]) all[0].tabIndex = 0;
  const rows = buttons.map((row, label) => {
    const cells = row.map((button) => (button ? element("td", {}, button) : element("td", { className: "empty", textContent: "·" })));
    return element("tr", {}, element("th", { scope: "row", textContent: names[label], title: names[label] }), ...cells);
  });
  const table = element("table", { className: "confusion" }, makeHead(names), element("tbody", {}, ...rows));
  table.classList.toggle("short", isShort(names));
  table.ariaLabel = say("failures.matrixName");
  const mark = (cell: Cell | null): void => {
    for (const button of all) button.ariaPressed = "false";
    const marked = cell && buttons[cell.label]?.[cell.answer];
    if (!marked) return;
    for (const button of all) button.tabIndex = -1;
    marked.ariaPressed = "true";
    marked.tabIndex = 0;
  };
  mark(null);
  return { element: element("div", { className: "scroll" }, table), mark };
}
