// Groupings of the same elements, as one label per element: how far apart are two of them?
import { assign } from "./matching.js";

/** Number the blocks 0, 1, ... in the order of their labels, so that none is skipped. */
export function rankLabels(labels) {
  const names = [...new Set(labels)].sort((x, y) => x - y);
  return labels.map((label) => names.indexOf(label));
}

/** Number the blocks as they first appear: two lists are equal exactly if the groupings are. */
export function canonicalLabels(labels) {
  const names = [...new Set(labels)];
  return labels.map((label) => names.indexOf(label));
}

export function countBlocks(labels) {
  return new Set(labels).size;
}

/** How many elements each block of `a` shares with each of `b`; labels without gaps. */
export function overlapTable(a, b) {
  const table = Array.from({ length: countBlocks(a) }, () => new Array(countBlocks(b)).fill(0));
  a.forEach((block, i) => { table[block][b[i]] += 1; });
  return table;
}

/** The column for each row of a table of any shape so that most elements stay; null for no column. */
function bestColumns(table) {
  const columns = table[0]?.length ?? 0, size = Math.max(table.length, columns);
  const cost = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => -(table[i]?.[j] ?? 0)));
  return assign(cost).slice(0, table.length).map((j) => (j < columns ? j : null));
}

function countKept(table, columns) {
  return columns.reduce((sum, j, i) => sum + (j === null ? 0 : table[i][j]), 0);
}

/**
 * An optimal matching of the blocks: the partner in `b` of each block of `a`, null for one that keeps
 * nothing; which elements must move; and whether every optimal matching moves the same ones.
 */
export function matchBlocks(a, b) {
  const table = overlapTable(a, b), columns = bestColumns(table), kept = countKept(table, columns);
  const partner = columns.map((j, i) => (j !== null && table[i][j] > 0 ? j : null));
  const moving = a.map((_, i) => i).filter((i) => partner[a[i]] !== b[i]);
  // Another matching that keeps as many does without one of these pairs.
  const unique = partner.every((j, i) => {
    if (j === null) return true;
    const without = table.map((row, at) => row.map((count, k) => (at === i && k === j ? -1 : count)));
    return countKept(without, bestColumns(without)) < kept;
  });
  return { table, partner, moving, unique, distance: moving.length };
}

export function factorial(n) {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** How many permutations, besides the identity, move elements of one block only. */
function countBlockMoves(labels) {
  return labels.length === 0 ? 0 : [...new Set(labels)]
    .map((block) => factorial(labels.filter((label) => label === block).length) - 1).reduce((x, y) => x + y);
}

/** On how many permutations inside blocks two groupings agree, the identity included, and disagree. */
export function compareSymmetries(a, b) {
  const meet = a.map((block, i) => block * (a.length + 1) + b[i]);
  const [inA, inB, common] = [a, b, meet].map(countBlockMoves);
  return { onlyA: inA - common, onlyB: inB - common, both: common + 1, difference: inA + inB - 2 * common };
}

/** Claim 3 of yeh2022: the least and the most permutations at a distance, for k elements. */
export function differenceBounds(distance, k) {
  return [distance, (factorial(k) - 1) * distance];
}
