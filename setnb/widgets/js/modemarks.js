// How each gradient mode looks: a letter, a colour and a dash, so that colour never speaks alone.
import { h } from "./view.js";

export const MODE_MARKS = {
  unrolled: { letter: "U", label: "unrolled", colour: "blue", dash: null },
  exact: { letter: "E", label: "exact", colour: "sky", dash: "9 3" },
  cg: { letter: "C", label: "CG", colour: "green", dash: "2 3" },
  damped: { letter: "D", label: "damped", colour: "purple", dash: "6 3 2 3" },
  neumann: { letter: "N", label: "Neumann", colour: "orange", dash: "12 4" },
  identity: { letter: "I", label: "identity", colour: "vermillion", dash: "4 3" },
};

export function strokeOf(name) {
  const { colour, dash } = MODE_MARKS[name];
  return { style: `stroke: var(--setnb-${colour}-stroke); fill: none; stroke-width: 2;`, "stroke-dasharray": dash };
}

export function inkOf(name) {
  return `fill: var(--setnb-${MODE_MARKS[name].colour}-text); font-weight: 600;`;
}

/** The letter of a mode in a ring of its colour. */
export function modeDisc(name, x, y) {
  return h("g", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, "data-mode": name },
    h("circle", { r: 9, style: `fill: var(--setnb-page); stroke: var(--setnb-${MODE_MARKS[name].colour}-stroke); stroke-width: 1.75;` }),
    h("text", { class: "setnb-value", style: inkOf(name) }, MODE_MARKS[name].letter));
}
