// Push_apart's drawing: the inputs on one number line, the outputs on the line below.
import { DISC_RADIUS, discFace, link, numeral, place } from "./discs.js";
import { h } from "./view.js";
import { formatValue } from "./text.js";

export const LINE_LIMIT = 5;
export const LINE_HEIGHT = 212;
const MARGIN = 66, END = 28, INPUT_Y = 42, OUTPUT_Y = 146, TICK_Y = 202;

export function lineScale(width) {
  const span = width - MARGIN - END;
  return {
    toPixel: (value) => MARGIN + (value + LINE_LIMIT) / (2 * LINE_LIMIT) * span,
    toValue: (pixel) => (pixel - MARGIN) / span * 2 * LINE_LIMIT - LINE_LIMIT,
  };
}

/** Vertical offsets that let two discs touch instead of hiding each other: place 1 above. */
function stackOffsets(x1, x2) {
  const gap = Math.abs(x1 - x2), full = 2 * DISC_RADIUS + 1;
  const half = gap >= full ? 0 : Math.sqrt(full * full - gap * gap) / 2;
  return [-half, half];
}

function tickMarks({ toPixel }) {
  const ticks = Array.from({ length: 2 * LINE_LIMIT + 1 }, (_, i) => i - LINE_LIMIT);
  const line = (y) => h("line", { x1: toPixel(-LINE_LIMIT), x2: toPixel(LINE_LIMIT), y1: y, y2: y, class: "setnb-axis" });
  return [
    ticks.map((tick) => h("line", { x1: toPixel(tick), x2: toPixel(tick), y1: INPUT_Y, y2: TICK_Y - 14, class: "setnb-gridline" })),
    ticks.map((tick) => h("text", { x: toPixel(tick), y: TICK_Y, class: "setnb-caption", "text-anchor": "middle" }, formatValue(tick))),
    line(INPUT_Y), line(OUTPUT_Y),
  ];
}

/** Where the discs of one list stand, and where each has its numeral: outwards, clear of the axis. */
function discPlaces(values, y, { toPixel }) {
  const xs = values.map(toPixel), offsets = stackOffsets(...xs);
  return values.map((value, i) => ({
    x: xs[i], y: y + offsets[i],
    numeral: numeral((value <= values[1 - i] ? -1 : 1) * (DISC_RADIUS + 4), (offsets[i] > 0 ? 1 : -1) * DISC_RADIUS, String(i + 1)),
  }));
}

/** The nodes inside the svg; `handle(i)` gives the attributes that make input disc i a slider. */
export function drawNumberLine({ inputs, outputs, width, stops, handle }) {
  const scale = lineScale(width);
  const from = discPlaces(inputs, INPUT_Y, scale), to = discPlaces(outputs, OUTPUT_Y, scale);
  const name = (y, text) => h("text", { x: 0, y, dy: "0.35em", class: "setnb-list-name" }, text);
  const face = (value) => discFace(value, LINE_LIMIT, stops);
  const count = (list, { x }, y) => list[0] === list[1]
    && h("text", { x: x + DISC_RADIUS + 8, y: y - 10, class: "setnb-caption" }, "two equal");
  return [
    tickMarks(scale), name(INPUT_Y, "X"), name(OUTPUT_Y, "f(X)"),
    from.map(({ x, y }, i) => link(x, y, to[i].x, to[i].y)),
    to.map((disc, i) => place(disc.x, disc.y, face(outputs[i]), disc.numeral)),
    from.map((disc, i) => h("g", { ...handle(i), transform: `translate(${disc.x} ${disc.y})` },
      h("circle", { r: 22, class: "setnb-touch" }), face(inputs[i]), disc.numeral)),
    count(inputs, from[0], INPUT_Y), count(outputs, to[0], OUTPUT_Y),
  ];
}
