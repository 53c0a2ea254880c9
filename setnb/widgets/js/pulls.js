// The gradient at each element: an arrow from its value, one row per position of the sort.
import { numeral } from "./discs.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const ROW = 20, LONGEST = 34, TIP = 5;

export function pullsHeight(n) {
  return n * ROW;
}

function arrow(x, y, length) {
  const end = x + length, back = Math.sign(length) * TIP;
  return [
    h("circle", { cx: x, cy: y, r: 3, class: "setnb-pull-start" }),
    // Rounding must not leave a tip without a shaft.
    Math.abs(length) > 0.5 && h("path", { class: "setnb-pull",
      d: `M${x} ${y}H${end}M${end - back} ${y - TIP}L${end} ${y}L${end - back} ${y + TIP}` }),
  ];
}

/** Arrows below `y`, `limit` the longest; the numbers stand at `right`. */
export function drawPulls({ values, order, gradient, limit, toPixel, y, right }) {
  const row = (i, position) => {
    const x = toPixel(values[i]), at = y + (position + 0.5) * ROW, behind = gradient[i] < 0 ? 10 : -10;
    return [
      numeral(x + behind, at, String(i + 1)),
      arrow(x, at, gradient[i] / limit * LONGEST),
      h("text", { x: right, y: at, dy: "0.35em", class: "setnb-digits", "text-anchor": "end" }, formatValue(gradient[i], 3)),
    ];
  };
  const stem = (i, position) => h("line", { x1: toPixel(values[i]), x2: toPixel(values[i]),
    y1: y, y2: y + (position + 0.5) * ROW, class: "setnb-gridline" });
  return h("g", {}, order.map(stem), order.map(row));
}
