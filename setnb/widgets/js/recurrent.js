// A GRU that reads whole numbers one by one: symbol, cell and linear answer, as PyTorch has them.
import { unpackNumbers } from "./packed.js";

/** A reader as `setnb.widgets.packing` writes it. What a symbol adds to the gates is worked out once. */
export function unpackReader({ strength, below, width, hidden, unit, data }) {
  const numbers = unpackNumbers(data), gates = 3 * hidden;
  let at = 0;
  const take = (count) => numbers.subarray(at, at += count);
  const table = take(below * width), ofInput = take(gates * width), ofState = take(gates * hidden);
  const inputBias = take(gates), stateBias = take(gates), readout = take(hidden);
  const inputs = Array.from({ length: below }, (_, symbol) =>
    addProduct(inputBias, ofInput, table.subarray(symbol * width, (symbol + 1) * width)));
  return { strength, below, hidden, unit, inputs, ofState, stateBias, readout };
}

// Plain loops below: the `map` of typed arrays takes several times as long, and this runs in every update.

/** bias + matrix x, the matrix row by row. */
function addProduct(bias, matrix, x) {
  const sums = new Float64Array(bias.length), width = x.length;
  for (let row = 0, at = 0; row < sums.length; row++) {
    let sum = bias[row];
    for (let i = 0; i < width; i++, at++) sum += matrix[at] * x[i];
    sums[row] = sum;
  }
  return sums;
}

const sigmoid = (v) => 1 / (1 + Math.exp(-v));

/** The state before anything is read. */
export function startState({ hidden }) {
  return new Float64Array(hidden);
}

/** f(state, symbol): reset and update gates, then a mixture of the old state and a new one. */
export function gruStep({ hidden, inputs, ofState, stateBias }, state, symbol) {
  const input = inputs[symbol], own = addProduct(stateBias, ofState, state), next = new Float64Array(hidden);
  for (let k = 0; k < hidden; k++) {
    const reset = sigmoid(input[k] + own[k]), keep = sigmoid(input[hidden + k] + own[hidden + k]);
    const fresh = Math.tanh(input[2 * hidden + k] + reset * own[2 * hidden + k]);
    next[k] = (1 - keep) * fresh + keep * state[k];
  }
  return next;
}

/** The answer that the readout gives in a state. */
export function readAnswer({ readout, unit }, state) {
  let sum = 0;
  for (let k = 0; k < state.length; k++) sum += readout[k] * state[k];
  return unit * sum;
}
