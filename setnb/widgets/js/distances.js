// How far f moves when one of two equal elements moves by epsilon, on log axes.
import { logPlot, LOGPLOT_HEIGHT, note } from "./logplot.js";
import { listDistance, multisetDistance } from "./matching.js";
import { formatSize } from "./text.js";

export const DISTANCES_HEIGHT = LOGPLOT_HEIGHT;
const asRows = (values) => values.map((v) => [v]);

/** Distances from f([a, a]) to f([a, a + eps]) and to f([a + eps, a]), as lists and as multisets. */
export function outputMoves(f, a, eps) {
  const start = asRows(f([a, a])), last = asRows(f([a, a + eps])), first = asRows(f([a + eps, a]));
  return {
    listLast: listDistance(start, last),
    listFirst: listDistance(start, first),
    multiset: Math.max(multisetDistance(start, last), multisetDistance(start, first)),
  };
}

export function drawDistances({ f, a, gap, width }) {
  const { toX, toY, sweep, axes, curve, dot, now } = logPlot(width, { zero: true });
  const moves = sweep.map((eps) => outputMoves(f, a, eps)), heights = (key) => moves.map((move) => move[key]);
  const smallest = moves[0].listFirst, jumps = smallest > 1;
  const shown = outputMoves(f, a, gap);
  return [
    axes("ε, how far one element moves", "how far the output moves"),
    curve(heights("multiset"), "setnb-multiset"), curve(heights("listLast"), "setnb-list"), curve(heights("listFirst"), "setnb-list"),
    jumps && note(toX(1e-6), toY(4) - 8, `as lists, to f([a + ε, a]): stays at ${formatSize(smallest)}`, "setnb-list", "start"),
    note(toX(1) - 4, toY(4e-6), "as multisets, either way", "setnb-multiset", "end"),
    note(toX(1) - 4, toY(4e-6) + 17, jumps ? "as lists, to f([a, a + ε])" : "as lists, either way", "setnb-list", "end"),
    now(gap),
    dot(gap, shown.multiset, "setnb-multiset"), dot(gap, shown.listLast, "setnb-list"), dot(gap, shown.listFirst, "setnb-list"),
  ];
}
