/**
 * g · γ / √(variance + ε), channel by channel.
 * @param gradient [N, H, W, C]; gamma, variance [C]
 */
export function batchNormAdjointCpu(gradient: Float32Array, gamma: Float32Array, variance: Float32Array, epsilon: number): Float32Array {
  const scale = Float64Array.from(gamma, (x, c) => x / Math.sqrt((variance[c] as number) + epsilon)); // [C]
  return gradient.map((g, at) => g * (scale[at % scale.length] as number));
}
