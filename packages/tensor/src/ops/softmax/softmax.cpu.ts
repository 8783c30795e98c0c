/** Softmax of each row of `input` [rows, channels], in float64. */
export function softmaxCpu(input: Float32Array, channels: number): Float32Array {
  const output = new Float32Array(input.length);
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const exponentials = Float64Array.from(row, (x) => Math.exp(x - largest));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    output.set(exponentials.map((x) => x / sum), at);
  }
  return output;
}
