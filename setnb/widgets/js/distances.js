// How far f moves when one of two equal elements moves by epsilon, on log axes.
import { listDistance, multisetDistance } from "./matching.js";
import { formatSize } from "./text.js";
import { h } from "./view.js";

const DECADES = 6;
export const DISTANCES_HEIGHT = 262;
const asRows = (values) => values.map((v) => [v]);

/** Distances from f([a, a]) to f([a, a + eps]) and to f([a + eps, a]), as lists and as multisets. */
export function outputMoves(f, a, eps) {
  const start = asRows(f([a, a])), last = asRows(f([a, a + eps])), first = asRows(f([a + eps, a]));
  return {
    listLast: listDistance(start, last),
    listFirst: listDistance(start, first),
    multiset: Math.max(multisetDistance(start, last), multisetDistance(start, first)),
  };
}

/** Pixel along an axis of `length`: 0 has a slot of its own before the six decades up to 10. */
function logPosition(value, length, lowest, decades) {
  if (value <= 0) return 0;
  const slot = length / (decades + 1);
  return slot + Math.min(Math.max(Math.log10(value) - lowest, 0) / decades, 1) * (length - slot);
}

export function drawDistances({ f, a, gap, width }) {
  const left = 44, right = 8, top = 46, bottom = 44, height = DISTANCES_HEIGHT;
  const plotWidth = width - left - right, plotHeight = height - top - bottom;
  const toX = (eps) => left + logPosition(eps, plotWidth, -DECADES, DECADES);
  const toY = (distance) => height - bottom - logPosition(distance, plotHeight, -DECADES, DECADES + 1);
  const sweep = Array.from({ length: 4 * DECADES + 1 }, (_, i) => 10 ** (i / 4 - DECADES));
  const path = (key) => sweep.map((eps, i) => `${i ? "L" : "M"}${toX(eps).toFixed(1)} ${toY(outputMoves(f, a, eps)[key]).toFixed(1)}`).join("");
  const jumps = outputMoves(f, a, 1e-6).listFirst > 1;
  const now = outputMoves(f, a, gap);
  const dot = (key, kind) => h("circle", { cx: toX(gap), cy: toY(now[key]), r: 5, class: `setnb-dot ${kind}` });
  const note = (x, y, text, kind, anchor) => h("text", { x, y, class: `setnb-note ${kind}`, "text-anchor": anchor }, text);
  return [
    [-6, -4, -2, 0].map((power) => tick(toX(10 ** power), height - bottom, power, "x", top)),
    [-6, -4, -2, 0].map((power) => tick(left, toY(10 ** power), power, "y", width - right)),
    h("text", { x: toX(0), y: height - bottom + 17, class: "setnb-caption", "text-anchor": "middle" }, "0"),
    h("text", { x: left - 7, y: toY(0), dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, "0"),
    h("text", { x: width - right, y: height - 8, class: "setnb-caption", "text-anchor": "end" }, "ε, how far one element moves"),
    h("text", { x: 0, y: 12, class: "setnb-caption" }, "how far the output moves"),
    h("path", { d: path("multiset"), class: "setnb-curve setnb-multiset" }),
    h("path", { d: path("listLast"), class: "setnb-curve setnb-list" }),
    h("path", { d: path("listFirst"), class: "setnb-curve setnb-list" }),
    jumps && note(toX(1e-6), toY(4) - 8, `as lists, to f([a + ε, a]): stays at ${formatSize(outputMoves(f, a, 1e-6).listFirst)}`, "setnb-list", "start"),
    note(toX(1) - 4, toY(4e-6), "as multisets, either way", "setnb-multiset", "end"),
    note(toX(1) - 4, toY(4e-6) + 17, jumps ? "as lists, to f([a, a + ε])" : "as lists, either way", "setnb-list", "end"),
    h("line", { x1: toX(gap), x2: toX(gap), y1: top, y2: height - bottom, class: "setnb-now" }),
    dot("multiset", "setnb-multiset"), dot("listLast", "setnb-list"), dot("listFirst", "setnb-list"),
  ];
}

function tick(x, y, power, along, end) {
  const label = h("tspan", {}, power ? "10" : "1", power !== 0 && h("tspan", { dy: "-0.4em", "font-size": "9px" }, `−${-power}`));
  return along === "x"
    ? [h("line", { x1: x, x2: x, y1: y, y2: end, class: "setnb-gridline" }),
      h("text", { x, y: y + 17, class: "setnb-caption", "text-anchor": "middle" }, label)]
    : [h("line", { x1: x, x2: end, y1: y, y2: y, class: "setnb-gridline" }),
      h("text", { x: x - 7, y, dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, label)];
}
