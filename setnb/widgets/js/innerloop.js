// The inner loop of DSPN from start to end, what it does to the points, and that in words.
import { descendRows } from "./descent.js";
import { assign, euclidean } from "./matching.js";
import { normalRows } from "./random.js";
import { encodeSet, makeEncodingEnergy } from "./setencoder.js";
import { formatCount, formatList, formatSize } from "./text.js";

export const STEPS = 40;
const START_STD = 0.1, FAR = 1e3;

export function startRows({ start, seed }, n) {
  return start === "zeros" ? Array.from({ length: n }, () => [0, 0]) : normalRows(seed, n, 2, { std: START_STD });
}

/** The largest distance between two points of a set. */
export function diameter(rows) {
  return Math.max(0, ...rows.flatMap((row, i) => rows.slice(i + 1).map((other) => euclidean(row, other))));
}

/** Whether the descent has lost a point; NaN counts as far. */
export function hasRunAway(rows) {
  return !rows.flat().every((v) => Math.abs(v) <= FAR);
}

/** Which point of `others` each of `rows` is matched to at least cost, and that cost. */
export function matchRows(rows, others) {
  if (hasRunAway(rows)) return { matching: [], distance: Infinity };
  const costs = rows.map((row) => others.map((other) => euclidean(row, other)));
  const matching = assign(costs);
  return { matching, distance: matching.reduce((sum, j, i) => sum + costs[i][j], 0) };
}

/** `encoder` makes z of the wanted set, `decoder` is the g that is inverted; `parting`: one step from equal points. */
export function solveInnerLoop({ encoder, decoder }, { values, start, seed, momentum, lr }) {
  const n = values.length, look = makeEncodingEnergy(decoder, encodeSet(encoder, values), n);
  const { path, energies } = descendRows(look, startRows({ start, seed }, n), { steps: STEPS, lr, momentum });
  const equal = startRows({ start: "zeros" }, n), [, stepped] = descendRows(look, equal, { steps: 1, lr, momentum }).path;
  return {
    path, parting: diameter(stepped),
    energies: energies.map((energy) => (Number.isFinite(energy) ? energy : Infinity)),
    matches: path.map((rows) => matchRows(rows, values)),
  };
}

/** A size for a reader, who meets infinity where the descent has run away. */
export function sayDistance(distance) {
  return Number.isFinite(distance) ? formatSize(distance) : "beyond measure";
}

export function countPoints(n) {
  return n === 1 ? "the point" : `the ${formatCount(n)} points`;
}

function sayTogether(rows, { start, t, after }) {
  const all = countPoints(rows.length), largest = `largest distance between points ${formatSize(diameter(rows))}.`;
  if (rows.length === 1) return `${after} ${all} is at ${formatList(rows, 2)}.`;
  if (start === "random") return `${after} ${all} are spread out: ${largest}`;
  if (t === 0) return `${after} ${all} share one place: ${largest} What will a step do?`;
  return `${after} ${all} ${diameter(rows) === 0 ? "still move as one body" : "have parted"}: ${largest}`;
}

/** The sentence for iterate t; `limit` is where the drawing ends. */
export function sayIterate({ path, matches }, { name, start, t, limit }) {
  const rows = path[t], after = t === 0 ? "Before the first step" : `After ${t} ${t === 1 ? "step" : "steps"} with ${name}`;
  if (hasRunAway(rows)) return `${after} ${countPoints(rows.length)} ${rows.length === 1 ? "has" : "have"} run away. Make the step size or the momentum smaller.`;
  const outside = rows.filter((row) => row.some((v) => Math.abs(v) > limit)).length;
  const beyond = outside ? ` Outside the drawing: ${outside} of ${rows.length}.` : "";
  return `${sayTogether(rows, { start, t, after })} The matching distance to X is ${formatSize(matches[t].distance)}.${beyond}`;
}
