// Which matrices commute with permutations: the residual of chapter 3 and its projection.
import { dot } from "./layers.js";
import { allPermutations, identityPermutation, swapPlaces } from "./sets.js";

const TOLERANCE = 1e-6, ROUNDING = 1e-12;

/** Theta times a column of scalars. */
export function applyMatrix(theta, values) {
  return theta.map((row) => dot(row, values));
}

export function largestEntry(theta) {
  return Math.max(...theta.flat().map(Math.abs));
}

/** ||Theta P - P Theta||, Frobenius: entry (i, perm[k]) is Theta[i, k] - Theta[perm[i], perm[k]]. */
export function commutatorNorm(theta, perm) {
  let squares = 0;
  for (let i = 0; i < perm.length; i++) {
    for (let k = 0; k < perm.length; k++) squares += (theta[i][k] - theta[perm[i]][perm[k]]) ** 2;
  }
  return Math.sqrt(squares);
}

/** The largest commutator over all permutations, and of those that reach it one that moves least. */
export function worstPermutation(theta) {
  const n = theta.length, moved = (perm) => perm.filter((from, to) => from !== to).length;
  let worst = { residual: 0, perm: swapPlaces(identityPermutation(n), 0, 1) };
  for (const perm of allPermutations(n)) {
    const residual = commutatorNorm(theta, perm), gain = residual - worst.residual;
    const equal = Math.abs(gain) <= ROUNDING * residual && residual > 0;
    if (equal ? moved(perm) < moved(worst.perm) : gain > 0) worst = { residual, perm };
  }
  return worst;
}

/** The nearest lambda I + gamma 1 1^T: the mean of the diagonal, and the mean of the rest. */
export function projectEquivariant(theta) {
  const n = theta.length, sum = (list) => list.reduce((a, b) => a + b, 0);
  const diagonal = sum(theta.map((row, i) => row[i])) / n;
  const gamma = (sum(theta.flat()) - n * diagonal) / (n * (n - 1));
  const projected = theta.map((row, i) => row.map((_, j) => (i === j ? diagonal : gamma)));
  const apart = Math.hypot(...theta.flatMap((row, i) => row.map((v, j) => v - projected[i][j])));
  const distance = apart > ROUNDING * largestEntry(theta) ? apart : 0;
  return { lambda: diagonal - gamma, gamma, theta: projected, distance };
}

/** The probe's word for x -> Theta x. Constant rows ignore the order: Theta P = Theta. */
export function judgeMatrix(theta, residual) {
  const allowed = TOLERANCE * largestEntry(theta);
  if (residual <= allowed) return "set-equivariant";
  const constant = theta.every((row) => Math.max(...row) - Math.min(...row) <= allowed);
  return constant ? "invariant" : "not equivariant";
}
