/**
 * (x − mean) / √(variance + ε) · γ + β, channel by channel.
 * @param input [N, H, W, C]; the other arrays [C]
 */
export function batchNormCpu(
  input: Float32Array, gamma: Float32Array, beta: Float32Array,
  mean: Float32Array, variance: Float32Array, epsilon: number,
): Float32Array {
  const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt((variance[c] as number) + epsilon)); // [C]
  return input.map((x, at) => {
    const c = at % gamma.length;
    return (x - (mean[c] as number)) * (scale[c] as number) + (beta[c] as number);
  });
}
