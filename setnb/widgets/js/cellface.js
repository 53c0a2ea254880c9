// A cell of a matrix at the origin: its colour, its number, a frame if it is chosen, a ring for focus.
import { formatValue } from "./text.js";
import { h } from "./view.js";

export function cellFace(value, size, { fill, ink }, framed) {
  const square = (inset, attributes) => h("rect", { x: inset - size / 2, y: inset - size / 2, width: size - 2 * inset, height: size - 2 * inset, ...attributes });
  return [
    h("title", {}, formatValue(value, 4)),
    square(0.5, { class: "setnb-disc", style: `fill:${fill}` }),
    h("text", { class: "setnb-value setnb-small", style: `fill:${ink}` }, formatValue(value, 2)),
    framed && square(3, { class: "setnb-best", style: `stroke:${ink}` }),
    square(3, { class: "setnb-ring" }),
  ];
}
