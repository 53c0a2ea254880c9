// Sets of points in a plane: discs on a square, equal ones as a stack with a count.
import { numeral, place } from "./discs.js";
import { formatSize, formatValue } from "./text.js";
import { h } from "./view.js";

const MARGIN = 18, RADIUS = 8, SHIFT = 4, TOUCH = 22;
// Points closer than this, in pixels, are drawn as a stack.
const TOGETHER = 1;

/** Between points within `limit` of 0 and the pixels of a square drawing; up is up. */
export function planeScale(side, limit) {
  const middle = side / 2, unit = (middle - MARGIN) / limit;
  return {
    toPixel: ([x, y]) => [middle + x * unit, middle - y * unit],
    toPoint: ([x, y]) => [(x - middle) / unit, (middle - y) / unit],
  };
}

export function drawPlane(side, limit) {
  const { toPixel } = planeScale(side, limit);
  const line = (from, to, kind) => {
    const [[x1, y1], [x2, y2]] = [toPixel(from), toPixel(to)];
    return h("line", { x1, y1, x2, y2, class: kind });
  };
  const ticks = Array.from({ length: 2 * limit + 1 }, (_, i) => i - limit);
  const label = (point, dx, dy, anchor, value) => {
    const [x, y] = toPixel(point);
    return h("text", { x: x + dx, y: y + dy, class: "setnb-caption", "text-anchor": anchor }, formatValue(value));
  };
  return h("g", {},
    ticks.map((v) => [line([v, -limit], [v, limit], v ? "setnb-gridline" : "setnb-axis"), line([-limit, v], [limit, v], v ? "setnb-gridline" : "setnb-axis")]),
    [-limit, limit].map((v) => [label([v, 0], 0, 14, "middle", v), label([0, v], 5, v > 0 ? -4 : 13, "start", v)]));
}

/** The places of points that share a pixel, one list per stack. */
export function stackPlaces(pixels) {
  const stacks = [];
  pixels.forEach(([x, y], i) => {
    const stack = stacks.find(([j]) => Math.hypot(x - pixels[j][0], y - pixels[j][1]) < TOGETHER);
    if (stack) stack.push(i);
    else stacks.push([i]);
  });
  return stacks;
}

/** Discs of one `kind`; `handle(i)`, where given, makes disc i a control; `numerals`: its place in the list. */
export function drawPoints({ points, toPixel, kind, handle, numerals = true }) {
  const pixels = points.map(toPixel), stacks = stackPlaces(pixels);
  const depth = pixels.map((_, i) => stacks.find((stack) => stack.includes(i)).indexOf(i));
  const centre = (i) => [pixels[i][0] + depth[i] * SHIFT, pixels[i][1] - depth[i] * SHIFT];
  const disc = (i) => h("g", { ...handle?.(i), transform: `translate(${centre(i).join(" ")})` },
    handle && h("circle", { r: TOUCH, class: "setnb-touch" }),
    h("circle", { r: RADIUS + 4, class: "setnb-ring" }), h("circle", { r: RADIUS, class: `setnb-disc ${kind}` }));
  const label = (stack) => {
    const [x, y] = centre(stack.at(-1)), single = stack.length === 1;
    return place(x + RADIUS + 3, y - RADIUS, single
      ? numerals && numeral(0, 0, String(stack[0] + 1), "start") : h("text", { class: "setnb-count" }, `×${stack.length}`));
  };
  return [h("g", {}, points.map((_, i) => disc(i))), h("g", {}, stacks.map(label))];
}

/** Where each point has been: a line through its places, a dot at each. */
export function drawTrails(path, toPixel) {
  const trail = (i) => path.map((points) => toPixel(points[i]).map((v) => v.toFixed(1)).join(" "));
  return path[0].map((_, i) => h("g", {},
    h("path", { class: "setnb-trail", d: `M${trail(i).join("L")}` }),
    h("path", { class: "setnb-trail-dots", d: trail(i).map((at) => `M${at}h0`).join("") })));
}

/** Thin lines from each point to the one it is matched to, with their length on hover. */
export function drawMatching({ points, others, matching, toPixel }) {
  return matching.map((j, i) => {
    const [[x1, y1], [x2, y2]] = [toPixel(points[i]), toPixel(others[j])];
    const length = Math.hypot(...points[i].map((v, k) => v - others[j][k]));
    return h("line", { x1, y1, x2, y2, class: "setnb-link" }, h("title", {}, formatSize(length)));
  });
}
