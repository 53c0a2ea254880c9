// The set encoder that DSPN inverts: one network for every element, then a pooling; and how far its
// answer is from a wanted one, with the gradient written out. Sets are lists of rows.
import { positionWeights } from "./fspool.js";
import { unpackNumbers } from "./packed.js";
import { sortPermutation } from "./sorting.js";

/** An encoder as `setnb.widgets.packing` writes it: layer by layer, then the knots. */
export function unpackEncoder({ how, dims, data }) {
  const numbers = unpackNumbers(data);
  let at = 0;
  const take = (count) => numbers.subarray(at, at += count);
  const layers = dims.slice(1).map((outputs, l) => makeLayer(dims[l], take(dims[l] * outputs), take(outputs)));
  const latent = dims.at(-1), corners = (numbers.length - at) / latent;
  const knots = how === "fspool" ? Array.from({ length: latent }, () => [...take(corners)]) : null;
  return { how, latent, layers, knots };
}

/** A layer with its weight in both orders: each direction reads the one that lies in its way. */
function makeLayer(inputs, rows, bias) {
  const outputs = bias.length, columns = new Float64Array(rows.length);
  for (let w = 0; w < rows.length; w++) columns[(w % inputs) * outputs + Math.floor(w / inputs)] = rows[w];
  return { inputs, rows, columns, bias };
}

// Plain loops below: the `map` of typed arrays takes several times as long, and this runs in every step.

/** out + matrix^T x, where x stands for the rows of the matrix from `first` on; changes `out`. */
function addProduct(out, matrix, x, first = 0) {
  const width = out.length;
  for (let i = 0; i < x.length; i++) {
    const factor = x[i], from = (first + i) * width;
    if (factor === 0) continue; // as half of what a ReLU gives is
    for (let o = 0; o < width; o++) out[o] += matrix[from + o] * factor;
  }
  return out;
}

function relu(values) {
  const kept = new Float64Array(values.length);
  for (let k = 0; k < kept.length; k++) kept[k] = Math.max(values[k], 0);
  return kept;
}

/** What the layers make of one element before each ReLU, the features last; `start` holds the first bias. */
function runNetwork([first, ...layers], start, x) {
  const outputs = [addProduct(start.slice(), first.columns, x, first.inputs - x.length)];
  for (const { columns, bias } of layers) outputs.push(addProduct(bias.slice(), columns, relu(outputs.at(-1))));
  return outputs;
}

/** The slope at the first layer's outputs, from the slope at the features. */
function pullBack(layers, outputs, slope) {
  for (let l = layers.length - 1; l > 0; l--) {
    slope = addProduct(new Float64Array(layers[l].inputs), layers[l].rows, slope);
    for (let k = 0; k < slope.length; k++) if (outputs[l - 1][k] <= 0) slope[k] = 0;
  }
  return slope;
}

/** Pooling is `sum_i a_i f_i` in each feature c: this gives the a of its values, also its gradient. */
function makeWeigh({ how, knots }, n) {
  if (how !== "fspool") return (values) => values.map(() => (how === "mean" ? 1 / n : 1));
  const atPlace = knots.map((row) => positionWeights(row, n));
  return (values, c) => {
    const weights = new Array(n);
    sortPermutation(values).forEach((element, place) => { weights[element] = atPlace[c][place]; });
    return weights;
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
  // What known features add to the first layer never changes with y.
  const starts = Array.from({ length: n }, (_, i) => addProduct(first.bias.slice(), first.columns, known?.[i] ?? []));
  return (y) => {
    const outputs = y.map((row, i) => runNetwork(layers, starts[i], row));
    const { vector, weights } = pool(outputs.map((list) => list.at(-1)), weigh, latent);
    const error = vector.map((v, c) => (v - z[c]) / latent);
    const gradient = outputs.map((list, i) => {
      const slope = weights[i];
      for (let c = 0; c < latent; c++) slope[c] *= error[c];
      const inputs = addProduct(new Float64Array(first.inputs), first.rows, pullBack(layers, list, slope));
      return [...inputs.subarray(first.inputs - y[i].length)];
    });
    return { energy: latent / 2 * error.reduce((sum, e) => sum + e * e, 0), gradient };
  };
}
