// One step of the descent of a permutation in words.
import { bothGradients, frobenius, hardOrder, orderCost } from "./permutation.js";
import { sinkhornResidual } from "./sinkhorn.js";
import { capitalise, formatSize, formatValue, listed, sayAfter } from "./text.js";

const ROUNDING = 1e-9, LOOSE = 0.1;

const isUniform = ({ entropy }, n) => Math.log(n) - entropy < ROUNDING;

function sayUniform({ entropy }, paper, t, n) {
  const uniform = `${capitalise(sayAfter(t))} P is uniform: every position holds the same mixture. Cost 0, entropy ${formatValue(entropy, 2)} nats per row, the most there is.`;
  return frobenius(paper) === 0
    ? `${uniform} The gradient is 0 as well, because every element gains on some what it loses on others: no step will change anything.`
    : `${uniform} Its gradient is not 0. Which of the ${n} elements will be sure of its position first?`;
}

/** The entry of P that is furthest decided. */
function saySurest(p) {
  const best = Math.max(...p.flat()), i = p.findIndex((row) => row.includes(best));
  return `element ${i + 1} is ${formatValue(best, 2)} at position ${p[i].indexOf(best) + 1}`;
}

function sayTies(ties, values) {
  return ties.map((places) => {
    const names = listed(places.map((i) => i + 1)), equal = places.every((i) => values[i] === values[places[0]]);
    return equal ? ` Elements ${names} are equal: so are their rows of P, and they share their positions.`
      : ` f cannot tell elements ${names} apart: their rows of P are equal, and y mixes ${listed(places.map((i) => formatValue(values[i], 2)))}.`;
  }).join("");
}

function sayHardOrder(p, costs, least) {
  if (!p.every((row) => Math.max(...row) > 0.5)) return "";
  const order = hardOrder(p), best = orderCost(order, costs) < least + ROUNDING;
  return ` Its hard order, ${order.map((i) => i + 1).join(", ")}, is ${best ? "a best one" : "not the best one"}.`;
}

/** Sinkhorn stops before its rows sum to 1, and descent makes use of that. */
function sayLoose({ p, cost }, least) {
  const within = `Rows of P sum to 1 only within ${formatSize(sinkhornResidual(p))}`;
  if (cost < least - ROUNDING) return ` ${within}, which is how it costs less than any order.`;
  return sinkhornResidual(p) > LOOSE ? ` ${within}: try more Sinkhorn rounds.` : "";
}

/** The sentence for step t of `descendPermutation`; `least` is the cost of the best order. */
export function sayOrder({ values, costs, path, ties, least }, t) {
  if (frobenius(costs) === 0) return "All elements are equal to f: every cost is 0, no order is better than another, and P stays uniform.";
  const { p, cost, entropy } = path[t], n = values.length, { paper, proper } = bothGradients(path[t], costs);
  if (isUniform(path[t], n)) return sayUniform(path[t], paper, t, n) + sayTies(ties, values);
  return `${capitalise(sayAfter(t))} ${saySurest(p)}; cost ${formatValue(cost, 2)}, that of the best order ${formatValue(least, 2)}; `
    + `entropy ${formatValue(entropy, 2)} nats per row. At this P the paper’s gradient is ${formatSize(frobenius(paper))} long, the proper one ${formatSize(frobenius(proper))}.`
    + sayHardOrder(p, costs, least) + sayTies(ties, values) + sayLoose(path[t], least);
}
