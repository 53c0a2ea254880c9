// The functions that the probe can open. Each maps n scalars to one row per element, or to one
// flat row for the whole set; networks take their torch state_dict as the second argument.
import { attentionBlock, equivariantLayer, linear, lstm, part } from "./layers.js";
import { averagedSortJacobian, sortJacobian, sortPermutation, sortValues } from "./sorting.js";

const asRows = (values) => values.map((v) => [v]);

export function deepSets(values, weights) {
  const depth = 1 + Math.max(...Object.keys(weights).map((name) => Number(name.split(".")[1])));
  let rows = asRows(values);
  for (let i = 0; i < depth; i++) {
    rows = equivariantLayer(i ? rows.map((row) => row.map(Math.tanh)) : rows, part(weights, `layers.${i}.`));
  }
  return rows;
}

function attentionModel(values, weights, positions) {
  const lifted = asRows(values).map((row) => linear(row, part(weights, "0.")));
  const mixed = attentionBlock(lifted, part(weights, "1."), { heads: 2, positions });
  return mixed.map((row) => linear(row, part(weights, "2.")));
}

export function biLstm(values, weights) {
  const rows = asRows(values), rnn = part(weights, "rnn."), head = part(weights, "head.");
  const forward = lstm(rows, rnn, ""), backward = lstm([...rows].reverse(), rnn, "_reverse").reverse();
  return rows.map((_, i) => linear([...forward[i], ...backward[i]], head));
}

/** The larger up, the smaller down: x + S_X^T w with w falling evenly from 1 to -1. */
export function sortedPush(values) {
  const last = Math.max(values.length - 1, 1);
  const pushed = [];
  sortPermutation(values).forEach((element, position) => {
    pushed[element] = [values[element] + 1 - 2 * position / last];
  });
  return pushed;
}

export function pushApart([a, b]) {
  return a <= b ? [a - 1, b + 1] : [a + 1, b - 1];
}

/** What a set-equivariant layer can do instead: x + (x - mean). */
export function spreadFromMean(values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.map((v) => v + (v - mean));
}

function cumulativeSum(values) {
  let sum = 0;
  return values.map((v) => [sum += v]);
}

function mean(values) {
  return [values.reduce((sum, v) => sum + v, 0) / values.length];
}

function shiftUniqueIntegers(values) {
  const shift = values.every(Number.isInteger) && new Set(values).size === values.length ? 1 : 0;
  return values.map((v) => [v + shift]);
}

function appendCopyNumber(values) {
  return values.map((v, i) => [v, values.slice(0, i).filter((u) => u === v).length]);
}

/** The menu's entry for an expression of the reader; js/ownfunction.js shows and reads it. */
export const OWN = { group: "Your own", label: "your own: type an expression", formula: "" };

const NETWORKS = "Networks with random weights", SIMPLE = "Simple functions";
const SORTING = "Made from a sort", TIES = "Corner cases of appendix B.3";

/** name -> label for the menu, its group there, the formula shown, and the function. */
export const MODELS = {
  deep_sets: { group: NETWORKS, label: "Deep Sets layers",
    formula: "three layers yᵢ = Λxᵢ + Γ·mean(x) + b, tanh between them", run: deepSets },
  self_attention: { group: NETWORKS, label: "self-attention",
    formula: "one transformer block, no position code", run: (v, w) => attentionModel(v, w, false) },
  transformer_positions: { group: NETWORKS, label: "transformer with position code",
    formula: "the same kind of block; place i in the list adds a code of its own", run: (v, w) => attentionModel(v, w, true) },
  bilstm: { group: NETWORKS, label: "bidirectional LSTM",
    formula: "reads the list forwards and backwards", run: biLstm },
  cumsum: { group: SIMPLE, label: "cumulative sum", formula: "yᵢ = x₁ + … + xᵢ", run: cumulativeSum },
  mean: { group: SIMPLE, label: "mean", formula: "one number for the whole set", run: mean },
  mean_for_each: { group: SIMPLE, label: "mean, given to each element",
    formula: "yᵢ = (x₁ + … + xₙ) / n", run: (values) => values.map(() => mean(values)) },
  sort: { group: SORTING, label: "sort", formula: "largest first", run: (values) => asRows(sortValues(values)) },
  sort_jacobian: { group: SORTING, label: "Jacobian of the sort",
    formula: "row i has its 1 at the position of element i", run: sortJacobian },
  sorted_push: { group: SORTING, label: "push_apart for n elements",
    formula: "x plus the gradient of a weighted sort: the larger up, the smaller down", run: sortedPush },
  averaged_sort_jacobian: { group: TIES, label: "Jacobian of the sort, ties averaged",
    formula: "equal elements share their positions evenly", run: averagedSortJacobian },
  shift_unique_integers: { group: TIES, label: "+1 to distinct integers",
    formula: "x + 1 if all are integers and no two are equal, else x", run: shiftUniqueIntegers },
  append_copy_number: { group: TIES, label: "number the copies",
    formula: "yᵢ = (xᵢ, how many equal elements come before it)", run: appendCopyNumber },
};
