// The verdict of the probe beside its residuals, and the paper's Table 1 with its row marked.
import { TOLERANCE, VERDICTS } from "./probing.js";
import { formatSize } from "./text.js";
import { h } from "./view.js";

const ERRORS = {
  set: ["set error", "f(PX) against P f(X)"],
  multiset: ["multiset error", "the same, equal elements reordered at best"],
  invariance: ["invariance error", "f(PX) against f(X)"],
};
// Rows of Table 1 (zhang2022): is swapping inputs sure to swap outputs, may equal inputs part?
const TABLE = [
  [VERDICTS[0], true, false],
  [VERDICTS[3], false, true],
  [VERDICTS[1], true, true],
];

export function verdictPanel({ errors }) {
  const line = ([key, [name, meaning]]) => h("tr", {},
    h("th", { scope: "row" }, name, h("div", { class: "setnb-meaning" }, meaning)),
    h("td", { class: "setnb-number" }, errors[key] <= TOLERANCE ? "✓ 0" : `✕ ${formatSize(errors[key])}`));
  return h("table", { class: "setnb-errors" },
    h("tbody", {}, Object.entries(ERRORS).filter(([key]) => key in errors).map(line)));
}

export function tableOne(verdict) {
  const answer = (yes) => h("td", { class: "setnb-number" }, yes ? "✓ yes" : "✕ no");
  const line = ([name, order, parting]) => h("tr", name === verdict ? { class: "setnb-current", "aria-current": "true" } : {},
    h("th", { scope: "row" }, name), answer(order), answer(parting));
  const absent = !TABLE.some(([name]) => name === verdict);
  return [
    h("table", { class: "setnb-table-one" },
      h("thead", {}, h("tr", {}, ["f is", "swapped inputs swap outputs", "equal inputs may part"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, TABLE.map(line))),
    absent && h("p", { class: "setnb-formula" }, "An invariant f has no row: its output does not belong to single elements."),
  ];
}
