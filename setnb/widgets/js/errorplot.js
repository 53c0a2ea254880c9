// The relative error of every gradient mode against the number of inner steps, both on log axes.
import { inkOf, MODE_MARKS, modeDisc, strokeOf } from "./modemarks.js";
import { spread } from "./spreading.js";
import { h } from "./view.js";

const LEFT = 66, RIGHT = 100, TOP = 34, BOTTOM = 44, LOWEST = -6, HIGHEST = 1, LONGEST = 200;
export const ERRORPLOT_HEIGHT = 268;
const TICKS = { 1: "1000 %", 0: "100 %", "-2": "1 %", "-4": "10⁻² %", "-6": "≤ 10⁻⁴ %" };

/** `errors(T)` gives the error of every mode after T steps; `sweep` the T to draw, `now` that on view. */
export function drawErrors({ errors, sweep, now, width }) {
  const bottom = ERRORPLOT_HEIGHT - BOTTOM, right = width - RIGHT;
  const toX = (steps) => LEFT + Math.log(steps) / Math.log(LONGEST) * (right - LEFT);
  const toY = (error) => {
    const power = Math.min(Math.max(Math.log10(error), LOWEST), HIGHEST);
    return bottom - (power - LOWEST) / (HIGHEST - LOWEST) * (bottom - TOP);
  };
  const found = sweep.map(errors), here = errors(now), names = Object.keys(MODE_MARKS);
  const labels = spread(names.map((name) => toY(found.at(-1)[name])), 19, TOP + 4, bottom - 4);
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  const curve = (name) => h("path", { ...strokeOf(name), "data-curve": name,
    d: sweep.map((steps, i) => `${i ? "L" : "M"}${toX(steps).toFixed(1)} ${toY(found[i][name]).toFixed(1)}`).join("") });
  return [
    caption(0, 14, "start", "relative error of ∂L/∂θ"),
    Object.entries(TICKS).map(([power, text]) => [
      h("line", { x1: LEFT, x2: right, y1: toY(10 ** power), y2: toY(10 ** power), class: "setnb-gridline" }),
      caption(LEFT - 5, toY(10 ** power) + 4, "end", text)]),
    [1, 10, 50, LONGEST].map((steps) => [
      h("line", { x1: toX(steps), x2: toX(steps), y1: TOP, y2: bottom, class: "setnb-gridline" }),
      caption(toX(steps), bottom + 17, "middle", String(steps))]),
    caption(right, ERRORPLOT_HEIGHT - 8, "end", "T, inner steps (log scale)"),
    h("line", { x1: toX(now), x2: toX(now), y1: TOP, y2: bottom, class: "setnb-now" }),
    names.map(curve),
    names.map((name) => h("circle", { cx: toX(now), cy: toY(here[name]), r: 4, style: `fill: var(--setnb-${MODE_MARKS[name].colour}-stroke)` })),
    names.map((name, k) => [
      h("line", { x1: right, x2: right + 6, y1: toY(found.at(-1)[name]), y2: labels[k], class: "setnb-gridline" }),
      modeDisc(name, right + 16, labels[k]),
      h("text", { x: right + 29, y: labels[k], dy: "0.35em", style: inkOf(name) }, MODE_MARKS[name].label)]),
  ];
}
