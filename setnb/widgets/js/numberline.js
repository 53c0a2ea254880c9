// Push_apart's drawing: the inputs on one number line, the outputs on the line below.
import { cross, DISC_RADIUS, discFace, link, numeral, place } from "./discs.js";
import { h } from "./view.js";
import { formatValue } from "./text.js";

export const LINE_LIMIT = 5;
export const LINE_HEIGHT = 236;
const MARGIN = 46, INPUT_Y = 62, OUTPUT_Y = 168;

export function lineScale(width) {
  const span = width - MARGIN - 20;
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

function lineOfDiscs(values, y, { toPixel }, face) {
  const xs = values.map(toPixel), offsets = stackOffsets(...xs);
  return values.map((value, i) => {
    const onLeft = value < values[1 - i] || (value === values[1 - i]);
    const side = onLeft ? -1 : 1;
    return face(i, xs[i], y + offsets[i],
      numeral(side * (DISC_RADIUS + 9), 0, String(i + 1)));
  });
}

function axis(y, { toPixel }, labelled) {
  const ticks = Array.from({ length: 2 * LINE_LIMIT + 1 }, (_, i) => i - LINE_LIMIT);
  return [
    h("line", { x1: toPixel(-LINE_LIMIT), x2: toPixel(LINE_LIMIT), y1: y, y2: y, class: "setnb-axis" }),
    ticks.map((tick) => h("line", { x1: toPixel(tick), x2: toPixel(tick), y1: y - 4, y2: y + 4, class: "setnb-axis" })),
    labelled && ticks.map((tick) => h("text", { x: toPixel(tick), y: y + 50, class: "setnb-caption", "text-anchor": "middle" }, formatValue(tick))),
  ];
}

/** The nodes inside the svg; `handle(i)` gives the attributes that make input disc i a slider. */
export function drawNumberLine({ inputs, outputs, width, stops, handle }) {
  const scale = lineScale(width);
  const at = (values, y) => values.map(scale.toPixel).map((x, i, xs) => [x, y + stackOffsets(...xs)[i]]);
  const from = at(inputs, INPUT_Y), to = at(outputs, OUTPUT_Y);
  const equal = inputs[0] === inputs[1];
  const face = (value) => discFace(value, LINE_LIMIT, stops);
  return [
    axis(INPUT_Y, scale, false), axis(OUTPUT_Y, scale, true),
    h("text", { x: 0, y: INPUT_Y, dy: "0.35em", class: "setnb-list-name" }, "X"),
    h("text", { x: 0, y: OUTPUT_Y, dy: "0.35em", class: "setnb-list-name" }, "f(X)"),
    from.map(([x, y], i) => link(x, y, ...to[i])),
    lineOfDiscs(outputs, OUTPUT_Y, scale, (i, x, y, label) => place(x, y, face(outputs[i]), label)),
    lineOfDiscs(inputs, INPUT_Y, scale, (i, x, y, label) =>
      h("g", { ...handle(i), transform: `translate(${x} ${y})` },
        h("circle", { r: 22, class: "setnb-touch" }), face(inputs[i]), label)),
    equal && h("text", { x: from[0][0] + DISC_RADIUS + 10, y: INPUT_Y, dy: "0.35em", class: "setnb-caption" }, "2 equal elements"),
  ];
}
