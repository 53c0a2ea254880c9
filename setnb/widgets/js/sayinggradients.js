// What the gradients of one descent show, in words.
import { norm } from "./plane.js";
import { formatSize, formatValue } from "./text.js";

const RIGHT = 1e-3;

export function sayAngle(angle) {
  return angle === null ? "nowhere" : `${formatValue(angle, angle < 10 ? 1 : 0)}°`;
}

export function sayPercent(error) {
  return error < 1e-6 ? "less than 0.0001 %" : `${formatSize(100 * error)} %`;
}

function sayIdentity({ angles, errors, gradients, truth }) {
  if (errors.identity < RIGHT) return "The identity is right too: along v the curvature is 1.";
  const flipped = [0, 1].filter((i) => gradients.identity[i] * truth[i] < 0 && Math.abs(gradients.identity[i]) > RIGHT);
  const wrong = flipped.length ? `, with the wrong sign in its ${["first", "second"][flipped[0]]} entry` : "";
  if (angles.identity < 0.5) return `The identity points the right way, with ${formatSize(norm(gradients.identity) / norm(truth))} times the length, whatever T is.`;
  return `The identity points ${sayAngle(angles.identity)} off, whatever T is${wrong}.`;
}

function sayConjugate(steps, { gradients, angles }) {
  if (norm(gradients.cg) === 0) return "CG finds the curvature along v negative and gives 0.";
  if (steps === 2) return "CG with 2 steps gives the same as exact.";
  return `CG with 1 step keeps the direction of v, ${sayAngle(angles.cg)} off, and mends only the length.`;
}

/** The sentence under the drawing. */
export function sayGradients({ steps, cgSteps }, study) {
  const { distance, errors, angles, flattest } = study;
  const where = `With T = ${steps} the descent ends ${distance < 1e-6 ? "at the minimum" : `${formatSize(distance)} from the minimum`}.`;
  if (flattest <= 0) {
    const conjugate = norm(study.gradients.cg) === 0 ? ` ${sayConjugate(cgSteps, study)}` : "";
    return `${where} ${sayIdentity(study)} Where H is taken, E curves down in one direction (curvature ${formatValue(flattest, 2)}): `
      + `exact solves H w = v all the same and points ${sayAngle(angles.exact)} off.${conjugate}`;
  }
  const good = errors.exact < RIGHT;
  const exact = good ? `Exact is right to ${sayPercent(errors.exact)}.`
    : `Exact solves H w = v at a point that is not the minimum: ${sayAngle(angles.exact)} off, an error of ${sayPercent(errors.exact)}.`;
  const unrolled = `Unrolled has an error of ${sayPercent(errors.unrolled)}.`;
  return [where, sayIdentity(study), exact, sayConjugate(cgSteps, study), unrolled].join(" ");
}

/** What holds at the minimum whatever the descent does. */
export function sayBound({ curvatures: [low, high], widest }) {
  const ratio = formatValue(high / low, 1);
  if (widest < 0.05) return "At the minimum E curves equally in all directions: v and H⁻¹v point the same way.";
  return `At the minimum the curvatures of E are ${formatValue(low, 3)} and ${formatValue(high, 3)}. With a ratio of ${ratio}, v and H⁻¹v are `
    + `at most ${sayAngle(widest)} apart (grey wedge). That is less than 90°, so a small enough step against the identity's gradient always lowers L(y*).`;
}
