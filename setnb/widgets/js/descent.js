// Descent with Nesterov's momentum over sets of rows, as setnb.implicit.GradientDescent does it.

/**
 * Every iterate from `start` on, and its energy: v <- momentum v + g, then
 * y <- project(y - lr (g + momentum v)), the velocity 0 at first. `look(y)` gives { energy, gradient };
 * `project` maps a row to the nearest one that is allowed; `clip` is the longest that all of g may be.
 */
export function descendRows(look, start, { steps, lr, momentum, project = (row) => row, clip = Infinity }) {
  let y = start.map(project), velocity = y.map((row) => row.map(() => 0));
  const path = [y], energies = [];
  for (let step = 0; step < steps; step++) {
    const { energy, gradient: found } = look(y), gradient = shorten(found, clip);
    energies.push(energy);
    velocity = velocity.map((row, i) => row.map((v, j) => momentum * v + gradient[i][j]));
    y = y.map((row, i) => project(row.map((v, j) => v - lr * (gradient[i][j] + momentum * velocity[i][j]))));
    path.push(y);
  }
  return { path, energies: [...energies, look(y).energy] };
}

/** The rows, scaled down where their common norm is above `longest`. */
function shorten(rows, longest) {
  const norm = Math.hypot(...rows.flat());
  return norm > longest ? rows.map((row) => row.map((v) => v * longest / norm)) : rows;
}
