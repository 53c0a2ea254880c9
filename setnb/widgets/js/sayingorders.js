// What the recurrent-invariance explorer says of all orders, and of one swap of neighbours.
import { stateDistance } from "./orders.js";
import { formatSize, formatValue } from "./text.js";

const HALF = 0.5; // an answer nearer than this to a whole number is rounded to it

export function sayStrength(strength) {
  return strength === 0 ? "0, no penalty" : formatSize(strength);
}

export function countRight(answers, sum) {
  return answers.filter((answer) => Math.abs(answer - sum) < HALF).length;
}

function sayRight(right, count) {
  if (right === count) return "all of them round";
  return right === 0 ? "none of them rounds" : `${right} of ${count} ${right === 1 ? "rounds" : "round"}`;
}

function saySwap({ values, swap, path, swapped }) {
  const [a, b] = values.slice(swap - 1, swap + 1);
  if (a === b) return ` Its places ${swap} and ${swap + 1} are equal, so swapping them changes nothing.`;
  const gap = (t) => formatSize(stateDistance(path[t].state, swapped[t].state));
  const end = swap + 1 === values.length ? "" : `, and ${gap(values.length)} at the end`;
  return ` With ${a} and ${b} swapped it gives ${formatValue(swapped.at(-1).answer, 2)}: the two states are ${gap(swap + 1)} apart once both are read${end}.`;
}

/** The sentence for one reading; `path` and `swapped` are those of the highlighted order. */
export function sayOrders({ reading, sum, strength, values, swap, path, swapped }) {
  const { answers, lowest, highest } = reading, count = answers.length, right = countRight(answers, sum);
  const lambda = strength === 0 ? "Without the penalty" : `With λ = ${formatSize(strength)}`, answer = formatValue(path.at(-1).answer, 2);
  if (count === 1) return `${lambda} the answer is ${answer}; the sum is ${sum}. All elements are equal, so there is one order only.`;
  return `${lambda} the ${count} orders give answers between ${formatValue(lowest, 2)} and ${formatValue(highest, 2)}, at most ${formatSize(highest - lowest)} apart; `
    + `the sum is ${sum}, and ${sayRight(right, count)} to it. `
    + `The order ${values.join(", ")} gives ${answer}.${saySwap({ values, swap, path, swapped })}`;
}
