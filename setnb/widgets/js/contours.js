// Lines of equal height by marching squares, as SVG paths.

/** Heights of `f` on a grid of `columns` by `rows` cells over `box` = { left, right, bottom, top }. */
export function sampleField(f, box, columns, rows) {
  const x = (i) => box.left + i / columns * (box.right - box.left), y = (j) => box.bottom + j / rows * (box.top - box.bottom);
  const heights = Array.from({ length: rows + 1 }, (_, j) => Array.from({ length: columns + 1 }, (_, i) => f([x(i), y(j)])));
  return { heights, x, y };
}

/** Where a level crosses the four edges of the cell with lower corner (i, j), going round it. */
function crossings({ heights, x, y }, i, j, level) {
  const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
  return corners.flatMap(([a, b], k) => {
    const [c, d] = corners[(k + 1) % 4], from = heights[b][a], to = heights[d][c];
    if (from > level === to > level) return [];
    const part = (level - from) / (to - from);
    return [[x(a) + part * (x(c) - x(a)), y(b) + part * (y(d) - y(b))]];
  });
}

/** The path of one level; `toPixels` maps a point of the plane to the drawing. */
export function contourPath(field, level, toPixels) {
  const pieces = [];
  for (let j = 0; j + 1 < field.heights.length; j++) {
    for (let i = 0; i + 1 < field.heights[0].length; i++) {
      const ends = crossings(field, i, j, level).map((point) => toPixels(point).map((v) => v.toFixed(1)).join(" "));
      for (let k = 0; k < ends.length; k += 2) pieces.push(`M${ends[k]}L${ends[k + 1]}`);
    }
  }
  return pieces.join("");
}
