// How far the output moves against how far the input does: does it go to 0 with epsilon?
import { logPlot, note } from "./logplot.js";
import { formatSize } from "./text.js";

/** `curveAt(gap)` gives the largest distances; `shown` those of the Y on view, list null if not near. */
export function drawContinuity({ curveAt, shown, gap, width }) {
  const { toX, toY, sweep, axes, curve, dot, now } = logPlot(width, { zero: false });
  const found = sweep.map(curveAt), { list, multiset } = found[0];
  const stays = (distance, text, kind, dy) => distance > 0.1 && note(toX(1e-6) + 4, toY(distance) + dy, `${text} ${formatSize(distance)}`, kind, "start");
  return [
    axes("ε, distance of X and Y", "largest distance of f(X) and f(Y)"),
    curve(found.map((move) => move.multiset), "setnb-multiset"), curve(found.map((move) => move.list), "setnb-list"),
    stays(list, "as lists: stays at", "setnb-list", -9), stays(multiset, "as multisets: stays at", "setnb-multiset", 19),
    list <= 0.1 && note(toX(1) - 4, toY(4e-6) + 17, "as lists", "setnb-list", "end"),
    multiset <= 0.1 && note(toX(1) - 4, toY(4e-6), "as multisets", "setnb-multiset", "end"),
    now(gap), dot(gap, shown.multiset, "setnb-multiset"), shown.list !== null && dot(gap, shown.list, "setnb-list"),
  ];
}
