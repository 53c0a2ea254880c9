// Elements as flags on a number line: each disc has a stem to its value, and discs that would
// cover each other step away from the line instead.
import { cross, DISC_RADIUS, discFace, numeral } from "./discs.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const MARGIN = 40, STEM = 8, APART = 2 * DISC_RADIUS + 1, LANES_HEIGHT = 42, TOUCH = 22, TICK = 12, NUMERAL = 13, COUNT = 22;
export const FLAG_HEIGHT = STEM + 2 * DISC_RADIUS;
export const FLAGS_HEIGHT = FLAG_HEIGHT + LANES_HEIGHT;

export function flagScale(width, top) {
  const span = width - 2 * MARGIN, clamp = (x) => Math.min(Math.max(x, DISC_RADIUS + 5), width - DISC_RADIUS - 5);
  return { toPixel: (value) => clamp(MARGIN + value / top * span), toValue: (pixel) => (pixel - MARGIN) / span * top };
}

/** The lane of each disc, 0 next to the line: the first in which it touches none before it. */
export function assignLanes(xs, apart) {
  const lanes = [];
  // Of equal ones the last is nearest to the line: it is drawn last, and covers no other's value.
  const order = xs.map((_, i) => i).sort((i, j) => xs[i] - xs[j] || j - i);
  const ends = [];
  for (const i of order) {
    const free = ends.findIndex((end) => xs[i] - end >= apart);
    lanes[i] = free < 0 ? ends.length : free;
    ends[lanes[i]] = xs[i];
  }
  return lanes;
}

/** Disc centres relative to the line; `side` is -1 above it and 1 below. Many lanes move closer. */
function flagPlaces(values, toPixel, side) {
  const xs = values.map(toPixel), lanes = assignLanes(xs, APART);
  const step = Math.min(APART, LANES_HEIGHT / Math.max(...lanes, 1));
  // Where lanes are closer than a numeral is tall, every other numeral steps aside.
  const aside = (lane) => (step < NUMERAL && lane % 2 ? 9 : 0);
  return xs.map((x, i) => ({ x, y: side * (STEM + DISC_RADIUS + lanes[i] * step), lane: lanes[i], aside: aside(lanes[i]) }));
}

/** "×3" at elements that are exactly equal, beyond every disc there; nearly equal ones side by side. */
function counts(values, places, side) {
  const repeated = [...new Set(values)].filter((value) => values.filter((v) => v === value).length > 1), taken = [];
  return repeated.map((value) => {
    const equal = places.filter((_, i) => values[i] === value), [{ x }] = equal;
    taken.push(x);
    const before = taken.filter((other) => Math.abs(other - x) < COUNT).length - 1;
    const { y } = places.filter((other) => Math.abs(other.x - x) < DISC_RADIUS).reduce((a, b) => (b.lane > a.lane ? b : a));
    const beyond = y + side * (DISC_RADIUS + 10);
    return h("text", { x: x - before * COUNT, y: beyond, dy: "0.35em", class: "setnb-caption", "text-anchor": "middle" }, `×${equal.length}`);
  });
}

/** The line from 0 to `top`, and a tick at each of `marks`. */
export function drawAxis({ y, width, top, marks = [] }) {
  const { toPixel } = flagScale(width, top), [left, right] = [toPixel(0), toPixel(top)];
  const end = (x, anchor, value) => h("text", { x, y, dy: "0.35em", class: "setnb-caption", "text-anchor": anchor }, formatValue(value));
  return h("g", {},
    h("line", { x1: left, x2: right, y1: y, y2: y, class: "setnb-axis" }),
    end(left - 8, "end", 0), end(right + 8, "start", top),
    marks.map((mark) => h("line", { x1: toPixel(mark), x2: toPixel(mark), y1: y - TICK, y2: y, class: "setnb-target" })));
}

/** Lines from each tick to the disc that stands for it, where the two are apart. */
export function drawMisses({ marks, values, y, width, top }) {
  const { toPixel } = flagScale(width, top);
  return h("g", {}, marks.map((mark, i) => {
    const [from, to] = [toPixel(mark), toPixel(values[i])];
    return Math.abs(from - to) > 1 && h("line", { x1: from, x2: to, y1: y - TICK, y2: y, class: "setnb-link" });
  }));
}

/** Flags at `y`; `attributes(i)` makes flag i a control, `wrong[i]` gives it a ring and a cross. */
export function drawFlags({ values, y, side, width, top, limit, stops, wrong = [], attributes, numerals }) {
  const places = flagPlaces(values, flagScale(width, top).toPixel, side);
  const disc = (i) => [
    discFace(values[i], limit, stops, { mark: wrong[i] ? "setnb-wrong" : "" }),
    wrong[i] && cross(DISC_RADIUS - 2, side * (DISC_RADIUS - 2)),
  ];
  return h("g", { transform: `translate(0 ${y})` },
    places.map(({ x, y: centre }) => h("line", { x1: x, x2: x, y1: 0, y2: centre, class: "setnb-link setnb-applies" })),
    numerals && places.map(({ x, y: centre, aside }, i) => numeral(x + DISC_RADIUS + aside, centre + side * DISC_RADIUS, String(i + 1))),
    values.map((_, i) => h("g", { ...attributes?.(i), transform: `translate(${places[i].x} ${places[i].y})` },
      attributes && h("circle", { r: TOUCH, class: "setnb-touch" }), disc(i))),
    counts(values, places, side));
}
