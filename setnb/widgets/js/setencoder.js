// The set encoder that DSPN inverts: one network for every element, then a pooling; and how far its
// answer is from a wanted one, with the gradient written out. Sets are lists of rows.
import { positionWeights } from "./fspool.js";
import { sortPermutation } from "./sorting.js";

/** An encoder as `setnb.widgets.packing` writes it: float32 numbers, layer by layer, then the knots. */
export function unpackEncoder({ how, dims, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const numbers = Float64Array.from(new Float32Array(bytes.buffer));
  let at = 0;
  const take = (count) => numbers.subarray(at, at += count);
  const layers = dims.slice(1).map((outputs, l) =>
    ({ inputs: dims[l], weight: take(dims[l] * outputs), bias: take(outputs) }));
  const latent = dims.at(-1), corners = (numbers.length - at) / latent;
  const knots = how === "fspool" ? Array.from({ length: latent }, () => [...take(corners)]) : null;
  return { how, latent, layers, knots };
}

/** start + W x, where x stands for the last columns of W. */
function affine({ weight, inputs }, start, x) {
  const out = Float64Array.from(start), skip = inputs - x.length;
  for (let o = 0; o < out.length; o++) {
    for (let i = 0, w = o * inputs + skip; i < x.length; i++, w++) out[o] += weight[w] * x[i];
  }
  return out;
}

/** W^T slope, its last `size` entries. */
function transposed({ weight, inputs }, slope, size) {
  const back = new Float64Array(size);
  for (let o = 0; o < slope.length; o++) {
    for (let i = 0, w = o * inputs + inputs - size; i < size; i++, w++) back[i] += weight[w] * slope[o];
  }
  return back;
}

/** What the layers make of one element, the features last; `start` is what the first layer adds to. */
function runNetwork(layers, start, x) {
  const outputs = [affine(layers[0], start, x)];
  for (const layer of layers.slice(1)) outputs.push(affine(layer, layer.bias, outputs.at(-1).map((v) => Math.max(v, 0))));
  return outputs;
}

/** Pooling is `sum_i a_i f_i` in each feature c: this gives the a of its values, also its gradient. */
function makeWeigh({ how, knots }, n) {
  if (how !== "fspool") return (values) => values.fill(how === "mean" ? 1 / n : 1);
  const atPlace = knots.map((row) => positionWeights(row, n));
  return (values, c) => {
    const order = sortPermutation(values);
    for (let place = 0; place < n; place++) values[order[place]] = atPlace[c][place];
    return values;
  };
}

/** The pooled vector, and the weight of every element in every feature. */
function pool(features, weigh, latent) {
  const vector = new Float64Array(latent), weights = features.map(() => new Float64Array(latent));
  for (let c = 0; c < latent; c++) {
    weigh(features.map((f) => f[c]), c).forEach((a, i) => {
      weights[i][c] = a;
      vector[c] += a * features[i][c];
    });
  }
  return { vector, weights };
}

export function encodeSet(encoder, rows) {
  const { layers, latent } = encoder;
  const features = rows.map((row) => runNetwork(layers, layers[0].bias, row).at(-1));
  return [...pool(features, makeWeigh(encoder, rows.length), latent).vector];
}

/**
 * `y -> { energy, gradient }` of `1/2 mean_c (g(known, y)_c - z_c)^2`, the gradient in y alone.
 * `known` are features that each element has already, in front of y: one row per element, or null.
 */
export function makeEncodingEnergy(encoder, z, n, known = null) {
  const { layers, latent } = encoder, [first] = layers, weigh = makeWeigh(encoder, n);
  // Known features come first, so their columns of W do too: what they add never changes with y.
  const knownPart = (row) => first.bias.map((b, o) => row.reduce((sum, v, i) => sum + first.weight[o * first.inputs + i] * v, b));
  const starts = known ? known.map(knownPart) : null;
  return (y) => {
    const outputs = y.map((row, i) => runNetwork(layers, starts ? starts[i] : first.bias, row));
    const { vector, weights } = pool(outputs.map((list) => list.at(-1)), weigh, latent);
    const error = vector.map((v, c) => v - z[c]);
    const gradient = outputs.map((list, i) => {
      let slope = weights[i].map((a, c) => a * error[c] / latent);
      for (let l = layers.length - 1; l > 0; l--) {
        slope = transposed(layers[l], slope, layers[l].inputs).map((s, k) => (list[l - 1][k] > 0 ? s : 0));
      }
      return [...transposed(first, slope, y[i].length)];
    });
    return { energy: error.reduce((sum, e) => sum + e * e, 0) / (2 * latent), gradient };
  };
}
