// The gradient of every mode in numbers, with its direction and length beside the true one.
import { MODE_MARKS } from "./modemarks.js";
import { norm } from "./plane.js";
import { sayAngle } from "./sayinggradients.js";
import { formatSize, formatValue } from "./text.js";
import { h } from "./view.js";

/** Two numbers with about four digits each. */
function pair(vector) {
  const digits = (v) => Math.min(Math.max(3 - Math.floor(Math.log10(Math.max(Math.abs(v), 1))), 0), 3);
  return `(${vector.map((v) => formatValue(v, digits(v))).join(", ")})`;
}

/** What a mode is called with its option. */
function modeName(name, { gamma, cg_steps: cgSteps, neumann_steps: neumannSteps }) {
  const count = (steps) => `, ${steps} ${steps === 1 ? "step" : "steps"}`;
  const options = { cg: count(cgSteps), damped: `, γ = ${formatValue(gamma)}`, neumann: count(neumannSteps) };
  return `${MODE_MARKS[name].label}${options[name] ?? ""}`;
}

function verdict(angle) {
  if (angle === null) return "— zero";
  return angle < 90 ? `${angle < 0.05 ? "✓\u00a0" : ""}${sayAngle(angle)}` : `✕ ${sayAngle(angle)}, uphill`;
}

export function gradientTable(state, { gradients, angles, truth, differences }) {
  const number = (text) => h("td", { class: "setnb-number" }, text);
  const checked = (what, vector) => h("div", { class: "setnb-meaning" }, `finite differences of L(${what}): `, h("span", { class: "setnb-number" }, pair(vector)));
  const line = (head, vector, direction, length, check) => h("tr", {},
    h("th", { scope: "row" }, head, check), number(pair(vector)), h("td", {}, direction), number(length));
  const modes = Object.keys(MODE_MARKS).map((name) => line(
    [h("b", { style: `color: var(--setnb-${MODE_MARKS[name].colour}-text)` }, MODE_MARKS[name].letter), ` ${modeName(name, state)}`],
    gradients[name], verdict(angles[name]), `${formatSize(norm(gradients[name]) / norm(truth))} ×`,
    name === "unrolled" && checked("last y", differences.unrolled)));
  return h("table", { class: "setnb-gradients" },
    h("thead", {}, h("tr", {}, ["mode", "∂L/∂θ", "off by", "length"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, line("the truth", truth, "", "1 ×", checked("y*", differences.truth)), modes));
}
