// A multiset of letters, numbered by a trained iDSPN: every step's probabilities, and what is wrong.
import { descendRows } from "./descent.js";
import { normalRows } from "./random.js";
import { encodeSet, makeEncodingEnergy, unpackEncoder } from "./setencoder.js";
import { projectSimplex } from "./simplex.js";

export const LETTERS = "abcdefg";

/** A model as `setnb.widgets.numbering` packs it. */
export function unpackModel({ encoder, decoder, clip, ...rest }) {
  return { ...rest, clip: clip ?? Infinity, encoder: unpackEncoder(encoder), decoder: unpackEncoder(decoder), alphabet: LETTERS.slice(0, rest.classes) };
}

/** The rows that the descent starts from, before they are brought onto the simplex: one for each place. */
export function startRows({ largest, start_std: std }, { letters, start, seed }) {
  if (start === "random") return normalRows(seed, letters.length, largest, { std });
  return Array.from(letters, () => new Array(largest).fill(0));
}

/** How many elements each letter has. */
export function countLetters(letters) {
  const counts = {};
  for (const letter of letters) counts[letter] = (counts[letter] ?? 0) + 1;
  return counts;
}

/** Which elements are wrong: a class of k should show 0, ..., k - 1, and the first to show one is right. */
export function wrongNumbers(letters, numbers) {
  const counts = countLetters(letters), taken = new Set();
  return Array.from(letters, (letter, i) => {
    const shown = `${letter}${numbers[i]}`, useful = numbers[i] < counts[letter] && !taken.has(shown);
    taken.add(shown);
    return !useful;
  });
}

/** Of each step, the first included: a row of probabilities for each element, its number, whether it is wrong. */
export function numberLetters(model, state) {
  const { letters } = state, known = Array.from(letters, (letter) => Array.from(model.alphabet, (other) => Number(other === letter)));
  const look = makeEncodingEnergy(model.decoder, encodeSet(model.encoder, known), letters.length, known);
  const { path } = descendRows(look, startRows(model, state), { ...model, project: projectSimplex });
  return path.map((rows) => {
    const numbers = rows.map((row) => row.indexOf(Math.max(...row))), wrong = wrongNumbers(letters, numbers);
    return { rows, numbers, wrong, errors: wrong.filter(Boolean).length };
  });
}
