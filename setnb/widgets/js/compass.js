// Where each gradient points, beside the true one; lengths are not shown.
import { modeDisc, strokeOf } from "./modemarks.js";
import { norm, unit } from "./plane.js";
import { spread } from "./spreading.js";
import { h } from "./view.js";

const RIM = 78, LETTERS = RIM + 19, APART = 14, TIP = 8;
export const COMPASS_HEIGHT = 2 * LETTERS + 44;

const degrees = ([x, y]) => Math.atan2(y, x) * 180 / Math.PI;

/** The direction of w as seen from that of the truth, from -180 to 180 degrees. */
function turn(w, truth) {
  return ((degrees(w) - degrees(truth)) % 360 + 540) % 360 - 180;
}

/** `gradients` by mode; the identity stays within `widest` degrees of the truth. */
export function drawCompass({ gradients, truth, widest, width }) {
  const centre = [width / 2, COMPASS_HEIGHT / 2 + 8], north = degrees(truth);
  const at = (angle, radius) => { const [x, y] = unit(north + angle); return [centre[0] + radius * x, centre[1] - radius * y]; };
  const text = (point) => point.map((v) => v.toFixed(1)).join(" ");
  const line = (angle, attributes) => {
    const tip = at(angle, RIM), barbs = [-1, 1].map((side) => at(angle + side * 5, RIM - TIP));
    return h("path", { ...attributes, d: `M${text(centre)}L${text(tip)}M${text(barbs[0])}L${text(tip)}L${text(barbs[1])}` });
  };
  const pointing = Object.keys(gradients).filter((name) => norm(gradients[name]) > 0);
  const turns = pointing.map((name) => turn(gradients[name], truth));
  const [own, ...places] = spread([0, ...turns], APART, -180, 180);
  const still = Object.keys(gradients).filter((name) => !pointing.includes(name));
  const word = at(own, LETTERS + 5);
  const bold = "stroke: var(--setnb-ink); fill: none; stroke-width: 7; stroke-opacity: 0.3; stroke-linecap: round;";
  return [
    h("text", { x: 0, y: 14, class: "setnb-list-name" }, "∂L/∂θ", h("tspan", { class: "setnb-caption", "font-weight": 400 }, " directions only")),
    h("circle", { cx: centre[0], cy: centre[1], r: RIM, class: "setnb-gridline", fill: "none" }),
    widest > 0 && h("path", { style: "fill: var(--setnb-grid); fill-opacity: 0.7;",
      d: `M${text(centre)}L${text(at(-widest, RIM))}A${RIM} ${RIM} 0 0 0 ${text(at(widest, RIM))}Z` }),
    line(0, { style: bold }),
    h("g", {}, pointing.map((name, k) => [
      line(turns[k], strokeOf(name)),
      h("path", { d: `M${text(at(turns[k], RIM))}L${text(at(places[k], LETTERS))}`, class: "setnb-gridline" }),
    ])),
    h("text", { x: word[0], y: word[1], dy: "0.35em", class: "setnb-list-name", "text-anchor": "middle" }, "truth"),
    h("g", {}, pointing.map((name, k) => modeDisc(name, ...at(places[k], LETTERS)))),
    h("g", {}, still.map((name, k) => modeDisc(name, centre[0] + 19 * k, centre[1]))),
  ];
}
