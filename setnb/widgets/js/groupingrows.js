// A grouping: a row for each block, a column for each element, so that a move is straight up or down.
import { cross, place } from "./discs.js";
import { countBlocks } from "./partitions.js";
import { h } from "./view.js";

const LABEL = 38, HEAD = 22, ROW = 38, LARGEST_COLUMN = 40, CATEGORIES = 7;

/** Sizes and places for k elements; `open` adds the row of a new block. */
export function groupingLayout(labels, width, { open }) {
  const rows = countBlocks(labels) + (open ? 1 : 0), column = Math.min((width - LABEL - 4) / labels.length, LARGEST_COLUMN);
  return {
    rows, column, right: LABEL + labels.length * column + 4, height: HEAD + rows * ROW + 2, radius: Math.min(15, column / 2 - 3),
    x: (i) => LABEL + (i + 0.5) * column, y: (row) => HEAD + (row + 0.5) * ROW, rowAt: (y) => Math.floor((y - HEAD) / ROW),
  };
}

/** An element at the origin, named by its number; `kind` is its colour, by category. */
function elementFace(i, kind, radius, moves) {
  const colour = kind < CATEGORIES ? ` setnb-class-${kind}` : " setnb-plain";
  return [
    h("circle", { r: radius + 3.5, class: `setnb-ring ${moves ? "setnb-wrong" : ""}` }),
    h("circle", { r: radius, class: `setnb-disc${colour}` }),
    h("text", { class: `setnb-value${kind < CATEGORIES ? ` setnb-on-class-${kind}` : ""}` }, String(i + 1)),
    moves && cross(radius, 1 - radius),
  ];
}

function band(row, { y, right }, kind) {
  return h("rect", { x: LABEL - 2, y: y(row) - ROW / 2 + 1.5, width: right - LABEL + 2, height: ROW - 3, rx: 8, class: `setnb-band ${kind}` });
}

/**
 * The nodes inside the svg. `kinds` has the category of each element, `moving` the elements to mark,
 * `targets` the row that each of these should go to. An open grouping takes `element(i)`, the attributes
 * that make it a control, and `held`, what a pointer holds.
 */
export function drawGrouping({ name, meaning, labels, kinds, moving, targets = {}, layout, element = null, held = null }) {
  const { rows, column, radius, x, y } = layout, blocks = countBlocks(labels);
  const height = (i) => (held?.element === i ? held.y : y(labels[i]));
  return [
    h("text", { x: 0, y: 14, class: "setnb-list-name" }, name, h("tspan", { class: "setnb-caption", "font-weight": 400 }, ` ${meaning}`)),
    // In groups of their own, so that elements stay the same nodes, and keep the focus, as rows come and go.
    h("g", {}, Array.from({ length: rows }, (_, row) => [
      band(row, layout, `${row === blocks ? "setnb-new" : ""} ${held?.row === row ? "setnb-over" : ""}`),
      h("text", { x: 0, y: y(row), dy: "0.35em", class: "setnb-caption" }, row === blocks ? "new" : `${name}${row + 1}`)])),
    h("g", {}, Object.entries(targets).map(([i, row]) => [
      h("line", { x1: x(Number(i)), x2: x(Number(i)), y1: y(labels[i]), y2: y(row), class: "setnb-due" }),
      h("circle", { cx: x(Number(i)), cy: y(row), r: radius - 2, class: "setnb-due setnb-place" })])),
    h("g", {}, labels.map((_, i) => {
      const face = elementFace(i, kinds[i], radius, moving.includes(i));
      if (!element) return place(x(i), height(i), face);
      return h("g", { ...element(i), transform: `translate(${x(i)} ${height(i)})` }, h("circle", { r: column / 2, class: "setnb-touch" }), face);
    })),
  ];
}
