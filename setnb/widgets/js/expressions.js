// A reader's own function: a text is cut into tokens, parsed by precedence as Python does, and
// turned into closures. Nothing is handed to the engine to run.
import { explain, sayUnknown } from "./expressionerrors.js";
import { Refusal, refuse, tokenise } from "./expressiontokens.js";
import { CONSTANTS, elementwise, FUNCTIONS } from "./expressionwords.js";

const BINARY = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "**": (a, b) => a ** b,
  "<": (a, b) => Number(a < b), "<=": (a, b) => Number(a <= b), ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b), "==": (a, b) => Number(a === b), "!=": (a, b) => Number(a !== b),
};
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];

/** The tree of closures (env -> number or list), env holding the list x. */
function parse(tokens, end) {
  let next = 0;
  const peek = () => tokens[next]?.text;
  const at = () => tokens[next]?.at ?? end;
  const infix = (left, operator, right) => {
    const run = elementwise(BINARY[operator]);
    return (env) => run(left(env), right(env));
  };
  const chain = (operand, operators) => () => {
    let left = operand();
    while (operators.includes(peek())) left = infix(left, tokens[next++].text, operand());
    return left;
  };

  const call = ({ text: name, at: start }) => {
    next++;
    const values = [];
    while (peek() !== ")") {
      values.push(comparison());
      if (peek() === ",") next++;
      else if (peek() !== ")") refuse(explain.operator(peek()), at());
    }
    next++;
    const { takes, run } = FUNCTIONS[name];
    if (values.length !== takes) refuse(explain.count(name, takes, values.length), start);
    return (env) => run(values.map((value) => value(env)), env.x.length);
  };
  const named = (token) => {
    const { text: name, at: start } = token, called = peek() === "(";
    if (Object.hasOwn(FUNCTIONS, name)) return called ? call(token) : refuse(explain.uncalled(name, FUNCTIONS[name].takes), start);
    if (!Object.hasOwn(CONSTANTS, name)) refuse(sayUnknown(name, Object.keys(CONSTANTS), Object.keys(FUNCTIONS)), start);
    return called ? refuse(explain.called(name), start) : CONSTANTS[name];
  };
  const operand = () => {
    const token = tokens[next], start = at();
    if (!token || !(token.number || token.name || token.text === "(")) refuse(explain.value(tokens[next - 1]?.text, token?.text), start);
    next++;
    if (token.number) return () => Number(token.number);
    if (token.name) return named(token);
    const inside = comparison();
    if (peek() !== ")") refuse(explain.operator(peek()), at());
    next++;
    return inside;
  };
  // -x**2 is -(x**2), and 2**-1 is 2**(-1): a power binds more tightly than a minus on its left only.
  const signed = () => {
    if (peek() !== "-") return power();
    next++;
    const value = signed(), negate = elementwise((v) => -v);
    return (env) => negate(value(env));
  };
  const power = () => {
    const base = operand();
    if (peek() !== "**") return base;
    next++;
    return infix(base, "**", signed());
  };
  const sum = chain(chain(signed, ["*", "/"]), ["+", "-"]);
  const comparison = () => {
    const left = sum();
    if (!COMPARISONS.includes(peek())) return left;
    const both = infix(left, tokens[next++].text, sum());
    if (COMPARISONS.includes(peek())) refuse(explain.chained, at());
    return both;
  };

  const whole = comparison();
  if (next < tokens.length) refuse(explain.operator(peek()), at());
  return whole;
}

/**
 * Read a text: { run } where run(values) gives one row per element, or one flat row if the text
 * describes the whole set; or { error: { message, at } } with the place of what is wrong.
 */
export function parseExpression(text) {
  try {
    const value = parse(tokenise(text), text.length);
    return { run: (values) => {
      const result = value({ x: values });
      return Array.isArray(result) ? result.map((v) => [v]) : [result];
    } };
  } catch (problem) {
    if (problem instanceof Refusal) return { error: { message: problem.message, at: problem.at } };
    throw problem;
  }
}
