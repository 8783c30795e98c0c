/**
 * p ⊙ (g − Σ g·p), row by row, in float64.
 * @param gradient of the probabilities, [rows, channels]; @param p those probabilities, likewise
 */
export function softmaxAdjointCpu(gradient: Float32Array, p: Float32Array, channels: number): Float32Array {
  const output = new Float32Array(p.length);
  for (let row = 0; row < p.length; row += channels) {
    let mean = 0;
    for (let at = row; at < row + channels; at++) mean += (gradient[at] as number) * (p[at] as number);
    for (let at = row; at < row + channels; at++) output[at] = (p[at] as number) * ((gradient[at] as number) - mean);
  }
  return output;
}
