// Labelled controls shared by all widgets, as nodes for `patch`.
import { h } from "./view.js";

// JupyterLab takes the arrow keys for itself, except from elements that say so. In pages it is inert.
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "" };

/** A word that no other widget on the page uses, for ids and radio names. */
export function uniqueId(prefix) {
  return `${prefix}-${Math.random().toString(36).slice(2, 10)}`;
}

export function button(label, onclick, attributes = {}) {
  return h("button", { type: "button", class: "setnb-button", onclick, ...attributes }, label);
}

/** A segmented choice: `options` maps each value to its label; `attributes` are the fieldset's. */
export function choice(legend, name, options, current, onchoose, attributes = {}) {
  const segments = Object.entries(options).map(([value, label]) => h("label", { class: "setnb-segment" },
    h("input", { ...OWN_KEYS, type: "radio", name, "data-value": value, checked: value === current, onchange: () => onchoose(value) }),
    h("span", {}, label)));
  return h("fieldset", { class: "setnb-choice", ...attributes }, h("legend", {}, legend), h("div", { class: "setnb-segments" }, segments));
}

/** A menu with groups: `options` maps each value to { group, label }. */
export function menu(label, options, current, onchoose) {
  const groups = [...new Set(Object.values(options).map((option) => option.group))];
  const inGroup = (group) => Object.entries(options).filter(([, option]) => option.group === group);
  return h("label", { class: "setnb-field" }, h("span", {}, label),
    h("select", { ...OWN_KEYS, value: current, onchange: (event) => onchoose(event.target.value) },
      groups.map((group) => h("optgroup", { label: group },
        inGroup(group).map(([value, option]) => h("option", { "data-value": value, value }, option.label))))));
}

/** A line of text; `described` is the id of the text that says what is wrong with it. */
export function textField(label, { value, invalid, described, oninput }) {
  return h("label", { class: "setnb-field" }, h("span", {}, label),
    h("input", { ...OWN_KEYS, type: "text", class: "setnb-typed setnb-expression", value, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
      "aria-invalid": String(invalid), "aria-describedby": described, oninput: (event) => oninput(event.target.value) }));
}

/** A range input whose reading is written beside it and read aloud. */
export function rangeControl(label, { value, min, max, reading, oninput }) {
  return h("label", { class: "setnb-field setnb-range" }, h("span", {}, label),
    h("input", { ...OWN_KEYS, type: "range", min, max, step: 1, value: String(value), "aria-valuetext": reading,
      oninput: (event) => oninput(Number(event.target.value)) }),
    h("span", { class: "setnb-reading", "aria-hidden": "true" }, reading));
}

/** The word of a verdict in its colour, with the mark that stands for it. */
export function verdictChip(verdict) {
  return h("span", { class: "setnb-chip", "data-verdict": verdict.replaceAll(" ", "-") }, verdict);
}

/** Buttons that start over and that hand the state to Python; the code stays on view to select. */
export function footer({ onreset, python, shown, onshow }) {
  const copy = async () => {
    onshow(python());
    // Refused without a secure context or permission; the code is on view then all the same.
    await navigator.clipboard?.writeText(python()).catch(() => {});
  };
  return [
    h("div", { class: "setnb-row" },
      button("Reset", onreset, { "data-action": "reset" }),
      button("Copy this state as Python", copy, { "data-action": "copy" })),
    shown && h("pre", { class: "setnb-python", tabindex: 0, "aria-label": "Python code of this state, copied to the clipboard" }, shown),
  ];
}
