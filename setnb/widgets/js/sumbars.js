// Sums as bars, each cut into what the single elements contribute, with every digit that is kept.
import { valueColour } from "./colour.js";
import { h } from "./view.js";

const ROW = 22, BAR = 14, NAME = 62, DIGIT = 7.2;

export function barsHeight(count) {
  return count * ROW;
}

/** `sums` has, for each: its name, the terms of the elements, their full length, the digits kept. */
export function drawBars({ sums, values, limit, width, stops }) {
  const longest = Math.max(...sums.map(({ digits }) => digits.length));
  const span = width - NAME - longest * DIGIT - 8;
  const fills = values.map((value) => valueColour(value, limit, stops).fill);
  return sums.map(({ name, terms, full, digits }, k) => {
    let at = 0;
    const segments = terms.map((term, i) => {
      const length = full > 0 ? span * term / full : 0, x = NAME + at;
      at += length;
      return h("rect", { x, y: (ROW - BAR) / 2, width: length, height: BAR, class: "setnb-disc",
        style: `fill:${fills[i]}` });
    });
    return h("g", { transform: `translate(0 ${k * ROW})` },
      h("text", { x: 0, y: ROW / 2, dy: "0.35em", class: "setnb-caption" }, `Σ ${name}`),
      h("line", { x1: NAME, x2: NAME, y1: 2, y2: ROW - 2, class: "setnb-axis" }),
      segments,
      h("text", { x: width, y: ROW / 2, dy: "0.35em", class: "setnb-digits", "text-anchor": "end" }, digits));
  });
}
