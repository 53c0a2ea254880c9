// Points of a plane that a hand or the keyboard moves: a slider for each, with two directions.
import { pointerPosition, settle, valueForKey } from "./handles.js";
import { formatValue } from "./text.js";

const ACROSS = ["ArrowLeft", "ArrowRight", "Home", "End"];

/** The point [x, y] that a key asks for, or null: left and right, Home and End change x, the rest y. */
export function pointForKey(event, [x, y], range) {
  const along = ACROSS.includes(event.key) ? x : y, value = valueForKey(event, along, range);
  if (value === null) return null;
  return ACROSS.includes(event.key) ? [value, y] : [x, value];
}

/**
 * As `makeSliders`, in two directions: a function of what is on view now that returns the attributes
 * of point i and those of the drawing. `toPoint` takes [x, y] in pixels; `onmove(i, point)` hears of
 * each move. To a screen reader a point is a slider along x whose text has both numbers.
 */
export function makeMovers(range) {
  let dragged = null;
  return ({ points, label, toPoint, onmove }) => {
    const handle = (i) => ({
      class: "setnb-handle setnb-moves", "data-handle": i, role: "slider", tabindex: 0, "aria-label": label(i),
      "aria-valuemin": range.min, "aria-valuemax": range.max, "aria-valuenow": points[i][0],
      "aria-valuetext": `across ${formatValue(points[i][0])}, up ${formatValue(points[i][1])}`,
      onkeydown: (event) => {
        const point = pointForKey(event, points[i], range);
        if (point === null) return;
        event.preventDefault();
        onmove(i, point);
      },
      onpointerdown: (event) => {
        dragged = i;
        event.currentTarget.ownerSVGElement.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
      },
    });
    const follow = (event) => {
      if (dragged === null) return;
      const { x, y } = pointerPosition(event, event.currentTarget);
      const unit = event.shiftKey ? range.step / 10 : range.step;
      onmove(dragged, toPoint([x, y]).map((v) => settle(v, { ...range, unit })));
    };
    const release = () => { dragged = null; };
    return { handle, drawing: { onpointermove: follow, onpointerup: release, onpointercancel: release } };
  };
}
