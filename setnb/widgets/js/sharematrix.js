// A soft sharing matrix A: which value each parameter takes, with its likeliest one in a frame.
import { cellFace } from "./cellface.js";
import { shareColour } from "./colour.js";
import { numeral } from "./discs.js";
import { h } from "./view.js";

const HEAD = 40, LEFT = 18, LARGEST_CELL = 44;

export function shareMatrixLayout(width, k) {
  const size = Math.min((width - LEFT - 2) / k, LARGEST_CELL);
  return { size, height: HEAD + k * size + 2 };
}

/** The place of the largest entry of a row, the first of equals: how a soft A is hardened. */
export function hardened(assignment) {
  return assignment.map((row) => row.indexOf(Math.max(...row)));
}

/** The nodes inside the svg; `cells(i, j)` gives the attributes that let the keyboard reach a cell. */
export function drawShareMatrix({ assignment, width, shades, cells }) {
  const { size } = shareMatrixLayout(width, assignment.length), chosen = hardened(assignment);
  const centre = (i) => HEAD + (i + 0.5) * size, column = (j) => LEFT + (j + 0.5) * size;
  return [
    h("text", { x: 0, y: 13, class: "setnb-list-name" }, "A", h("tspan", { class: "setnb-caption", "font-weight": 400 }, " parameters down, values ψ across")),
    assignment.map((_, i) => [numeral(column(i), HEAD - 10, String(i + 1)), numeral(6, centre(i), String(i + 1))]),
    h("g", { role: "grid", "aria-label": "soft sharing matrix A" }, assignment.map((row, i) => h("g", { role: "row" }, row.map((value, j) =>
      h("g", { ...cells(i, j), transform: `translate(${column(j)} ${centre(i)})` },
        cellFace(value, size, shareColour(Math.min(value, 1), shades), chosen[i] === j)))))),
  ];
}
