// Cells of a square matrix that the keyboard walks through: one tab stop, arrow keys go on from it.

/** The cell that a key leads to from [row, column], or null for other keys. */
export function neighbourForKey({ key }, [row, column], n) {
  const clamp = (place) => Math.min(Math.max(place, 0), n - 1);
  const cells = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1], Home: [row, 0], End: [row, n - 1] };
  return key in cells ? cells[key].map(clamp) : null;
}

/**
 * As a function of what is on view now: it returns the attributes of each cell, which carry its place
 * as `mark`. A cell keeps its handlers: there are many, and few of them are ever called.
 */
export function makeCellReader(mark) {
  let at = [0, 0], now = null;
  const handlers = {};
  const makeHandlers = (i, j) => ({
    onfocus: () => { at = [i, j]; now.redraw(); },
    onkeydown: (event) => {
      const next = neighbourForKey(event, [i, j], now.n);
      if (!next) return;
      event.preventDefault();
      event.currentTarget.ownerSVGElement.querySelector(`[${mark}="${next}"]`).focus();
    },
  });
  return ({ n, label, redraw }) => {
    now = { n, redraw };
    at = at.map((place) => Math.min(place, n - 1));
    return (i, j) => ({
      class: "setnb-handle", [mark]: `${i},${j}`, role: "gridcell", "aria-label": label(i, j),
      tabindex: i === at[0] && j === at[1] ? 0 : -1, ...(handlers[`${i},${j}`] ??= makeHandlers(i, j)),
    });
  };
}
