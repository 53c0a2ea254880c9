// FSPool of one feature: sort, weigh each position, add up; and what that gives each element.
import { sortPermutation } from "./sorting.js";

/** f(j / (n-1)) for j = 0 .. n-1, where f joins evenly spaced knots by straight lines. */
export function positionWeights(knots, n) {
  const pieces = knots.length - 1;
  return Array.from({ length: n }, (_, j) => {
    const where = j * pieces / Math.max(n - 1, 1);
    // Each knot has a hat: 1 at its place, 0 from the next knot on, straight in between.
    return knots.reduce((sum, knot, k) => sum + knot * Math.max(1 - Math.abs(where - k), 0), 0);
  });
}

/**
 * The pooled value y; the element at each position, largest first and stable at ties; the weight of
 * each position; and the gradient of y, which gives each element the weight of its position.
 */
export function fspool(values, knots) {
  const order = sortPermutation(values), weights = positionWeights(knots, values.length);
  const gradient = [];
  order.forEach((element, position) => { gradient[element] = weights[position]; });
  const y = order.reduce((sum, element, position) => sum + weights[position] * values[element], 0);
  return { y, order, weights, gradient };
}
