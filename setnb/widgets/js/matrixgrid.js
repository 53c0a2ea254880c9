// A signed matrix as square cells with row and column numbers; each cell is a spin button.
import { valueColour } from "./colour.js";
import { numeral } from "./discs.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const HEAD = 24, LARGEST_CELL = 52;

export function gridLayout(width, n) {
  const cell = Math.min((width - HEAD - 4) / n, LARGEST_CELL);
  return { cell, height: HEAD + n * cell + 4 };
}

/** The cell under a point of the drawing, as [row, column], or null outside. */
export function cellAt({ x, y }, { cell }, n) {
  const [row, column] = [y, x].map((v) => Math.floor((v - HEAD) / cell));
  return [row, column].every((v) => v >= 0 && v < n) ? [row, column] : null;
}

/** The nodes inside the svg. `cells(i, j)` gives the attributes that make a cell a control. */
export function drawGrid({ theta, name, limit, width, stops, cells, shownText }) {
  const n = theta.length, { cell } = gridLayout(width, n);
  const centre = (i) => HEAD + (i + 0.5) * cell;
  const box = (inset, kind, style) => h("rect", { x: inset - cell / 2, y: inset - cell / 2, width: cell - 2 * inset,
    height: cell - 2 * inset, class: kind, ...style });
  return [
    h("text", { x: 2, y: 15, class: "setnb-list-name" }, name),
    theta.map((_, i) => [numeral(centre(i), HEAD / 2, String(i + 1)), numeral(HEAD / 2, centre(i), String(i + 1))]),
    theta.map((row, i) => row.map((value, j) => {
      const { fill, ink } = valueColour(value, limit, stops);
      return h("g", { ...cells(i, j), transform: `translate(${centre(j)} ${centre(i)})` },
        h("title", {}, formatValue(value)),
        box(0.5, "setnb-disc", { style: `fill:${fill}` }),
        h("text", { class: "setnb-value", style: `fill:${ink}` }, shownText(i, j) ?? formatValue(value, 2)),
        box(3, "setnb-ring"));
    })),
  ];
}
