// Values that a hand or a keyboard moves: the slider semantics of a disc.

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
export function sliderAttributes(label, value, { min, max }, reading) {
  return {
    role: "slider", tabindex: 0, "aria-label": label, "aria-orientation": "horizontal",
    "aria-valuemin": min, "aria-valuemax": max, "aria-valuenow": value, "aria-valuetext": reading,
  };
}
