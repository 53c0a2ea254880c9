// Order as something to optimise, as setnb.functional has it: costs, their gradients, the descent of
// a soft permutation P[element][position] from the uniform one.
import { dot } from "./layers.js";
import { assign } from "./matching.js";
import { scaledMatrix, scaleRounds, sinkhornBackward, transpose } from "./sinkhorn.js";

/** C = F / ||F|| with F = f - f^T; 0 where F is 0. */
export function normalisedCosts(preference) {
  const f = preference.map((row, i) => row.map((v, j) => v - preference[j][i]));
  const norm = Math.max(frobenius(f), 1e-10);
  return f.map((row) => row.map((v) => v / norm));
}

export function frobenius(matrix) {
  return Math.sqrt(matrix.reduce((sum, row) => sum + dot(row, row), 0));
}

/** B: how much of each element lies at later positions, minus how much lies at earlier ones. */
export function laterMinusEarlier(p) {
  return p.map((row) => {
    const total = row.reduce((sum, v) => sum + v, 0);
    let earlier = 0;
    return row.map((v) => { const balance = total - v - 2 * earlier; earlier += v; return balance; });
  });
}

/** dc/dP = 2 C B. */
export function totalCostGradient(p, costs) {
  const balance = transpose(laterMinusEarlier(p));
  return costs.map((row) => balance.map((column) => 2 * dot(row, column)));
}

/** c(P), which is quadratic: half of P times its gradient. */
export function totalCost(p, costs) {
  const gradient = totalCostGradient(p, costs);
  return p.reduce((sum, row, i) => sum + dot(row, gradient[i]), 0) / 2;
}

/** y_k = sum_i P[i][k] x_i. */
export function placeSoftly(values, p) {
  return transpose(p).map((column) => dot(column, values));
}

/** Which element stands at each position: the permutation with the most of P in it. */
export function hardOrder(p) {
  return assign(transpose(p).map((column) => column.map((v) => -v)));
}

/** What an order of all elements costs. */
export function orderCost(order, costs) {
  return 2 * order.reduce((sum, i, k) => sum + order.slice(k + 1).reduce((part, j) => part + costs[i][j], 0), 0);
}

/** The cost of the best order of all: subsets by their best last element, 2^n n^2 steps. */
export function leastCost(costs) {
  const n = costs.length, least = new Float64Array(1 << n).fill(Infinity);
  least[0] = 0;
  for (let chosen = 0; chosen < 1 << n; chosen++) {
    for (let next = 0; next < n; next++) {
      if (chosen >> next & 1) continue;
      let added = 0;
      for (let i = 0; i < n; i++) if (chosen >> i & 1) added += 2 * costs[i][next];
      const together = chosen | 1 << next;
      least[together] = Math.min(least[together], least[chosen] + added);
    }
  }
  return least.at(-1);
}

/** The mean of -sum_k P[i][k] ln P[i][k] over the elements, in nats. */
export function meanEntropy(p) {
  return -p.flat().reduce((sum, v) => sum + (v > 0 ? v * Math.log(v) : 0), 0) / p.length;
}

/** Both gradients at one step: dc/dP, "paper", and that through the Sinkhorn operator, "proper". */
export function bothGradients({ p, scaling }, costs) {
  const paper = totalCostGradient(p, costs);
  return { paper, proper: sinkhornBackward(paper, scaling) };
}

/** Of the start and of every step: P, how it was scaled, its cost and entropy. `gradient` names the one that is followed. */
export function descendPermutation(costs, { gradient, rate, iters, steps }) {
  let logits = costs.map((row) => row.map(() => 0));
  return Array.from({ length: steps + 1 }, () => {
    const scaling = scaleRounds(logits, iters), p = scaledMatrix(scaling), paper = totalCostGradient(p, costs);
    const slope = gradient === "paper" ? paper : sinkhornBackward(paper, scaling);
    logits = logits.map((row, i) => row.map((v, k) => v - rate * slope[i][k]));
    return { p, scaling, cost: totalCost(p, costs), entropy: meanEntropy(p) };
  });
}
