// The implicit-gradient explorer: which mode gives what, and how far is that from right?
import { COMPASS_HEIGHT, drawCompass } from "./js/compass.js";
import { choice, footer, rangeControl, uniqueId } from "./js/controls.js";
import { drawErrors, ERRORPLOT_HEIGHT } from "./js/errorplot.js";
import { studyGradients } from "./js/gradientstudy.js";
import { gradientTable } from "./js/gradienttable.js";
import { mountView } from "./js/host.js";
import { sayBound, sayGradients, sayPercent } from "./js/sayinggradients.js";
import { START } from "./js/valley.js";
import { drawValley, valleyContours, valleyHeight } from "./js/valleyplot.js";
import { formatSize, formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const evenly = (first, step, last) => Array.from({ length: Math.round((last - first) / step) + 1 }, (_, i) => Number((first + i * step).toFixed(2)));
/** Where each slider can stand. */
const STOPS = {
  steps: [...evenly(1, 1, 10), ...evenly(12, 2, 20), ...evenly(25, 5, 50), ...evenly(60, 10, 100), ...evenly(120, 20, 200)],
  lr: evenly(0.05, 0.05, 1.25),
  momentum: evenly(0, 0.05, 0.95),
  condition: [1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100],
  direction: evenly(0, 5, 355),
  gamma: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100],
  neumann_steps: evenly(0, 1, 50),
};
const EVERY = evenly(1, 1, 200);
const NAMES = [...Object.keys(STOPS), "wells", "cg_steps"];
const SHAPES = { 1: "one valley, strongly convex", 2: "two valleys and a ridge" };
const CG_STEPS = { 1: "1", 2: "2" };

function nearest(stops, value) {
  return stops.reduce((best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? i : best), 0);
}

function pythonCode(state) {
  const number = (value) => pythonFloats([value]).slice(1, -1);
  const { steps, lr, momentum, condition, wells, direction, gamma, cg_steps, neumann_steps } = state;
  const settings = `lr=${number(lr)}, momentum=${number(momentum)}`, shape = `condition=${number(condition)}, wells=${wells}`;
  return [
    "import torch", "from setnb.implicit import CG, Damped, GradientDescent, Neumann, solve",
    "from setnb.implicit.valley import START, valley", "from setnb.widgets import ImplicitGradients", "",
    `angle = torch.tensor(${number(direction)}, dtype=torch.float64).deg2rad()`,
    "v = torch.stack([angle.cos(), angle.sin()])", "",
    "def gradient(y0, mode, **settings):",
    "    theta = torch.zeros(2, dtype=torch.float64, requires_grad=True)",
    `    problem = valley(theta, ${shape})`,
    "    solution = solve(problem, y0, solver=GradientDescent(**settings), gradient=mode)",
    "    (v @ solution.value).backward()",
    "    return theta.grad.tolist(), solution.value.detach()", "",
    "start = torch.tensor(START, dtype=torch.float64)",
    `modes = ["unrolled", "exact", CG(${cg_steps}), Damped(${number(gamma)}), Neumann(${neumann_steps}), "identity"]`,
    "for mode in modes:",
    `    print(mode, gradient(start, mode, steps=${steps}, ${settings})[0])`,
    `far = gradient(start, "identity", steps=200, ${settings})[1]`,
    'print("truth", gradient(far, "exact", steps=5000, lr=1.0, tol=1e-9)[0])',
    `ImplicitGradients(steps=${steps}, ${settings}, ${shape}, direction=${number(direction)},`
      + ` gamma=${number(gamma)}, cg_steps=${cg_steps}, neumann_steps=${neumann_steps})`,
  ].join("\n");
}

function render({ model, el }) {
  const initial = Object.fromEntries(NAMES.map((name) => [name, model.get(name)]));
  const [shapeName, cgName, clip] = ["setnb-shape", "setnb-cg", "setnb-clip"].map(uniqueId);
  let code = null, drawn = null;

  const view = (state, { width, update, redraw }) => {
    const { steps, wells, condition, cg_steps: cgSteps } = state;
    const study = studyGradients({ ...state, cgSteps, neumannSteps: state.neumann_steps });
    const panel = width >= 600 ? (width - 32) / 2 : width;
    // The lines of equal height are many, and most changes leave them as they are.
    const key = [wells, condition, panel].join();
    if (drawn?.key !== key) drawn = { key, contours: valleyContours(study.valley, START, panel) };

    const change = (changes) => { code = null; update(changes); };
    const slider = (name, label, reading) => rangeControl(label, {
      value: nearest(STOPS[name], state[name]), min: 0, max: STOPS[name].length - 1, reading,
      oninput: (i) => change({ [name]: STOPS[name][i] }) });
    const picture = (height, label, nodes) => h("svg", { viewBox: `0 0 ${panel} ${height}`, role: "img", "aria-label": label }, nodes);
    const title = (text) => h("p", { class: "setnb-title" }, text);
    return [
      h("p", { class: "setnb-ask" },
        "A descent of T steps looks for the minimum of E(y) − θ·y. What is the gradient of L = v·y for the push θ (here 0)? "
        + "Every mode answers; the truth is the gradient at the minimum. Take more steps: which of them come right?"),
      h("div", { class: "setnb-panels" },
        picture(valleyHeight(panel), `Landscape from above: the descent ends ${formatSize(study.distance)} from the minimum`, drawValley({
          ...study, contours: drawn.contours, flattest: study.curvatures[0], width: panel, clip })),
        picture(COMPASS_HEIGHT, "Compass: the directions of the gradients, the true one as a broad line", drawCompass({ ...study, width: panel }))),
      h("p", { class: "setnb-formula" }, "Around the minimum y*: the ellipse is where small pushes θ of one size take it; the dashed circle is where they would if H were the identity."),
      h("div", { class: "setnb-row" }, slider("steps", "T, inner steps", String(steps))),
      h("p", { class: "setnb-said setnb-tall", "aria-live": "polite" }, sayGradients({ steps, cgSteps }, study)),
      h("div", { class: "setnb-panels" },
        h("div", {}, title(`The gradients after T = ${steps}`), gradientTable(state, study)),
        h("div", {}, title("Which come right with more steps?"),
          picture(ERRORPLOT_HEIGHT, `Relative error against T. At T = ${steps}: ${Object.entries(study.errors).map(([name, error]) => `${name} ${sayPercent(error)}`).join(", ")}`,
            drawErrors({ errors: study.errorsOf, sweep: EVERY, now: steps, width: panel })))),
      h("p", { class: "setnb-formula" }, sayBound(study)),
      title("The descent"),
      h("div", { class: "setnb-row" },
        slider("lr", "step size", formatValue(state.lr)), slider("momentum", "momentum", formatValue(state.momentum))),
      title("The problem"),
      h("div", { class: "setnb-row" },
        slider("condition", "κ: in one valley, curvatures lie between 1/κ and 1", formatValue(condition)),
        slider("direction", "direction of v", `${formatValue(state.direction)}°`)),
      h("div", { class: "setnb-row" }, choice("landscape E", shapeName, SHAPES, String(wells), (chosen) => change({ wells: Number(chosen) }))),
      title("The modes"),
      h("div", { class: "setnb-row" },
        slider("gamma", "γ of damped", formatValue(state.gamma)), slider("neumann_steps", "steps of Neumann", String(state.neumann_steps)),
        choice("steps of CG", cgName, CG_STEPS, String(cgSteps), (chosen) => change({ cg_steps: Number(chosen) }))),
      ...footer({ shown: code, python: () => pythonCode(state),
        onshow: (text) => { code = text; redraw(); }, onreset: () => change(initial) }),
    ];
  };
  return mountView({ model, el, names: NAMES, view });
}

export default { render };
