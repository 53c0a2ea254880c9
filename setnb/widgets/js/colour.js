// The fill of a disc is its value on the diverging map; the text on it is black or white,
// whichever reads better (one of them always has a contrast of at least 4.5).

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colour of `value` on evenly spaced `stops` over [-limit, limit], and of text on it. */
export function valueColour(value, limit, stops) {
  const share = (Math.min(Math.max(value / limit, -1), 1) + 1) / 2 * (stops.length - 1);
  const below = Math.min(Math.floor(share), stops.length - 2), part = share - below;
  const [low, high] = [channels(stops[below]), channels(stops[below + 1])];
  const rgb = low.map((c, i) => Math.round(c + part * (high[i] - c)));
  return { fill: `rgb(${rgb.join(" ")})`, ink: luminance(rgb) > 0.179 ? "#000" : "#fff" };
}
