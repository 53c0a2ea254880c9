// The continuity explorer: when Y comes near to X, does f(Y) come near to f(X)?
import { BOXES } from "./js/boxes.js";
import { bothDistances, continuityAt } from "./js/continuity.js";
import { drawContinuity } from "./js/continuityplot.js";
import { button, choice, footer, menu, OWN_KEYS, rangeControl, uniqueId, verdictChip } from "./js/controls.js";
import { makeSliders } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { LOGPLOT_HEIGHT } from "./js/logplot.js";
import { assign, euclidean } from "./js/matching.js";
import { drawNearby, nearbyHeight, nearbyLayout } from "./js/nearby.js";
import { largest } from "./js/residuals.js";
import { formatList, formatSize, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const RANGE = { min: -2.5, max: 2.5, step: 0.1 };
const SLIDE = 3, DECADES = 6, EPSILON_STEPS = 48;
const ORDERS = { kept: "as X has it", swapped: "swapped" };
const DIRECTIONS = [[1, 0], [0, 1], [-1, 0], [0, -1]], SWAPS = DIRECTIONS.map(() => [1, 0]);
// At the smallest epsilon, what is still larger than this will not go to 0.
const JUMP = 0.01;

function epsilonFromStep(step) {
  return Number((10 ** (step * DECADES / EPSILON_STEPS - DECADES)).toPrecision(2));
}

function stepFromEpsilon(epsilon) {
  return Math.round((Math.log10(epsilon) + DECADES) * EPSILON_STEPS / DECADES);
}

/** What the curves do as epsilon goes to 0, here at this X. */
function sayLimit({ list, multiset }) {
  const apart = (distance) => `${formatSize(distance)} apart`;
  if (multiset <= JUMP && list <= JUMP) return "Make ε smaller, and the outputs meet, as lists and as multisets: at this X, f is continuous both ways.";
  if (multiset <= JUMP) return `However small ε is, some Y has an output ${apart(list)} as a list: which element is the larger decides who gets what. As multisets the outputs meet.`;
  if (list <= JUMP) return `As lists the outputs meet. But Y may be listed in another order, and then they stay ${apart(multiset)}, even as multisets.`;
  return `However small ε is, some Y has an output ${apart(multiset)} even as a multiset: at this X, f is not multiset-continuous.`;
}

function distanceTable(inputs, outputs) {
  const cell = (size) => h("td", { class: "setnb-number" }, formatSize(size));
  const line = (name, key) => h("tr", {}, h("th", { scope: "row" }, name), cell(inputs[key]), cell(outputs[key]));
  return h("table", { class: "setnb-distances" },
    h("thead", {}, h("tr", {}, ["distance", "X to Y", "f(X) to f(Y)"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, line("as lists", "list"), line("as multisets", "multiset")));
}

function pythonCode({ values, function: name, epsilon, swapped }) {
  return [
    "import torch", `from setnb.functional import ${name}`, "from setnb.probes import continuity_curve",
    "from setnb.widgets import ContinuityExplorer", "",
    `x = torch.tensor(${pythonFloats(values)}, dtype=torch.float64)`,
    `curve = continuity_curve(${name}, x[:, None], [${epsilon}])`,
    "print(curve.list_distance.item(), curve.multiset_distance.item())",
    `ContinuityExplorer(values=x.tolist(), function="${name}", epsilon=${epsilon}, swapped=${swapped ? "True" : "False"})`,
  ].join("\n");
}

function render({ model, el }) {
  const names = ["values", "function", "epsilon", "swapped"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const orderName = uniqueId("setnb-order");
  const sliders = makeSliders(RANGE);
  let code = null;

  const view = (state, { width, stops, update, redraw }) => {
    const { values, function: name, epsilon, swapped } = state, { run, formula, verdict, continuous } = BOXES[name];
    const moved = [values[0] + epsilon, values[1]], near = swapped ? [moved[1], moved[0]] : moved;
    const asRows = (list) => list.map((v) => [v]);
    const fx = run(values), fy = run(near);
    const inputs = bothDistances(asRows(values), asRows(near)), outputs = bothDistances(fx, fy);
    const costs = fx.map((row) => fy.map((other) => euclidean(row, other)));
    const matching = outputs.list <= outputs.multiset ? [0, 1] : assign(costs);
    const curveAt = (gap) => continuityAt(run, values, gap, DIRECTIONS, SWAPS);

    const change = (changes) => { code = null; update(changes); };
    const panel = width >= 600 ? (width - 32) / 2 : width, layout = nearbyLayout(panel, fx[0].length);
    const { handle, drawing } = sliders({
      values, label: (i) => `element ${i + 1} of X`, toValue: (pixel) => (pixel - layout.x) / layout.track * SLIDE,
      onmove: (i, value) => change({ values: values.map((v, j) => (j === i ? value : v)) }),
    });
    const preset = (list) => button(list.join(", "), () => change({ values: list }),
      { "data-preset": list.join(), "aria-label": `set X to ${list.join(", ")}` });
    return [
      h("p", { class: "setnb-ask" },
        "Y is X with its first element moved by ε. Make ε small: does f(Y) come near to f(X)? "
        + "Choose f, swap the order, or drag the elements of X (arrow keys work too)."),
      h("div", { class: "setnb-row" },
        menu("function f", BOXES, name, (chosen) => change({ function: chosen, values: BOXES[chosen].start, swapped: BOXES[chosen].swapped ?? false })),
        h("p", { class: "setnb-formula" }, formula)),
      h("div", { class: "setnb-panels" },
        h("div", {},
          h("svg", { viewBox: `0 0 ${panel} ${nearbyHeight(2)}`, role: "group", ...OWN_KEYS,
            "aria-label": "Columns: X, its output, the output of Y, and Y; lines match the outputs as lists and as multisets", ...drawing },
          drawNearby({ values, near, moved: swapped ? 1 : 0, fx, fy, matching, costs, width: panel, stops, handle, limit: Math.max(largest(fx), largest(fy), SLIDE) })),
          distanceTable(inputs, outputs)),
        h("svg", { viewBox: `0 0 ${panel} ${LOGPLOT_HEIGHT}`, role: "img",
          "aria-label": `Log-log plot. At ε = 10⁻⁶: ${formatSize(curveAt(1e-6).list)} as lists, ${formatSize(curveAt(1e-6).multiset)} as multisets` },
        // As lists, a swapped Y is near only where the elements of X are.
        drawContinuity({ curveAt, gap: epsilon, width: panel, shown: { ...outputs, list: inputs.list <= 1.001 * epsilon ? outputs.list : null } }))),
      h("p", { class: "setnb-said setnb-tall", "aria-live": "polite" },
        `X = ${formatList(values)} gives ${formatList(fx, 2)}; this Y is ${formatSize(outputs.list)} away as a list and ${formatSize(outputs.multiset)} as a multiset. ${sayLimit(curveAt(1e-6))}`),
      h("div", { class: "setnb-row" }, rangeControl("ε, from 10⁻⁶ to 1 on a log scale", {
        value: stepFromEpsilon(epsilon), min: 0, max: EPSILON_STEPS, reading: formatSize(epsilon),
        oninput: (step) => change({ epsilon: epsilonFromStep(step) }) })),
      h("div", { class: "setnb-row" },
        choice("list order of Y", orderName, ORDERS, swapped ? "swapped" : "kept", (chosen) => change({ swapped: chosen === "swapped" })),
        h("div", { class: "setnb-row", role: "group", "aria-label": "examples of X" }, [[1, 1], [1, 2], [0.5, 2.5]].map(preset))),
      h("p", { class: "setnb-verdict" }, "Over all X, f is ", verdictChip(verdict), ` and ${continuous ? "" : "not "}multiset-continuous.`),
      ...footer({ shown: code, python: () => pythonCode(state),
        onshow: (text) => { code = text; redraw(); }, onreset: () => change(initial) }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
