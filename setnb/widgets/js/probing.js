// The probe in the browser: the same definitions, verdict words and tolerance as setnb.probe.
import { allPermutations, equalRows, identityPermutation, isIdentity, permute, swapPlaces } from "./sets.js";
import { compareOutputs, largest } from "./residuals.js";

export const VERDICTS = ["set-equivariant", "exclusively multiset-equivariant", "invariant", "not equivariant"];
export const TOLERANCE = 1e-6;

/** A small generator of uniform numbers in [0, 1) (mulberry32): the same sets at every visit. */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled(n, random) {
  const perm = identityPermutation(n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [perm[i], perm[j]] = [perm[j], perm[i]];
  }
  return perm;
}

/** Sets where symmetry usually breaks beside ordinary ones, as lists of n values. */
export function probeSets(n, random) {
  const generic = () => Array.from({ length: n }, () => 4 * random() - 2);
  const integers = () => shuffled(n + 2, random).slice(0, n).map((v) => v - Math.floor(n / 2) - 1);
  const copied = (values, gap) => values.map((v, i) => (i === n - 1 ? values[0] + gap : v));
  const few = (values) => values.map(() => values[Math.floor(random() * Math.ceil(n / 2))]);
  return [
    generic(), generic().map((v) => 3 * v), generic().map((v) => v / 10), integers(),
    copied(generic(), 0), copied(integers(), 0), few(generic()), few(integers()),
    generic().fill(generic()[0]), generic().fill(0),
    copied(generic(), 1e-3), copied(generic(), -1e-7), [...copied(generic(), 1e-3)].reverse(),
  ];
}

/** Every permutation for n <= 3; else swaps of equal elements, of neighbours, a shift, a reversal. */
export function probePermutations(values, random) {
  const n = values.length, places = identityPermutation(n);
  if (n <= 3) return allPermutations(n).filter((perm) => n === 1 || !isIdentity(perm));
  const equal = equalRows(values.map((v) => [v])).filter((group) => group.length > 1);
  return [
    ...equal.map((group) => swapPlaces(places, group[0], group[1])),
    ...places.slice(1).map((i) => swapPlaces(places, i - 1, i)),
    [...places.slice(1), 0], [...places].reverse(), shuffled(n, random),
  ];
}

// Beyond this, differences of outputs could overflow, and matching rows by them would never end.
const LARGEST_OUTPUT = 1e100;

/** Whether every number of an output is one: not NaN, and not too large to compare. */
export function isDefined(output) {
  return output.flat().every((v) => Math.abs(v) <= LARGEST_OUTPUT);
}

function evaluate(run, values, perm) {
  const moved = permute(values, perm), fx = run(values), fpx = run(moved);
  if (!isDefined(fx) || !isDefined(fpx)) return { undefinedAt: isDefined(fx) ? moved : values };
  const shown = compareOutputs(values.map((v) => [v]), perm, fx, fpx);
  return { values, perm, shown, size: Math.max(largest(fx), largest(fpx)) };
}

/**
 * Judge `run` on sets of n values. Errors are relative to the size of the outputs they belong to,
 * never less than a thousandth of the typical output nor so small that rounding shows. Where an
 * output is undefined there is no verdict, but the set that shows it.
 */
export function probe(run, n, seed = 0) {
  const random = makeRandom(seed + 1);
  const pairs = probeSets(n, random).flatMap((values) =>
    probePermutations(values, random).map((perm) => evaluate(run, values, perm)));
  const failed = pairs.find((pair) => pair.undefinedAt);
  if (failed) return { verdict: null, broken: null, undefinedAt: failed.undefinedAt, least: 0, typical: 0 };
  const sizes = pairs.map((pair) => pair.size).sort((a, b) => a - b);
  const biggestInput = Math.max(...pairs.map((pair) => largest(pair.values)));
  const rounding = 32 * Number.EPSILON * n * biggestInput;
  const least = Math.max(1e-3 * sizes[sizes.length >> 1], rounding / TOLERANCE, Number.MIN_VALUE);
  const relative = (pair, property) => pair.shown[property] / Math.max(pair.size, least);
  const worst = (property) => Math.max(...pairs.map((pair) => relative(pair, property)));
  const perElement = pairs[0].shown.perElement;
  const errors = { invariance: worst("invariance") };
  if (perElement) Object.assign(errors, { set: worst("set"), multiset: worst("multiset") });
  const { verdict, broken } = judge(errors);
  return { verdict, broken, errors, perElement, least, typical: sizes[sizes.length >> 1] };
}

/** The first verdict that holds, and the next property, which is broken. */
export function judge({ set = Infinity, multiset = Infinity, invariance }) {
  if (set <= TOLERANCE) return { verdict: VERDICTS[0], broken: null };
  if (multiset <= TOLERANCE) return { verdict: VERDICTS[1], broken: "set" };
  const perElement = Number.isFinite(multiset);
  if (invariance <= TOLERANCE) return { verdict: VERDICTS[2], broken: perElement ? "multiset" : null };
  return { verdict: VERDICTS[3], broken: perElement ? "multiset" : "invariance" };
}

/** The smallest set of small integers and swap of neighbours that break what the probe saw broken. */
export function smallestCounterexample(run, n, found) {
  if (!found.broken) return null;
  for (let m = 2; m <= n; m++) {
    for (const values of smallIntegerSets(m)) {
      for (let i = 0; i + 1 < m; i++) {
        const pair = evaluate(run, values, swapPlaces(identityPermutation(m), i, i + 1));
        if (!pair.undefinedAt && pair.shown[found.broken] > TOLERANCE * Math.max(pair.size, found.least)) return pair;
      }
    }
  }
  return null;
}

function smallIntegerSets(n) {
  let sets = [[]];
  for (let i = 0; i < n; i++) sets = sets.flatMap((values) => [0, 1, -1, 2].map((v) => [...values, v]));
  const weight = (values) => values.reduce((sum, v) => sum + Math.abs(v), 0);
  return sets.sort((a, b) => weight(a) - weight(b)).slice(0, 200);
}
