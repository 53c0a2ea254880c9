// Numbers as a reader sees them (true minus sign, no trailing zeros) and as Python reads them.

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A value with at most `decimals` decimals: −1.5, 2, 0.25. */
export function formatValue(value, decimals = 7) {
  const digits = value.toFixed(decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return digits === "-0" ? "0" : digits.replace("-", "−");
}

/** A size in two significant digits, with a power of ten where it is long: 0.31, 12, 3×10⁻⁷. */
export function formatSize(size) {
  const rounded = Number(size.toPrecision(2));
  if (size === 0 || (rounded >= 1e-3 && size < 1e6)) return formatValue(rounded);
  const [digits, exponent] = size.toExponential(1).split("e");
  const raised = [...exponent.slice(1)].map((digit) => SUPERSCRIPTS[digit]).join("");
  return `${digits === "1.0" ? "" : `${digits.replace(".0", "")}×`}10${exponent[0] === "-" ? "⁻" : ""}${raised}`;
}

/** A count as a word, up to ten. */
export function formatCount(count) {
  return ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"][count] ?? String(count);
}

export function capitalise(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** When a step of a descent is on view. */
export function sayAfter(t) {
  return t === 0 ? "before the first step" : `after ${t} ${t === 1 ? "step" : "steps"}`;
}

/** Items as a reader lists them: 1, 2 and 4. */
export function listed(items) {
  return items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : String(items[0]);
}

/** A list of numbers or of rows: [1, 2], [(1, 0), (1, 1)]. */
export function formatList(list, decimals = 7) {
  const entry = (item) => !Array.isArray(item) ? formatValue(item, decimals)
    : item.length === 1 ? formatValue(item[0], decimals)
    : `(${item.map((v) => formatValue(v, decimals)).join(", ")})`;
  return `[${list.map(entry).join(", ")}]`;
}

/** A list of floats as a Python literal: [1.0, 2.5]. */
export function pythonFloats(values) {
  const literal = (v) => (Number.isInteger(v) && Math.abs(v) < 1e15 ? v.toFixed(1) : String(v));
  return `[${values.map(literal).join(", ")}]`;
}
