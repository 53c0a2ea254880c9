// One landscape, one descent, one direction v: what every mode gives, and what would be right.
import { descend, differences, findMinimum } from "./descenttangents.js";
import { gradientsAfter } from "./implicitmodes.js";
import { angleBetween, dot, eigenvalues, norm, solveLinear, subtract, unit } from "./plane.js";
import { makeValley, START } from "./valley.js";

const LONGEST = 200;

/** The widest angle between v and H⁻¹v when the curvatures of H have this ratio (Kantorovich). */
export function widestAngle(ratio) {
  return Math.acos(2 * Math.sqrt(ratio) / (1 + ratio)) * 180 / Math.PI;
}

/** `gradientsOf(T)` and `errorsOf(T)` give one entry per mode, `here` those after the T on view. */
export function studyGradients({ steps, lr, momentum, condition, wells, direction, ...options }) {
  const valley = makeValley({ condition, wells }), v = unit(direction);
  const path = descend(valley, START, { steps: LONGEST, lr, momentum });
  const minimum = findMinimum(valley, path[LONGEST].y), bowl = valley.hessian(minimum);
  const truth = solveLinear(bowl, v), curvatures = eigenvalues(bowl);
  const gradientsOf = (count) => gradientsAfter(count, path, valley, v, options);
  const errorsOf = (count) => Object.fromEntries(Object.entries(gradientsOf(count))
    .map(([name, gradient]) => [name, norm(subtract(gradient, truth)) / norm(truth)]));
  const gradients = gradientsOf(steps);
  return {
    valley, v, minimum, truth, curvatures, gradients, errorsOf, errors: errorsOf(steps),
    inverse: [[1, 0], [0, 1]].map((axis) => solveLinear(bowl, axis)),
    widest: widestAngle(curvatures[1] / curvatures[0]),
    angles: Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, angleBetween(gradient, truth)])),
    path: path.slice(0, steps + 1).map(({ y }) => y),
    distance: norm(subtract(path[steps].y, minimum)),
    // The curvature where the implicit modes look: one point before the last.
    flattest: eigenvalues(valley.hessian(path[steps - 1].y))[0],
    differences: {
      unrolled: differences((theta) => dot(v, descend(valley, START, { steps, lr, momentum }, theta)[steps].y)),
      truth: differences((theta) => dot(v, findMinimum(valley, minimum, theta))),
    },
  };
}
