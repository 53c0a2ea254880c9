// The sum-decomposition explorer: what can rho still read from the sums of phi?
import { button, choice, footer, menu, rangeControl, uniqueId } from "./js/controls.js";
import { DECOMPOSITIONS } from "./js/decompositions.js";
import { drawAxis, drawFlags, drawMisses, FLAG_HEIGHT, flagScale, FLAGS_HEIGHT } from "./js/flagline.js";
import { makeSliders, settle } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { PRECISIONS } from "./js/precision.js";
import { readSums, saySums } from "./js/readings.js";
import { closeSmallestGap, resized } from "./js/spacing.js";
import { barsHeight, drawBars } from "./js/sumbars.js";
import { formatSize, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const RANGE = { min: 0, max: 1, step: 0.01 };
const SHARPEST = 100, HEAD = 26;
const PRECISION_LABELS = Object.fromEntries(Object.entries(PRECISIONS).map(([key, { label }]) => [key, label]));

function spreadEvenly(n) {
  return Array.from({ length: n }, (_, i) => settle((i + 0.5) / n, { ...RANGE, unit: RANGE.step }));
}

function pythonCode({ values, decomposition, precision, sharpness }) {
  const rounded = PRECISIONS[precision].python;
  const keywords = Object.entries({ decomposition, precision }).map(([key, value]) => `, ${key}="${value}"`).join("");
  const [names, ...reading] = decomposition === "power_sums"
    ? ["elementary_symmetric, polynomial_roots, power_sums",
      `sums = power_sums(x, len(x))${rounded}`, "print(polynomial_roots(elementary_symmetric(sums)))"]
    : ["DECOMPOSITIONS", `example = DECOMPOSITIONS["${decomposition}"]`,
      `sums = example.phi(x, a).sum(-2)${rounded}`, "print(example.rho(sums, a), example.target(x))"];
  return [
    "import torch", `from setnb.functional import ${names}`, "from setnb.widgets import SumDecomposition", "",
    `x, a = torch.tensor(${pythonFloats(values)}, dtype=torch.float64), ${sharpness}`, ...reading,
    `SumDecomposition(values=x.tolist()${keywords}, sharpness=a)`,
  ].join("\n");
}

function errorTable(readings, current) {
  const line = ([precision, { sumError, error }]) => {
    const cell = (size, missing) => h("td", { class: "setnb-number" }, Number.isFinite(size) ? formatSize(size) : missing);
    return h("tr", precision === current ? { class: "setnb-current", "aria-current": "true" } : {},
      h("th", { scope: "row" }, precision), sumError ? cell(sumError, "overflow") : h("td", {}, "rounding"), cell(error, "nothing to read"));
  };
  return h("table", { class: "setnb-errors" },
    h("thead", {}, h("tr", {}, ["sums kept as", "sums off by", "ρ off by"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, Object.entries(readings).map(line)));
}

function render({ model, el }) {
  const names = ["values", "decomposition", "precision", "sharpness"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const precisionName = uniqueId("setnb-precision"), sizeName = uniqueId("setnb-size");
  const sliders = makeSliders(RANGE);
  let code = null;

  const view = (state, { width, stops, update, redraw }) => {
    const { values, decomposition: name, precision, sharpness } = state;
    const { sizes, formula, top, sharpened } = DECOMPOSITIONS[name], n = values.length;
    const read = (kept) => [kept, readSums(values, name, kept, sharpness)];
    const readings = Object.fromEntries(Object.keys(PRECISIONS).map(read)), seen = readings[precision];

    const change = (changes) => { code = null; update(changes); };
    const choose = (chosen) => {
      const allowed = DECOMPOSITIONS[chosen].sizes;
      const size = Math.min(Math.max(n, allowed[0]), allowed.at(-1));
      change({ decomposition: chosen, values: resized(values, size, RANGE) });
    };
    const { handle, drawing } = sliders({
      values, label: (i) => `element ${i + 1}`, toValue: flagScale(width, 1).toValue,
      onmove: (i, value) => change({ values: values.map((v, j) => (j === i ? value : v)) }),
    });

    const inputs = HEAD + FLAGS_HEIGHT, bars = inputs + HEAD + 8, results = bars + barsHeight(seen.sums.length) + HEAD + 28;
    const end = results + 20 + (seen.found.length > 1 ? FLAGS_HEIGHT : FLAG_HEIGHT);
    const lower = { values: seen.found.filter(Number.isFinite), y: results, width, top };
    const heading = (y, text, note) => h("text", { x: 0, y, class: "setnb-list-name" }, text,
      note && h("tspan", { class: "setnb-caption", "font-weight": 400 }, ` ${note}`));
    return [
      h("p", { class: "setnb-ask" },
        "Each x goes through φ alone, and only the sums are kept. Drag the elements (or arrow keys): what can ρ still read from the sums?"),
      h("div", { class: "setnb-row" }, menu("ρ reads", DECOMPOSITIONS, name, choose), h("p", { class: "setnb-formula" }, formula)),
      h("svg", { viewBox: `0 0 ${width} ${end}`, role: "group",
        "aria-label": "The elements on a line from 0 to 1, the sums of phi as bars, and what rho reads from them", ...drawing },
      heading(14, "X"), drawAxis({ y: inputs, width, top: 1 }),
      heading(bars - 8, "Σ φ(x)", "a bar is cut by element"),
      h("g", { transform: `translate(0 ${bars})` }, drawBars({ sums: seen.sums, values, limit: 1, width, stops })),
      heading(results - 28, "ρ(Σ φ(x))", "ticks: the true values"),
      drawAxis({ ...lower, marks: seen.target }), drawMisses({ ...lower, marks: seen.target }),
      drawFlags({ ...lower, side: 1, limit: top, stops, wrong: seen.wrong }),
      drawFlags({ values, y: inputs, side: -1, width, top: 1, limit: 1, stops, attributes: handle, numerals: true })),
      h("p", { class: "setnb-said", "aria-live": "polite" }, saySums(values, name, precision, seen)),
      h("div", { class: "setnb-row" },
        choice("kept of each sum: a float, or so many decimals", precisionName, PRECISION_LABELS, precision, (kept) => change({ precision: kept }))),
      sharpened && h("div", { class: "setnb-row" }, rangeControl("a", { value: sharpness, min: 1, max: SHARPEST,
        reading: String(sharpness), oninput: (a) => change({ sharpness: a }) })),
      h("div", { class: "setnb-row" },
        choice("number of elements", sizeName, Object.fromEntries(sizes.map((size) => [size, String(size)])), String(n),
          (size) => change({ values: resized(values, Number(size), RANGE) })),
        button("Spread evenly", () => change({ values: spreadEvenly(n) }), { "data-action": "spread" }),
        button("Halve the smallest gap", () => change({ values: closeSmallestGap(values, 0.5) }),
          { "data-action": "halve", disabled: new Set(values).size < 2 })),
      h("p", { class: "setnb-title" }, "The same set with other digits kept"),
      errorTable(readings, precision),
      ...footer({ shown: code, python: () => pythonCode(state),
        onshow: (text) => { code = text; redraw(); }, onreset: () => change(initial) }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
