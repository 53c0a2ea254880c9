// The weight function of FSPool over the positions, its knots to be dragged, and the sorted set.
import { DISC_RADIUS, discFace, numeral, place } from "./discs.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const LEFT = 40, RIGHT = 24, TOP = 26, PLOT = 150, SORTED = 28, KNOT = 6, TOUCH = 22;
export const WEIGHTS_HEIGHT = TOP + PLOT + SORTED + 2 * DISC_RADIUS + 28;

/** `toPixel(weight)` and its inverse are vertical; `toPosition` is where a position stands. */
export function weightScale(width, limit) {
  const middle = TOP + PLOT / 2;
  return {
    toPosition: (position) => LEFT + position * (width - LEFT - RIGHT),
    toPixel: (weight) => middle - weight / limit * PLOT / 2,
    toValue: (pixel) => (middle - pixel) / (PLOT / 2) * limit,
  };
}

/** `knob(k)` gives the attributes that make knot k a control. */
export function drawWeights({ values, order, weights, knots, limit, top, width, stops, knob }) {
  const { toPosition, toPixel } = weightScale(width, limit), n = order.length;
  const at = (j) => toPosition(j / Math.max(n - 1, 1)), knotX = (k) => toPosition(k / (knots.length - 1));
  const path = knots.map((knot, k) => `${k ? "L" : "M"}${knotX(k)} ${toPixel(knot)}`).join("");
  const sortedY = TOP + PLOT + SORTED, line = (weight) => h("g", {},
    h("line", { x1: LEFT, x2: width - RIGHT, y1: toPixel(weight), y2: toPixel(weight), class: weight === 0 ? "setnb-axis" : "setnb-gridline" }),
    h("text", { x: LEFT - 12, y: toPixel(weight), dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, formatValue(weight)));
  const caption = (x, anchor, text) => h("text", { x, y: WEIGHTS_HEIGHT - 6, class: "setnb-caption", "text-anchor": anchor }, text);
  return [
    h("text", { x: 0, y: 14, class: "setnb-list-name" }, "f", h("tspan", { class: "setnb-caption", "font-weight": 400 }, " the weight of each position")),
    [-limit, -limit / 2, 0, limit / 2, limit].map(line),
    h("path", { d: path, class: "setnb-weights" }),
    h("g", {}, order.map((_, j) => [
      h("line", { x1: at(j), x2: at(j), y1: toPixel(weights[j]), y2: sortedY - DISC_RADIUS, class: "setnb-now" }),
      h("circle", { cx: at(j), cy: toPixel(weights[j]), r: 4, class: "setnb-pull-start" }),
    ])),
    h("g", {}, order.map((i, j) => place(at(j), sortedY, discFace(values[i], top, stops), numeral(0, DISC_RADIUS + 9, String(i + 1))))),
    caption(LEFT - DISC_RADIUS, "start", "position 0: largest"), caption(width - RIGHT + DISC_RADIUS, "end", "1: smallest"),
    knots.map((knot, k) => h("g", { ...knob(k), transform: `translate(${knotX(k)} ${toPixel(knot)})` },
      h("circle", { r: TOUCH, class: "setnb-touch" }),
      h("circle", { r: 2 * KNOT, class: "setnb-ring" }),
      h("rect", { x: -KNOT, y: -KNOT, width: 2 * KNOT, height: 2 * KNOT, class: "setnb-knot" }))),
  ];
}
