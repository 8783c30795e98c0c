/**
 * Σ_k weight ⊙ feature at every position.
 * @param feature [N, P, K]; @param weight [N, P, K] or [N, K]
 * @returns [N, P]
 */
export function channelDotCpu(feature: Float32Array, weight: Float32Array, positions: number, channels: number): Float32Array {
  const perPosition = weight.length === feature.length;
  return Float32Array.from({ length: feature.length / channels }, (_, at) => {
    const row = perPosition ? at : Math.floor(at / positions);
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += (feature[at * channels + k] as number) * (weight[row * channels + k] as number);
    return sum;
  });
}
