// Elements in list order with what their pairs cost, C, and where each of them stands, P, above the
// soft output y. Rows of both are the elements.
import { cellFace } from "./cellface.js";
import { shareColour, valueColour } from "./colour.js";
import { DISC_RADIUS, discFace, numeral, place } from "./discs.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const HEAD = 44, NUMERAL = 12, SMALL = 7, LARGEST_CELL = 44, TRACKS = [14, 36], SIDE_BY_SIDE = 600, GAP = 32, OUTPUTS = 52;
const ELEMENT = NUMERAL + 2 * DISC_RADIUS + 8, ROW_MARKS = 36;

/** Sizes for n elements in a drawing of `width` pixels; `toValue` takes a pixel of an element's track. */
export function orderLayout(width, n, limit) {
  const wide = width >= SIDE_BY_SIDE, panel = wide ? (width - GAP) / 2 : width;
  const fit = (taken) => Math.min((panel - taken - 2) / n, LARGEST_CELL);
  // What large cells leave over makes it easier to hit a value.
  const track = Math.min(Math.max((panel - 2 - ELEMENT - n * LARGEST_CELL) / 2, TRACKS[0]), TRACKS[1]);
  const costsLeft = ELEMENT + 2 * track, costCell = fit(costsLeft), middle = NUMERAL + track + DISC_RADIUS;
  // Side by side the rows of the two are at one height.
  const placeCell = wide ? costCell : fit(ROW_MARKS);
  return {
    panel, costsLeft, costCell, placeCell, limit,
    costsHeight: HEAD + n * costCell + 4, placesHeight: HEAD + n * placeCell + OUTPUTS,
    toPixel: (value) => middle + value / limit * track, toValue: (pixel) => (pixel - middle) / track * limit,
  };
}

/** Rows of cells from `left` on; `cells(i, j)` gives the attributes that let the keyboard reach a cell. */
function cellRows(matrix, { left, size, colour, cells, framed = () => false }) {
  return matrix.map((row, i) => h("g", { role: "row" }, row.map((value, j) =>
    h("g", { ...cells(i, j), transform: `translate(${left + (j + 0.5) * size} ${HEAD + (i + 0.5) * size})` },
      cellFace(value, size, colour(value), framed(value))))));
}

function smallDisc(value, x, y, limit, stops) {
  return place(x, y, h("circle", { r: SMALL, class: "setnb-disc", style: `fill:${valueColour(value, limit, stops).fill}` }));
}

function heading(name, meaning) {
  return h("text", { x: 0, y: 13, class: "setnb-list-name" }, name, h("tspan", { class: "setnb-caption", "font-weight": 400 }, ` ${meaning}`));
}

/** The elements, each on a track that `handle(i)` lets it slide along, and the costs C. */
export function drawCosts({ values, costs, layout, stops, handle, cells }) {
  const { costsLeft: left, costCell: size, limit, toPixel } = layout, top = Math.max(...costs.flat().map(Math.abs)) || 1;
  const centre = (i) => HEAD + (i + 0.5) * size, column = (j) => left + (j + 0.5) * size;
  const radius = Math.min(DISC_RADIUS, size / 2 - 1);
  return [
    heading("X", "and the costs C"),
    values.map((value, j) => [numeral(column(j) - SMALL - 4, HEAD - 13, String(j + 1)), smallDisc(value, column(j) + 4, HEAD - 13, limit, stops)]),
    values.map((_, i) => [
      h("line", { x1: toPixel(-limit), x2: toPixel(limit), y1: centre(i), y2: centre(i), class: "setnb-gridline" }),
      numeral(5, centre(i), String(i + 1))]),
    h("g", {}, values.map((value, i) => h("g", { ...handle(i), transform: `translate(${toPixel(value)} ${centre(i)})` },
      h("circle", { r: size / 2, class: "setnb-touch" }), discFace(value, limit, stops, { radius })))),
    h("g", { role: "grid", "aria-label": "costs C" }, cellRows(costs, { left, size, cells, colour: (value) => valueColour(value, top, stops) })),
  ];
}

/** P with a frame around more than half of an element, and y below it. */
export function drawPlaces({ values, p, y, layout, stops, shades, cells }) {
  const { placeCell: size, limit } = layout, radius = Math.min(DISC_RADIUS, size / 2 - 1);
  const centre = (i) => HEAD + (i + 0.5) * size, column = (k) => ROW_MARKS + (k + 0.5) * size;
  const outputs = HEAD + values.length * size + 8 + DISC_RADIUS;
  return [
    heading("P", "which element stands at which position"),
    values.map((_, k) => numeral(column(k), HEAD - 13, String(k + 1))),
    values.map((value, i) => [numeral(5, centre(i), String(i + 1)), smallDisc(value, NUMERAL + SMALL + 2, centre(i), limit, stops)]),
    h("g", { role: "grid", "aria-label": "soft permutation P" }, cellRows(p, { left: ROW_MARKS, size, cells, colour: (value) => shareColour(Math.min(value, 1), shades), framed: (value) => value > 0.5 })),
    h("text", { x: 0, y: outputs, dy: "0.35em", class: "setnb-list-name" }, "y"),
    h("g", {}, y.map((value, k) => place(column(k), outputs, h("title", {}, formatValue(value, 4)), discFace(value, limit, stops, { radius })))),
  ];
}
