// The partition distance: how many elements must change their block to make two groupings one?
import { button, footer, menu, OWN_KEYS, rangeControl } from "./js/controls.js";
import { drawGrouping, groupingLayout } from "./js/groupingrows.js";
import { mountView } from "./js/host.js";
import { overlapsTable } from "./js/overlaptable.js";
import { compareSymmetries, countBlocks, differenceBounds, matchBlocks, rankLabels } from "./js/partitions.js";
import { makeRegrouper, moveElement } from "./js/regrouping.js";
import { formatWhole, sayElements, sayPartitions } from "./js/sayingpartitions.js";
import { h } from "./js/view.js";

const FEWEST = 4, MOST = 10;
const EXAMPLES = {
  thirds: { group: "distance", label: "halves and thirds", a: [0, 0, 0, 1, 1, 1], b: [0, 0, 1, 1, 2, 2] },
  greedy: { group: "distance", label: "the largest overlap misleads", a: [0, 0, 0, 0, 0, 1, 1], b: [0, 0, 0, 1, 1, 0, 0] },
  grid: { group: "distance", label: "rows and columns of a square", a: [0, 0, 0, 1, 1, 1, 2, 2, 2], b: [0, 1, 2, 0, 1, 2, 0, 1, 2] },
  renamed: { group: "distance", label: "only the names differ", a: [0, 0, 1, 1, 2], b: [2, 2, 0, 0, 1] },
  ends: { group: "distance", label: "all together and all apart", a: [0, 0, 0, 0, 0, 0], b: [0, 1, 2, 3, 4, 5] },
  pair: { group: "one move, few permutations or many", label: "a pair parts", a: [0, 0, 1, 2, 3, 4], b: [0, 1, 2, 3, 4, 5] },
  leaver: { group: "one move, few permutations or many", label: "one leaves a large block", a: [0, 0, 0, 0, 0, 0], b: [0, 0, 0, 0, 0, 1] },
};
const OWN = { own: { group: "yours", label: "as you left it" } };

/** The same groupings of k elements: the last ones go, or new ones come, each alone in its block. */
function resizedLabels(labels, k) {
  const kept = rankLabels(labels.slice(0, k)), blocks = countBlocks(kept);
  return [...kept, ...Array.from({ length: k - kept.length }, (_, i) => blocks + i)];
}

function pythonCode({ a, b }) {
  return [
    "import torch", "from setnb.functional import block_difference, partition_distance", "from setnb.widgets import PartitionDistance", "",
    `a = torch.tensor([${a.join(", ")}])`, `b = torch.tensor([${b.join(", ")}])`,
    "print(partition_distance(a, b).item(), block_difference(a, b))",
    "PartitionDistance(a=a.tolist(), b=b.tolist())",
  ].join("\n");
}

function symmetryTable({ onlyA, onlyB, both, difference }, distance, k) {
  const [least, most] = differenceBounds(distance, k);
  const line = (name, count) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "setnb-number" }, count));
  return [
    h("table", { class: "setnb-symmetries" }, h("tbody", {},
      line("permitted by A only", formatWhole(onlyA)), line("permitted by B only", formatWhole(onlyB)),
      line("disagreement, the two together", formatWhole(difference)), line("permitted by both", formatWhole(both)))),
    h("p", { class: "setnb-formula", "data-bounds": "" },
      `Claim 3: PD = ${formatWhole(least)} ≤ ${formatWhole(difference)} ≤ ${formatWhole(most)} = (${k}! − 1) PD`),
  ];
}

function render({ model, el }) {
  const initial = { a: model.get("a"), b: model.get("b") }, regroupers = { a: makeRegrouper(), b: makeRegrouper() };
  let code = null;

  const view = ({ a, b }, { width, shades, update, redraw }) => {
    const k = a.length, found = matchBlocks(a, b), { partner, moving, distance } = found, symmetries = compareSymmetries(a, b);
    const change = (changes) => { code = null; update(changes); };
    const target = (i) => partner[a[i]] ?? countBlocks(b), panel = width >= 600 ? (width - 32) / 2 : width;
    const grouping = (which, labels, meaning, targets) => {
      const name = which.toUpperCase(), layout = groupingLayout(labels, panel, { open: true });
      const { element, held, drawing } = regroupers[which]({
        labels, rowAt: layout.rowAt, redraw, onmove: (moved) => change({ [which]: moved }),
        label: (i) => `element ${i + 1}, in block ${name}${labels[i] + 1} of ${countBlocks(labels)}, ${moving.includes(i) ? "must move" : "stays"}`,
      });
      return h("svg", { viewBox: `0 0 ${panel} ${layout.height}`, role: "group", "data-grouping": which, ...OWN_KEYS, ...drawing,
        "aria-label": `Grouping ${name}: arrow keys left and right go from element to element; up and down, a block’s number, or n for a new block move it` },
      drawGrouping({ name, meaning, labels, kinds: a, moving, targets, layout, element, held }));
    };
    const example = Object.keys(EXAMPLES).find((key) => EXAMPLES[key].a.join() === a.join() && EXAMPLES[key].b.join() === b.join());
    return [
      h("p", { class: "setnb-ask" },
        "The same elements, grouped twice. How few of them must change their block in B until the two groupings are one? Guess, then look below. "
        + "Drag an element to another row, or focus it and press ↑, ↓, the number of a block, or n for a new one."),
      h("div", { class: "setnb-panels" },
        grouping("a", a, "one grouping"),
        grouping("b", b, "another, in the colours of A", Object.fromEntries(moving.map((i) => [i, target(i)])))),
      h("p", { class: "setnb-meaning" }, "A ring and a cross mark what must move; in B a dashed line leads to where. Colour is the block in A."),
      h("p", { class: "setnb-said setnb-tall", "aria-live": "polite" }, sayPartitions(found, symmetries)),
      h("div", { class: "setnb-row" },
        button(distance ? `Move ${sayElements(moving.slice(0, 1))} of B` : "Nothing to move", () => change({ b: moveElement(b, moving[0], target(moving[0])) }),
          { "data-action": "move", disabled: distance === 0 }),
        button("Exchange A and B", () => change({ a: b, b: a }), { "data-action": "exchange" })),
      h("div", { class: "setnb-panels" },
        h("div", {}, h("p", { class: "setnb-title" }, "Overlaps of the blocks"), overlapsTable(found, shades),
          h("p", { class: "setnb-meaning" }, "A tick in a frame marks matched blocks, at most one in a row and in a column, which together keep the most elements.")),
        h("div", {}, h("p", { class: "setnb-title" }, "Permutations inside one block"),
          h("p", { class: "setnb-meaning" }, "A grouping permits the permutations that rearrange one of its blocks and leave the rest."), symmetryTable(symmetries, distance, k))),
      h("div", { class: "setnb-row" },
        menu("examples", example ? EXAMPLES : { ...OWN, ...EXAMPLES }, example ?? "own",
          (key) => { if (key in EXAMPLES) change({ a: EXAMPLES[key].a, b: EXAMPLES[key].b }); }),
        rangeControl("number of elements K", { value: k, min: FEWEST, max: MOST, reading: String(k),
          oninput: (size) => change({ a: resizedLabels(a, size), b: resizedLabels(b, size) }) })),
      ...footer({ shown: code, python: () => pythonCode({ a, b }),
        onshow: (text) => { code = text; redraw(); }, onreset: () => { change(initial); redraw(); } }),
    ];
  };
  return mountView({ model, el, names: ["a", "b"], view });
}

export default { render };
