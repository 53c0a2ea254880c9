// The permutation optimiser: an order is found by descent. Which gradient commits itself, and when can none?
import { makeCellReader } from "./js/cellreading.js";
import { offeredComparisons, pairCosts, tiedElements } from "./js/comparisons.js";
import { button, choice, footer, OWN_KEYS, rangeControl, uniqueId } from "./js/controls.js";
import { drawGradientCurves, GRADIENTCURVES_HEIGHT } from "./js/gradientcurves.js";
import { makeSliders } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { drawCosts, drawPlaces, orderLayout } from "./js/ordermatrices.js";
import { descendPermutation, leastCost, placeSoftly } from "./js/permutation.js";
import { makePlayback } from "./js/playback.js";
import { sayOrder } from "./js/sayingorder.js";
import { closeSmallestGap, resized } from "./js/spacing.js";
import { formatList, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const RANGE = { min: -1.5, max: 1.5, step: 0.1 }, FRAME = 350, STEPS = 24;
const GRADIENTS = { paper: "with respect to P (the paper’s)", proper: "through Sinkhorn (the proper one)" };
const SIZES = Object.fromEntries([3, 4, 5, 6, 7, 8].map((n) => [n, String(n)]));
const EXAMPLES = {
  "1 and −1 by size": { values: [1, -0.4, 1.5, -1, 0.1], comparison: "size" },
  "rock, paper, scissors": { values: [-1, 0, 1], comparison: "circle" },
};

function pythonCode({ weights, values, comparison, gradient, rate, iters, step }, { python }) {
  const own = Boolean(weights.readout), learned = comparison === "learned", number = (v) => pythonFloats([v]).slice(1, -1);
  const functions = [gradient === "paper" && "descend_permutation", !learned && "normalised_costs", "place_softly",
    gradient === "proper" && "sinkhorn", "total_cost"].filter(Boolean);
  return [
    ...(learned ? ["from copy import deepcopy", ""] : []),
    "import torch", `from setnb.functional import ${functions.join(", ")}`, "from setnb.widgets import PermutationOptimiser", "",
    ...(own ? ["# costs: the PairCosts that this widget was given"] : []),
    `x = torch.tensor(${pythonFloats(values)}, dtype=torch.float64)`,
    ...(learned ? ["c = deepcopy(costs).double()(x[:, None]).detach()"] : [`f = ${python}`, "c = normalised_costs(f[None])"]),
    "logits = torch.zeros(len(x), len(x), dtype=x.dtype)",
    ...(gradient === "paper" ? [`p = descend_permutation(c, logits, ${number(rate)}, ${step}, iters=${iters})[-1]`] : [
      `for _ in range(${step}):`,
      "    logits.requires_grad_()",
      `    (slope,) = torch.autograd.grad(total_cost(sinkhorn(logits, ${iters}), c), logits)`,
      `    logits = (logits - ${number(rate)} * slope).detach()`,
      `p = sinkhorn(logits, ${iters})`]),
    "print(place_softly(x[:, None], p)[:, 0].tolist(), total_cost(p, c).item())",
    `PermutationOptimiser(${own ? "costs, " : ""}values=x.tolist(), comparison="${comparison}", gradient="${gradient}", rate=${number(rate)}, iters=${iters}, step=${step})`,
  ].join("\n");
}

/** Both descents of one set, and what can be said of its costs. */
function solveOrder({ values, rate, iters }, prefer) {
  const costs = pairCosts(values, prefer);
  const descend = (gradient) => descendPermutation(costs, { gradient, rate, iters, steps: STEPS });
  return { costs, ties: tiedElements(costs), least: leastCost(costs), paths: { paper: descend("paper"), proper: descend("proper") } };
}

function render({ model, el }) {
  const names = ["values", "comparison", "gradient", "rate", "iters", "step"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)])), weights = model.get("weights");
  const comparisons = offeredComparisons(weights), labels = Object.fromEntries(Object.entries(comparisons).map(([name, { label }]) => [name, label]));
  const [gradientName, comparisonName, sizeName] = ["gradient", "comparison", "size"].map((word) => uniqueId(`setnb-${word}`));
  const sliders = makeSliders(RANGE), playback = makePlayback(FRAME);
  const costReader = makeCellReader("data-cost"), placeReader = makeCellReader("data-share");
  let code = null, solved = null, solvedFor = null;

  /** The step and the gradient on view change nothing of the solution. */
  const solve = ({ step, gradient, ...state }) => {
    const key = JSON.stringify(state);
    if (key !== solvedFor) [solved, solvedFor] = [solveOrder(state, comparisons[state.comparison].prefer), key];
    return solved;
  };

  const view = (state, { width, stops, shades, update, redraw }) => {
    const { values, comparison, gradient, rate, iters, step: t } = state, n = values.length;
    const { costs, ties, least, paths } = solve(state), path = paths[gradient], { p } = path[t], y = placeSoftly(values, p);
    const change = (changes) => { code = null; update(changes); };
    const goTo = (step) => { playback.stop(); change({ step }); redraw(); };
    const tick = () => {
      const next = model.get("step") + 1;
      if (next >= STEPS) playback.stop();
      change({ step: Math.min(next, STEPS) });
      redraw();
    };
    const play = () => { if (t === STEPS) change({ step: 0 }); playback.start(tick); redraw(); };
    const pause = () => { playback.stop(); redraw(); };
    const playing = playback.isPlaying();

    const layout = orderLayout(width, n, RANGE.max), { panel } = layout;
    const { handle, drawing } = sliders({
      values, label: (i) => `element ${i + 1} of X`, toValue: layout.toValue,
      onmove: (i, value) => change({ values: values.map((v, j) => (j === i ? value : v)) }),
    });
    const costCells = costReader({ n, redraw, label: (i, j) => `element ${i + 1} before element ${j + 1} costs ${formatValue(costs[i][j], 3)}` });
    const shareCells = placeReader({ n, redraw, label: (i, k) => `element ${i + 1} at position ${k + 1}: ${formatValue(p[i][k], 3)}` });
    const curves = (name, which, ends) => {
      const both = Object.fromEntries(Object.entries(paths).map(([key, steps]) => [key, steps.map((step) => step[which])]));
      const said = Object.entries(both).map(([key, list]) => `${formatValue(list[STEPS], 2)} with the ${key === "paper" ? "paper’s" : "proper"} gradient`);
      return h("svg", { viewBox: `0 0 ${panel} ${GRADIENTCURVES_HEIGHT}`, role: "img", "aria-label": `${name}. After ${STEPS} steps: ${said.join(", ")}` },
        drawGradientCurves({ curves: both, ends, chosen: gradient, now: t, name, width: panel }));
    };
    return [
      h("p", { class: "setnb-ask" },
        "Every pair of elements has a cost, and descent looks for the order that costs least. Play its steps, then choose the other gradient: "
        + "which of the two makes up its mind? Drag the elements, or focus one and use the arrow keys."),
      h("div", { class: "setnb-panels" },
        h("svg", { viewBox: `0 0 ${panel} ${layout.costsHeight}`, role: "group", ...OWN_KEYS, ...drawing,
          "aria-label": "The elements of X in list order, and what each pair costs; arrow keys walk through the costs" },
        drawCosts({ values, costs, layout, stops, handle, cells: costCells })),
        h("svg", { viewBox: `0 0 ${panel} ${layout.placesHeight}`, role: "group", ...OWN_KEYS,
          "aria-label": `The soft permutation P, a row for each element, and the output y = ${formatList(y, 2)}; arrow keys walk through P` },
        drawPlaces({ values, p, y, layout, stops, shades, cells: shareCells }))),
      h("p", { class: "setnb-meaning" }, "A cell of C is the cost of its row before its column: below 0 it is a gain. A cell of P is how much of its row stands at that position, "
        + "in a frame where it is more than half; y mixes the elements of each column."),
      h("p", { class: "setnb-said setnb-tall", "aria-live": playing ? "off" : "polite" }, sayOrder({ values, costs, path, ties, least }, t)),
      h("div", { class: "setnb-row" },
        button(playing ? "Pause" : "Play", playing ? pause : play, { "data-action": "play" }),
        button("Step back", () => goTo(t - 1), { "data-action": "back", disabled: t === 0 }),
        button("Step", () => goTo(t + 1), { "data-action": "step", disabled: t === STEPS }),
        rangeControl("step t", { value: t, min: 0, max: STEPS, reading: `${t} of ${STEPS}`, oninput: goTo })),
      h("div", { class: "setnb-row" }, choice("gradient that is followed", gradientName, GRADIENTS, gradient, (chosen) => change({ gradient: chosen }))),
      h("div", { class: "setnb-panels" },
        curves(`total cost c(P); the best order has ${formatValue(least, 2)}`, "cost", [0, least]),
        curves("entropy per row of P; a permutation has 0", "entropy", [Math.log(n), 0])),
      h("div", { class: "setnb-row" },
        rangeControl("step size η", { value: Math.round(10 * rate), min: 1, max: 50, reading: formatValue(rate, 1), oninput: (tenths) => change({ rate: tenths / 10 }) }),
        rangeControl("Sinkhorn rounds L", { value: iters, min: 1, max: 20, reading: String(iters), oninput: (rounds) => change({ iters: rounds }) })),
      h("div", { class: "setnb-row" }, choice("order wanted by f", comparisonName, labels, comparison, (chosen) => change({ comparison: chosen }))),
      h("p", { class: "setnb-formula" }, comparisons[comparison].rule),
      h("div", { class: "setnb-row" },
        choice("number of elements", sizeName, SIZES, String(n), (size) => change({ values: resized(values, Number(size), RANGE) })),
        button("Make the closest two equal", () => change({ values: closeSmallestGap(values, 0) }), { "data-action": "meet", disabled: new Set(values).size < 2 }),
        h("div", { class: "setnb-row", role: "group", "aria-label": "examples" },
          Object.entries(EXAMPLES).map(([name, example]) => button(name, () => change(example), { "data-preset": name })))),
      ...footer({ shown: code, python: () => pythonCode({ ...state, weights }, comparisons[comparison]),
        onshow: (text) => { code = text; redraw(); }, onreset: () => { playback.stop(); change(initial); redraw(); } }),
    ];
  };
  const unmount = mountView({ model, el, names, view });
  return () => { playback.stop(); unmount(); };
}

export default { render };
