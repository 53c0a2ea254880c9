// What one set and one permutation show, as lines to draw and as a sentence to read.
import { TOLERANCE } from "./probing.js";
import { compareOutputs, largest } from "./residuals.js";
import { equalRows, identityPermutation, isIdentity, permute, sameRow } from "./sets.js";
import { formatSize } from "./text.js";

/** Which explanation of f(PX) holds here, and the pairing of its rows with those of f(X). */
export function readOutputs(values, permutation, fx, fpx, least) {
  const rows = values.map((v) => [v]);
  const shown = compareOutputs(rows, permutation, fx, fpx);
  const allowed = TOLERANCE * Math.max(largest(fx), largest(fpx), least);
  const places = identityPermutation(values.length);
  const seen = { ...shown, pairing: shown.reordering, missed: [], wrong: [] };
  if (!shown.perElement) {
    const holds = shown.invariance <= allowed;
    return { ...seen, kind: holds ? "invariant" : "not-equivariant", wrong: [!holds] };
  }
  if (shown.set <= allowed) return { ...seen, pairing: permutation, kind: isIdentity(permutation) ? "" : "set-equivariant" };
  if (shown.multiset <= allowed) {
    const missed = places.filter((i) => shown.reordering[i] !== permutation[i]).map((i) => [i, permutation[i]]);
    return { ...seen, kind: "exclusively-multiset-equivariant", missed };
  }
  if (shown.invariance <= allowed) return { ...seen, pairing: places, kind: "invariant" };
  return { ...seen, kind: "not-equivariant", wrong: shown.differences.map((difference) => difference > allowed) };
}

/** What a permutation does, as the start of a sentence. */
export function nameMove(permutation) {
  const moved = permutation.flatMap((from, to) => (from === to ? [] : [to + 1]));
  return moved.length === 2 ? `Swapping ${moved[0]} and ${moved[1]}` : "Reordering the list";
}

/** Equal elements that the permutation leaves in their order: the pair worth swapping next. */
function untriedPair(rows, permutation) {
  const group = equalRows(rows).find((places) => places.length > 1);
  return group && permutation[group[0]] !== group[1] ? `${group[0] + 1} and ${group[1] + 1}` : null;
}

export function saySeen(values, permutation, seen) {
  const rows = values.map((v) => [v]);
  const hasEqual = equalRows(rows).length < rows.length;
  if (isIdentity(permutation)) {
    const pair = untriedPair(rows, permutation);
    const next = pair ? `Elements ${pair} are equal: swap those two in PX.` : "Swap two elements in PX and see what the output does.";
    return `P moves nothing yet, so PX is X. ${next}`;
  }
  const move = nameMove(permutation);
  const unmoved = permute(rows, permutation).every((row, i) => sameRow(row, rows[i]));
  switch (seen.kind) {
    case "set-equivariant": {
      if (unmoved) return `${move} exchanged equal elements, and their outputs are equal too: f(PX) = P f(X).`;
      const pair = untriedPair(rows, permutation);
      const next = pair ? ` Elements ${pair} are equal: what if you swap those two?` : "";
      return `${move} reordered the output in the same way: f(PX) = P f(X).${next}`;
    }
    case "exclusively-multiset-equivariant":
      return `${move} made f(PX) differ from P f(X) by ${formatSize(seen.set)} (dashed lines), but only outputs of `
        + "equal elements changed places. Multiset-equivariance allows that.";
    case "invariant":
      return seen.perElement
        ? `${move} left the output as it was: f(PX) = f(X). It does not follow the elements.`
        : `${move} left the output as it was: f(PX) = f(X).`;
    default:
      if (!seen.perElement) return `${move} changed the output by ${formatSize(seen.invariance)}.`;
      return `${move} changed the output by ${formatSize(seen.multiset)}; `
        + (hasEqual ? "no reordering of equal elements explains it." : "no two elements are equal, so nothing explains it.");
  }
}
