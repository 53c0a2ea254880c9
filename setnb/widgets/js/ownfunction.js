// The field in which a reader types a function: what was read, what is wrong, what can be typed.
import { textField, uniqueId } from "./controls.js";
import { parseExpression } from "./expressions.js";
import { LANGUAGE } from "./expressionwords.js";
import { formatList } from "./text.js";
import { h } from "./view.js";

// The usual ways out of a function's domain, and one way to stay inside.
const MENDS = [
  [/log/, "log(abs(x) + 1)"], [/sqrt/, "sqrt(abs(x))"], [/[/]/, "1 / (abs(x) + 1)"],
  [/exp/, "exp(minimum(x, 10))"], [/[*][*]/, "(abs(x) + 1)**0.5"],
];

function sayUndefined(expression, values) {
  const mend = MENDS.find(([sign]) => sign.test(expression))?.[1] ?? "tanh(x)";
  return `f is undefined or too large at X = ${formatList(values, 3)}, so it gets no verdict. Stay inside its domain, as in ${mend}.`;
}

/** The text around what is wrong, with a caret below it. */
function marked(text, at) {
  const from = Math.max(0, at - 18);
  return h("pre", { class: "setnb-marked", "aria-hidden": "true" }, `${text.slice(from, from + 36)}\n${" ".repeat(at - from)}^`);
}

function language() {
  return h("details", { class: "setnb-language" }, h("summary", {}, "What can I type?"),
    h("table", {}, h("tbody", {}, LANGUAGE.map(([written, meaning]) =>
      h("tr", {}, h("th", { scope: "row" }, h("code", {}, written)), h("td", {}, meaning))))));
}

/**
 * A typed function. A text that is refused stays in the field as a draft, beside the last one that
 * was read, which goes on being the function: `read(expression)` gives its run(values).
 */
export function makeOwnFunction() {
  const id = uniqueId("setnb-expression");
  let draft = null, parsed = {};
  const read = (expression) => {
    if (parsed.expression !== expression) {
      const { run = () => [NaN], error } = parseExpression(expression);
      parsed = { expression, run, error };
      draft = null;
    }
    return parsed;
  };
  const field = ({ expression, perElement, undefinedAt, onread, redraw }) => {
    const { error } = draft ?? read(expression), text = draft?.text ?? expression;
    const oninput = (typed) => {
      const problem = parseExpression(typed).error;
      draft = problem ? { text: typed, error: problem } : null;
      if (problem) redraw();
      else onread(typed);
    };
    const wrong = error && `${text.trim() ? `Character ${error.at + 1}: ` : ""}${error.message}`
      + (draft ? ` Still drawn: ${expression}.` : "");
    const reply = wrong || (undefinedAt ? sayUndefined(expression, undefinedAt)
      : `Read: ${perElement ? "one output for each element" : "one number for the whole set"}.`);
    return [
      textField("f(x) =", { value: text, invalid: Boolean(error), described: id, oninput }),
      h("div", {}, error && text.trim() && marked(text, error.at)),
      h("p", { id, class: "setnb-reply", role: "status" }, reply),
      language(),
    ];
  };
  return { read, field, forget: () => { draft = null; } };
}
