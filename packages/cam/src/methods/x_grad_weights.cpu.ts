/**
 * Σ g·A / (ΣA + ε) over the positions, 0 where the divisor is 0.
 * @param feature [N, P, K]; @param gradient likewise
 * @returns [N, K]
 */
export function xGradWeightsCpu(feature: Float32Array, gradient: Float32Array, positions: number, channels: number, epsilon: number): Float32Array {
  return Float32Array.from({ length: feature.length / positions }, (_, at) => {
    const first = Math.floor(at / channels) * positions * channels + (at % channels);
    let total = epsilon;
    let sum = 0;
    for (let p = 0; p < positions; p++) {
      total += feature[first + p * channels] as number;
      sum += (gradient[first + p * channels] as number) * (feature[first + p * channels] as number);
    }
    return total === 0 ? 0 : sum / total;
  });
}
