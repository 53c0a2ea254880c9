// The visual grammar: an element is a disc, its fill its value, its place a small grey numeral.
import { valueColour } from "./colour.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

export const DISC_RADIUS = 17;

// Smaller discs than this have room for one decimal.
const ROOMY = 15;

/** What fits on a disc: two decimals, none from 100 on, a power of ten from 10000 on. */
function shortValue(value, radius) {
  const size = Math.abs(value);
  return size < 1e4 ? formatValue(value, size >= 100 ? 0 : radius < ROOMY ? 1 : 2) : value.toExponential(0).replace("+", "").replace("-", "−");
}

/** The inside of a disc at the origin: ring for focus, face, value. */
export function discFace(value, limit, stops, { mark = "", radius = DISC_RADIUS } = {}) {
  const { fill, ink } = valueColour(value, limit, stops), text = shortValue(value, radius), long = text.length > 4 || radius < ROOMY;
  return [
    h("circle", { r: radius + 4, class: `setnb-ring ${mark}` }),
    h("circle", { r: radius, class: "setnb-disc", style: `fill:${fill}` }),
    h("text", { class: `setnb-value ${long ? "setnb-long" : ""}`, style: `fill:${ink}` }, text),
  ];
}

/** An output element: a disc for one number, a row of square cells for several. */
export function outputFace(row, limit, stops, { mark = "", size = 22 } = {}) {
  if (row.length === 1) return discFace(row[0], limit, stops, { mark });
  const width = row.length * size;
  return [
    h("rect", { x: -width / 2 - 4, y: -size / 2 - 4, width: width + 8, height: size + 8, rx: 5, class: `setnb-ring ${mark}` }),
    row.map((value, k) => {
      const { fill, ink } = valueColour(value, limit, stops), text = formatValue(value, 1);
      // A cell too small for its number keeps the fill, and says the number on hover.
      const fits = size >= (text.length === 1 ? 12 : 20);
      return h("g", { transform: `translate(${(k + 0.5) * size - width / 2} 0)` },
        h("title", {}, formatValue(value)),
        h("rect", { x: -size / 2, y: -size / 2, width: size, height: size, class: "setnb-disc", style: `fill:${fill}` }),
        fits && h("text", { class: "setnb-value setnb-small", style: `fill:${ink}` }, text));
    }),
  ];
}

export function place(x, y, ...children) {
  return h("g", { transform: `translate(${x} ${y})` }, ...children);
}

export function numeral(x, y, text, anchor = "middle") {
  return h("text", { x, y, class: "setnb-numeral", "text-anchor": anchor }, text);
}

export function link(x1, y1, x2, y2, kind = "") {
  return h("line", { x1, y1, x2, y2, class: `setnb-link ${kind}` });
}

/** A cross that says "wrong" without colour. */
export function cross(x, y) {
  return h("path", { d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, class: "setnb-cross" });
}
