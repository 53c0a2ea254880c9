// One quantity over the steps of both descents: the paper's gradient, and the proper one dashed.
import { spread } from "./spreading.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const LEFT = 50, RIGHT = 66, TOP = 26, PLOT = 110, BOTTOM = 38;
export const GRADIENTCURVES_HEIGHT = TOP + PLOT + BOTTOM;
const LOOKS = {
  paper: { label: "paper’s", colour: "blue", dash: null },
  proper: { label: "proper", colour: "vermillion", dash: "6 4" },
};

/** `ends` are the two values that a curve runs between; `chosen` is the descent on view, at step `now`. */
export function drawGradientCurves({ curves, ends, chosen, now, name, width }) {
  const all = [...ends, ...Object.values(curves).flat()], right = width - RIGHT, last = curves.paper.length - 1;
  const low = Math.min(...all), span = Math.max(...all) - low || 1;
  const toX = (t) => LEFT + t / last * (right - LEFT), toY = (value) => TOP + PLOT * (1 - (value - low) / span);
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  const names = Object.keys(LOOKS), labels = spread(names.map((which) => toY(curves[which].at(-1))), 16, TOP, TOP + PLOT);
  const curve = (which) => h("path", {
    d: curves[which].map((value, t) => `${t ? "L" : "M"}${toX(t).toFixed(1)} ${toY(value).toFixed(1)}`).join(""),
    style: `fill: none; stroke: var(--setnb-${LOOKS[which].colour}-stroke); stroke-width: ${which === chosen ? 3 : 1.5};`,
    "stroke-dasharray": LOOKS[which].dash,
  });
  return [
    caption(0, 13, "start", name),
    [...new Set(ends)].map((value) => [
      h("line", { x1: LEFT, x2: right, y1: toY(value), y2: toY(value), class: "setnb-gridline" }),
      caption(LEFT - 6, toY(value) + 4, "end", formatValue(value, 2))]),
    [0, 0.25, 0.5, 0.75, 1].map((part) => caption(toX(part * last), TOP + PLOT + 17, "middle", String(Math.round(part * last)))),
    caption(right, GRADIENTCURVES_HEIGHT - 5, "end", "step t"),
    names.map(curve),
    names.map((which, k) => h("text", { x: right + 6, y: labels[k], dy: "0.35em",
      style: `fill: var(--setnb-${LOOKS[which].colour}-text); font-weight: ${which === chosen ? 700 : 400};` }, LOOKS[which].label)),
    h("line", { x1: toX(now), x2: toX(now), y1: TOP, y2: TOP + PLOT, class: "setnb-now" }),
    h("circle", { cx: toX(now), cy: toY(curves[chosen][now]), r: 5, style: `fill: var(--setnb-${LOOKS[chosen].colour}-stroke)` }),
  ];
}
