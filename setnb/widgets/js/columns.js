// Four columns X, PX, f(PX), f(X): where f respects the permutation, the lines on the right are
// the mirror image of those on the left.
import { cross, DISC_RADIUS, discFace, link, numeral, outputFace, place } from "./discs.js";
import { h } from "./view.js";

const ROW = 48, HEAD = 28, NUMERALS = 16;
export const VALUE_LIMIT = 3;

export function columnsHeight(n) {
  return HEAD + n * ROW + 4;
}

/** Column centres and half-widths for outputs of k numbers in a drawing of `width` pixels. */
export function columnLayout(width, k) {
  const track = Math.min(Math.max(width * 0.075, 8), 50);
  const cell = Math.min(Math.max(width * 0.17 / k, 9), 24);
  const outputHalf = k === 1 ? DISC_RADIUS : k * cell / 2;
  const applies = Math.min(Math.max(width * 0.09, 26), 60);
  const x = NUMERALS + track + DISC_RADIUS, fx = width - NUMERALS - outputHalf;
  // Both sets of lines get the same width, so that one can mirror the other.
  const lines = (fx - outputHalf - x - track - DISC_RADIUS - 2 * DISC_RADIUS - applies - 2 * outputHalf) / 2;
  const px = x + track + DISC_RADIUS + lines + DISC_RADIUS;
  return { track, cell, outputHalf, x, px, fpx: px + DISC_RADIUS + applies + outputHalf, fx };
}

export function rowCentre(i) {
  return HEAD + (i + 0.5) * ROW;
}

function heads({ x, px, fpx, fx }) {
  const columns = { X: x, PX: px, "f(PX)": fpx, "f(X)": fx };
  const between = { P: (x + px) / 2, f: (px + fpx) / 2, "P?": (fpx + fx) / 2 };
  const head = (kind) => ([text, centre]) => h("text", { x: centre, y: 15, class: kind, "text-anchor": "middle" }, text);
  return [Object.entries(columns).map(head("setnb-list-name")), Object.entries(between).map(head("setnb-caption"))];
}

/** The arrow of f from PX to its output, straight for outputs per element, gathered for a set. */
function arrows({ px, fpx, outputHalf }, n, perElement) {
  const middle = (rowCentre(0) + rowCentre(n - 1)) / 2;
  return Array.from({ length: n }, (_, i) => {
    const end = perElement ? rowCentre(i) : middle;
    return link(px + DISC_RADIUS + 5, rowCentre(i), fpx - outputHalf - 7, end, "setnb-applies");
  });
}

function outputs(column, rows, layout, env, n, wrong) {
  const single = !Array.isArray(rows[0]);
  return (single ? [rows] : rows).map((row, i) => place(column, single ? rowCentre((n - 1) / 2) : rowCentre(i),
    outputFace(row, env.outputLimit, env.stops, { size: layout.cell, mark: wrong[i] ? "setnb-wrong" : "" })));
}

/** Lines from f(PX) to the rows of f(X) they match, and crosses on those that do not. */
function matches({ fpx, fx, outputHalf }, n, { perElement, pairing, kind, wrong, missed }) {
  const y = (i) => (perElement ? rowCentre(i) : rowCentre((n - 1) / 2));
  const [from, to] = [fpx + outputHalf + 5, fx - outputHalf - 5];
  return [
    missed.map(([i, j]) => link(from, y(i), to, y(j), "setnb-faint")),
    pairing.map((j, i) => link(from, y(i), to, y(j), `setnb-${kind}`)),
    pairing.map((j, i) => wrong[i] && cross(from + 0.25 * (to - from), y(i) + 0.25 * (y(j) - y(i)))),
  ];
}

/**
 * The nodes inside the svg. `slides(i)` and `picks(i)` give the attributes of the discs of X and
 * PX; `seen` says which rows match and how, null where f is undefined; `chosen` is the place of
 * PX waiting to be swapped.
 */
export function drawColumns({ values, permutation, fx, fpx, seen, chosen, env, slides, picks }) {
  const n = values.length, k = seen?.perElement ? fx[0].length : fx.length;
  const layout = columnLayout(env.width, k);
  const valueX = (value) => layout.x + value / VALUE_LIMIT * layout.track;
  const face = (value, mark) => discFace(value, VALUE_LIMIT, env.stops, { mark });
  return [
    heads(layout),
    values.map((_, i) => h("line", { x1: layout.x - layout.track, x2: layout.x + layout.track, y1: rowCentre(i), y2: rowCentre(i), class: "setnb-gridline" })),
    permutation.map((from, to) => link(valueX(values[from]) + DISC_RADIUS, rowCentre(from), layout.px - DISC_RADIUS, rowCentre(to))),
    // In groups of their own: their number changes, and must not move the discs, which have the focus.
    h("g", {}, seen && [arrows(layout, n, seen.perElement), h("g", {}, matches(layout, n, seen)),
      outputs(layout.fpx, fpx, layout, env, n, seen.wrong), outputs(layout.fx, fx, layout, env, n, [])]),
    values.map((value, i) => h("g", { ...slides(i), transform: `translate(${valueX(value)} ${rowCentre(i)})` },
      h("circle", { r: 22, class: "setnb-touch" }), face(value))),
    values.map((_, i) => numeral(5, rowCentre(i), String(i + 1))),
    permutation.map((from, to) => h("g", { ...picks(to), transform: `translate(${layout.px} ${rowCentre(to)})` },
      h("circle", { r: 22, class: "setnb-touch" }), face(values[from], chosen === to ? "setnb-chosen" : ""),
      numeral(0, DISC_RADIUS + 8, String(from + 1)))),
    seen?.perElement && values.map((_, i) => numeral(env.width - 5, rowCentre(i), String(i + 1))),
  ];
}
