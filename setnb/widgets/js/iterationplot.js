// One quantity against the iteration, on a linear axis from 0 or on a log axis.
import { formatSize } from "./text.js";
import { h } from "./view.js";

const LEFT = 40, RIGHT = 12, TOP = 30, PLOT = 120, BOTTOM = 40, DECADES = 6;
export const ITERATIONPLOT_HEIGHT = TOP + PLOT + BOTTOM;

function power(exponent) {
  if (exponent === 0) return "1";
  return ["10", h("tspan", { dy: "-0.4em", "font-size": "9px" }, String(exponent).replace("-", "−"))];
}

/** Ticks and scale, which the first value decides: sequences that start alike can be compared. */
function logAxis(first) {
  const top = Math.ceil(Math.log10(Math.max(first, 1e-6))) + 1, bottom = top - DECADES;
  const share = (value) => (Math.log10(Math.max(value, 1e-300)) - bottom) / DECADES;
  return { share, ticks: [0, 2, 4, 6].map((up) => ({ at: up / DECADES, text: power(bottom + up) })) };
}

function linearAxis(first) {
  const top = Math.max(Math.ceil(1.2 * first), 1);
  return { share: (value) => value / top, ticks: [0, 0.5, 1].map((at) => ({ at, text: formatSize(at * top) })) };
}

/** What lies beyond the axis is drawn at its end. */
export function drawIterations({ values, now, name, log, width }) {
  const { share, ticks } = (log ? logAxis : linearAxis)(values[0]), last = values.length - 1, right = width - RIGHT;
  const toX = (t) => LEFT + t / last * (right - LEFT);
  const toY = (value) => TOP + PLOT * (1 - Math.min(Math.max(share(value), 0), 1));
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  const path = values.map((v, t) => `${t ? "L" : "M"}${toX(t).toFixed(1)} ${toY(v).toFixed(1)}`).join("");
  return [
    h("text", { x: 0, y: 13, class: "setnb-caption" }, name),
    ticks.map(({ at, text }) => {
      const y = TOP + PLOT * (1 - at);
      return [h("line", { x1: LEFT, x2: right, y1: y, y2: y, class: "setnb-gridline" }),
        h("text", { x: LEFT - 7, y, dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, text)];
    }),
    [0, 0.25, 0.5, 0.75, 1].map((part) => caption(toX(part * last), TOP + PLOT + 17, "middle", String(Math.round(part * last)))),
    caption(right, ITERATIONPLOT_HEIGHT - 6, "end", "iteration t"),
    h("path", { class: "setnb-weights", d: path }),
    h("line", { x1: toX(now), x2: toX(now), y1: TOP, y2: TOP + PLOT, class: "setnb-now" }),
    h("circle", { cx: toX(now), cy: toY(values[now]), r: 5, class: "setnb-pull-start" }),
  ];
}
