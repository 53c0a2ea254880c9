// Every order of a small list: what a recurrent reader makes of each, and how far they part.
import { gruStep, readAnswer, startState } from "./recurrent.js";
import { allPermutations, permute, swapPlaces } from "./sets.js";

const key = (symbols) => symbols.join();
const sorted = (symbols) => [...symbols].sort((a, b) => a - b);

/** The different orders of a list, in dictionary order: equal elements do not count twice. */
export function distinctOrders(values) {
  const all = allPermutations(values.length).map((perm) => permute(sorted(values), perm));
  return [...new Map(all.map((order) => [key(order), order])).values()];
}

/** The place of an order among the different ones. */
export function orderIndex(orders, values) {
  return orders.findIndex((order) => key(order) === key(values));
}

/** The order `by` places after this one in dictionary order, around the end. */
export function orderAfter(values, by) {
  const orders = distinctOrders(values);
  return orders.at((orderIndex(orders, values) + by) % orders.length);
}

/** The list with its elements `swap` and `swap + 1` exchanged, counted from 1. */
export function swapNeighbours(values, swap) {
  return swapPlaces(values, swap - 1, swap);
}

// Plain loops: hundreds of pairs of states are compared in every update.
function squaredDistance(one, other) {
  let sum = 0;
  for (let k = 0; k < one.length; k++) sum += (one[k] - other[k]) ** 2;
  return sum;
}

export function stateDistance(one, other) {
  return Math.sqrt(squaredDistance(one, other));
}

/** The largest distance between two of the states. */
function widest(states) {
  let most = 0;
  for (let i = 0; i < states.length; i++) {
    for (let j = 0; j < i; j++) most = Math.max(most, squaredDistance(states[i], states[j]));
  }
  return Math.sqrt(most);
}

/**
 * For each order the path of `{ state, answer }` after 0, 1, ..., n elements. `partings[t]` is the
 * largest distance between two states in which the same t elements were read, 0 for an invariant recurrence.
 */
export function readOrders(reader, orders) {
  const n = orders[0].length, start = startState(reader);
  const known = new Map([["", { state: start, answer: readAnswer(reader, start), read: [] }]]);
  const after = (read) => {
    const name = key(read);
    if (!known.has(name)) {
      const state = gruStep(reader, after(read.slice(0, -1)).state, read.at(-1));
      known.set(name, { state, answer: readAnswer(reader, state), read });
    }
    return known.get(name);
  };
  const paths = orders.map((order) => Array.from({ length: n + 1 }, (_, t) => after(order.slice(0, t))));
  const partings = new Array(n + 1).fill(0), sameRead = new Map();
  for (const { read, state } of known.values()) {
    const name = key(sorted(read));
    if (!sameRead.has(name)) sameRead.set(name, []);
    sameRead.get(name).push({ read, state });
  }
  for (const nodes of sameRead.values()) {
    const count = nodes[0].read.length;
    partings[count] = Math.max(partings[count], widest(nodes.map(({ state }) => state)));
  }
  const answers = paths.map((path) => path[n].answer);
  return { paths, partings, answers, lowest: Math.min(...answers), highest: Math.max(...answers) };
}

/** Everything about one list: its orders, and how each reader reads them. */
export function compareReaders(readers, values) {
  const orders = distinctOrders(values), sum = values.reduce((total, v) => total + v, 0);
  return { orders, sum, readings: readers.map((reader) => readOrders(reader, orders)) };
}
