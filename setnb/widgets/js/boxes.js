// The named functions of appendix B.3, by the box they stand in; each maps numbers to rows.
import { MODELS, pushApart } from "./models.js";
import { identityPermutation } from "./sets.js";
import { sortPermutation } from "./sorting.js";

const asRows = (values) => values.map((v) => [v]);
const SET = "set-equivariant", EXCLUSIVE = "exclusively multiset-equivariant", NEITHER = "not equivariant";

function subtractMean(values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.map((v) => [v - mean]);
}

/** 1 to the first of the largest ones that have a copy; without copies, to the loneliest. */
function singleOut(values) {
  const nearest = values.map((v, i) => Math.min(...values.map((u, j) => (i === j ? Infinity : Math.abs(v - u)))));
  const farthest = Math.max(...nearest), hasCopy = nearest.includes(0);
  const candidate = (i) => (hasCopy ? nearest[i] === 0 : nearest[i] === farthest);
  const chosen = sortPermutation(values).find(candidate);
  return identityPermutation(values.length).map((i) => [i === chosen ? 1 : 0]);
}

/** `start` is a set of two at which the function shows what it does; `swapped`: to a Y in that order. */
const FUNCTIONS = {
  subtract_mean: { verdict: SET, continuous: true, start: [1, 1],
    label: "subtract the mean", formula: "yᵢ = xᵢ − mean(x)", run: subtractMean },
  push_apart: { verdict: EXCLUSIVE, continuous: true, start: [1, 1],
    label: "push_apart", formula: "the smaller steps down by 1, the larger up by 1; of equals the first steps down", run: (values) => asRows(pushApart(values)) },
  sort_jacobian: { verdict: EXCLUSIVE, continuous: true, start: [1, 1], swapped: true,
    label: "Jacobian of the sort", formula: MODELS.sort_jacobian.formula, run: MODELS.sort_jacobian.run },
  single_out: { verdict: EXCLUSIVE, continuous: true, start: [1, 1], swapped: true,
    label: "single one out", formula: "1 to one of the equal elements, else to the loneliest; 0 to the others", run: singleOut },
  averaged_sort_jacobian: { verdict: SET, continuous: false, start: [1, 1],
    label: MODELS.averaged_sort_jacobian.label, formula: MODELS.averaged_sort_jacobian.formula, run: MODELS.averaged_sort_jacobian.run },
  shift_unique_integers: { verdict: SET, continuous: false, start: [1, 2],
    label: MODELS.shift_unique_integers.label, formula: MODELS.shift_unique_integers.formula, run: MODELS.shift_unique_integers.run },
  append_copy_number: { verdict: EXCLUSIVE, continuous: false, start: [1, 1],
    label: MODELS.append_copy_number.label, formula: MODELS.append_copy_number.formula, run: MODELS.append_copy_number.run },
  keep_first: { verdict: NEITHER, continuous: false, start: [1, 2], swapped: true,
    label: "keep the first", formula: "y₁ = x₁, and 0 for the others", run: (values) => values.map((v, i) => [i === 0 ? v : 0]) },
};

/** The same with the menu group of each: its box. */
export const BOXES = Object.fromEntries(Object.entries(FUNCTIONS).map(([name, entry]) =>
  [name, { ...entry, group: `${entry.verdict}, ${entry.continuous ? "" : "not "}multiset-continuous` }]));
