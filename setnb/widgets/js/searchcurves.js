// One quantity over the steps of several searches: the one on view drawn thick, the truth as a line.
import { spread } from "./spreading.js";
import { formatSize } from "./text.js";
import { h } from "./view.js";

const LEFT = 44, RIGHT = 70, TOP = 28, PLOT = 110, BOTTOM = 38;
export const SEARCHCURVES_HEIGHT = TOP + PLOT + BOTTOM;
const LOOKS = { none: ["vermillion", "2 3"], entropy: ["purple", "8 3 2 3"], nuclear: ["blue", null], columns: ["green", "6 4"] };

/** Ticks and scale of values: on a "log" axis of whole decades, or from 0 on a "linear" one or one of "whole" numbers. */
function makeAxis(values, scale) {
  if (scale !== "log") {
    const top = Math.max(...values) || 1;
    return { share: (value) => value / top, ticks: scale === "whole" ? Array.from({ length: top + 1 }, (_, i) => i) : [0, top / 2, top] };
  }
  const low = Math.floor(Math.log10(Math.min(...values))), high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1);
  return { share: (value) => (Math.log10(value) - low) / (high - low), ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)) };
}

/** `curves` has a list for each penalty, one number for each of `steps`; `now` is the frame on view. */
export function drawSearchCurves({ curves, truth, steps, chosen, now, name, scale, width }) {
  const names = Object.keys(LOOKS), { share, ticks } = makeAxis([...Object.values(curves).flat(), truth], scale);
  const right = width - RIGHT, last = steps.length - 1;
  const toX = (t) => LEFT + steps[t] / steps[last] * (right - LEFT), toY = (value) => TOP + PLOT * (1 - share(value));
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  const ends = [...names.map((which) => toY(curves[which][last])), toY(truth)], places = spread(ends, 14, TOP, TOP + PLOT);
  const label = (place, text, style) => h("text", { x: right + 7, y: place, dy: "0.35em", style }, text);
  const curve = (which) => h("path", {
    d: curves[which].map((value, t) => `${t ? "L" : "M"}${toX(t).toFixed(1)} ${toY(value).toFixed(1)}`).join(""),
    style: `fill: none; stroke: var(--setnb-${LOOKS[which][0]}-stroke); stroke-width: ${which === chosen ? 3.5 : 1.5};`,
    "stroke-dasharray": LOOKS[which][1],
  });
  return [
    caption(0, 13, "start", name),
    h("g", {}, ticks.map((value) => [
      h("line", { x1: LEFT, x2: right, y1: toY(value), y2: toY(value), class: "setnb-gridline" }),
      caption(LEFT - 6, toY(value) + 4, "end", formatSize(value))])),
    h("line", { x1: LEFT, x2: right, y1: toY(truth), y2: toY(truth), class: "setnb-true-scheme" }),
    [0, 0.5, 1].map((part) => caption(LEFT + part * (right - LEFT), TOP + PLOT + 17, "middle", String(Math.round(part * steps[last])))),
    caption(right, SEARCHCURVES_HEIGHT - 5, "end", "step"),
    h("g", {}, names.map(curve)),
    h("g", {}, names.map((which, k) => label(places[k], which, `fill: var(--setnb-${LOOKS[which][0]}-text); font-weight: ${which === chosen ? 700 : 400};`)),
      label(places.at(-1), "truth", "fill: var(--setnb-ink);")),
    h("line", { x1: toX(now), x2: toX(now), y1: TOP, y2: TOP + PLOT, class: "setnb-now" }),
    h("circle", { cx: toX(now), cy: toY(curves[chosen][now]), r: 5, style: `fill: var(--setnb-${LOOKS[chosen][0]}-stroke)` }),
  ];
}
