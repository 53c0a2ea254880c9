// Numbering: the elements of each class get 0, 1, 2, ... from a trained iDSPN. How do equals part?
import { makeArranger, typedLetters } from "./js/arranging.js";
import { button, choice, footer, OWN_KEYS, rangeControl, uniqueId } from "./js/controls.js";
import { drawErrorBars, ERRORBARS_HEIGHT } from "./js/errorbars.js";
import { mountView } from "./js/host.js";
import { numberLetters, startRows, unpackModel } from "./js/numberings.js";
import { makePlayback } from "./js/playback.js";
import { drawRows, placeAt, rowsHeight } from "./js/probabilityrows.js";
import { sayNumbers } from "./js/sayingnumbers.js";
import { formatValue, pythonFloats } from "./js/text.js";
import { h } from "./js/view.js";

const FRAME = 350;
const STARTS = { random: "random", zeros: "all equal" };
const PRESETS = ["aabbb", "aaaaaaaa", "abcabcab", "aaaabbcc"];

function pythonCode(model, { own_model: own, letters, start, seed, iteration }) {
  const rows = `[${startRows(model, { letters, start, seed }).map(pythonFloats).join(", ")}]`;
  const encoder = ({ dims }) => `SetEncoder(${dims[0]}, ${dims.at(-1)}, hidden=(${dims.slice(1, -1).map((d) => `${d},`).join(" ")}))`;
  const { encoder: first, decoder: second } = model.packed, { largest: n, steps, lr, momentum } = model;
  return [
    ...(own ? ["from copy import deepcopy", ""] : []),
    "import torch",
    `from setnb.functional import class_features${own ? "" : ", project_simplex"}`,
    ...(own ? [] : ["from setnb.nn import DSPN, SetCompleter, SetEncoder", "from setnb.weights import load_weights"]),
    "from setnb.widgets import Numbering", "",
    ...(own ? ["# model: the one that this widget was given", "completer = deepcopy(model).double()"] : [
      `decoder = DSPN(${encoder(second)}, ${n}, ${n}, steps=${steps}, lr=${lr}, momentum=${momentum},`,
      `    gradient="identity", project=project_simplex, clip=${pythonFloats([model.clip]).slice(1, -1)})`,
      `completer = SetCompleter(${encoder(first)}, decoder)`,
      'completer.load_state_dict(load_weights("numbering_typed"))',
      "completer.double()"]),
    `letters = "${letters}"`,
    `classes = torch.tensor(["${model.alphabet}".index(c) for c in letters], dtype=torch.long)`,
    `x = class_features(classes, ${model.alphabet.length}).double()`,
    `y0 = torch.tensor(${rows}, dtype=x.dtype).reshape(-1, ${n})`,
    ...(start === "zeros" ? ["# Equal elements start as ties: rounding may break them otherwise than in the page."] : []),
    "path = completer.decoder.solve(completer.encoder(x), known=x, y0=y0, trace=True).trace",
    `print(path[${iteration}].argmax(-1).tolist())`,
    `Numbering(${own ? "model, " : ""}letters=letters, start="${start}", seed=${seed}, iteration=${iteration})`,
  ].join("\n");
}

/** For every class its count, and buttons that add an element or take the last one away. */
function steppers(letters, { alphabet, largest }, change) {
  return [...alphabet].map((letter) => {
    const count = letters.split(letter).length - 1, last = letters.lastIndexOf(letter);
    return h("div", { class: "setnb-stepper", role: "group", "aria-label": `class ${letter}` },
      button("−", () => change({ letters: letters.slice(0, last) + letters.slice(last + 1) }), { "data-remove": letter, "aria-label": `remove one ${letter}`, disabled: count === 0 }),
      h("span", {}, `${count} ${letter}`),
      button("+", () => change({ letters: letters + letter }), { "data-add": letter, "aria-label": `add one ${letter}`, disabled: letters.length === largest }));
  });
}

function render({ model, el }) {
  const names = ["letters", "start", "seed", "iteration"];
  const read = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const initial = read(), packed = model.get("weights"), numbering = { ...unpackModel(packed), packed };
  const { alphabet, largest, steps: last } = numbering, startName = uniqueId("setnb-start");
  const presets = PRESETS.filter((list) => typedLetters(list, alphabet, largest) === list);
  const arranger = makeArranger(), playback = makePlayback(FRAME);
  let code = null, solved = null, solvedFor = null;

  /** The iteration alone changes nothing of the solution. */
  const solve = ({ iteration, ...state }) => {
    const key = JSON.stringify(state);
    if (key !== solvedFor) [solved, solvedFor] = [numberLetters(numbering, state), key];
    return solved;
  };

  const view = (state, { width, shades, update, redraw }) => {
    const { letters, start, seed, iteration: t } = state, steps = solve(state), step = steps[t], n = letters.length;
    const change = (changes) => { code = null; update(changes); };
    const goTo = (iteration) => { playback.stop(); change({ iteration }); redraw(); };
    const tick = () => {
      const next = model.get("iteration") + 1;
      if (next >= last) playback.stop();
      change({ iteration: Math.min(next, last) });
      redraw();
    };
    const play = () => { if (t === last) change({ iteration: 0 }); playback.start(tick); redraw(); };
    const pause = () => { playback.stop(); redraw(); };
    const playing = playback.isPlaying();
    const { element, drawing } = arranger({
      letters, alphabet, placeAt, onchange: (changed) => change({ letters: changed }),
      label: (i) => `element ${i + 1}, ${letters[i]}: number ${step.numbers[i]} with probability ${formatValue(Math.max(...step.rows[i]), 2)}, ${step.wrong[i] ? "wrong" : "right"}`,
    });
    return [
      h("p", { class: "setnb-ask" },
        "A class of k elements should get the numbers 0, …, k − 1, each once. All elements of a class look alike to the model: "
        + "type a multiset, guess which numbers will collide at first, then play its steps."),
      h("div", { class: "setnb-row" },
        h("label", { class: "setnb-field" }, h("span", {}, `up to ${largest} letters of ${[...alphabet].join(", ")}`),
          h("input", { ...OWN_KEYS, type: "text", class: "setnb-typed", value: letters, size: largest + 4, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
            oninput: (event) => {
              const typed = typedLetters(event.target.value, alphabet, largest);
              event.target.value = typed;
              change({ letters: typed });
            } })),
        steppers(letters, numbering, change)),
      h("svg", { viewBox: `0 0 ${width} ${rowsHeight(n)}`, role: "group", ...OWN_KEYS, ...drawing,
        "aria-label": "The elements, each with a probability for every number; arrow keys move an element in the list, letters retype it, Delete removes it" },
      drawRows({ letters, step, largest, width, shades, element })),
      h("p", { class: "setnb-meaning" }, "Drag a disc to move it in the list, click it for the next letter. The line below a strip marks the numbers that this class should use, "
        + "the frame in it the most probable one."),
      h("p", { class: "setnb-said setnb-tall", "aria-live": playing ? "off" : "polite" }, sayNumbers(letters, steps, t)),
      h("div", { class: "setnb-row" },
        button(playing ? "Pause" : "Play", playing ? pause : play, { "data-action": "play" }),
        button("Step back", () => goTo(t - 1), { "data-action": "back", disabled: t === 0 }),
        button("Step", () => goTo(t + 1), { "data-action": "step", disabled: t === last }),
        rangeControl("step t", { value: t, min: 0, max: last, reading: `${t} of ${last}`, oninput: goTo })),
      h("svg", { viewBox: `0 0 ${width} ${ERRORBARS_HEIGHT}`, role: "img", "aria-label": `Wrong numbers after each step: ${steps.map(({ errors }) => errors).join(", ")}` },
        drawErrorBars({ errors: steps.map(({ errors }) => errors), now: t, most: Math.max(n, 1), name: `wrong numbers, of ${n}`, width })),
      h("div", { class: "setnb-row" },
        choice("start of the numbers", startName, STARTS, start, (chosen) => change({ start: chosen })),
        button("Another start", () => change({ start: "random", seed: seed + 1 }), { "data-action": "redraw" }),
        h("div", { class: "setnb-row", role: "group", "aria-label": "examples" }, presets.map((list) => button(list, () => change({ letters: list }), { "data-preset": list })))),
      h("p", { class: "setnb-meaning" }, start === "zeros"
        ? "Every element starts with the same probabilities. Equal ones can part only because sorting breaks their ties, by list order."
        : `Every place of the list has a random start of its own, from seed ${seed}.`),
      ...footer({ shown: code, python: () => pythonCode(numbering, { ...state, own_model: model.get("own_model") }),
        onshow: (text) => { code = text; redraw(); }, onreset: () => { playback.stop(); change(initial); redraw(); } }),
    ];
  };
  const unmount = mountView({ model, el, names, view });
  return () => { playback.stop(); unmount(); };
}

export default { render };
