// Elements in columns, their blocks in rows: a pointer or the keyboard moves an element to another row.
import { pointerPosition } from "./handles.js";
import { countBlocks, rankLabels } from "./partitions.js";

/** The labels once element i is in row `to`; the row after the last starts a block, empty ones close up. */
export function moveElement(labels, i, to) {
  return rankLabels(labels.map((label, j) => (j === i ? to : label)));
}

/** The last row that is of use to element i: one that is alone has its own block already. */
function lastRow(labels, i) {
  const alone = labels.filter((label) => label === labels[i]).length === 1;
  return countBlocks(labels) - (alone ? 1 : 0);
}

/** The row that a key asks for, or null for other keys; digits name a block, 0 the tenth, n a new one. */
export function rowForKey({ key }, labels, i) {
  const last = lastRow(labels, i), blocks = countBlocks(labels);
  const rows = { ArrowUp: labels[i] - 1, ArrowDown: labels[i] + 1, Home: 0, End: blocks - 1, n: last, N: last };
  const row = /^\d$/.test(key) ? (Number(key) + 9) % 10 : rows[key] ?? null;
  if (row === null || (/^\d$/.test(key) && row >= blocks)) return null;
  return Math.min(Math.max(row, 0), last);
}

/**
 * As a function of what is on view now: it returns the attributes of element i, those of the drawing,
 * and what a pointer holds, `{ element, row, y }` or null. `rowAt(y)` is the row at a pixel;
 * `onmove(labels)` hears of each move, which a pointer makes when it lets go.
 */
export function makeRegrouper() {
  let at = 0, held = null;
  return ({ labels, label, rowAt, onmove, redraw }) => {
    at = Math.min(at, labels.length - 1);
    const move = (i, row) => { if (row !== labels[i]) onmove(moveElement(labels, i, row)); };
    const element = (i) => ({
      class: "setnb-handle setnb-arranges", "data-element": i, role: "button", tabindex: i === at ? 0 : -1, "aria-label": label(i),
      onfocus: () => { if (at !== i) { at = i; redraw(); } },
      onkeydown: (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], row = rowForKey(event, labels, i);
        if (!step && row === null) return;
        event.preventDefault();
        if (step) event.currentTarget.ownerSVGElement.querySelector(`[data-element="${i + step}"]`)?.focus();
        else move(i, row);
      },
      onpointerdown: (event) => {
        if (event.button) return;
        held = { element: i, row: labels[i], y: pointerPosition(event, event.currentTarget.ownerSVGElement).y };
        event.currentTarget.ownerSVGElement.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
      },
    });
    const follow = (event) => {
      if (!held) return;
      const { y } = pointerPosition(event, event.currentTarget);
      held = { ...held, y, row: Math.min(Math.max(rowAt(y), 0), lastRow(labels, held.element)) };
      redraw();
    };
    const release = () => {
      if (held) move(held.element, held.row);
      held = null;
      redraw();
    };
    const cancel = () => { held = null; redraw(); };
    return { element, held, drawing: { onpointermove: follow, onpointerup: release, onpointercancel: cancel } };
  };
}
