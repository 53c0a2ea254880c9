// Two groupings in words: what must move, and what their symmetries disagree on.
import { listed } from "./text.js";

export function formatWhole(count) {
  return count.toLocaleString("en-US");
}

export function sayPermutations(count) {
  return `${formatWhole(count)} ${count === 1 ? "permutation" : "permutations"}`;
}

/** Elements by their numbers: element 3; elements 3 and 4. */
export function sayElements(elements) {
  return `${elements.length === 1 ? "element" : "elements"} ${listed(elements.map((i) => i + 1))}`;
}

/** The sentence for what `matchBlocks` and `compareSymmetries` found. */
export function sayPartitions({ table, partner, moving, unique, distance }, { difference }) {
  if (distance === 0) {
    return "A and B group the elements alike: PD = 0, nothing has to move, and no permutation tells their symmetries apart.";
  }
  const pairs = partner.flatMap((j, i) => (j === null ? [] : [[i, j]])), k = table.flat().reduce((sum, count) => sum + count);
  const kept = pairs.map(([i, j]) => table[i][j]);
  const few = pairs.length <= 4, sum = few && kept.length > 1 ? `${kept.join(" + ")} = ${k - distance}` : String(k - distance);
  const matched = few ? listed(pairs.map(([i, j]) => `A${i + 1} with B${j + 1}`)) : `${pairs.length} pairs of blocks`;
  return `${sayElements(moving).replace("element", "Element")} must move to make B equal to A: PD = ${distance}. `
    + `Matching ${matched} keeps ${sum} of ${k} in place, and no matching keeps more`
    + `${unique ? "" : "; another one keeps as many, and moves others"}. The two symmetries disagree on ${sayPermutations(difference)}.`;
}
