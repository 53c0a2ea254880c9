// Two near sets and their outputs, mirrored: X, f(X), f(Y), Y. In the middle, both matchings.
import { columnsHeight, rowCentre, VALUE_LIMIT } from "./columns.js";
import { DISC_RADIUS, discFace, link, numeral, outputFace, place } from "./discs.js";
import { formatSize } from "./text.js";
import { h } from "./view.js";

const NUMERALS = 16, GAP = 6;
export const nearbyHeight = columnsHeight;

/** Centres of the columns, and the half-width of the track on which the elements of X move. */
export function nearbyLayout(width, k) {
  const track = Math.min(Math.max(width * 0.06, 14), 44), cell = Math.min(Math.max(width * 0.065, 20), 28);
  const arrow = Math.min(Math.max(width * 0.08, 20), 60), half = k === 1 ? DISC_RADIUS : k * cell / 2;
  const x = NUMERALS + track + DISC_RADIUS, fx = x + track + DISC_RADIUS + arrow + half;
  const y = width - NUMERALS - DISC_RADIUS - GAP;
  return { track, cell, half, x, fx, fy: y - DISC_RADIUS - arrow - half, y };
}

function pair(from, to, kind, title) {
  return h("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: `setnb-curve ${kind}` }, h("title", {}, title));
}

/** `matching[i]` is the row of f(Y) that row i of f(X) is matched to; `moved` the place of Y that moved. */
export function drawNearby({ values, near, moved, fx, fy, matching, costs, width, limit, stops, handle }) {
  const k = fx[0].length, layout = nearbyLayout(width, k), [from, to] = [layout.fx + layout.half + GAP, layout.fy - layout.half - GAP];
  const toPixel = (value) => layout.x + value / VALUE_LIMIT * layout.track;
  const head = (x, text) => h("text", { x, y: 15, class: "setnb-list-name", "text-anchor": "middle" }, text);
  const face = (value) => discFace(value, VALUE_LIMIT, stops);
  const rows = (column, list) => list.map((row, i) => place(column, rowCentre(i), outputFace(row, limit, stops, { size: layout.cell })));
  return [
    head(layout.x, "X"), head(layout.fx, "f(X)"), head(layout.fy, "f(Y)"), head(layout.y, "Y"),
    values.map((value, i) => [
      h("line", { x1: layout.x - layout.track, x2: layout.x + layout.track, y1: rowCentre(i), y2: rowCentre(i), class: "setnb-gridline" }),
      link(toPixel(value) + DISC_RADIUS, rowCentre(i), layout.fx - layout.half - GAP, rowCentre(i), "setnb-applies"),
      link(layout.y - DISC_RADIUS - GAP, rowCentre(i), layout.fy + layout.half + GAP, rowCentre(i), "setnb-applies"),
    ]),
    matching.map((j, i) => pair([from, rowCentre(i)], [to, rowCentre(j)], "setnb-multiset", `as multisets: ${formatSize(costs[i][j])}`)),
    matching.map((_, i) => pair([from, rowCentre(i)], [to, rowCentre(i)], "setnb-list", `as lists: ${formatSize(costs[i][i])}`)),
    rows(layout.fx, fx), rows(layout.fy, fy),
    near.map((value, i) => place(layout.y, rowCentre(i), face(value), numeral(DISC_RADIUS + GAP + 8, 0, String(i + 1)),
      i === moved && h("text", { x: 0, y: -DISC_RADIUS - 5, class: "setnb-caption", "text-anchor": "middle" }, "+ε"))),
    values.map((_, i) => numeral(5, rowCentre(i), String(i + 1))),
    values.map((value, i) => h("g", { ...handle(i), transform: `translate(${toPixel(value)} ${rowCentre(i)})` },
      h("circle", { r: 22, class: "setnb-touch" }), face(value))),
  ];
}
