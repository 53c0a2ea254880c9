// The landscape from above: the path of the descent, the minimum, and where pushes take it.
import { contourPath, sampleField } from "./contours.js";
import { add, apply, scale, unit } from "./plane.js";
import { h } from "./view.js";

const BOX = { left: -3, right: 5.2, bottom: -2, top: 2.6 };
const CELLS = [48, 27], LEVELS = 12, HEAD = 22, REACH = 1.4;

function pixelScale(width) {
  const unitLength = width / (BOX.right - BOX.left);
  return ([x, y]) => [(x - BOX.left) * unitLength, HEAD + (BOX.top - y) * unitLength];
}

export function valleyHeight(width) {
  return HEAD + width * (BOX.top - BOX.bottom) / (BOX.right - BOX.left);
}

/** Paths of the levels; the start lies on the middle one. */
export function valleyContours({ energy }, start, width) {
  const field = sampleField(energy, BOX, ...CELLS), lowest = Math.min(...field.heights.flat());
  const level = (k) => lowest + (energy(start) - lowest) * (2 * k / LEVELS) ** 2;
  return Array.from({ length: LEVELS }, (_, k) => contourPath(field, level(k + 1), pixelScale(width)));
}

function label(point, dx, dy, text, attributes = {}) {
  return h("text", { x: point[0] + dx, y: point[1] + dy, class: "setnb-list-name", ...attributes }, text);
}

function arrow(from, to, style) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]], back = 0.22;
  const barb = (side) => `${(to[0] - back * (dx + side * dy * 0.7)).toFixed(1)} ${(to[1] - back * (dy - side * dx * 0.7)).toFixed(1)}`;
  return h("path", { style, d: `M${from.join(" ")}L${to.join(" ")}M${barb(1)}L${to.join(" ")}L${barb(-1)}` });
}

/** `inverse` is the inverse Hessian at the minimum, `flattest` its smallest curvature. */
export function drawValley({ contours, path, minimum, inverse, flattest, v, width, clip }) {
  const toPixels = pixelScale(width), text = (point) => toPixels(point).map((x) => x.toFixed(1)).join(" ");
  const push = REACH * flattest, ring = (matrix) => Array.from({ length: 37 }, (_, k) => {
    const move = scale(push, unit(10 * k));
    return `${k ? "L" : "M"}${text(add(minimum, matrix ? apply(matrix, move) : move))}`;
  }).join("");
  const dots = path.map((y) => `M${text(y)}h0`).join(""), line = path.map((y, i) => `${i ? "L" : "M"}${text(y)}`).join("");
  const [first, last, bottom] = [toPixels(path[0]), toPixels(path.at(-1)), toPixels(minimum)];
  // After a short way both names would stand in one place.
  const still = Math.hypot(last[0] - first[0], last[1] - first[1]) < 30;
  const accent = "fill: none; stroke: var(--setnb-accent);", ink = "fill: none; stroke: var(--setnb-ink);";
  return [
    h("clipPath", { id: clip }, h("rect", { x: 0, y: HEAD, width, height: valleyHeight(width) - HEAD })),
    h("text", { x: 0, y: 14, class: "setnb-list-name" }, "y₁, y₂", h("tspan", { class: "setnb-caption", "font-weight": 400 }, " and lines of equal E")),
    h("g", { "clip-path": `url(#${clip})` },
      h("rect", { x: 0.5, y: HEAD + 0.5, width: width - 1, height: valleyHeight(width) - HEAD - 1, fill: "none", class: "setnb-gridline" }),
      contours.map((d) => h("path", { d, class: "setnb-gridline", fill: "none" })),
      h("path", { d: ring(inverse), style: `${ink} stroke-width: 1.75;` }),
      h("path", { d: ring(null), style: `${ink} stroke-width: 1.5; stroke-dasharray: 3 2;` }),
      arrow(bottom, toPixels(add(minimum, v)), `${ink} stroke-width: 2;`),
      h("path", { d: line, style: `${accent} stroke-width: 1.5;` }),
      h("path", { d: dots, style: `${accent} stroke-width: 5; stroke-linecap: round;` }),
      h("rect", { x: last[0] - 5, y: last[1] - 5, width: 10, height: 10, class: "setnb-knot" }),
      h("path", { d: `M${bottom[0] - 5} ${bottom[1]}h10M${bottom[0]} ${bottom[1] - 5}v10`, style: `${ink} stroke-width: 2.5;` }),
      label(first, -6, -7, "y₀", { "text-anchor": "end" }),
      label(last, -9, still ? 21 : -9, ["y", h("tspan", { dy: 4, "font-size": "10px" }, "T")], { "text-anchor": "end" }),
      label(bottom, 4, 24, "y*"),
      label(toPixels(add(minimum, scale(1.2, v))), 0, 4, "v", { "text-anchor": "middle" })),
  ];
}
