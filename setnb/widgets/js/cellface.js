// A cell of a matrix at the origin: its colour, its number, a frame if it is chosen, a ring for focus.
import { formatValue } from "./text.js";
import { h } from "./view.js";

// Below this many pixels "−0.14" is wider than its cell.
const ROOMY = 34;

function cellText(value, size) {
  const text = formatValue(value, 2);
  return size < ROOMY ? text.replace(/^(−?)0\./, "$1.") : text;
}

export function cellFace(value, size, { fill, ink }, framed) {
  const square = (inset, attributes) => h("rect", { x: inset - size / 2, y: inset - size / 2, width: size - 2 * inset, height: size - 2 * inset, ...attributes });
  return [
    h("title", {}, formatValue(value, 4)),
    square(0.5, { class: "setnb-disc", style: `fill:${fill}` }),
    h("text", { class: `setnb-value ${size < ROOMY ? "setnb-long" : "setnb-small"}`, style: `fill:${ink}` }, cellText(value, size)),
    framed && square(3, { class: "setnb-best", style: `stroke:${ink}` }),
    square(3, { class: "setnb-ring" }),
  ];
}
