// Optimal assignment and the two distances of chapter 10: with the list order, and without it.

// Sums of larger costs could overflow, and the search among infinite ones would never end.
const LARGEST_COST = 1e300;

function refuseUnusable(cost) {
  const costs = cost.flat(), at = costs.findIndex((v) => !(Math.abs(v) <= LARGEST_COST));
  if (at < 0) return;
  const [row, column] = [Math.floor(at / cost.length), at % cost.length];
  throw new Error(`cost[${row}][${column}] is ${costs[at]}; an assignment needs finite costs`);
}

/**
 * The column for each row of a square cost matrix, of least total cost; NaN and infinity are refused.
 * Shortest augmenting paths with potentials, O(n^3); row 0 and column 0 are a sentinel.
 */
export function assign(cost) {
  refuseUnusable(cost);
  const n = cost.length;
  const rowPotential = new Float64Array(n + 1), columnPotential = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1), previous = new Int32Array(n + 1);
  for (let row = 1; row <= n; row++) {
    const least = new Float64Array(n + 1).fill(Infinity), visited = new Uint8Array(n + 1);
    let column = 0;
    rowOf[0] = row;
    while (rowOf[column] !== 0) {
      visited[column] = 1;
      let next = 0, step = Infinity;
      for (let j = 1; j <= n; j++) {
        if (visited[j]) continue;
        const i = rowOf[column];
        const reduced = cost[i - 1][j - 1] - rowPotential[i] - columnPotential[j];
        if (reduced < least[j]) { least[j] = reduced; previous[j] = column; }
        if (least[j] < step) { step = least[j]; next = j; }
      }
      for (let j = 0; j <= n; j++) {
        if (visited[j]) { rowPotential[rowOf[j]] += step; columnPotential[j] -= step; }
        else least[j] -= step;
      }
      column = next;
    }
    while (column !== 0) { rowOf[column] = rowOf[previous[column]]; column = previous[column]; }
  }
  const columns = new Array(n);
  for (let j = 1; j <= n; j++) columns[rowOf[j] - 1] = j - 1;
  return columns;
}

export function euclidean(a, b) {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}

/** Sum of distances between rows at the same place. */
export function listDistance(x, y) {
  return x.reduce((sum, row, i) => sum + euclidean(row, y[i]), 0);
}

/** Sum of distances under the best matching of the rows: zero exactly for equal multisets. */
export function multisetDistance(x, y) {
  const cost = x.map((row) => y.map((other) => euclidean(row, other)));
  return assign(cost).reduce((sum, j, i) => sum + cost[i][j], 0);
}
