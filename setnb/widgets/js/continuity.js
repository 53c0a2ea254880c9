// How far apart the outputs of near inputs are: as lists, and as multisets.
import { listDistance, multisetDistance } from "./matching.js";
import { permute } from "./sets.js";

/** The distances between two outputs, given as rows. */
export function bothDistances(fx, fy) {
  return { list: listDistance(fx, fy), multiset: multisetDistance(fx, fy) };
}

/**
 * The largest distances from f(X) as X moves by `gap` along each direction (of list distance 1). On
 * multisets every moved set counts in a second order too, permuted: it is just as near.
 */
export function continuityAt(f, values, gap, directions, perms) {
  const start = f(values);
  const near = directions.map((steps) => values.map((v, i) => v + gap * steps[i]));
  const far = [...near, ...near.map((moved, i) => permute(moved, perms[i]))];
  const largest = (metric, sets) => Math.max(...sets.map((moved) => metric(start, f(moved))));
  return { list: largest(listDistance, near), multiset: largest(multisetDistance, far) };
}
