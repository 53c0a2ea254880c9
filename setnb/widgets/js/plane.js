// Vectors [x, y] and 2 by 2 matrices [[a, b], [c, d]].

export const scale = (factor, v) => [factor * v[0], factor * v[1]];
export const add = (...vectors) => [0, 1].map((i) => vectors.reduce((sum, v) => sum + v[i], 0));
export const subtract = (v, w) => [v[0] - w[0], v[1] - w[1]];
export const dot = (v, w) => v[0] * w[0] + v[1] * w[1];
export const norm = (v) => Math.hypot(v[0], v[1]);
export const apply = (m, v) => [dot(m[0], v), dot(m[1], v)];
export const transpose = (m) => [[m[0][0], m[1][0]], [m[0][1], m[1][1]]];
/** The unit vector at `degrees` from the first axis. */
export const unit = (degrees) => [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];

/** The root of `m w = v`. */
export function solveLinear([[a, b], [c, d]], v) {
  const determinant = a * d - b * c;
  return [(d * v[0] - b * v[1]) / determinant, (a * v[1] - c * v[0]) / determinant];
}

/** The eigenvalues of a symmetric matrix, the smaller first. */
export function eigenvalues([[a, b], [, d]]) {
  const middle = (a + d) / 2, radius = Math.hypot((a - d) / 2, b);
  return [middle - radius, middle + radius];
}

/** The angle between two vectors in degrees, null if one is zero. */
export function angleBetween(v, w) {
  if (norm(v) === 0 || norm(w) === 0) return null;
  return Math.atan2(Math.abs(v[0] * w[1] - v[1] * w[0]), dot(v, w)) * 180 / Math.PI;
}
