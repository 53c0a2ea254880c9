// Values that a hand or a keyboard moves: the slider semantics of a disc.
import { formatValue } from "./text.js";

/** The value that a key asks for on a slider, or null for other keys; Shift gives a tenth step. */
export function valueForKey(event, value, { min, max, step }) {
  const unit = event.shiftKey ? step / 10 : step;
  const moves = { ArrowRight: unit, ArrowUp: unit, ArrowLeft: -unit, ArrowDown: -unit, PageUp: 10 * step, PageDown: -10 * step };
  if (event.key === "Home") return min;
  if (event.key === "End") return max;
  return event.key in moves ? settle(value + moves[event.key], { min, max, unit }) : null;
}

/** Bring a value into range and onto a grid, so that a hand can make two values exactly equal. */
export function settle(value, { min, max, unit }) {
  const inverse = Math.round(1 / unit);
  return Math.min(Math.max(Math.round(value * inverse) / inverse, min), max);
}

/** A pointer's position in the units of the drawing it is over. */
export function pointerPosition(event, svg) {
  const box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
  return {
    x: view.x + (event.clientX - box.left) / box.width * view.width,
    y: view.y + (event.clientY - box.top) / box.height * view.height,
  };
}

/** ARIA attributes of a disc that is a slider. */
function sliderAttributes(label, value, { min, max }, along, reading) {
  return {
    role: "slider", tabindex: 0, "aria-label": label, "aria-orientation": along === "x" ? "horizontal" : "vertical",
    "aria-valuemin": min, "aria-valuemax": max, "aria-valuenow": value, "aria-valuetext": reading,
  };
}

/**
 * Discs that a pointer drags sideways, or up and down, and keys move, as a function of what is on
 * view now: it returns the attributes of disc i, among them its number as `mark`, and those of the
 * drawing that holds the discs. `toValue` takes a pixel of the drawing's x or y; `label(i)` names
 * disc i; `onmove(i, value)` hears of each move.
 */
export function makeSliders(range, { along = "x", mark = "data-handle" } = {}) {
  let dragged = null;
  return ({ values, label, toValue, onmove }) => {
    const handle = (i) => ({
      class: `setnb-handle ${along === "x" ? "setnb-slides" : "setnb-lifts"}`, [mark]: i,
      ...sliderAttributes(label(i), values[i], range, along, formatValue(values[i])),
      onkeydown: (event) => {
        const value = valueForKey(event, values[i], range);
        if (value === null) return;
        event.preventDefault();
        onmove(i, value);
      },
      onpointerdown: (event) => {
        dragged = i;
        event.currentTarget.ownerSVGElement.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
      },
    });
    const follow = (event) => {
      if (dragged === null) return;
      const pixel = pointerPosition(event, event.currentTarget)[along];
      const unit = event.shiftKey ? range.step / 10 : range.step;
      onmove(dragged, settle(toValue(pixel), { ...range, unit }));
    };
    const release = () => { dragged = null; };
    return { handle, drawing: { onpointermove: follow, onpointerup: release, onpointercancel: release } };
  };
}
