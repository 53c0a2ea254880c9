// The last answers of all orders, a row for each: they line up where order does not matter.
import { h } from "./view.js";

const TOP = 22, PLOT = 104, BOTTOM = 54, SIDE = 14;
export const ORDERANSWERS_HEIGHT = TOP + PLOT + BOTTOM;

/** `reach` is how far from the sum the axis goes; `chosen` and `other` are places among the answers. */
export function drawAnswers({ answers, chosen, other, sum, reach, width }) {
  const toX = (answer) => SIDE + (answer - sum + reach) / (2 * reach) * (width - 2 * SIDE), toY = (row) => TOP + (row + 0.5) / answers.length * PLOT;
  const caption = (x, y, anchor, text) => h("text", { x, y, class: "setnb-caption", "text-anchor": anchor }, text);
  const dot = (row, kind, r) => h("circle", { cx: toX(answers[row]), cy: toY(row), r, class: kind });
  const whole = Array.from({ length: 2 * Math.floor(reach) + 1 }, (_, k) => sum - Math.floor(reach) + k);
  const step = whole.length > 9 ? 2 : 1;
  return [
    caption(0, 13, "start", "the answers, a row for each order"),
    h("rect", { x: toX(sum - 0.5), y: TOP, width: toX(sum + 0.5) - toX(sum - 0.5), height: PLOT, class: "setnb-right-band" }),
    whole.filter((answer) => (answer - sum) % step === 0).map((answer) => [
      h("line", { x1: toX(answer), x2: toX(answer), y1: TOP, y2: TOP + PLOT, class: "setnb-gridline" }),
      caption(toX(answer), TOP + PLOT + 17, "middle", String(answer))]),
    caption(width, ORDERANSWERS_HEIGHT - 17, "end", `the band rounds to the sum, ${sum}`),
    h("path", { class: "setnb-orders setnb-nodes", d: answers.map((answer, row) => `M${toX(answer).toFixed(1)} ${toY(row).toFixed(1)}h0`).join("") }),
    h("g", {}, dot(chosen, "setnb-reading-dot", 5)),
    h("g", {}, other !== chosen && dot(other, "setnb-swapped-dot", 4.5)),
  ];
}
