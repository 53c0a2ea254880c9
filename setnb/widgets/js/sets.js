// Sets as lists of rows, permutations as lists of places: row i of PX is row perm[i] of X.

export function identityPermutation(n) {
  return Array.from({ length: n }, (_, i) => i);
}

export function permute(rows, perm) {
  return perm.map((i) => rows[i]);
}

export function invertPermutation(perm) {
  const inverse = [];
  perm.forEach((from, to) => { inverse[from] = to; });
  return inverse;
}

export function swapPlaces(perm, i, j) {
  const swapped = [...perm];
  [swapped[i], swapped[j]] = [perm[j], perm[i]];
  return swapped;
}

export function isIdentity(perm) {
  return perm.every((from, to) => from === to);
}

export function isPermutation(perm, n) {
  const seen = new Set(perm);
  return perm.length === n && seen.size === n && perm.every((i) => Number.isInteger(i) && i >= 0 && i < n);
}

/** All n! permutations in dictionary order; meant for n <= 6. */
export function allPermutations(n) {
  if (n === 0) return [[]];
  const rest = allPermutations(n - 1);
  return identityPermutation(n).flatMap((first) =>
    rest.map((tail) => [first, ...tail.map((i) => (i < first ? i : i + 1))]));
}

/** Exact equality of two rows, as the definitions ask; -0 equals 0. */
export function sameRow(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Places of equal rows, one list per distinct row, in order of first appearance. */
export function equalRows(rows) {
  const groups = [];
  rows.forEach((row, i) => {
    const group = groups.find((g) => sameRow(rows[g[0]], row));
    if (group) group.push(i);
    else groups.push([i]);
  });
  return groups;
}
