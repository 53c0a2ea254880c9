// FSPool weights and gradients: what does each element get, and what do equal ones get?
import { button, choice, footer, OWN_KEYS, uniqueId } from "./js/controls.js";
import { drawAxis, drawFlags, flagScale, FLAGS_HEIGHT } from "./js/flagline.js";
import { fspool } from "./js/fspool.js";
import { makeSliders } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { drawPulls, pullsHeight } from "./js/pulls.js";
import { equalRows } from "./js/sets.js";
import { closeSmallestGap, resized } from "./js/spacing.js";
import { formatValue, listed, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";
import { drawWeights, weightScale, WEIGHTS_HEIGHT } from "./js/weightplot.js";

const RANGE = { min: 0, max: 1, step: 0.01 };
const WEIGHTS = { min: -2, max: 2, step: 0.1 };
const SIZES = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, String(n)]));
const PRESETS = {
  sum: [1, 1, 1, 1, 1], max: [1, 0, 0, 0, 0], "median-like": [0, 0, 1, 0, 0], "max − min": [1, 0, 0, 0, -1],
};
const HEAD = 26, NUMBERS = 60, ROUNDING = 1e-9;

function sayGradients(values, { y, gradient }) {
  const pooled = `The pooled value is y = ${formatValue(y, 3)}.`;
  if (values.length === 1) return `${pooled} A lone element counts as the largest: its gradient is f(0) = ${formatValue(gradient[0], 3)}.`;
  const stacks = equalRows(values.map((v) => [v])).filter((places) => places.length > 1);
  if (stacks.length === 0) {
    return `${pooled} No two elements are equal: each gets the weight of its rank as gradient. What if two of them meet?`;
  }
  const parts = (places) => places.some((i) => Math.abs(gradient[i] - gradient[places[0]]) > ROUNDING);
  const places = stacks.find(parts) ?? stacks[0], names = `Elements ${listed(places.map((i) => i + 1))} are equal`;
  if (!parts(places)) {
    return `${pooled} ${names} and get the same gradient, ${formatValue(gradient[places[0]], 3)}: f is the same at their positions.`;
  }
  return `${pooled} ${names}, yet their gradients differ: ${listed(places.map((i) => formatValue(gradient[i], 3)))}. `
    + "Each takes a position of its own, the first in the list first. Swapping them leaves the list, y and the gradients as they are.";
}

function sumInNumbers(values, { y, order, weights }) {
  const terms = order.map((i, j) => `${formatValue(weights[j], 3)}·${formatValue(values[i], 3)}`);
  return `y = Σⱼ f(j / (n−1)) · sort(X)ⱼ = ${terms.join(" + ").replaceAll("+ −", "− ")} = ${formatValue(y, 3)}`;
}

function pythonCode({ values, knots }) {
  return [
    "import torch", "from setnb.functional import fspool", "from setnb.widgets import FSPoolWeights", "",
    `x = torch.tensor(${pythonFloats(values)}, dtype=torch.float64, requires_grad=True)`,
    `knots = torch.tensor(${pythonFloats(knots)}, dtype=torch.float64)`,
    "y = fspool(x[:, None], knots[None])", "y.backward()", "print(y.item(), x.grad.tolist())",
    "FSPoolWeights(values=x.tolist(), knots=knots.tolist())",
  ].join("\n");
}

function render({ model, el }) {
  const names = ["values", "knots"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const sizeName = uniqueId("setnb-size");
  const sliders = makeSliders(RANGE), lifts = makeSliders(WEIGHTS, { along: "y", mark: "data-knot" });
  let code = null;

  const view = ({ values, knots }, { width, stops, update, redraw }) => {
    const n = values.length, seen = fspool(values, knots);
    const change = (changes) => { code = null; update(changes); };
    const line = width - NUMBERS, { toPixel, toValue } = flagScale(line, 1);
    const { handle, drawing } = sliders({
      values, label: (i) => `element ${i + 1} of X`, toValue,
      onmove: (i, value) => change({ values: values.map((v, j) => (j === i ? value : v)) }),
    });
    const { handle: knob, drawing: canvas } = lifts({
      values: knots, label: (k) => `weight f at position ${formatValue(k / (knots.length - 1))}`, toValue: weightScale(width, WEIGHTS.max).toValue,
      onmove: (k, value) => change({ knots: knots.map((v, j) => (j === k ? value : v)) }),
    });
    const axis = HEAD + FLAGS_HEIGHT, pulls = axis + 12;
    const preset = ([name, list]) => button(name, () => change({ knots: list }),
      { "data-preset": name, "aria-label": `set the weights to ${name}` });
    return [
      h("p", { class: "setnb-ask" },
        "FSPool sorts X and weighs each position by f. Drag an element onto another, or a knot of f up and down (arrow keys work too): "
        + "what gradient do equal elements get?"),
      h("svg", { viewBox: `0 0 ${width} ${pulls + pullsHeight(n) + 6}`, role: "group", ...OWN_KEYS,
        "aria-label": "The set X on a line from 0 to 1, and below it the gradient of y at each element", ...drawing },
      h("text", { x: 0, y: 14, class: "setnb-list-name" }, "X"),
      h("text", { x: width, y: axis, dy: "0.35em", class: "setnb-caption", "text-anchor": "end" }, "∂y/∂x"),
      drawPulls({ ...seen, values, limit: WEIGHTS.max, toPixel, y: pulls, right: width }),
      drawAxis({ y: axis, width: line, top: 1 }),
      drawFlags({ values, y: axis, side: -1, width: line, top: 1, limit: 1, stops, attributes: handle, numerals: true })),
      h("p", { class: "setnb-said setnb-tall", "aria-live": "polite" }, sayGradients(values, seen)),
      h("svg", { viewBox: `0 0 ${width} ${WEIGHTS_HEIGHT}`, role: "group", ...OWN_KEYS,
        "aria-label": "The weight function f over the positions, with five knots, and the sorted set below it", ...canvas },
      drawWeights({ ...seen, values, knots, limit: WEIGHTS.max, top: 1, width, stops, knob })),
      h("p", { class: "setnb-formula" }, sumInNumbers(values, seen)),
      h("div", { class: "setnb-row" },
        h("div", { class: "setnb-row", role: "group", "aria-label": "weight functions" }, Object.entries(PRESETS).map(preset)),
        button("Make the closest two equal", () => change({ values: closeSmallestGap(values, 0) }),
          { "data-action": "meet", disabled: new Set(values).size < 2 })),
      h("div", { class: "setnb-row" },
        choice("number of elements", sizeName, SIZES, String(n), (size) => change({ values: resized(values, Number(size), RANGE) }))),
      ...footer({ shown: code, python: () => pythonCode({ values, knots }),
        onshow: (text) => { code = text; redraw(); }, onreset: () => change(initial) }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
