// Sorting scalars, largest first and stable at ties, and the Jacobian of the sort.
import { identityPermutation } from "./sets.js";

/** Which element stands at each position: `sorted[p] = values[sortPermutation(values)[p]]`. */
export function sortPermutation(values) {
  const order = [];
  // By insertion: for the small sets of a page several times faster than a sort that is called back.
  for (let i = 0; i < values.length; i++) {
    let place = i;
    for (; place > 0 && values[order[place - 1]] < values[i]; place--) order[place] = order[place - 1];
    order[place] = i;
  }
  return order;
}

export function sortValues(values) {
  return sortPermutation(values).map((i) => values[i]);
}

/** S_X transposed: row i is the one-hot position of element i; ties take positions in list order. */
export function sortJacobian(values) {
  const jacobian = values.map(() => values.map(() => 0));
  sortPermutation(values).forEach((element, position) => { jacobian[element][position] = 1; });
  return jacobian;
}

/** The Jacobian of a sort that shares tied positions evenly among the tied elements. */
export function averagedSortJacobian(values) {
  const jacobian = sortJacobian(values);
  return values.map((value) => {
    const tied = identityPermutation(values.length).filter((j) => values[j] === value);
    return values.map((_, p) => tied.reduce((sum, j) => sum + jacobian[j][p], 0) / tied.length);
  });
}
