// What f asks of two elements: below 0, the first wants to stand before the second.
import { normalisedCosts } from "./permutation.js";

/** The sine of an angle, rounded so that three thirds of a circle balance exactly. */
function sine(angle) {
  return Math.round(Math.sin(angle) * 1e12) / 1e12;
}

export const COMPARISONS = {
  ascending: { label: "ascending", prefer: (a, b) => a - b, python: "x[:, None] - x",
    rule: "f = xᵢ − xⱼ: the smaller of two wants to come first." },
  descending: { label: "descending", prefer: (a, b) => b - a, python: "x - x[:, None]",
    rule: "f = xⱼ − xᵢ: the same costs with the other sign, so the larger comes first." },
  size: { label: "by size", prefer: (a, b) => Math.abs(a) - Math.abs(b), python: "x.abs()[:, None] - x.abs()",
    rule: "f = |xᵢ| − |xⱼ|: 1 and −1 are different, but not to f." },
  circle: { label: "on a circle", prefer: (a, b) => sine(2 * Math.PI / 3 * (a - b)), python: "torch.sin(2 * torch.pi / 3 * (x[:, None] - x))",
    rule: "f = sin(2π (xᵢ − xⱼ) / 3): the shorter way round a circle of length 3, where −1 comes before 0, 0 before 1 and 1 before −1." },
};

const LEARNED = { label: "learned f", python: null, rule: "f is the trained network that this widget was given." };

/** The comparisons on offer; a network of one hidden layer, as `PairCosts` has it, adds its own. */
export function offeredComparisons({ first, second, bias, readout }) {
  if (!readout) return COMPARISONS;
  const prefer = (a, b) => readout.reduce((sum, r, k) => sum + r * Math.max(first[k] * a + second[k] * b + bias[k], 0), 0);
  return { learned: { ...LEARNED, prefer }, ...COMPARISONS };
}

/** The costs C of all pairs. */
export function pairCosts(values, prefer) {
  return normalisedCosts(values.map((a) => values.map((b) => prefer(a, b))));
}

/** Places of elements that cost the same against all others, so that nothing can part them: lists of two or more. */
export function tiedElements(costs) {
  const groups = [];
  costs.forEach((row, i) => {
    const group = groups.find(([j]) => row.every((v, k) => Math.abs(v - costs[j][k]) < 1e-12));
    if (group) group.push(i);
    else groups.push([i]);
  });
  return groups.filter((group) => group.length > 1);
}
