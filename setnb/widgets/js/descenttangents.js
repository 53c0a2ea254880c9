// Descent with Nesterov's momentum as setnb.implicit.GradientDescent does it, and with every
// iterate its derivative by the push theta: the chain rule through all steps.
import { add, apply, norm, scale, solveLinear, subtract } from "./plane.js";

const NO_PUSH = [0, 0], PUSHES = [[1, 0], [0, 1]];

/** The iterates y_0, ..., y_steps; `moves[i]` is d(y)/d(theta_i). */
export function descend({ slope, hessian }, start, { steps, lr, momentum }, theta = NO_PUSH) {
  const path = [{ y: start, moves: PUSHES.map(() => [0, 0]) }];
  let velocities = [[0, 0], [0, 0], [0, 0]];
  for (let t = 0; t < steps; t++) {
    const { y, moves } = path[t], curvature = hessian(y);
    const slopes = [slope(y, theta), ...moves.map((move, i) => subtract(apply(curvature, move), PUSHES[i]))];
    velocities = velocities.map((velocity, i) => add(scale(momentum, velocity), slopes[i]));
    const [next, ...tangents] = [y, ...moves].map((at, i) => subtract(at, scale(lr, add(slopes[i], scale(momentum, velocities[i])))));
    path.push({ y: next, moves: tangents });
  }
  return path;
}

/** The minimum that plain descent with step size 1 finds from `y`. */
export function findMinimum({ slope, hessian }, y, theta = NO_PUSH) {
  let at = y;
  for (let t = 0; t < 5000 && norm(slope(at, theta)) > 1e-9; t++) at = subtract(at, slope(at, theta));
  // Newton's steps from so near remove what is left.
  for (let t = 0; t < 3; t++) at = subtract(at, solveLinear(hessian(at), slope(at, theta)));
  return at;
}

/** Central differences of `loss(theta)` at theta = 0. */
export function differences(loss, step = 1e-5) {
  return PUSHES.map((push) => (loss(scale(step, push)) - loss(scale(-step, push))) / (2 * step));
}
