/**
 * Σ over the positions where g > 0 of g / (2 + S·g + ε/g²), S = ΣA: see plus_plus_weights.wgsl.
 * @param feature [N, P, K]; @param gradient likewise
 * @returns [N, K]
 */
export function plusPlusWeightsCpu(feature: Float32Array, gradient: Float32Array, positions: number, channels: number, epsilon: number): Float32Array {
  return Float32Array.from({ length: feature.length / positions }, (_, at) => {
    const first = Math.floor(at / channels) * positions * channels + (at % channels);
    let total = 0;
    for (let p = 0; p < positions; p++) total += feature[first + p * channels] as number;
    let sum = 0;
    for (let p = 0; p < positions; p++) {
      const g = gradient[first + p * channels] as number;
      if (g > 0) sum += g / (2 + total * g + (epsilon > 0 ? epsilon / g / g : 0));
    }
    return sum;
  });
}
