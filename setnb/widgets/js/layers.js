// The layers behind the models: each takes rows and a torch state_dict as nested arrays.

/** The entries of a state_dict below a prefix: `part(w, "1.")` for the second layer of a Sequential. */
export function part(weights, prefix) {
  return Object.fromEntries(Object.entries(weights)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]));
}

export function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

export function addRows(a, b) {
  return a.map((value, i) => value + b[i]);
}

export function meanRow(rows) {
  return rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
}

/** torch's Linear: weight is (out, in). */
export function linear(row, { weight, bias }) {
  return weight.map((w, k) => dot(w, row) + bias[k]);
}

/** y_i = x_i Lambda + mean(x) Gamma + bias, with Lambda and Gamma as (in, out). */
export function equivariantLayer(rows, { own, shared, bias }) {
  const times = (row, matrix) => bias.map((_, k) => row.reduce((sum, v, j) => sum + v * matrix[j][k], 0));
  const common = addRows(times(meanRow(rows), shared), bias);
  return rows.map((row) => addRows(times(row, own), common));
}

export function softmax(row) {
  const top = Math.max(...row);
  const powers = row.map((v) => Math.exp(v - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / total);
}

/** torch's LayerNorm over the features, eps 1e-5. */
export function layerNorm(row, { weight, bias }) {
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
  return row.map((v, k) => (v - mean) / Math.sqrt(variance + 1e-5) * weight[k] + bias[k]);
}

/** softmax(Q K^T / sqrt(d)) V. */
export function attend(query, key, value) {
  const scale = Math.sqrt(query[0].length);
  return query.map((q) => {
    const share = softmax(key.map((k) => dot(q, k) / scale));
    return value[0].map((_, j) => value.reduce((sum, v, i) => sum + share[i] * v[j], 0));
  });
}

/** The transformer's sine and cosine code of one list place. */
export function sinusoidalPosition(place, dim) {
  return Array.from({ length: dim }, (_, j) => {
    const angle = place * Math.exp((j - (j % 2)) * -Math.log(10000) / dim);
    return j % 2 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** Multi-head attention and a feed-forward part, both residual and normalised afterwards. */
export function attentionBlock(rows, weights, { heads, positions }) {
  const [project, mix, widen, narrow, normAttention, normFeed] =
    ["project.", "mix.", "feed.0.", "feed.2.", "norm_attention.", "norm_feed."].map((name) => part(weights, name));
  const dim = rows[0].length, width = dim / heads;
  const placed = positions ? rows.map((row, i) => addRows(row, sinusoidalPosition(i, dim))) : rows;
  const projected = placed.map((row) => linear(row, project));
  const slice = (which, head) =>
    projected.map((row) => row.slice(which * dim + head * width, which * dim + (head + 1) * width));
  const perHead = Array.from({ length: heads }, (_, h) => attend(slice(0, h), slice(1, h), slice(2, h)));
  return rows.map((row, i) => {
    const mixed = linear(perHead.flatMap((out) => out[i]), mix);
    const middle = layerNorm(addRows(row, mixed), normAttention);
    const hidden = linear(middle, widen).map((v) => Math.max(v, 0));
    return layerNorm(addRows(middle, linear(hidden, narrow)), normFeed);
  });
}

/** One direction of torch's LSTM (gates i, f, g, o): the hidden state after each row read. */
export function lstm(rows, weights, suffix) {
  const [input, state, inputBias, stateBias] =
    ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((name) => weights[`${name}_l0${suffix}`]);
  const size = state[0].length, sigmoid = (v) => 1 / (1 + Math.exp(-v));
  let hidden = new Array(size).fill(0), cell = hidden;
  return rows.map((row) => {
    const gates = input.map((w, k) => dot(w, row) + inputBias[k] + dot(state[k], hidden) + stateBias[k]);
    const gate = (which) => gates.slice(which * size, (which + 1) * size);
    const enter = gate(0).map(sigmoid), keep = gate(1).map(sigmoid);
    const write = gate(2).map(Math.tanh), show = gate(3).map(sigmoid);
    cell = cell.map((c, k) => keep[k] * c + enter[k] * write[k]);
    hidden = cell.map((c, k) => show[k] * Math.tanh(c));
    return hidden;
  });
}
