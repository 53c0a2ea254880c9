// One set, one decomposition, one precision: what rho reads from the sums, and how that is said.
import { DECOMPOSITIONS } from "./decompositions.js";
import { PRECISIONS } from "./precision.js";
import { formatSize, formatValue } from "./text.js";

// Discs show two decimals: a larger error can be seen.
const VISIBLE = 0.01;
// What is left of a sum that the precision can hold is the rounding of adding up.
const ROUNDING = 16 * Number.EPSILON;

export function readSums(values, name, precision, sharpness) {
  const { of, rho, target } = DECOMPOSITIONS[name], { keep, show } = PRECISIONS[precision];
  const { names, phi, full } = of(values.length, sharpness);
  const features = values.map(phi);
  const sums = names.map((label, k) => {
    const terms = features.map((row) => row[k]), exact = terms.reduce((a, b) => a + b, 0), kept = keep(exact);
    return { name: label, terms, exact, kept, digits: show(kept), full: full ?? exact };
  });
  const roots = rho(sums.map(({ kept }) => kept), sharpness).map((v) => (Array.isArray(v) ? v : [v, 0]));
  const found = roots.map(([real]) => real), wanted = target(values);
  const errors = wanted.map((value, i) => Math.abs(value - found[i]));
  const complex = roots.filter(([, imaginary]) => Math.abs(imaginary) > VISIBLE / 100).length;
  return { sums, found, complex, target: wanted, wrong: errors.map((error) => !(error <= VISIBLE)),
    error: Math.max(...errors), sumError: Math.max(...sums.map(lost)) };
}

function lost({ exact, kept }) {
  const difference = Number.isFinite(kept) ? Math.abs(exact - kept) : Infinity;
  return difference <= ROUNDING * Math.abs(exact) ? 0 : difference;
}

/** The smallest distance between two elements; 0 for equal ones. */
function smallestGap(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((v, i) => v - sorted[i]));
}

export function saySums(values, name, precision, { found, complex, target, wrong, sumError, error }) {
  if (!Number.isFinite(sumError)) return `The sums are too large for ${precision}: nothing can be read from them.`;
  const off = sumError > 0 ? `off by up to ${formatSize(sumError)}` : "as exact as floats are";
  const kept = `Kept ${PRECISIONS[precision].said}, the sums are ${off}`;
  if (!found.every(Number.isFinite)) return `${kept}. The difference that ρ reads has been rounded away: nothing is left to read.`;
  if (name !== "power_sums") {
    const [read, wanted] = [found[0], target[0]].map((v) => formatValue(v, 4));
    return `${kept}. ρ reads ${read} from them; the target is ${wanted}: off by ${formatSize(error)}.`;
  }
  if (!wrong.includes(true)) return `${kept}. ρ reads each element back to within ${formatSize(error)}; only the list order is lost.`;
  const times = sumError > 0 ? `, ${formatSize(error / sumError)} times as much` : "";
  const gap = smallestGap(values), apart = `${formatSize(gap)} apart`;
  const why = gap === 0 ? " Some elements are equal." : Number.isFinite(gap) ? ` The closest two are ${apart}.` : "";
  const pairs = complex ? ` ${complex} of the roots are not real: their discs stand at the real parts.` : "";
  return `${kept}; the elements read from them are off by up to ${formatSize(error)}${times}.${pairs || why}`;
}
