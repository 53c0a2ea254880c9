// The nearest vector without negative entries that sums to 1.
import { sortValues } from "./sorting.js";

/** max(x - tau, 0), where tau is the one number that makes the sum 1. */
export function projectSimplex(row) {
  // Shifted so that the largest is 0, a corner of the simplex is met exactly: equals there stay ties.
  const largest = Math.max(...row), values = row.map((v) => v - largest);
  let sum = 0, tau = 0;
  sortValues(values).forEach((value, i) => {
    sum += value;
    const candidate = (sum - 1) / (i + 1);
    if (value > candidate) tau = candidate;
  });
  return values.map((v) => Math.max(v - tau, 0));
}
