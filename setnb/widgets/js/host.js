// What every widget does with its host: draw on changes of state, width and theme; say so when that
// fails; clean up.
import { button } from "./controls.js";
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
  const readState = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const initial = readState();
  const draw = () => {
    const width = Math.max(280, Math.min(root.clientWidth || 640, 736));
    const env = { width, stops: mapStops(root, "diverging"), shades: mapStops(root, "sequential"), update, redraw };
    patch(root, h("div", {}, h("style", {}, WIDGET_STYLE), view(readState(), env)).children);
  };
  // A drawing that stands still without a word would be taken for an answer.
  let failed = false;
  const fail = (error) => {
    failed = true;
    console.error(error);
    const restart = () => { failed = false; update(initial); redraw(); };
    patch(root, [h("style", {}, WIDGET_STYLE), h("div", { class: "setnb-failed", role: "alert" },
      h("p", {}, `This interactive drawing has failed (${error.message}).`),
      button("Start it again", restart, { "data-action": "restart" }))]);
  };
  root.addEventListener("setnb-failed", (event) => fail(event.detail));
  // Several changes at once are one drawing, which never sees half of them.
  let waiting = false;
  const redraw = () => {
    if (waiting || failed) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      try { draw(); } catch (error) { fail(error); }
    });
  };
  // A failure at the start is the host's to tell as well.
  try { draw(); } catch (error) { fail(error); throw error; }
  const resizing = new ResizeObserver(redraw);
  const unwatch = watchTheme(redraw);
  const events = names.map((name) => `change:${name}`);
  for (const event of events) model.on(event, redraw);
  resizing.observe(root);
  return () => {
    resizing.disconnect();
    unwatch();
    for (const event of events) model.off(event, redraw);
    root.remove();
  };
}
