// The count of errors after every step as bars, the present step marked.
import { h } from "./view.js";

const LEFT = 24, RIGHT = 8, TOP = 26, PLOT = 54, BOTTOM = 38;
export const ERRORBARS_HEIGHT = TOP + PLOT + BOTTOM;

/** `most` is the height of the axis. */
export function drawErrorBars({ errors, now, most, name, width }) {
  const last = errors.length - 1, slot = (width - LEFT - RIGHT) / (last + 1), bottom = TOP + PLOT;
  const middle = (t) => LEFT + (t + 0.5) * slot, toY = (count) => bottom - count / most * PLOT;
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  return [
    h("text", { x: 0, y: 13, class: "setnb-caption" }, name),
    [0, most].map((count) => [
      h("line", { x1: LEFT, x2: width - RIGHT, y1: toY(count), y2: toY(count), class: "setnb-gridline" }),
      caption(LEFT - 7, toY(count) + 4.5, "end", String(count))]),
    [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * last)).map((t) => caption(middle(t), bottom + 17, "middle", String(t))),
    caption(width - RIGHT, ERRORBARS_HEIGHT - 5, "end", "step"),
    errors.map((count, t) => h("rect", { x: middle(t) - 0.35 * slot, y: toY(count), width: 0.7 * slot, height: bottom - toY(count), class: "setnb-errorbar" })),
    h("line", { x1: middle(now), x2: middle(now), y1: TOP - 4, y2: bottom, class: "setnb-now" }),
    h("circle", { cx: middle(now), cy: toY(errors[now]), r: 5, class: "setnb-pull-start" }),
  ];
}
