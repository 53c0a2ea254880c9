// The recurrent-invariance explorer: every order of a list is read. What does the penalty on order change?
import { button, choice, footer, OWN_KEYS, rangeControl, uniqueId } from "./js/controls.js";
import { discFace, DISC_RADIUS } from "./js/discs.js";
import { mountView } from "./js/host.js";
import { drawAnswers, ORDERANSWERS_HEIGHT } from "./js/orderanswers.js";
import { drawPaths, ORDERPATHS_HEIGHT } from "./js/orderpaths.js";
import { compareReaders, orderAfter, orderIndex, swapNeighbours } from "./js/orders.js";
import { drawPartings, PARTINGS_HEIGHT } from "./js/partings.js";
import { unpackReader } from "./js/recurrent.js";
import { sayOrders, sayStrength } from "./js/sayingorders.js";
import { resized } from "./js/spacing.js";
import { formatSize, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const SIZES = { 3: "3", 4: "4" };
const EXAMPLES = { "two pairs of equals": [7, 3, 7, 3], "far apart": [0, 9, 3, 7], "all equal": [4, 4, 4, 4] };

function pythonCode({ own, values, strength, swap }) {
  const lambda = pythonFloats([strength]).slice(1, -1);
  return [
    "from itertools import permutations", "", "import torch", "from setnb.widgets import RecurrentInvariance",
    ...(own ? ["", "# models: those that this widget was given"]
      : ["from setnb.widgets.recurrent_models import default_models", "", "models = default_models()"]),
    `values = [${values.join(", ")}]`,
    "orders = torch.tensor(sorted(set(permutations(values))))",
    "with torch.no_grad():",
    `    answers = models[${lambda}](orders[..., None].float())`,
    "print(answers.min().item(), answers.max().item(), sum(values))",
    `RecurrentInvariance(models, values=values, strength=${lambda}, swap=${swap})`,
  ].join("\n");
}

/** One element: its disc, with its place, and a field for its value. */
function elementField(values, i, { largest, marked, stops, onchange, onleave }) {
  const side = 2 * DISC_RADIUS + 10;
  return h("label", { class: "setnb-field" }, h("span", {}, `place ${i + 1}`),
    h("svg", { viewBox: `${-side / 2} ${-side / 2} ${side} ${side}`, style: `width:${side}px`, "aria-hidden": "true" },
      discFace(values[i], largest, stops, { mark: marked ? "setnb-chosen" : "" })),
    h("input", { ...OWN_KEYS, type: "number", class: "setnb-whole", "data-element": i, min: 0, max: largest, step: 1, value: String(values[i]), onblur: onleave,
      oninput: (event) => {
        if (event.target.value === "") return; // on the way to another number
        const value = Math.min(Math.max(Math.round(Number(event.target.value)), 0), largest);
        event.target.value = String(value);
        onchange(values.map((v, j) => (j === i ? value : v)));
      } }));
}

function render({ model, el }) {
  const names = ["values", "strength", "swap"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)])), readers = model.get("weights").map(unpackReader);
  const own = model.get("own_models"), largest = readers[0].inputs.length - 1, [sizeName, swapName] = ["size", "swap"].map((word) => uniqueId(`setnb-${word}`));
  let code = null, compared = null, comparedFor = null;

  /** Only another multiset is anything new: strength, swap and order choose among what is there. */
  const compare = (values) => {
    const key = [...values].sort().join();
    if (key !== comparedFor) [compared, comparedFor] = [compareReaders(readers, values), key];
    return compared;
  };

  const view = ({ values, strength, swap: wanted }, { width, stops, update, redraw }) => {
    const n = values.length, swap = Math.min(wanted, n - 1), exchanged = swapNeighbours(values, swap);
    const { orders, sum, readings } = compare(values), which = readers.findIndex((reader) => reader.strength === strength);
    const reading = readings[which], chosen = orderIndex(orders, values), other = orderIndex(orders, exchanged);
    const path = reading.paths[chosen], swapped = reading.paths[other];
    const change = (changes) => { code = null; update(changes); };
    const seen = readings.flatMap(({ paths }) => paths.flat().map(({ answer }) => answer));
    const reach = Math.max(1, ...readings.flatMap(({ answers }) => answers.map((answer) => Math.abs(answer - sum)))) + 0.1;
    const panel = width >= 600 ? (width - 32) / 2 : width;
    const plot = (height, label, nodes) => h("svg", { viewBox: `0 0 ${panel} ${height}`, role: "img", "aria-label": label }, nodes);
    return [
      h("p", { class: "setnb-ask" },
        "A GRU adds whole numbers, which it reads one by one. Here it reads yours in every order: how far apart will its answers be? "
        + "Then raise λ, the weight that a penalty on swapping two neighbours had in training."),
      h("div", { class: "setnb-row", role: "group", "aria-label": "the elements, in the order in which they are read" },
        values.map((_, i) => elementField(values, i, {
          largest, marked: i === swap - 1 || i === swap, stops, onleave: redraw, onchange: (list) => change({ values: list }),
        }))),
      h("div", { class: "setnb-row" },
        rangeControl("strength λ of the penalty", { value: which, min: 0, max: readers.length - 1, reading: sayStrength(strength),
          oninput: (place) => change({ strength: readers[place].strength }) })),
      h("div", { class: "setnb-panels" },
        plot(ORDERPATHS_HEIGHT, `The answer so far of ${orders.length} orders, from ${formatValue(reading.lowest, 2)} to ${formatValue(reading.highest, 2)} at the end`,
          drawPaths({ paths: reading.paths, path, swapped: other === chosen ? null : swapped, sum, ends: [Math.min(...seen), Math.max(...seen)], width: panel })),
        h("div", {},
          plot(ORDERANSWERS_HEIGHT, `The last answers of ${orders.length} orders around the sum ${sum}`,
            drawAnswers({ answers: reading.answers, chosen, other, sum, reach, width: panel })),
          plot(PARTINGS_HEIGHT, `Largest distance between two states that have read the same elements: ${reading.partings.slice(2).map((size, k) => `${formatSize(size)} after ${k + 2}`).join(", ")}`,
            drawPartings({ series: readings.map(({ partings }, k) => ({ strength: readers[k].strength, partings })), chosen: which, width: panel })))),
      h("p", { class: "setnb-meaning" }, "A path is an order. If order did not matter, all paths that have read the same elements would meet in one point, and the states there would be 0 apart."
        + (own ? "" : ` Each λ is a training of its own, on 40 lists of four${n === 4 ? "" : ": a list of three is new to it"}.`)),
      h("p", { class: "setnb-said setnb-tall", "aria-live": "polite" }, sayOrders({ reading, sum, strength, values, swap, path, swapped })),
      h("div", { class: "setnb-row" },
        choice("neighbours to swap, by place", swapName, Object.fromEntries(values.slice(1).map((_, k) => [k + 1, `${k + 1} and ${k + 2}`])), String(swap), (place) => change({ swap: Number(place) })),
        button("Swap them", () => change({ values: exchanged }), { "data-action": "swap", disabled: other === chosen })),
      h("div", { class: "setnb-row" },
        button("Previous order", () => change({ values: orderAfter(values, -1) }), { "data-action": "previous", disabled: orders.length === 1 }),
        button("Next order", () => change({ values: orderAfter(values, 1) }), { "data-action": "next", disabled: orders.length === 1 }),
        choice("number of elements", sizeName, SIZES, String(n), (size) => change({ values: resized(values, Number(size), { min: 0, max: largest, step: 1 }) }))),
      h("div", { class: "setnb-row", role: "group", "aria-label": "examples" },
        Object.entries(EXAMPLES).map(([name, list]) => button(name, () => change({ values: list }), { "data-preset": name, disabled: Math.max(...list) > largest }))),
      ...footer({ shown: code, python: () => pythonCode({ own, values, strength, swap }),
        onshow: (text) => { code = text; redraw(); }, onreset: () => { change(initial); redraw(); } }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
