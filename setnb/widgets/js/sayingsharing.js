// One frame of a search for a sharing scheme in words, and how the search ends.
import { countBlocks } from "./partitions.js";
import { capitalise, formatCount, formatSize, formatValue, listed, sayAfter } from "./text.js";

/** How sure the rows are: the entropy as a share of what it is at most. */
function sayHardness(entropy, k) {
  const share = entropy / Math.log(k);
  return share > 0.66 ? "A is soft" : share > 0.2 ? "A is half decided" : "A is nearly hard";
}

function sayBlocks(labels, { moving, distance }, scheme) {
  const blocks = countBlocks(labels), found = `${formatCount(blocks)} ${blocks === 1 ? "block" : "blocks"}`;
  if (distance === 0) return `Hardened, it has the ${found} of the truth: PD = 0.`;
  const wrong = `${moving.length === 1 ? "parameter" : "parameters"} ${listed(moving.map((i) => i + 1))}`;
  return `Hardened, it has ${found} where the truth has ${formatCount(countBlocks(scheme))}; ${wrong} must move: PD = ${distance}.`;
}

/** The sentence for frame t of a search; `found` is what `matchBlocks` says of its hardened blocks. */
export function saySharing({ search, scheme, labels, found, steps }, t) {
  const last = steps.length - 1, end = search.distance[last], after = capitalise(sayAfter(steps[t]));
  const ends = t === last ? "" : ` After ${steps[last]} steps PD is ${end === search.distance[t] ? `${end} too` : end}.`;
  return `${after} ${sayHardness(search.entropy[t], scheme.length)}: entropy ${formatValue(search.entropy[t], 2)} nats per parameter, `
    + `nuclear norm ${formatValue(search.norm[t], 2)}, column norms ${formatValue(search.columns[t], 2)}. The validation loss is ${formatSize(search.loss[t])}. ${sayBlocks(labels, found, scheme)}${ends}`;
}
