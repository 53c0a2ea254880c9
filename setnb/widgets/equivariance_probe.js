// The equivariance probe: which symmetry has this function, and which set gives it away?
import { drawColumns, columnLayout, columnsHeight, VALUE_LIMIT } from "./js/columns.js";
import { button, choice, footer, menu, uniqueId, verdictChip } from "./js/controls.js";
import { makeSliders } from "./js/handles.js";
import { mountView } from "./js/host.js";
import { MODELS, OWN } from "./js/models.js";
import { makeOwnFunction } from "./js/ownfunction.js";
import { isDefined, probe, shuffled, smallestCounterexample } from "./js/probing.js";
import { largest } from "./js/residuals.js";
import { readOutputs, saySeen } from "./js/saying.js";
import { identityPermutation, isIdentity, isPermutation, permute, swapPlaces } from "./js/sets.js";
import { formatValue, pythonFloats } from "./js/text.js";
import { tableOne, verdictPanel } from "./js/verdicts.js";
import { h } from "./js/view.js";

const RANGE = { min: -VALUE_LIMIT, max: VALUE_LIMIT, step: 0.1 };
const SIZES = { 2: "2", 3: "3", 4: "4", 5: "5", 6: "6" };
const CHOICES = { ...MODELS, own: OWN };
const FRESH_VALUES = [1, -1, 2, 0, -2, 3];

/** Copy the first element onto the last one that differs from it. */
function plantDuplicate(values) {
  const target = values.findLastIndex((v) => v !== values[0]);
  return values.map((v, i) => (i === target ? values[0] : v));
}

function resized({ values, permutation }, n) {
  const longer = [...values, ...FRESH_VALUES.filter((v) => !values.includes(v))].slice(0, n);
  const kept = permutation.filter((i) => i < n);
  return { values: longer, permutation: [...kept, ...identityPermutation(n).slice(kept.length)] };
}

function pythonCode({ model, values, permutation, seed, expression }) {
  const typed = model === "own" ? `, expression="${expression}"` : "";
  return [
    "import setnb", "from setnb.widgets import EquivarianceProbe",
    "from setnb.widgets.probe_models import make_model", "",
    `f = make_model("${model}", seed=${seed}${typed})`,
    `print(setnb.probe(f, n=${values.length}, d=1))`,
    `EquivarianceProbe(model="${model}", values=${pythonFloats(values)}, permutation=[${permutation.join(", ")}], seed=${seed}${typed})`,
  ].join("\n");
}

function render({ model, el }) {
  const names = ["model", "values", "permutation", "seed", "weights", "expression"];
  const initial = Object.fromEntries(["model", "values", "permutation", "expression"].map((name) => [name, model.get(name)]));
  const radioName = uniqueId("setnb-size");
  const sliders = makeSliders(RANGE), own = makeOwnFunction();
  let chosen = null, code = null, judged = {};

  /** The verdict belongs to the function and n, not to the set on view: it is found once. */
  const judge = (run, name, n, drawn) => {
    if (judged.name !== name || judged.n !== n || judged.drawn !== drawn) {
      judged = { name, n, drawn, report: probe(run, n) };
    }
    return judged.report;
  };

  const view = (state, env) => {
    const { model: name, values, seed, weights, expression } = state, isOwn = name === "own";
    const n = values.length, places = identityPermutation(n);
    const permutation = isPermutation(state.permutation, n) ? state.permutation : places;
    const run = isOwn ? own.read(expression).run : (input) => MODELS[name].run(input, weights[name]);
    const fx = run(values), fpx = run(permute(values, permutation));
    const report = judge(run, name, n, isOwn ? expression : weights);
    const seen = isDefined(fx) && isDefined(fpx) ? readOutputs(values, permutation, fx, fpx, report.least) : null;
    const layout = columnLayout(env.width, seen?.perElement ? fx[0].length : fx.length);
    // A function that is 0 throughout still needs a scale.
    env.outputLimit = Math.max(report.typical, largest(fx), largest(fpx)) || 1;

    const change = (changes) => { code = null; chosen = null; env.update(changes); };
    const swap = (i, j) => change({ permutation: swapPlaces(permutation, i, j) });
    const pick = (place) => {
      if (chosen === null || chosen === place) { chosen = chosen === place ? null : place; env.redraw(); }
      else swap(chosen, place);
    };
    const { handle, drawing } = sliders({
      values, label: (i) => `element ${i + 1} of X`, toValue: (x) => (x - layout.x) / layout.track * VALUE_LIMIT,
      onmove: (i, value) => change({ values: values.map((v, j) => (j === i ? value : v)) }),
    });
    const picks = (to) => ({
      class: "setnb-handle setnb-picks", "data-pick": to, role: "button", tabindex: 0,
      "aria-pressed": String(chosen === to),
      "aria-label": `place ${to + 1} of PX: element ${permutation[to] + 1}, value ${formatValue(values[permutation[to]])}`,
      onclick: () => pick(to),
      onkeydown: (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(to); }
        const target = to + { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!(target in places)) return;
        event.preventDefault();
        const svg = event.currentTarget.ownerSVGElement;
        swap(to, target);
        svg.querySelector(`[data-pick="${target}"]`).focus();
      },
    });
    const showCounterexample = () => {
      const found = smallestCounterexample(run, n, report);
      // Small integers break every function of the menu; another seed's network could be an exception.
      if (found) change({ values: found.values, permutation: found.perm });
    };

    return [
      h("p", { class: "setnb-ask" },
        "Which symmetry has f? Change the elements of X (drag sideways, or arrow keys); "
        + "choose two elements of PX to swap them."),
      h("div", { class: "setnb-row" }, menu("function f", CHOICES, name, (value) => { own.forget(); change({ model: value }); }),
        h("p", { class: "setnb-formula" }, CHOICES[name].formula)),
      h("div", {}, isOwn && own.field({ expression, perElement: Array.isArray(fx[0]), undefinedAt: seen ? report.undefinedAt : values,
        onread: (text) => { change({ expression: text }); env.redraw(); }, redraw: env.redraw })),
      h("svg", { viewBox: `0 0 ${env.width} ${columnsHeight(n)}`, role: "group",
        "aria-label": "Columns: the list X, the reordered list PX, its output f(PX), and f(X)", ...drawing },
      drawColumns({ values, permutation, fx, fpx, seen, chosen, env, slides: handle, picks })),
      h("p", { class: "setnb-said", "aria-live": "polite" }, seen ? saySeen(values, permutation, seen) : "At this X, f is not a number that can be drawn. Change f, or move the elements of X."),
      h("div", { class: "setnb-row" },
        button("Plant a duplicate", () => change({ values: plantDuplicate(values) }), { "data-action": "duplicate" }),
        button("Shuffle", () => change({ permutation: shuffled(n, Math.random) }), { "data-action": "shuffle" }),
        button("Undo the permutation", () => change({ permutation: places }),
          { "data-action": "identity", disabled: isIdentity(permutation) }),
        button("Show a counterexample", showCounterexample,
          { "data-action": "counterexample", disabled: report.broken === null })),
      h("div", { class: "setnb-row" }, choice("number of elements", radioName, SIZES, String(n), (size) =>
         change(resized({ values, permutation }, Number(size))))),
      h("p", { class: "setnb-verdict" }, "The probe’s verdict on f: ", report.verdict ? verdictChip(report.verdict) : "none, since f is not defined everywhere."),
      report.verdict && h("div", { class: "setnb-panels" },
        h("div", {}, h("p", { class: "setnb-title" }, "Largest errors found, relative to the output"), verdictPanel(report)),
        h("div", {}, h("p", { class: "setnb-title" }, "What each symmetry allows"), tableOne(report.verdict))),
      ...footer({ shown: code, python: () => pythonCode({ model: name, values, permutation, seed, expression }),
        onshow: (text) => { code = text; env.redraw(); }, onreset: () => { own.forget(); change(initial); env.redraw(); } }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
