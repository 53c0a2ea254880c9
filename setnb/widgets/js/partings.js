// How far apart two states get that have read the same elements, for every strength, on a log axis.
import { spread } from "./spreading.js";
import { formatSize } from "./text.js";
import { h } from "./view.js";

const LEFT = 36, RIGHT = 50, TOP = 30, PLOT = 150, BOTTOM = 40, LOWEST = -3, HIGHEST = 1;
export const PARTINGS_HEIGHT = TOP + PLOT + BOTTOM;

function power(exponent) {
  if (exponent === 0 || exponent === 1) return String(10 ** exponent);
  return ["10", h("tspan", { dy: "-0.4em", "font-size": "9px" }, `−${-exponent}`)];
}

/** `series` has `{ strength, partings }` for each reader; the one at `chosen` is on view. */
export function drawPartings({ series, chosen, width }) {
  const n = series[0].partings.length - 1, right = width - RIGHT;
  const toX = (t) => LEFT + (t - 1) / (n - 1) * (right - LEFT);
  const toY = (size) => TOP + PLOT * (1 - Math.min(Math.max(Math.log10(Math.max(size, 1e-300)) - LOWEST, 0) / (HIGHEST - LOWEST), 1));
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  // Whoever has read one element has read it in one order.
  const steps = Array.from({ length: n - 1 }, (_, k) => k + 2);
  const line = ({ partings }) => steps.map((t, k) => `${k ? "L" : "M"}${toX(t).toFixed(1)} ${toY(partings[t]).toFixed(1)}`).join("");
  const parted = series.some(({ partings }) => partings[n] > 0);
  const places = spread(series.map(({ partings }) => toY(partings[n])), 15, TOP, TOP + PLOT);
  return [
    caption(0, 13, "start", "distance of states that read the same"),
    Array.from({ length: HIGHEST - LOWEST + 1 }, (_, k) => LOWEST + k).map((exponent) => [
      h("line", { x1: LEFT, x2: right, y1: toY(10 ** exponent), y2: toY(10 ** exponent), class: "setnb-gridline" }),
      h("text", { x: LEFT - 6, y: toY(10 ** exponent), dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, power(exponent))]),
    [1, ...steps].map((t) => caption(toX(t), TOP + PLOT + 18, "middle", String(t))),
    caption(right, PARTINGS_HEIGHT - 5, "end", "elements read"),
    !parted && caption((LEFT + right) / 2, TOP + PLOT / 2, "middle", "0: there is one order only"),
    h("g", {}, parted && [
      series.map((each) => h("path", { class: "setnb-orders", d: line(each) })),
      h("path", { class: "setnb-reading-path", d: line(series[chosen]) }),
      steps.map((t) => h("circle", { cx: toX(t), cy: toY(series[chosen].partings[t]), r: 4.5, class: "setnb-reading-dot" })),
      caption(right + 8, TOP - 4, "start", "λ"),
      series.map(({ strength }, k) => h("text", { x: right + 8, y: places[k], dy: "0.35em", class: k === chosen ? "setnb-reading-label" : "setnb-caption" }, formatSize(strength))),
    ]),
  ];
}
