// Random numbers by seed, the same in every browser.

/** Uniform numbers from 0 to 1: the generator "mulberry32". */
function makeUniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** n rows of d numbers from N(0, std^2), rounded so that a reader can copy them. */
export function normalRows(seed, n, d, { std, decimals = 3 }) {
  const uniform = makeUniform(seed);
  // Box and Muller's pair, of which one is enough here; 1 - u is never 0.
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: n }, () => Array.from({ length: d }, () => Number((std * normal()).toFixed(decimals))));
}
