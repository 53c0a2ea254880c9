// The numbers of one step in words, and what becomes of them.
import { countLetters } from "./numberings.js";
import { capitalise, formatCount, sayAfter } from "./text.js";

/** What is wrong within one class, as phrases. */
function classTroubles(letter, count, numbers) {
  const shared = [...new Set(numbers)].filter((v) => v < count).sort((a, b) => a - b)
    .map((v) => [v, numbers.filter((other) => other === v).length]).filter(([, times]) => times > 1)
    .map(([v, times]) => `${formatCount(times)} ${letter}’s share number ${v}`);
  const beyond = numbers.filter((v) => v >= count);
  if (beyond.length === 0) return shared;
  const phrase = beyond.length > 1 ? `${formatCount(beyond.length)} ${letter}’s have numbers above ${count - 1}`
    : count === 1 ? `the only ${letter} has number ${beyond[0]}, not 0` : `one ${letter} has number ${beyond[0]}, above ${count - 1}`;
  return [...shared, phrase];
}

function sayAll(n) {
  if (n === 1) return "the only element is right";
  return n === 2 ? "both are right" : `all ${formatCount(n)} are right`;
}

function sayWrong(errors, n) {
  return `${errors} of ${n} ${errors === 1 ? "is" : "are"} wrong`;
}

/** What a reader at step t does not see: how it ends, and since when. */
function sayEnd(steps, t) {
  const last = steps.length - 1, n = steps[0].numbers.length, { errors } = steps[last];
  if (errors > 0) return t === last ? "" : ` ${capitalise(sayAfter(last))} ${sayWrong(errors, n)}.`;
  const settled = steps.findLastIndex((step) => step.errors > 0) + 1;
  if (t < settled) return ` From step ${settled} on ${sayAll(n)}.`;
  return settled === t || n === 1 ? "" : ` They have been since ${settled === 0 ? "the start" : `step ${settled}`}.`;
}

/** The sentence for step t of `numberLetters`. */
export function sayNumbers(letters, steps, t) {
  if (letters === "") return "The empty multiset has nothing to number. Type a letter.";
  const { numbers, errors } = steps[t], after = capitalise(sayAfter(t));
  if (errors === 0) return `${after} ${sayAll(letters.length)}.${sayEnd(steps, t)}`;
  const troubles = Object.entries(countLetters(letters)).flatMap(([letter, count]) =>
    classTroubles(letter, count, numbers.filter((_, i) => letters[i] === letter)));
  return `${after} ${troubles.join(", ")}: ${sayWrong(errors, letters.length)}.${sayEnd(steps, t)}`;
}
