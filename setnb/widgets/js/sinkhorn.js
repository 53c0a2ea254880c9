// The Sinkhorn operator by scaling vectors, and its backward pass, as setnb.functional.sinkhorn has them.
import { dot } from "./layers.js";

function inverse(sum) {
  return sum === 0 ? 0 : 1 / sum;
}

export function transpose(matrix) {
  return matrix[0].map((_, j) => matrix.map((row) => row[j]));
}

/**
 * The rounds of P = diag(u) K diag(v): `kernel` is K with a 1 in every row and column, `columns` has
 * v at the start and after each round, `rows` has u of each round.
 */
export function scaleRounds(logits, iters) {
  const shifted = logits.map((row) => { const top = Math.max(...row); return row.map((v) => v - top); });
  const highest = transpose(shifted).map((column) => Math.max(...column));
  const kernel = shifted.map((row) => row.map((v, j) => Math.exp(v - highest[j]))), turned = transpose(kernel);
  const columns = [highest.map(Math.exp)], rows = [];
  for (let round = 0; round < iters; round++) {
    rows.push(kernel.map((row) => inverse(dot(row, columns[round]))));
    columns.push(turned.map((column) => inverse(dot(column, rows[round]))));
  }
  return { kernel, columns, rows };
}

/** P of the last round: its columns sum to 1, its rows nearly. */
export function scaledMatrix({ kernel, columns, rows }) {
  const [u, v] = [rows.at(-1), columns.at(-1)];
  return kernel.map((row, i) => row.map((k, j) => u[i] * k * v[j]));
}

export function sinkhorn(logits, iters) {
  return scaledMatrix(scaleRounds(logits, iters));
}

/** The gradient with respect to the logits, given that with respect to P. */
export function sinkhornBackward(gradient, { kernel, columns, rows }) {
  const turned = transpose(kernel), [u, v] = [rows.at(-1), columns.at(-1)];
  const found = gradient.map((row, i) => row.map((g, j) => g * u[i] * v[j]));
  const weighted = gradient.map((row, i) => row.map((g, j) => g * kernel[i][j]));
  let toRow = weighted.map((row) => dot(row, v)), toColumn = transpose(weighted).map((column) => dot(column, u));
  for (let round = rows.length - 1; round >= 0; round--) {
    const ofColumnSum = toColumn.map((g, j) => -g * columns[round + 1][j] ** 2);
    const ofRowSum = kernel.map((row, i) => -(toRow[i] + dot(row, ofColumnSum)) * rows[round][i] ** 2);
    for (const [i, row] of found.entries()) {
      for (let j = 0; j < row.length; j++) row[j] += rows[round][i] * ofColumnSum[j] + ofRowSum[i] * columns[round][j];
    }
    toColumn = turned.map((column) => dot(column, ofRowSum));
    toRow = toRow.map(() => 0);
  }
  return found.map((row, i) => row.map((g, j) => g * kernel[i][j]));
}

/** How far sums of rows and columns are from 1, at most. */
export function sinkhornResidual(p) {
  return Math.max(...[...p, ...transpose(p)].map((row) => Math.abs(row.reduce((sum, v) => sum + v, 0) - 1)));
}
