// push_apart on a line: what happens to two elements, and to their list order, as they meet?
import { button, choice, footer, rangeControl, uniqueId } from "./js/controls.js";
import { DISTANCES_HEIGHT, drawDistances, outputMoves } from "./js/distances.js";
import { makeSliders } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { pushApart, spreadFromMean } from "./js/models.js";
import { drawNumberLine, LINE_HEIGHT, lineScale } from "./js/numberline.js";
import { compareOutputs } from "./js/residuals.js";
import { formatList, formatSize, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const FUNCTIONS = {
  push_apart: { label: "push_apart", run: pushApart, python: "setnb.push_apart(x)",
    rule: "The smaller element steps down by 1, the larger one up by 1." },
  from_mean: { label: "x + (x − mean)", run: spreadFromMean, python: "x + (x - x.mean())",
    rule: "Each element moves away from the mean: the gap doubles." },
};
const FUNCTION_LABELS = Object.fromEntries(Object.entries(FUNCTIONS).map(([key, { label }]) => [key, label]));
const RANGE = { min: -2.5, max: 2.5, step: 0.1 };
const GAP_STEPS = 48, GAP_DECADES = 6;

function gapFromStep(step) {
  return step === 0 ? 0 : Number((10 ** ((step - GAP_STEPS) * GAP_DECADES / (GAP_STEPS - 1))).toPrecision(2));
}

function stepFromGap(gap) {
  if (gap === 0) return 0;
  const step = GAP_STEPS + Math.log10(gap) * (GAP_STEPS - 1) / GAP_DECADES;
  return Math.round(Math.min(Math.max(step, 1), GAP_STEPS));
}

/** Keep the first element, put the second at `gap` from it on the side where it is now. */
function withGap([first, second], gap) {
  const side = second < first ? -1 : 1;
  const start = Math.min(Math.max(first, RANGE.min + (side < 0 ? gap : 0)), RANGE.max - (side > 0 ? gap : 0));
  return [start, start + side * gap];
}

function sayWhatIsSeen(name, values, fx) {
  const gap = Math.abs(values[0] - values[1]), apart = Math.abs(fx[0] - fx[1]);
  if (gap > 0) {
    const near = gap >= 0.1 ? "" : name === "push_apart"
      ? ` However close the inputs, the outputs stay ${formatSize(apart)} apart.`
      : ` As the inputs meet, so do the outputs.`;
    return `The elements are ${formatSize(gap)} apart; f gives ${formatList(fx)}, ${formatSize(apart)} apart. `
      + `Swapping the list order swaps the output with it.${near}`;
  }
  if (name === "push_apart") {
    return `The two elements are equal: swapping them leaves the list as it is, and f gives ${formatList(fx)} both times. `
      + `P f(X) would be ${formatList([fx[1], fx[0]])}, so f(PX) = P f(X) fails. Only the outputs of equal `
      + "elements changed places, and nothing says which of them came first.";
  }
  return `The two elements are equal and leave as equals, ${formatList(fx)}. `
    + "f(PX) = P f(X) holds, and nothing that obeys it could part them.";
}

function comparisonTable(values, f) {
  const swapped = [values[1], values[0]], fx = f(values), fpx = f(swapped);
  const rows = (list) => list.map((v) => [v]);
  const shown = compareOutputs(rows(values), [1, 0], rows(fx), rows(fpx));
  const line = (name, list, verdict = "") => h("tr", {}, h("th", { scope: "row" }, name),
    h("td", { class: "setnb-number" }, formatList(list)), h("td", {}, verdict));
  const repaired = shown.multiset === 0 && shown.set > 0;
  return h("table", { class: "setnb-comparison" }, h("tbody", {},
    line("the list, X", values), line("swapped, PX", swapped),
    line("f(X)", fx), line("f(PX)", fpx),
    line("P f(X)", [fx[1], fx[0]], shown.set === 0 ? "✓ equals f(PX)" : `✕ differs from f(PX) by ${formatSize(shown.set)}`),
    repaired && line("P₂ f(X)", fx, "✓ equals f(PX), and P₂X = PX"),
  ));
}

function pythonCode(values, name) {
  return [
    "import torch", "import setnb", "from setnb.widgets import PushApart", "",
    `x = torch.tensor(${pythonFloats(values)}, dtype=torch.float64)`,
    `print(${FUNCTIONS[name].python})`,
    `PushApart(values=${pythonFloats(values)}, function="${name}")`,
  ].join("\n");
}

function render({ model, el }) {
  const initial = { values: model.get("values"), function: model.get("function") };
  const radioName = uniqueId("setnb-function");
  const sliders = makeSliders(RANGE);
  let code = null;

  const view = ({ values, function: name }, { width, stops, update, redraw }) => {
    const { run, rule } = FUNCTIONS[name];
    const fx = run(values), gap = Math.abs(values[0] - values[1]);
    const change = (changes) => { code = null; update(changes); };
    const { handle, drawing } = sliders({
      values, label: (i) => `element ${i + 1} of the list`, toValue: lineScale(width).toValue,
      onmove: (i, value) => change({ values: values.map((v, j) => (j === i ? value : v)) }),
    });
    const preset = (list) => button(list.join(", "), () => change({ values: list }),
      { "data-preset": list.join(), "aria-label": `set the list to ${list.join(", ")}` });
    const panel = width >= 600 ? (width - 32) / 2 : width;
    return [
      h("p", { class: "setnb-ask" },
        `Drag the two elements of X, or focus one and use the arrow keys. ${rule} What changes when they meet?`),
      h("svg", { viewBox: `0 0 ${width} ${LINE_HEIGHT}`, role: "group",
        "aria-label": "Number line: two input elements above, their outputs below", ...drawing },
      drawNumberLine({ inputs: values, outputs: fx, width, stops, handle })),
      h("p", { class: "setnb-said setnb-tall", "aria-live": "polite" }, sayWhatIsSeen(name, values, fx)),
      h("div", { class: "setnb-row" },
        choice("function f", radioName, FUNCTION_LABELS, name, (chosen) => change({ function: chosen })),
        button("Swap the list order", () => change({ values: [values[1], values[0]] }), { "data-action": "swap" }),
        h("div", { class: "setnb-row", role: "group", "aria-label": "examples" }, [[1, 2], [2, 1], [0, 0]].map(preset))),
      h("div", { class: "setnb-row" }, rangeControl("gap between the two: 0, then 10⁻⁶ to 1 on a log scale", {
        value: stepFromGap(gap), min: 0, max: GAP_STEPS, reading: gap ? formatSize(gap) : "0, equal",
        oninput: (step) => change({ values: withGap(values, gapFromStep(step)) }) })),
      h("div", { class: "setnb-panels" },
        h("div", {}, h("p", { class: "setnb-title" }, "Does swapping commute with f?"), comparisonTable(values, run)),
        h("div", {}, h("p", { class: "setnb-title" }, "One of two equal elements moves by ε"),
          h("svg", { viewBox: `0 0 ${panel} ${DISTANCES_HEIGHT}`, role: "img", "aria-label": describeMoves(run, values[0], gap) },
            drawDistances({ f: run, a: values[0], gap, width: panel })))),
      ...footer({ shown: code, python: () => pythonCode(values, name),
        onshow: (text) => { code = text; redraw(); }, onreset: () => change(initial) }),
    ];
  };
  return mountView({ model, el, names: ["values", "function"], view });
}

function describeMoves(f, a, gap) {
  const eps = gap || 1e-6, { listFirst, listLast, multiset } = outputMoves(f, a, eps);
  return `When one of two equal elements moves by ${formatSize(eps)}, the output moves by ${formatSize(listLast)} or `
    + `${formatSize(listFirst)} as a list, depending on which one moved, and by ${formatSize(multiset)} as a multiset.`;
}

export default { render };
