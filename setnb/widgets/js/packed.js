// Numbers as `setnb.widgets.packing` writes them: float32, base64.

export function unpackNumbers(data) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return Float64Array.from(new Float32Array(bytes.buffer));
}
