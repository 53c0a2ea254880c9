// How far one pair (f(X), f(PX)) is from each symmetry. An output is one row per element, or one
// flat row for the whole set.
import { assign } from "./matching.js";
import { equalRows, identityPermutation, permute } from "./sets.js";

export function isPerElement(output) {
  return Array.isArray(output[0]);
}

/** Largest absolute entry of an output, flat or by rows. */
export function largest(output) {
  return output.flat().reduce((top, v) => Math.max(top, Math.abs(v)), 0);
}

function largestDifference(a, b) {
  const first = a.flat(), second = b.flat();
  return first.reduce((top, v, i) => Math.max(top, Math.abs(v - second[i])), 0);
}

/** max |f(PX) - P f(X)|. */
export function setResidual(rows, perm, fx, fpx) {
  return largestDifference(fpx, permute(fx, perm));
}

/** max |f(PX) - f(X)|. */
export function invarianceResidual(rows, perm, fx, fpx) {
  return largestDifference(fpx, fx);
}

/**
 * The P2 with P2 X = PX under which P2 f(X) comes closest to f(PX): inside each group of equal
 * rows of PX the outputs may be exchanged, which is one assignment problem per group. P itself is
 * returned where it explains f(PX) exactly.
 */
export function bestReordering(rows, perm, fx, fpx) {
  const reordering = [...perm];
  for (const group of equalRows(permute(rows, perm))) {
    const agrees = group.every((i) => largestDifference(fpx[i], fx[perm[i]]) === 0);
    if (group.length === 1 || agrees) continue;
    const cost = group.map((i) => group.map((j) => largestDifference(fpx[i], fx[perm[j]])));
    assign(cost).forEach((j, i) => { reordering[group[i]] = perm[group[j]]; });
  }
  return reordering;
}

/** The least max |f(PX) - P2 f(X)| over the reorderings of equal elements. */
export function multisetResidual(rows, perm, fx, fpx) {
  return largestDifference(fpx, permute(fx, bestReordering(rows, perm, fx, fpx)));
}

/** All that one set and one permutation show, in the units of the output. */
export function compareOutputs(rows, perm, fx, fpx) {
  const invariance = invarianceResidual(rows, perm, fx, fpx);
  if (!isPerElement(fx)) return { invariance, reordering: [0], perElement: false };
  const reordering = bestReordering(rows, perm, fx, fpx);
  return {
    perElement: true,
    set: setResidual(rows, perm, fx, fpx),
    multiset: largestDifference(fpx, permute(fx, reordering)),
    invariance,
    reordering,
    differences: identityPermutation(fx.length).map((i) => largestDifference(fpx[i], fx[reordering[i]])),
  };
}
