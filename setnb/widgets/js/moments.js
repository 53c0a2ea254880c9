// Power sums of a multiset, and the multiset back from them (Newton and Girard).
import { polynomialRoots } from "./polynomials.js";

/** p_1 .. p_degree, p_k the sum of the k-th powers. */
export function powerSums(values, degree) {
  return Array.from({ length: degree }, (_, i) => values.reduce((sum, v) => sum + v ** (i + 1), 0));
}

/** e_1 .. e_n from p_1 .. p_n: k e_k = p_1 e_(k-1) - p_2 e_(k-2) + ... */
export function elementarySymmetric(sums) {
  const e = [1];
  for (let k = 1; k <= sums.length; k++) {
    let total = 0;
    for (let j = 1; j <= k; j++) total += (j % 2 ? 1 : -1) * e[k - j] * sums[j - 1];
    e.push(total / k);
  }
  return e.slice(1);
}

/**
 * The complex roots of x^n - e_1 x^(n-1) + e_2 x^(n-2) - ..., largest real part first: the multiset
 * with these power sums, as far as they tell it. Rounded sums may leave no real multiset at all.
 */
export function rootsFromSums(sums) {
  const coefficients = elementarySymmetric(sums).map((e, i) => (i % 2 ? e : -e));
  return polynomialRoots(coefficients).sort((a, b) => b[0] - a[0] || b[1] - a[1]);
}
