// The DSPN inner loop: points roll downhill until their code is that of the wanted set. Do equals part?
import { button, choice, footer, OWN_KEYS, rangeControl, uniqueId, verdictChip } from "./js/controls.js";
import { mountView } from "./js/host.js";
import { countPoints, sayDistance, sayIterate, solveInnerLoop, startRows, STEPS } from "./js/innerloop.js";
import { drawIterations, ITERATIONPLOT_HEIGHT } from "./js/iterationplot.js";
import { makeMovers } from "./js/movers.js";
import { drawMatching, drawPlane, drawPoints, drawTrails, planeScale } from "./js/pointplane.js";
import { makePlayback } from "./js/playback.js";
import { unpackEncoder } from "./js/setencoder.js";
import { formatSize, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const RANGE = { min: -2, max: 2, step: 0.1 }, FRAME = 220, SIDE = 330;
const POOLINGS = {
  sum: { label: "sum", name: "sum pooling", verdict: "set-equivariant" },
  mean: { label: "mean", name: "mean pooling", verdict: "set-equivariant" },
  fspool: { label: "FSPool", name: "FSPool", verdict: "exclusively multiset-equivariant" },
};
const STARTS = { zeros: "all at zero", random: "random" };
const PRESETS = {
  scattered: [[-1.2, 0.4], [-0.5, -1], [0.3, 1.1], [0.9, -0.6], [1.3, 0.7], [-0.1, 0.1]],
  "a ring": [[1, 0], [0.5, 0.9], [-0.5, 0.9], [-1, 0], [-0.5, -0.9], [0.5, -0.9]],
  "two pairs of equals": [[-1, 0.5], [-1, 0.5], [0.8, -0.9], [0.8, -0.9], [0.2, 1.2], [1.4, 0.4]],
};
// The step size on a log scale: 20 steps of the slider are a decade, from 0.01 to 10.
const LR_STEPS = 60, MOMENTUM_STEPS = 18;
const lrFromStep = (step) => Number((10 ** (step / 20 - 2)).toPrecision(2));
const stepFromLr = (lr) => Math.round(20 * (Math.log10(lr) + 2));

function pythonCode({ own_models: own, values, pooling, start, seed, momentum, lr, iteration }) {
  const rows = (list) => `[${list.map(pythonFloats).join(", ")}]`;
  const y0 = start === "zeros" ? "torch.zeros_like(x)" : `torch.tensor(${rows(startRows({ start, seed }, values.length))}, dtype=x.dtype)`;
  return [
    "from copy import deepcopy", "", "import torch", "from setnb.nn import DSPN", "from setnb.widgets import DSPNInnerLoop",
    ...(own ? ["", "# models: those that this widget was given"]
      : ["from setnb.widgets.inner_loop_models import default_models", "", "models = default_models()"]),
    `encoder, decoder = deepcopy(models["${pooling}"])`,
    `x = torch.tensor(${rows(values)}, dtype=torch.float64)`,
    `y0 = ${y0}`,
    `dspn = DSPN(decoder.encoder, len(x), 2, steps=${STEPS}, lr=${lr}, momentum=${momentum}).double()`,
    "path = dspn.solve(encoder.double()(x), y0=y0, trace=True).trace",
    `print(path[${iteration}].tolist())`,
    `DSPNInnerLoop(models, values=x.tolist(), pooling="${pooling}", start="${start}", seed=${seed}, momentum=${momentum}, lr=${lr}, iteration=${iteration})`,
  ].join("\n");
}

function render({ model, el }) {
  const names = ["values", "pooling", "start", "seed", "momentum", "lr", "iteration"];
  const read = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const initial = read(), weights = model.get("weights");
  const models = Object.fromEntries(Object.entries(weights).map(([how, { encoder, decoder }]) =>
    [how, { encoder: unpackEncoder(encoder), decoder: unpackEncoder(decoder) }]));
  const labels = Object.fromEntries(Object.keys(POOLINGS).filter((how) => how in models).map((how) => [how, POOLINGS[how].label]));
  const poolingName = uniqueId("setnb-pooling"), startName = uniqueId("setnb-start");
  const movers = makeMovers(RANGE), playback = makePlayback(FRAME);
  let code = null, solved = null, solvedFor = null;

  /** The iteration alone changes nothing of the solution. */
  const solve = ({ iteration, ...state }) => {
    const key = JSON.stringify(state);
    if (key !== solvedFor) [solved, solvedFor] = [solveInnerLoop(models[state.pooling], state), key];
    return solved;
  };

  const view = (state, { width, update, redraw }) => {
    const { values, pooling, start, seed, momentum, lr, iteration: t } = state, { name, verdict } = POOLINGS[pooling];
    const { path, energies, matches, parting } = solve(state), rows = path[t], { matching, distance } = matches[t];
    const change = (changes) => { code = null; update(changes); };
    const goTo = (iteration) => { playback.stop(); change({ iteration }); redraw(); };
    const tick = () => {
      const next = model.get("iteration") + 1;
      if (next >= STEPS) playback.stop();
      change({ iteration: Math.min(next, STEPS) });
      redraw();
    };
    const play = () => { if (t === STEPS) change({ iteration: 0 }); playback.start(tick); redraw(); };
    const pause = () => { playback.stop(); redraw(); };
    const playing = playback.isPlaying();

    const panel = width >= 600 ? (width - 32) / 2 : width, side = Math.min(panel, SIDE), { toPixel, toPoint } = planeScale(side, RANGE.max);
    const { handle, drawing } = movers({
      points: values, label: (i) => `point ${i + 1} of X`, toPoint,
      onmove: (i, point) => change({ values: values.map((row, j) => (j === i ? point : row)) }),
    });
    const plane = (title, attributes, ...children) => h("div", {}, h("p", { class: "setnb-title" }, title),
      h("svg", { viewBox: `0 0 ${side} ${side}`, class: "setnb-plane", style: `max-width:${side}px`, ...attributes }, drawPlane(side, RANGE.max), ...children));
    const plot = (title, label, options) => h("svg", { viewBox: `0 0 ${panel} ${ITERATIONPLOT_HEIGHT}`, role: "img", "aria-label": label },
      drawIterations({ ...options, name: title, now: t, width: panel }));
    const lost = distance === Infinity;
    return [
      h("p", { class: "setnb-ask" },
        "An encoder turns X into a vector z; the points of Y roll downhill until g(Y) is near z. "
        + "Drag the points of X (arrow keys work too), then choose another pooling in g: can points that start together part?"),
      h("div", { class: "setnb-panels" },
        plane("X, the wanted set", { role: "group", ...OWN_KEYS, "aria-label": "The wanted set X: points in a plane", ...drawing },
          drawPoints({ points: values, toPixel, kind: "setnb-wanted", handle })),
        plane(`Y, after ${t} ${t === 1 ? "step" : "steps"}`, { role: "img", "aria-label": `The predicted set Y with its path, matched to X at a distance of ${sayDistance(distance)}` },
          drawPoints({ points: values, toPixel, kind: "setnb-hollow", numerals: false }),
          h("g", {}, !lost && drawMatching({ points: rows, others: values, matching, toPixel })),
          h("g", {}, !lost && drawTrails(path.slice(0, t + 1), toPixel)),
          h("g", {}, !lost && drawPoints({ points: rows, toPixel, kind: "setnb-predicted" })))),
      h("p", { class: "setnb-said setnb-tall", "aria-live": playing ? "off" : "polite" }, sayIterate(solved, { name, start, t, limit: RANGE.max })),
      h("div", { class: "setnb-row" },
        button(playing ? "Pause" : "Play", playing ? pause : play, { "data-action": "play" }),
        button("Step back", () => goTo(t - 1), { "data-action": "back", disabled: t === 0 }),
        button("Step", () => goTo(t + 1), { "data-action": "step", disabled: t === STEPS }),
        rangeControl("iteration t", { value: t, min: 0, max: STEPS, reading: `${t} of ${STEPS}`, oninput: goTo })),
      h("div", { class: "setnb-row" },
        choice("pooling in g", poolingName, labels, pooling, (chosen) => change({ pooling: chosen })),
        choice("start of Y", startName, STARTS, start, (chosen) => change({ start: chosen })),
        button("Another start", () => change({ start: "random", seed: seed + 1 }), { "data-action": "redraw" })),
      h("p", { class: "setnb-verdict" }, "One step, as a function of Y, is ", verdictChip(verdict),
        values.length > 1 ? `: from one place it takes ${countPoints(values.length)} ${formatSize(parting)} apart.` : "."),
      h("div", { class: "setnb-panels" },
        plot("energy ½ mean (g(Y) − z)², log axis", `Energy against the iteration: ${sayDistance(energies[0])} at the start, ${sayDistance(energies[STEPS])} at the end`, { values: energies, log: true }),
        plot("matching distance of Y and X", `Matching distance against the iteration: ${sayDistance(matches[0].distance)} at the start, ${sayDistance(matches[STEPS].distance)} at the end`,
          { values: matches.map((match) => match.distance), log: false })),
      h("div", { class: "setnb-row" },
        rangeControl("step size, on a log scale", { value: stepFromLr(lr), min: 0, max: LR_STEPS, reading: formatSize(lr), oninput: (step) => change({ lr: lrFromStep(step) }) }),
        rangeControl("momentum", { value: Math.round(momentum * 20), min: 0, max: MOMENTUM_STEPS, reading: formatValue(momentum, 2), oninput: (step) => change({ momentum: step / 20 }) })),
      h("div", { class: "setnb-row", role: "group", "aria-label": "examples of X" },
        Object.entries(PRESETS).map(([label, list]) => button(label, () => change({ values: list }), { "data-preset": label }))),
      ...footer({ shown: code, python: () => pythonCode({ ...state, own_models: model.get("own_models") }),
        onshow: (text) => { code = text; redraw(); }, onreset: () => { playback.stop(); change(initial); redraw(); } }),
    ];
  };
  const unmount = mountView({ model, el, names, view });
  return () => { playback.stop(); unmount(); };
}

export default { render };
