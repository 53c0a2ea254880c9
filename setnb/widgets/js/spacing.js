// Changes to a set on a line: more or fewer elements, and closer ones.
import { settle } from "./handles.js";

/** Cut the list to n elements, or fill its widest gaps. */
export function resized(values, n, { min, max, step }) {
  const list = values.slice(0, n);
  while (list.length < n) {
    const sorted = [min, ...list, max].sort((a, b) => a - b);
    const gaps = sorted.slice(1).map((v, i) => v - sorted[i]), widest = gaps.indexOf(Math.max(...gaps));
    list.push(settle(sorted[widest] + gaps[widest] / 2, { min, max, unit: step }));
  }
  return list;
}

/** Of the two closest elements that differ, move one to the other until `left` of the gap is left. */
export function closeSmallestGap(values, left) {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const gaps = order.slice(1).map((i, k) => values[i] - values[order[k]] || Infinity);
  const at = gaps.indexOf(Math.min(...gaps)), moved = order[at + 1];
  return values.map((v, i) => (i === moved ? values[order[at]] + left * gaps[at] : v));
}
