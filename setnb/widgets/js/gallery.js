// Functions to guess: a line of torch on x of shape (n, 1), the same in JavaScript on n scalars,
// and why the verdict is what it is. Three of each verdict.
import { softmax } from "./layers.js";
import { MODELS } from "./models.js";
import { sortPermutation, sortValues } from "./sorting.js";

const asRows = (values) => values.map((v) => [v]);
const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;

function standardise(values) {
  const middle = mean(values);
  const spread = Math.sqrt(mean(values.map((v) => (v - middle) ** 2)));
  return asRows(values.map((v) => (v - middle) / (spread + 1e-5)));
}

/** The place of each element in the sorted list, largest first; equal ones in list order. */
function ranks(values) {
  const rows = [];
  sortPermutation(values).forEach((element, position) => { rows[element] = [position]; });
  return rows;
}

export const GALLERY = {
  softmax: {
    code: "x.softmax(0)", formula: "yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)",
    why: "Each output needs its own element and a sum over all. A sum does not see order.",
    run: (values) => asRows(softmax(values)) },
  rank: {
    code: "x.argsort(dim=0, descending=True, stable=True).argsort(0)", formula: "yᵢ = the place of xᵢ in the sorted list",
    why: "Ranks move with their elements. Equal elements get different ranks too, in list order.",
    run: ranks },
  sort: {
    code: "x.sort(0, descending=True).values", formula: "the elements, largest first",
    why: "There is a row for every element, and yet no row belongs to one: any order of X gives the same list.",
    run: MODELS.sort.run },
  plus_one_at_max: {
    code: "x + (x == x.amax())", formula: "the largest goes up by 1",
    why: "Where two are largest, both go up. Equal elements stay equal.",
    run: (values) => asRows(values.map((v) => v + (v === Math.max(...values)))) },
  one_hot_argmax: {
    code: "torch.nn.functional.one_hot(x.argmax(), len(x))", formula: "1 at the largest, 0 elsewhere",
    why: "Only one of several largest can have the 1: the first in the list. So equal elements part.",
    run: (values) => values.map((_, i) => [Number(i === values.indexOf(Math.max(...values)))]) },
  sort_minus_x: {
    code: "x.sort(0, descending=True).values - x", formula: "the sorted list minus the list",
    why: "One half is invariant, the other half moves with the elements. The difference does neither.",
    run: (values) => { const sorted = sortValues(values); return asRows(values.map((v, i) => sorted[i] - v)); } },
  sum_in_order: {
    code: "x.cumsum(0)[-1]", formula: "the last partial sum",
    why: "The last partial sum is the whole sum. In floats, order changes its last bits: far below the tolerance.",
    run: (values) => [values.reduce((sum, v) => sum + v, 0)] },
  standardise: {
    code: "(x - x.mean()) / (x.std(correction=0) + 1e-5)", formula: "yᵢ = (xᵢ − mean) / deviation",
    why: "Batch normalisation over a set: mean and deviation are the same for every order.",
    run: standardise },
  number_copies: {
    code: "(x == x.T).tril(-1).sum(1)", formula: "yᵢ = how many equal elements come before xᵢ",
    why: "It looks at places, but among equal elements only. There multiset-equivariance lets it.",
    run: (values) => values.map((v, i) => [values.slice(0, i).filter((u) => u === v).length]) },
  median: {
    code: "x.median()", formula: "the lower of the middle values",
    why: "One number for the whole set, taken from the sorted list.",
    run: (values) => [sortValues(values)[values.length >> 1]] },
  reversed_at_ties: {
    code: "x if len(x.unique()) == len(x) else x.flip(0)", formula: "x, but turned around if any two are equal",
    why: "On distinct elements it does nothing. With one tie, different elements land in each other’s places.",
    run: (values) => asRows(new Set(values).size === values.length ? values : [...values].reverse()) },
  cumsum: {
    code: "x.cumsum(0)", formula: "yᵢ = x₁ + … + xᵢ",
    why: "Each output depends on who stands before it.",
    run: MODELS.cumsum.run },
};
