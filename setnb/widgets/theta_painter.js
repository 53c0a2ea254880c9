// The Theta painter: which matrices commute with every permutation?
import { applyMatrix, judgeMatrix, projectEquivariant, worstPermutation } from "./js/commuting.js";
import { columnLayout, columnsHeight, drawColumns, VALUE_LIMIT } from "./js/columns.js";
import { button, choice, footer, OWN_KEYS, uniqueId, verdictChip } from "./js/controls.js";
import { makeSliders } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { drawGrid, gridLayout } from "./js/matrixgrid.js";
import { makePainter } from "./js/painting.js";
import { largest } from "./js/residuals.js";
import { nameMove } from "./js/saying.js";
import { permute } from "./js/sets.js";
import { formatSize, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const THETA_LIMIT = 2, ROUNDING = 1e-9;
const ENTRY = { min: -THETA_LIMIT, max: THETA_LIMIT, step: 0.5 };
const ELEMENT = { min: -VALUE_LIMIT, max: VALUE_LIMIT, step: 0.1 };
// Not "0" and "1": keys that look like integers would be put first.
const BRUSHES = { "-2.0": "−2", "-1.0": "−1", "0.0": "0", "1.0": "1", "2.0": "2" };
const SIZES = { 2: "2", 3: "3", 4: "4", 5: "5", 6: "6" };
const FRESH_VALUES = [1, -1, 0.5, 2, -2, 0];

function withEntry(theta, [i, j], value) {
  return theta.map((row, r) => (r === i ? row.map((v, c) => (c === j ? value : v)) : row));
}

/** New rows and columns go on as the identity does. */
function resized({ theta, values }, n) {
  const places = Array.from({ length: n }, (_, i) => i);
  return { theta: places.map((i) => places.map((j) => theta[i]?.[j] ?? (i === j ? 1 : 0))),
    values: places.map((i) => values[i] ?? FRESH_VALUES[i]) };
}

function randomMatrix(n) {
  const entry = () => Math.floor(Math.random() * 9) / 2 - 2;
  return Array.from({ length: n }, () => Array.from({ length: n }, entry));
}

function sayWhatIsSeen({ verdict, worst, nearest, wrong }) {
  const numbers = `λ = ${formatValue(nearest.lambda, 4)} and γ = ${formatValue(nearest.gamma, 4)}`;
  if (verdict === "set-equivariant") {
    return `No permutation tells ΘP from PΘ: Θ = λI + γ11ᵀ with ${numbers}.`;
  }
  const places = wrong.flatMap((differs, i) => (differs ? [i + 1] : []));
  const shown = places.length === 0 ? "This X does not show it: ΘPX and PΘX happen to agree."
    : `For this X, ΘPX and PΘX differ at ${places.length > 1 ? "places" : "place"} ${places.join(", ")}.`;
  const moved = worst.perm.filter((from, to) => from !== to).length;
  const move = moved === 2 ? nameMove(worst.perm) : "The reordering drawn here";
  return `${move} is worst: ‖ΘP − PΘ‖ = ${formatSize(worst.residual)}. ${shown}`
    + (verdict === "invariant" ? " Each row is constant, so f ignores the order: f(PX) = f(X)." : "");
}

function nearestTable({ verdict, worst, nearest }) {
  const line = (name, meaning, value) => h("tr", {}, h("th", { scope: "row" }, name, h("div", { class: "setnb-meaning" }, meaning)),
    h("td", { class: "setnb-number" }, value));
  return h("table", { class: "setnb-nearest" }, h("tbody", {},
    line("max ‖ΘP − PΘ‖", "over all permutations (Frobenius norm)", `${verdict === "set-equivariant" ? "✓" : "✕"} ${formatSize(worst.residual)}`),
    line("λ, γ", "of the nearest λI + γ11ᵀ", `${formatValue(nearest.lambda, 4)}, ${formatValue(nearest.gamma, 4)}`),
    line("‖Θ − λI − γ11ᵀ‖", "how far away that is", formatSize(nearest.distance))));
}

function pythonCode({ theta, values }) {
  return [
    "import torch", "from setnb.functional import project_equivariant", "from setnb.widgets import ThetaPainter", "",
    `theta = [${theta.map(pythonFloats).join(", ")}]`,
    "print(project_equivariant(torch.tensor(theta, dtype=torch.float64)))",
    `ThetaPainter(theta=theta, values=${pythonFloats(values)})`,
  ].join("\n");
}

function render({ model, el }) {
  const names = ["theta", "values"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const brushName = uniqueId("setnb-brush"), sizeName = uniqueId("setnb-size");
  const sliders = makeSliders(ELEMENT), painter = makePainter(ENTRY);
  let brush = "1.0", code = null;

  const view = ({ theta, values }, env) => {
    const n = theta.length, x = values.length === n ? values : resized({ theta, values }, n).values;
    const worst = worstPermutation(theta), nearest = projectEquivariant(theta);
    const verdict = judgeMatrix(theta, worst.residual);
    const fx = applyMatrix(theta, x), fpx = applyMatrix(theta, permute(x, worst.perm));
    env.outputLimit = Math.max(largest(fx), largest(fpx), VALUE_LIMIT);
    const wrong = fpx.map((v, i) => Math.abs(v - fx[worst.perm[i]]) > ROUNDING * env.outputLimit);
    const panel = env.width >= 608 ? (env.width - 32) / 2 : env.width;
    const layout = columnLayout(panel, 1), grid = gridLayout(panel, n);

    const change = (changes) => { code = null; env.update(changes); };
    const { cells, canvas, shownText } = painter({
      theta, brush: Number(brush), layout: grid, redraw: env.redraw,
      onpaint: (cell, value) => change({ theta: withEntry(theta, cell, value) }),
    });
    const { handle, drawing } = sliders({
      values: x, label: (i) => `element ${i + 1} of X`, toValue: (pixel) => (pixel - layout.x) / layout.track * VALUE_LIMIT,
      onmove: (i, value) => change({ values: x.map((v, j) => (j === i ? value : v)) }),
    });
    const seen = { perElement: true, pairing: worst.perm, kind: verdict === "set-equivariant" ? verdict : "", missed: [], wrong };

    return [
      h("p", { class: "setnb-ask" },
        "Which Θ make f(X) = ΘX respect every permutation? Paint the cells: click or drag; or arrow keys "
        + "left and right to move, up and down to change, or type a number. X can be dragged too."),
      h("div", { class: "setnb-panels" },
        h("svg", { viewBox: `0 0 ${panel} ${grid.height}`, role: "group", ...OWN_KEYS,
          "aria-label": `Theta, ${n} rows and ${n} columns`, ...canvas },
        drawGrid({ theta, name: "Θ", limit: THETA_LIMIT, width: panel, stops: env.stops, cells, shownText })),
        h("svg", { viewBox: `0 0 ${panel} ${columnsHeight(n)}`, role: "group", ...OWN_KEYS,
          "aria-label": "Columns: the set X, reordered by the worst permutation, its output, and the output for X", ...drawing },
        drawColumns({ values: x, permutation: worst.perm, fx: fx.map((v) => [v]), fpx: fpx.map((v) => [v]), seen, chosen: null,
          env: { ...env, width: panel }, slides: handle, picks: () => ({ class: "setnb-handle" }) }))),
      h("p", { class: "setnb-said", "aria-live": "polite" }, sayWhatIsSeen({ verdict, worst, nearest, wrong })),
      h("div", { class: "setnb-row" },
        choice("brush", brushName, BRUSHES, brush, (value) => { brush = value; env.redraw(); }),
        choice("number of elements", sizeName, SIZES, String(n), (size) => change(resized({ theta, values: x }, Number(size))))),
      h("div", { class: "setnb-row" },
        button("Project", () => change({ theta: nearest.theta }),
          { "data-action": "project", disabled: nearest.distance === 0, "aria-label": "Project: replace Theta by the nearest lambda I + gamma 1 1 transposed" }),
        button("Random", () => change({ theta: randomMatrix(n) }), { "data-action": "random" })),
      h("p", { class: "setnb-verdict" }, "f(X) = ΘX is ", verdictChip(verdict)),
      nearestTable({ verdict, worst, nearest }),
      ...footer({ shown: code, python: () => pythonCode({ theta, values: x }),
        onshow: (text) => { code = text; env.redraw(); }, onreset: () => change(initial) }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
