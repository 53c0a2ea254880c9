// The fill of a disc is its value on the diverging map, that of a probability its place on the
// sequential one; the text on it is black or white, whichever reads better (one of them always has
// a contrast of at least 4.5).

function channels(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colour of `value` on evenly spaced `stops` over [-limit, limit], and of text on it. */
export function valueColour(value, limit, stops) {
  return shareColour((Math.min(Math.max(value / limit, -1), 1) + 1) / 2, stops);
}

/** The same for a share from 0 to 1, the first to the last of the stops. */
export function shareColour(share, stops) {
  const place = share * (stops.length - 1), below = Math.min(Math.floor(place), stops.length - 2), part = place - below;
  const [low, high] = [channels(stops[below]), channels(stops[below + 1])];
  const rgb = low.map((c, i) => Math.round(c + part * (high[i] - c)));
  return { fill: `rgb(${rgb.join(" ")})`, ink: luminance(rgb) > 0.179 ? "#000" : "#fff" };
}
