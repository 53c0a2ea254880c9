// The words of the small language in which a reader writes a function: what each takes and gives.
// A value is one number or a list of n; where a list is wanted, a number stands for n copies of it.
import { sortPermutation, sortValues } from "./sorting.js";

const isList = Array.isArray;

const at = (value, i) => (isList(value) ? value[i] : value);

/** Apply `fn` of up to three values element by element; numbers go with every element of a list. */
export function elementwise(fn) {
  return (a, b, c) => {
    const list = isList(a) ? a : isList(b) ? b : c;
    return isList(list) ? list.map((_, i) => fn(at(a, i), at(b, i), at(c, i))) : fn(a, b, c);
  };
}

/** Apply `fn` to a whole list; one undefined number in it, which a sort would hide, undoes all. */
function ofList(fn) {
  return (value, n) => {
    const list = isList(value) ? value : Array(n).fill(value);
    const result = fn(list);
    if (!list.some(Number.isNaN)) return result;
    return isList(result) ? result.map(() => NaN) : NaN;
  };
}

const sum = (list) => list.reduce((total, v) => total + v, 0);

function median(list) {
  const sorted = sortValues(list), half = list.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}

function position(list) {
  const positions = [];
  sortPermutation(list).forEach((element, place) => { positions[element] = place; });
  return positions;
}

function cumsum(list) {
  let total = 0;
  return list.map((v) => (total += v));
}

export const CONSTANTS = {
  x: ({ x }) => x,
  n: ({ x }) => x.length,
  i: ({ x }) => x.map((_, place) => place),
  pi: () => Math.PI,
};

const ELEMENTWISE = {
  abs: Math.abs, exp: Math.exp, log: Math.log, sqrt: Math.sqrt, sin: Math.sin, cos: Math.cos,
  tanh: Math.tanh, floor: Math.floor, relu: (v) => Math.max(v, 0), sign: (v) => (v > 0) - (v < 0),
  minimum: (a, b) => Math.min(a, b), maximum: (a, b) => Math.max(a, b),
  where: (c, a, b) => (c !== 0 ? a : b),
};

const WHOLE = {
  sum, mean: (list) => sum(list) / list.length, median, prod: (list) => list.reduce((total, v) => total * v, 1),
  max: (list) => Math.max(...list), min: (list) => Math.min(...list),
  first: (list) => list[0], last: (list) => list.at(-1),
  sort: sortValues, cumsum, reverse: (list) => [...list].reverse(), position,
  multiplicity: (list) => list.map((v) => list.filter((u) => u === v).length),
  earlier: (list) => list.map((v, i) => list.slice(0, i).filter((u) => u === v).length),
};

/** name -> how many values it takes, and the function of (values, n). */
export const FUNCTIONS = {
  ...Object.fromEntries(Object.entries(ELEMENTWISE).map(([name, fn]) => [name,
    { takes: fn.length, run: (values) => elementwise(fn)(...values) }])),
  ...Object.fromEntries(Object.entries(WHOLE).map(([name, fn]) => [name,
    { takes: 1, run: ([value], n) => ofList(fn)(value, n) }])),
};

/** The language in a few lines: what is written, what it means. */
export const LANGUAGE = [
  ["x, n, i, pi", "the list X, how many elements it has, the place in the list (0 first), π"],
  ["+ - * / **", "element by element; -x**2 is -(x**2); a number goes with every element"],
  ["< <= > >= == !=", "1 where it holds, else 0"],
  ["where(c, a, b)", "a where c is not 0, else b"],
  ["abs exp log sqrt sin cos tanh relu sign floor", "of each element"],
  ["minimum(a, b) maximum(a, b)", "the smaller, the larger at each place"],
  ["sum mean median prod min max", "one number for the whole list"],
  ["first last", "what stands at the first, the last place of the list"],
  ["sort", "the list, largest first"],
  ["cumsum reverse", "sums so far; the list backwards"],
  ["position", "the position of each element after sorting (0 for the largest), ties in list order"],
  ["multiplicity", "how many elements equal this one, itself included"],
  ["earlier", "how many equal elements come before this one in the list"],
];
