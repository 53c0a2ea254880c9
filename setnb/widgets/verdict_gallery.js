// Guess the verdict on a short function, then see it, with the smallest counterexample.
import { columnLayout, columnsHeight, drawColumns } from "./js/columns.js";
import { button, choice, footer, uniqueId, verdictChip } from "./js/controls.js";
import { GALLERY } from "./js/gallery.js";
import { mountView } from "./js/host.js";
import { probe, smallestCounterexample, VERDICTS } from "./js/probing.js";
import { largest } from "./js/residuals.js";
import { readOutputs, saySeen } from "./js/saying.js";
import { permute } from "./js/sets.js";
import { formatCount, formatList } from "./js/text.js";
import { verdictPanel } from "./js/verdicts.js";
import { h } from "./js/view.js";

const NAMES = Object.keys(GALLERY);
const SIZE = 4;
// Shown before the guess, and after it where there is no counterexample: two elements are equal.
const EXAMPLE = { values: [2, -1, 0.5, 2], perm: [3, 0, 1, 2] };
const PROPERTIES = { set: "set-equivariance", multiset: "multiset-equivariance", invariance: "invariance" };
const OPTIONS = Object.fromEntries(VERDICTS.map((verdict) => [verdict, verdict]));

function sayScore(guesses, verdictOf) {
  const checked = NAMES.filter((name) => name in guesses);
  if (!checked.length) return `${NAMES.length} functions, none checked yet.`;
  const right = checked.filter((name) => guesses[name] === verdictOf(name)).length;
  const left = NAMES.length - checked.length;
  return `${right} of ${checked.length} right, ${left ? `${left} to go` : "all checked"}.`;
}

function sayState({ guess, picked, verdict, why }) {
  if (guess === undefined) {
    return picked ? `You say: ${picked}. Check it.` : "Guess first: choose one of the four verdicts, then check it.";
  }
  return `${guess === verdict ? "Right" : `You said ${guess}`}: f is ${verdict}. ${why}`;
}

function pythonCode({ function: name, guesses }) {
  return [
    "import setnb, torch", "from setnb.widgets import VerdictGallery", "",
    `f = lambda x: ${GALLERY[name].code}`, `print(setnb.probe(f, n=${SIZE}, d=1))`,
    `VerdictGallery(function="${name}", guesses=${JSON.stringify(guesses)})`,
  ].join("\n");
}

/** One set, one permutation: the smallest counterexample, or an example that holds. */
function drawCase(run, report, found, env) {
  const { values, perm } = found ?? EXAMPLE;
  const fx = run(values), fpx = run(permute(values, perm));
  const seen = readOutputs(values, perm, fx, fpx, report.least);
  env.outputLimit = Math.max(report.typical, largest(fx), largest(fpx));
  const plain = () => ({});
  const drawn = drawColumns({ values, permutation: perm, fx, fpx, seen, chosen: null, env, slides: plain, picks: plain });
  const said = saySeen(values, perm, seen);
  return [
    h("p", { class: "setnb-title" }, found ? `Smallest counterexample to ${PROPERTIES[report.broken]}` : "No counterexample found; one case that holds"),
    h("svg", { viewBox: `0 0 ${env.width} ${columnsHeight(values.length)}`, role: "img", "aria-label": `X = ${formatList(values)}. ${said}` }, drawn),
    h("p", { class: "setnb-formula", "data-case": "" }, said),
  ];
}

function render({ model, el }) {
  const names = ["function", "guesses"];
  const initial = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const radioName = uniqueId("setnb-verdict");
  const judged = {};
  let picked = null, code = null;
  const judge = (name) => {
    const { run } = GALLERY[name];
    judged[name] ??= { report: probe(run, SIZE) };
    judged[name].found ??= smallestCounterexample(run, SIZE, judged[name].report);
    return judged[name];
  };
  const verdictOf = (name) => judge(name).report.verdict;

  const view = (state, env) => {
    const { function: name, guesses } = state;
    const { formula, run, why, code: line } = GALLERY[name];
    const guess = guesses[name], checked = guess !== undefined, at = NAMES.indexOf(name);
    const change = (changes) => { code = null; picked = null; env.update(changes); };
    const go = (step) => change({ function: NAMES[at + step] });
    const answer = () => {
      const { report, found } = judge(name);
      return [
        h("p", { class: "setnb-verdict" }, "The probe’s verdict on f: ", verdictChip(report.verdict)),
        verdictPanel(report), drawCase(run, report, found, env),
      ];
    };
    return [
      h("p", { class: "setnb-ask" }, `Function ${at + 1} of ${NAMES.length}, on ${formatCount(SIZE)} numbers. Which symmetry has f?`),
      h("pre", { class: "setnb-code", tabindex: 0, "aria-label": "the function in one line of torch" }, `f = lambda x: ${line}`),
      h("p", { class: "setnb-formula" }, `${formula}. For example, X = ${formatList(EXAMPLE.values)} gives ${formatList(run(EXAMPLE.values), 3)}.`),
      h("div", { class: "setnb-row" },
        choice("your guess", radioName, OPTIONS, checked ? guess : picked,
          (verdict) => { code = null; picked = verdict; env.redraw(); }, { disabled: checked }),
        button("Check", () => change({ guesses: { ...guesses, [name]: picked } }), { "data-action": "check", disabled: checked || !picked })),
      h("p", { class: "setnb-said", "aria-live": "polite" }, sayState({ guess, picked, verdict: checked && verdictOf(name), why })),
      h("div", { class: "setnb-answer" }, checked && answer()),
      h("div", { class: "setnb-row" },
        button("Previous", () => go(-1), { "data-action": "previous", disabled: at === 0 }),
        button("Next", () => go(1), { "data-action": "next", disabled: at === NAMES.length - 1 }),
        h("span", { class: "setnb-score" }, sayScore(guesses, verdictOf))),
      ...footer({ shown: code, python: () => pythonCode(state), onshow: (text) => { code = text; env.redraw(); },
        onreset: () => { change(initial); env.redraw(); } }),
    ];
  };
  return mountView({ model, el, names, view });
}

export default { render };
