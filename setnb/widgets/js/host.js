// What every widget does with its host: draw on changes of state, width and theme; clean up.
import { WIDGET_STYLE } from "./style.js";
import { mapStops, watchTheme } from "./theme.js";
import { h, patch } from "./view.js";

/**
 * Keep `el` showing `view(state, env)` where `state` holds the named traits of the model and `env`
 * the width in pixels, the stops of the two colour maps and `update(changes)`. Returns the clean-up function.
 */
export function mountView({ model, el, names, view }) {
  const root = document.createElement("div");
  root.className = "setnb-live";
  el.append(root);
  const update = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  };
  const draw = () => {
    const width = Math.max(280, Math.min(root.clientWidth || 640, 736));
    const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const env = { width, stops: mapStops(root, "diverging"), shades: mapStops(root, "sequential"), update, redraw };
    patch(root, h("div", {}, h("style", {}, WIDGET_STYLE), view(state, env)).children);
  };
  // Several changes at once are one drawing, which never sees half of them.
  let waiting = false;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => { waiting = false; draw(); });
  };
  const resizing = new ResizeObserver(redraw);
  const unwatch = watchTheme(redraw);
  const events = names.map((name) => `change:${name}`);
  for (const event of events) model.on(event, redraw);
  draw();
  resizing.observe(root);
  return () => {
    resizing.disconnect();
    unwatch();
    for (const event of events) model.off(event, redraw);
    root.remove();
  };
}
