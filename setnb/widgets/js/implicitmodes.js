// The gradient modes of setnb.implicit on two variables: each gives w for the incoming gradient v.
import { add, apply, dot, scale, solveLinear, subtract } from "./plane.js";

/** w = alpha sum_j (I - alpha H)^j v, j = 0, ..., steps, with alpha = 1. */
function neumann(hessian, v, steps) {
  let term = v, total = v;
  for (let j = 0; j < steps; j++) {
    term = subtract(term, apply(hessian, term));
    total = add(total, term);
  }
  return total;
}

/** Conjugate gradients for A w = v; stops where the curvature is not positive, or is rounding. */
function conjugateGradients(matrix, v, steps) {
  let w = [0, 0], left = v, direction = v, size = dot(v, v), stiffest = 0;
  const goal = size * Number.EPSILON ** 2;
  for (let step = 0; step < steps; step++) {
    const image = apply(matrix, direction), bend = dot(direction, image), length = dot(direction, direction);
    stiffest = Math.max(stiffest, bend / Math.max(length, Number.MIN_VALUE));
    if (!(bend > Number.EPSILON ** 0.75 * stiffest * length && size > goal)) break;
    w = add(w, scale(size / bend, direction));
    left = subtract(left, scale(size / bend, image));
    const smaller = dot(left, left);
    direction = add(left, scale(smaller / size, direction));
    size = smaller;
  }
  return w;
}

/** H / gamma + I. */
function damp(hessian, gamma) {
  return hessian.map((row, i) => row.map((entry, j) => entry / gamma + (i === j ? 1 : 0)));
}

export const MODES = {
  unrolled: (_, v, __, moves) => moves.map((move) => dot(v, move)),
  identity: (_, v) => v,
  neumann: (hessian, v, { neumannSteps }) => neumann(hessian, v, neumannSteps),
  cg: (hessian, v, { cgSteps }) => conjugateGradients(hessian, v, cgSteps),
  // In the plane two steps are enough: more than any small matrix needs.
  damped: (hessian, v, { gamma }) => conjugateGradients(damp(hessian, gamma), v, 10),
  exact: (hessian, v) => solveLinear(hessian, v),
};

/** What every mode gives after `steps` steps of `path`: curvature is taken one point before the last. */
export function gradientsAfter(steps, path, { hessian }, v, options) {
  const curvature = hessian(path[steps - 1].y), { moves } = path[steps];
  return Object.fromEntries(Object.entries(MODES).map(([name, mode]) => [name, mode(curvature, v, options, moves)]));
}
