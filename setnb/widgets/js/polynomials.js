// The complex roots of a polynomial as the eigenvalues of its companion matrix.

const STEPS_PER_ROOT = 60, STALLED = 10;

/**
 * Roots of x^n + c[0] x^(n-1) + ... + c[n-1] as [real, imaginary]. They are the exact roots of a
 * polynomial that differs by rounding only; still, where m roots coincide each of them is off by
 * the m-th root of that.
 */
export function polynomialRoots(coefficients) {
  const zeros = coefficients.length - 1 - coefficients.findLastIndex((c) => c !== 0);
  const kept = coefficients.slice(0, coefficients.length - zeros);
  const companion = kept.map((_, i) => kept.map((c, j) => (i === 0 ? -c : Number(i === j + 1))));
  return [...eigenvalues(companion), ...new Array(zeros).fill([0, 0])];
}

/**
 * Eigenvalues of a real upper Hessenberg matrix, which is overwritten: QR steps with the two
 * eigenvalues of the last 2 x 2 block as shifts (Francis), until blocks of 1 or 2 rows split off.
 */
function eigenvalues(matrix) {
  const found = [];
  let high = matrix.length - 1, steps = 0;
  while (high >= 0) {
    let low = high;
    while (low > 0 && !negligible(matrix, low)) low--;
    if (low === high) found.push([matrix[high][high], 0]);
    else if (low === high - 1 || steps === STEPS_PER_ROOT) found.push(...rootsOfBlock(lastBlock(matrix, high)));
    else {
      steps++;
      // Now and then shifts off the pattern, which free an iteration that goes round in circles.
      const off = Math.abs(matrix[high][high - 1]) + Math.abs(matrix[high - 1][high - 2]);
      francisStep(matrix, low, high, steps % STALLED ? lastBlock(matrix, high) : { trace: 1.5 * off, determinant: off * off });
      continue;
    }
    high -= low === high ? 1 : 2;
    steps = 0;
  }
  return found;
}

function negligible(matrix, i) {
  return Math.abs(matrix[i][i - 1]) <= Number.EPSILON * (Math.abs(matrix[i][i]) + Math.abs(matrix[i - 1][i - 1]));
}

/** Trace and determinant of the 2 x 2 block that ends at `high`, and what its discriminant is. */
function lastBlock(matrix, high) {
  const [[a, b], [c, d]] = [matrix[high - 1], matrix[high]].map((row) => row.slice(high - 1, high + 1));
  return { trace: a + d, determinant: a * d - b * c, discriminant: ((a - d) / 2) ** 2 + b * c };
}

function rootsOfBlock({ trace, determinant, discriminant }) {
  const middle = trace / 2, root = Math.sqrt(Math.abs(discriminant));
  if (discriminant < 0) return [[middle, root], [middle, -root]];
  // The one without cancellation first; the other follows from the product.
  const larger = middle + (middle < 0 ? -root : root);
  return [[larger, 0], [larger === 0 ? 0 : determinant / larger, 0]];
}

/** One step with two shifts at once, of which only the sum and the product are needed. */
function francisStep(matrix, low, high, { trace, determinant }) {
  const [first, second] = [matrix[low], matrix[low + 1]];
  let column = [
    first[low] * (first[low] - trace) + first[low + 1] * second[low] + determinant,
    second[low] * (first[low] + second[low + 1] - trace),
    second[low] * matrix[low + 2][low + 1],
  ];
  for (let k = low; k < high; k++) {
    reflect(matrix, low, high, k, column.slice(0, high - k + 1));
    column = [1, 2, 3].map((step) => matrix[k + step]?.[k] ?? 0);
  }
}

/** Turn `column` at row k onto its first axis, by a reflection of rows and columns k, k + 1, …. */
function reflect(matrix, low, high, k, column) {
  const length = Math.hypot(...column);
  if (length === 0) return;
  const normal = [column[0] + (column[0] < 0 ? -length : length), ...column.slice(1)];
  const factor = 2 / normal.reduce((sum, v) => sum + v * v, 0);
  for (let j = Math.max(low, k - 1); j <= high; j++) {
    let along = 0;
    for (let i = 0; i < normal.length; i++) along += normal[i] * matrix[k + i][j];
    for (let i = 0; i < normal.length; i++) matrix[k + i][j] -= factor * along * normal[i];
  }
  for (let i = low; i <= Math.min(k + 3, high); i++) {
    let along = 0;
    for (let j = 0; j < normal.length; j++) along += normal[j] * matrix[i][k + j];
    for (let j = 0; j < normal.length; j++) matrix[i][k + j] -= factor * along * normal[j];
  }
}
