// The nearest vector without negative entries that sums to 1.
import { sortValues } from "./sorting.js";

/** max(x - tau, 0), where tau is the one number that makes the sum 1. */
export function projectSimplex(values) {
  let sum = 0, tau = 0;
  sortValues(values).forEach((value, i) => {
    sum += value;
    const candidate = (sum - 1) / (i + 1);
    if (value > candidate) tau = candidate;
  });
  return values.map((v) => Math.max(v - tau, 0));
}
