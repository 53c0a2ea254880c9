// Elements in a column, each with its probabilities as a strip of square cells and the number they give.
import { shareColour } from "./colour.js";
import { cross, DISC_RADIUS, numeral, place } from "./discs.js";
import { countLetters, LETTERS } from "./numberings.js";
import { formatValue } from "./text.js";
import { h } from "./view.js";

const HEAD = 26, ROW = 44, INPUT = 34, STRIP = 64, OUTPUT = 50, LARGEST_CELL = 34;

export function rowsHeight(n) {
  return HEAD + n * ROW;
}

/** The place in the list at a pixel; the first and the last reach beyond the drawing. */
export function placeAt(y) {
  return Math.floor((y - HEAD) / ROW);
}

function letterDisc(letter, text, mark = "") {
  const kind = LETTERS.indexOf(letter);
  return [
    h("circle", { r: DISC_RADIUS + 4, class: `setnb-ring ${mark}` }),
    h("circle", { r: DISC_RADIUS, class: `setnb-disc setnb-class-${kind}` }),
    h("text", { class: `setnb-value setnb-letter setnb-on-class-${kind}` }, text),
  ];
}

function probabilityCell(p, size, shades, best) {
  const { fill, ink } = shareColour(p, shades), text = formatValue(p, 1);
  const square = (inset, kind, style) => h("rect", { x: inset - size / 2, y: inset - size / 2, width: size - 2 * inset, height: size - 2 * inset, class: kind, ...style });
  return [
    h("title", {}, formatValue(p, 3)),
    square(0, "setnb-disc", { style: `fill:${fill}` }),
    // A cell too small for its number keeps the fill, and says the number on hover.
    size >= 22 && text !== "0" && h("text", { class: "setnb-value setnb-small", style: `fill:${ink}` }, text),
    best && square(2.5, "setnb-best", { style: `stroke:${ink}` }),
  ];
}

/**
 * The nodes inside the svg: `element(i)` gives the attributes that make disc i a control. The line
 * under a strip runs below the numbers that the element's class should use.
 */
export function drawRows({ letters, step, largest, width, shades, element }) {
  const { rows, numbers, wrong } = step, size = Math.min((width - STRIP - OUTPUT) / largest, LARGEST_CELL);
  const centre = (i) => HEAD + (i + 0.5) * ROW, column = (j) => STRIP + (j + 0.5) * size, counts = countLetters(letters);
  const list = [...letters];
  return [
    h("g", {}, Array.from({ length: largest }, (_, j) =>
      (size >= 17 || j % 2 === 0) && numeral(column(j), HEAD / 2, String(j)))),
    h("g", {}, list.map((letter, i) => h("g", {},
      numeral(6, centre(i), String(i + 1)),
      rows[i].map((p, j) => place(column(j), centre(i), probabilityCell(p, size, shades, j === numbers[i]))),
      h("line", { x1: STRIP + 1, x2: STRIP + counts[letter] * size - 1, y1: centre(i) + size / 2 + 3.5, y2: centre(i) + size / 2 + 3.5, class: "setnb-wanted-numbers" }),
      place(STRIP + largest * size + OUTPUT / 2, centre(i), letterDisc(letter, `${letter}${numbers[i]}`, wrong[i] ? "setnb-wrong" : ""),
        wrong[i] && cross(DISC_RADIUS - 1, 1 - DISC_RADIUS))))),
    h("g", {}, list.map((letter, i) => h("g", { ...element(i), transform: `translate(${INPUT} ${centre(i)})` },
      h("circle", { r: 22, class: "setnb-touch" }), letterDisc(letter, letter)))),
  ];
}
