/** Rows and columns of numbers on their colours: a window of a picture, its weights, their products. */

import { element } from "../../../page/views/element";
import { colourOf, type Scale, scaleOf, takesBlackText } from "../math/colours";
import { writeNumber } from "../words";

function makeCell(value: number | null, scale: Scale): HTMLTableCellElement {
  const cell = element("td", { textContent: value === null ? "·" : writeNumber(value) });
  if (value === null) return cell;
  const colour = colourOf(value, scale);
  cell.style.backgroundColor = `rgb(${colour.join(" ")})`;
  cell.className = takesBlackText(colour) ? "dark-text" : "light-text";
  return cell;
}

/** A table of numbers with a caption; null stands for the padding around a picture. */
export function makeNumberGrid(caption: string, values: readonly (number | null)[], columns: number): HTMLTableElement {
  const scale = scaleOf(values.map((value) => value ?? 0));
  const rows = Array.from({ length: Math.ceil(values.length / columns) }, (_, row) => {
    const cells = values.slice(row * columns, (row + 1) * columns).map((value) => makeCell(value, scale));
    return element("tr", {}, ...cells);
  });
  return element("table", { className: "number-grid" }, element("caption", { textContent: caption }), ...rows);
}
