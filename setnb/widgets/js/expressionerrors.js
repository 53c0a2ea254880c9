// What the reader of a refused expression is told: what is wrong, and how to mend it.

const HINTS = {
  "^": " A power is x**2.", "=": " Equality is ==.", "!": " Unequal is !=.", "−": " The minus is the plain -.",
  "×": " Times is *.", "·": " Times is *.", "÷": " Divided by is /.", "[": " Use first(x), last(x) or where(i == 2, x, 0).",
  "%": " The remainder is a - b * floor(a / b).", "&": " “And” is a product of comparisons.",
  "π": " Write pi.", "_": " Names have letters only.", "²": " A power is x**2.",
};

const quoted = (text) => (text === undefined ? "the end" : `“${text}”`);
const LETTERS = ["a", "b", "c"];
const example = (name, takes) => `${name}(${takes === 1 ? "x" : LETTERS.slice(0, takes).join(", ")})`;

export const explain = {
  empty: "Nothing is typed yet. Try x - mean(x).",
  long: (length, longest) => `The text has ${length} characters, and ${longest} are the limit. Shorten it.`,
  deep: (deepest) => `More than ${deepest} parentheses are open at once. Write it flatter.`,
  character: (character) => `“${character}” is not part of the language.${HINTS[character] ?? ""}`,
  large: "This number is too large. Write a smaller one.",
  opening: "This “(” is never closed. Add a “)”.",
  closing: "This “)” closes nothing. Remove it, or open a “(” before it.",
  value: (before, found) => `A value is missing ${before === undefined ? "at the start" : `after “${before}”`}: a number, x, or a function, not ${quoted(found)}.`,
  operator: (found) => `Something is missing before ${quoted(found)}: an operator such as *, or a comma between values.`,
  chained: "Only two things are compared at a time. Write (a < b) * (b < c).",
  count: (name, takes, got) => `${name} takes ${takes === 1 ? "1 value" : `${takes} values`}, not ${got}: ${example(name, takes)}.`
    + (got === 2 && ["min", "max"].includes(name) ? ` Of two, take ${name}imum(a, b).` : ""),
  uncalled: (name, takes) => `${name} is a function: write ${example(name, takes)}.`,
  called: (name) => `${name} is not a function. For a product write ${name} * (…).`,
};

/** How many letters to add, drop or replace to get from one word to the other. */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + Number(a[i - 1] !== b[j - 1]));
    }
  }
  return row[b.length];
}

/** A word that nobody knows, half typed or misspelt: what may be meant, else all that there is. */
export function sayUnknown(name, constants, functions) {
  const known = [...constants, ...functions];
  const begun = known.filter((word) => word.length > 1 && word.startsWith(name));
  const near = known.map((word) => [editDistance(name.toLowerCase(), word), word])
    .filter(([distance, word]) => distance <= Math.min(2, word.length - 1)).sort((a, b) => a[0] - b[0]).map(([, word]) => word);
  const meant = begun.length ? begun : near.slice(0, 1);
  const help = meant.length ? `Did you mean ${meant.slice(0, 3).join(" or ")}?`
    : `There are ${constants.join(", ")} and the functions ${functions.join(", ")}.`;
  return `Nothing is called “${name}”. ${help}`;
}
