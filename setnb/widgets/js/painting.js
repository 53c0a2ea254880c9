// Cells of a matrix that a pointer paints and keys change: the spin button semantics of a cell.
import { pointerPosition, valueForKey } from "./handles.js";
import { cellAt } from "./matrixgrid.js";
import { formatValue } from "./text.js";

/** The value of a typed text, or null while it is not a number yet; a comma is a point. */
export function typedValue(text, { min, max }) {
  const value = Number(text.replace(",", "."));
  return /\d/.test(text) && Number.isFinite(value) ? Math.min(Math.max(value, min), max) : null;
}

/** The cell that a key leads to from [row, column], or null: along the rows, Enter down a column. */
export function cellForKey({ key, shiftKey }, [row, column], n) {
  const wrap = (index) => (index + n * n) % (n * n);
  const across = (step) => { const at = wrap(row * n + column + step); return [Math.floor(at / n), at % n]; };
  const down = (step) => { const at = wrap(column * n + row + step); return [at % n, Math.floor(at / n)]; };
  if (key === "ArrowRight") return across(1);
  if (key === "ArrowLeft") return across(-1);
  return key === "Enter" ? down(shiftKey ? -1 : 1) : null;
}

/**
 * A painter of matrices, as a function of what is on view now: it returns the attributes of each
 * cell, those of the drawing that holds them, and the text of a cell that is being typed. One cell
 * at a time takes part in the tab order. `onpaint(cell, value)` hears of each change.
 */
export function makePainter(range) {
  let at = [0, 0], typed = "", stroke = null;
  return ({ theta, brush, layout, onpaint, redraw }) => {
    const n = theta.length, isAt = (i, j) => i === at[0] && j === at[1];
    const pending = typed !== "" && typedValue(typed, range) === null;
    at = at.map((place) => Math.min(place, n - 1));
    const settleOn = (cell) => { at = cell; typed = ""; redraw(); };
    const go = (svg, cell) => { settleOn(cell); svg.querySelector(`[data-cell="${cell}"]`).focus(); };
    const type = (cell, text) => {
      typed = text;
      onpaint(cell, typedValue(text, range) ?? theta[cell[0]][cell[1]]);
      redraw();
    };
    const answerKey = (event, cell) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = cellForKey(event, cell, n), erases = ["Backspace", "Delete"].includes(event.key);
      const value = erases ? 0 : valueForKey(event, theta[cell[0]][cell[1]], range);
      if (/^[\d.,-]$/.test(event.key)) type(cell, typed + event.key);
      else if (event.key === "Backspace" && typed.length > 1) type(cell, typed.slice(0, -1));
      else if (next) go(event.currentTarget.ownerSVGElement, next);
      else if (value !== null) { typed = ""; onpaint(cell, value); redraw(); }
      else return;
      event.preventDefault();
    };
    const cells = (i, j) => ({
      class: "setnb-handle setnb-paints", "data-cell": `${i},${j}`, role: "spinbutton", tabindex: isAt(i, j) ? 0 : -1,
      "aria-label": `Theta, row ${i + 1}, column ${j + 1}`, "aria-valuemin": range.min, "aria-valuemax": range.max,
      "aria-valuenow": theta[i][j], "aria-valuetext": formatValue(theta[i][j]),
      onkeydown: (event) => answerKey(event, [i, j]),
      onfocus: () => { if (!isAt(i, j)) settleOn([i, j]); },
      onblur: () => { typed = ""; },
    });
    const cellUnder = (event) => cellAt(pointerPosition(event, event.currentTarget), layout, n);
    // A stroke that starts on a cell of the brush's value takes the paint away again.
    const start = (event) => {
      const cell = cellUnder(event);
      if (!cell || event.button) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      go(event.currentTarget, cell);
      stroke = theta[cell[0]][cell[1]] === brush ? 0 : brush;
      onpaint(cell, stroke);
    };
    const follow = (event) => {
      const cell = stroke === null ? null : cellUnder(event);
      if (cell && theta[cell[0]][cell[1]] !== stroke) onpaint(cell, stroke);
    };
    const end = () => { stroke = null; };
    return {
      cells, canvas: { onpointerdown: start, onpointermove: follow, onpointerup: end, onpointercancel: end },
      shownText: (i, j) => (pending && isAt(i, j) ? typed.replace("-", "−") : null),
    };
  };
}
