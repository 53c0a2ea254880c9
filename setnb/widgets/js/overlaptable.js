// The table of overlaps of two groupings, with the matched pairs of blocks marked.
import { shareColour } from "./colour.js";
import { h } from "./view.js";

export function overlapsTable({ table, partner }, shades) {
  const most = Math.max(...table.flat());
  const cell = (count, matched) => {
    const { fill, ink } = shareColour(count / most, shades);
    return h("td", { class: matched ? "setnb-matched" : null, style: count ? `background:${fill};color:${ink}` : null }, `${count}${matched ? "✓" : ""}`);
  };
  return h("table", { class: "setnb-overlaps", "aria-label": "overlaps: elements that a block of A shares with a block of B; a tick marks a matched pair" },
    h("thead", {}, h("tr", {}, h("td", {}), table[0].map((_, j) => h("th", { scope: "col" }, `B${j + 1}`)))),
    h("tbody", {}, table.map((row, i) => h("tr", {}, h("th", { scope: "row" }, `A${i + 1}`),
      row.map((count, j) => cell(count, partner[i] === j))))));
}
