// Log-log axes for a distance against a distance; an exact 0 has a slot of its own.
import { h } from "./view.js";

const DECADES = 6, LEFT = 44, RIGHT = 8, TOP = 46, BOTTOM = 44;
export const LOGPLOT_HEIGHT = 262;

/** Pixel along an axis of `length`: `slots` slots (0 or 1) for 0, then the decades from `lowest`. */
function logPosition(value, length, lowest, decades, slots) {
  if (value <= 0) return 0;
  const slot = slots * length / (decades + slots);
  return slot + Math.min(Math.max(Math.log10(value) - lowest, 0) / decades, 1) * (length - slot);
}

function tick(x, y, power, along, end) {
  const label = h("tspan", {}, power ? "10" : "1", power !== 0 && h("tspan", { dy: "-0.4em", "font-size": "9px" }, `−${-power}`));
  return along === "x"
    ? [h("line", { x1: x, x2: x, y1: y, y2: end, class: "setnb-gridline" }),
      h("text", { x, y: y + 17, class: "setnb-caption", "text-anchor": "middle" }, label)]
    : [h("line", { x1: x, x2: end, y1: y, y2: y, class: "setnb-gridline" }),
      h("text", { x: x - 7, y, dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, label)];
}

/** Scales from 10⁻⁶ to 1 across and to 10 up, and what is drawn with them; `zero`: across, 0 too. */
export function logPlot(width, { zero }) {
  const bottom = LOGPLOT_HEIGHT - BOTTOM, right = width - RIGHT;
  const toX = (value) => LEFT + logPosition(value, right - LEFT, -DECADES, DECADES, zero ? 1 : 0);
  const toY = (value) => bottom - logPosition(value, bottom - TOP, -DECADES, DECADES + 1, 1);
  const sweep = Array.from({ length: 4 * DECADES + 1 }, (_, i) => 10 ** (i / 4 - DECADES));
  return {
    toX, toY, sweep,
    axes: (across, up) => [
      [-6, -4, -2, 0].map((power) => tick(toX(10 ** power), bottom, power, "x", TOP)),
      [-6, -4, -2, 0].map((power) => tick(LEFT, toY(10 ** power), power, "y", right)),
      zero && h("text", { x: toX(0), y: bottom + 17, class: "setnb-caption", "text-anchor": "middle" }, "0"),
      h("text", { x: LEFT - 7, y: toY(0), dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, "0"),
      h("text", { x: right, y: LOGPLOT_HEIGHT - 8, class: "setnb-caption", "text-anchor": "end" }, across),
      h("text", { x: 0, y: 12, class: "setnb-caption" }, up),
    ],
    /** A curve through `heights`, one for each gap of `sweep`. */
    curve: (heights, kind) => h("path", { class: `setnb-curve ${kind}`,
      d: heights.map((height, i) => `${i ? "L" : "M"}${toX(sweep[i]).toFixed(1)} ${toY(height).toFixed(1)}`).join("") }),
    dot: (gap, distance, kind) => h("circle", { cx: toX(gap), cy: toY(distance), r: 5, class: `setnb-dot ${kind}` }),
    now: (gap) => h("line", { x1: toX(gap), x2: toX(gap), y1: TOP, y2: bottom, class: "setnb-now" }),
  };
}

/** A label written at a curve. */
export function note(x, y, text, kind, anchor) {
  return h("text", { x, y, class: `setnb-note ${kind}`, "text-anchor": anchor }, text);
}
