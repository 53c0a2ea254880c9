// All orders as paths: the answer so far against the number of elements read. An invariant
// recurrence has one point for each choice of elements, wherever they stood.
import { spread } from "./spreading.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const LEFT = 30, RIGHT = 104, TOP = 30, PLOT = 312, BOTTOM = 40;
export const ORDERPATHS_HEIGHT = TOP + PLOT + BOTTOM;

/** `ends` are the lowest and highest answers that any reading has, so that readings can be compared. */
export function drawPaths({ paths, path, swapped, sum, ends, width }) {
  const n = path.length - 1, right = width - RIGHT, low = Math.min(0, ends[0]), high = Math.max(ends[1], sum, 1), tick = high > 25 ? 10 : 5;
  const toX = (t) => LEFT + t / n * (right - LEFT), toY = (answer) => TOP + PLOT * (1 - (answer - low) / (high - low));
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  const point = (t, { answer }) => `${toX(t).toFixed(1)} ${toY(answer).toFixed(1)}`;
  const line = (nodes) => nodes.map((node, t) => `${t ? "L" : "M"}${point(t, node)}`).join("");
  const nodes = [...new Set(paths.flat())].map((node) => `M${point(node.read.length, node)}h0`).join("");
  const dots = (list, kind, r) => list.map((node, t) => h("circle", { cx: toX(t), cy: toY(node.answer), r, class: kind }));
  const labels = [
    { at: sum, text: `sum ${sum}`, kind: "setnb-caption" },
    { at: path[n].answer, text: `order ${formatValue(path[n].answer, 2)}`, kind: "setnb-reading-label" },
    ...(swapped ? [{ at: swapped[n].answer, text: `swap ${formatValue(swapped[n].answer, 2)}`, kind: "setnb-swapped-label" }] : []),
  ];
  const places = spread(labels.map(({ at }) => toY(at)), 17, TOP, TOP + PLOT);
  return [
    caption(0, 13, "start", "answer so far"),
    Array.from({ length: Math.floor(high / tick) + 1 }, (_, k) => k * tick).map((answer) => [
      h("line", { x1: LEFT, x2: right, y1: toY(answer), y2: toY(answer), class: "setnb-gridline" }),
      caption(LEFT - 6, toY(answer) + 4, "end", String(answer))]),
    path.map((_, t) => caption(toX(t), TOP + PLOT + 18, "middle", String(t))),
    caption(right, ORDERPATHS_HEIGHT - 5, "end", "elements read"),
    h("line", { x1: right - 9, x2: right + 9, y1: toY(sum), y2: toY(sum), class: "setnb-target" }),
    h("path", { class: "setnb-orders", d: paths.map(line).join("") }),
    h("path", { class: "setnb-orders setnb-nodes", d: nodes }),
    h("g", {}, h("path", { class: "setnb-reading-path", d: line(path) }), dots(path, "setnb-reading-dot", 4.5)),
    h("g", {}, swapped && [h("path", { class: "setnb-swapped-path", d: line(swapped) }), dots(swapped, "setnb-swapped-dot", 4)]),
    labels.map(({ text, kind }, k) => h("text", { x: right + 13, y: places[k], dy: "0.35em", class: kind }, text)),
  ];
}
