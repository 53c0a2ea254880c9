// How many digits of a number are kept, and all the digits that were.

const decimals = (count) => ({
  label: String(count), said: `to ${count} decimals`, python: `.round(decimals=${count})`,
  keep: (v) => Number(v.toFixed(count)),
  show: (v) => v.toFixed(count),
});

export const PRECISIONS = {
  "float64": { label: "float64", said: "as float64", python: "", keep: (v) => v, show: (v) => v.toPrecision(16) },
  "float32": { label: "float32", said: "as float32", python: ".float().double()", keep: Math.fround, show: (v) => v.toPrecision(8) },
  "6 decimals": decimals(6),
  "4 decimals": decimals(4),
  "2 decimals": decimals(2),
};
