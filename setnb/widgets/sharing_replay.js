// The sharing-scheme replay: a soft A becomes a partition. What do the penalties add to the data?
import { makeCellReader } from "./js/cellreading.js";
import { button, choice, footer, OWN_KEYS, rangeControl, uniqueId } from "./js/controls.js";
import { drawGrouping, groupingLayout } from "./js/groupingrows.js";
import { mountView } from "./js/host.js";
import { canonicalLabels, countBlocks, matchBlocks } from "./js/partitions.js";
import { makePlayback } from "./js/playback.js";
import { saySharing } from "./js/sayingsharing.js";
import { drawSearchCurves, SEARCHCURVES_HEIGHT } from "./js/searchcurves.js";
import { drawShareMatrix, hardened, shareMatrixLayout } from "./js/sharematrix.js";
import { capitalise, formatCount, formatSize, formatValue } from "./js/text.js";
import { h } from "./js/view.js";

const FRAME = 250;
const PENALTIES = { none: "none", entropy: "entropy", nuclear: "entropy + nuclear norm", columns: "entropy + column norms" };
const CURVES = { loss: "validation loss, log axis", entropy: "entropy, nats per parameter", norm: "nuclear norm of A", distance: "partition distance, hardened" };
const SCALES = { loss: "log", distance: "whole" };

function pythonCode({ own, penalty, frame }) {
  return [
    ...(own ? ["from setnb.widgets import SharingReplay", "", "# frames: those that this widget was given"]
      : ["from setnb.widgets import SharingReplay", "from setnb.widgets.sharing_searches import default_searches", "", "frames = default_searches()"]),
    `search = frames["searches"]["${penalty}"]`,
    `print(search["distance"][${frame}], search["assignment"][${frame}])`,
    `SharingReplay(${own ? "frames, " : ""}penalty="${penalty}", frame=${frame})`,
  ].join("\n");
}

function render({ model, el }) {
  const { steps, scheme, truth, searches } = model.get("frames"), last = steps.length - 1, k = scheme.length;
  const initial = { penalty: model.get("penalty"), frame: model.get("frame") }, penaltyName = uniqueId("setnb-penalty");
  const playback = makePlayback(FRAME), reader = makeCellReader("data-share");
  const groupings = Object.fromEntries(Object.entries(searches).map(([name, { assignment }]) => [name, assignment.map((a) => canonicalLabels(hardened(a)))]));
  // As high as the finest grouping of all, so that nothing moves while the search plays.
  const finest = Object.values(groupings).flat().reduce((most, labels) => (countBlocks(labels) > countBlocks(most) ? labels : most), scheme);
  let code = null;

  const view = ({ penalty, frame: t }, { width, shades, update, redraw }) => {
    const search = searches[penalty], assignment = search.assignment[t], labels = groupings[penalty][t], found = matchBlocks(scheme, labels);
    const change = (changes) => { code = null; update(changes); };
    const goTo = (frame) => { playback.stop(); change({ frame }); redraw(); };
    const tick = () => {
      const next = model.get("frame") + 1;
      if (next >= last) playback.stop();
      change({ frame: Math.min(next, last) });
      redraw();
    };
    const play = () => { if (t === last) change({ frame: 0 }); playback.start(tick); redraw(); };
    const pause = () => { playback.stop(); redraw(); };
    const playing = playback.isPlaying(), panel = width >= 600 ? (width - 32) / 2 : width;
    const cells = reader({ n: k, redraw, label: (i, j) => `parameter ${i + 1} takes value ${j + 1} with ${formatValue(assignment[i][j], 3)}` });
    const grouping = (name, meaning, which, moving, tallest) => h("svg", {
      viewBox: `0 0 ${panel} ${groupingLayout(tallest, panel, { open: false }).height}`, role: "img", "data-grouping": name,
      "aria-label": `${meaning}: the blocks of parameters 1 to ${k} are ${which.map((label) => label + 1).join(", ")}`,
    }, drawGrouping({ name, meaning, labels: which, kinds: scheme, moving, layout: groupingLayout(which, panel, { open: false }) }));
    const curves = (name) => {
      const lists = Object.fromEntries(Object.keys(PENALTIES).map((which) => [which, searches[which][name]]));
      const said = Object.entries(lists).map(([which, list]) => `${formatSize(list[last])} with ${which}`);
      return h("svg", { viewBox: `0 0 ${panel} ${SEARCHCURVES_HEIGHT}`, role: "img", "data-curves": name,
        "aria-label": `${CURVES[name]}: ${formatSize(search[name][t])} now; after ${steps[last]} steps ${said.join(", ")}; ${formatSize(truth[name])} for the true scheme` },
      drawSearchCurves({ curves: lists, truth: truth[name], steps, chosen: penalty, now: t, name: CURVES[name], scale: SCALES[name] ?? "linear", width: panel }));
    };
    return [
      h("p", { class: "setnb-ask" },
        `${capitalise(formatCount(k))} parameters look for partners: row i of A says which value parameter i takes. Four searches start from the same A and see the same data; `
        + "they differ in what is added to the validation loss. Guess which of them can find the true blocks, then play."),
      h("div", { class: "setnb-row" }, choice("penalty", penaltyName, PENALTIES, penalty, (chosen) => change({ penalty: chosen }))),
      h("div", { class: "setnb-panels" },
        h("svg", { viewBox: `0 0 ${panel} ${shareMatrixLayout(panel, k).height}`, role: "group", ...OWN_KEYS, "aria-label": "The soft sharing matrix A; arrow keys walk through its cells" },
          drawShareMatrix({ assignment, width: panel, shades, cells })),
        h("div", {},
          grouping("T", "the truth, which gives the colours", scheme, [], scheme),
          grouping("S", "hardened: each row takes its framed value", labels, found.moving, finest))),
      h("p", { class: "setnb-said setnb-tall", "aria-live": playing ? "off" : "polite" }, saySharing({ search, scheme, labels, found, steps }, t)),
      h("div", { class: "setnb-row" },
        button(playing ? "Pause" : "Play", playing ? pause : play, { "data-action": "play" }),
        button("Step back", () => goTo(t - 1), { "data-action": "back", disabled: t === 0 }),
        button("Step", () => goTo(t + 1), { "data-action": "step", disabled: t === last }),
        rangeControl("frame of the search", { value: t, min: 0, max: last, reading: `step ${steps[t]}`, oninput: goTo })),
      h("div", { class: "setnb-panels" }, Object.keys(CURVES).map(curves)),
      h("p", { class: "setnb-meaning" }, "A ring and a cross mark a parameter that must move to make S equal to T. The line “truth” is where the true scheme lies; a search may end with a lower loss, for few draws validate."),
      ...footer({ shown: code, python: () => pythonCode({ own: model.get("own_frames"), penalty, frame: t }),
        onshow: (text) => { code = text; redraw(); }, onreset: () => { playback.stop(); change(initial); redraw(); } }),
    ];
  };
  const unmount = mountView({ model, el, names: ["penalty", "frame"], view });
  return () => { playback.stop(); unmount(); };
}

export default { render };
