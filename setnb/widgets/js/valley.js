// The landscape of setnb.implicit.valley: its height, slope and curvature at a point of the plane.
import { add, dot, scale } from "./plane.js";

const ACROSS = [-0.28, 0.96], UPHILL = [0.8, 0.6];
export const START = [-1.5, 1.5];

// Of each wall: height, slope and curvature, written so that nothing overflows.
const softplus = (s) => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));
const sigmoid = (s) => 1 / (1 + Math.exp(-s));
const WALLS = {
  1: [(s) => 2 * softplus(-s), (s) => -2 * sigmoid(-s), (s) => 2 * sigmoid(s) * sigmoid(-s)],
  2: [(s) => s * s / 4 - (s + softplus(-2 * s) - Math.LN2), (s) => s / 2 - Math.tanh(s), (s) => Math.tanh(s) ** 2 - 0.5],
};

/** The functions of one valley: `energy(y)`, `slope(y, theta)` and `hessian(y)`. */
export function makeValley({ condition, wells }) {
  const round = 1 / condition, rest = 1 - round, [height, lean, bend] = WALLS[wells];
  return {
    energy: (y) => round * dot(y, y) / 2 + rest * (dot(ACROSS, y) ** 2 / 4 + height(dot(UPHILL, y))),
    slope: (y, theta) => add(scale(round, y), scale(rest * dot(ACROSS, y) / 2, ACROSS),
      scale(rest * lean(dot(UPHILL, y)), UPHILL), scale(-1, theta)),
    hessian: (y) => {
      const soft = bend(dot(UPHILL, y));
      return [0, 1].map((i) => [0, 1].map((j) =>
        (i === j ? round : 0) + rest * (ACROSS[i] * ACROSS[j] / 2 + soft * UPHILL[i] * UPHILL[j])));
    },
  };
}
