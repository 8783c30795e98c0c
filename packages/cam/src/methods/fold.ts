// A layer's features and their weights, as a map, on the CPU.
import type { Method } from "./method.ts";
import { principalComponent } from "./principal_component.ts";

/**
 * Σ_k weight ⊙ A, or the first principal component of weight ⊙ A.
 * @param features A [P, K]; @param weights [K], or [P, K]; undefined: all one
 * @returns [P]
 */
export function fold(reduce: Method["reduce"], features: Float32Array, weights: Float32Array | undefined, channels: number): Float32Array {
  const period = weights?.length ?? 1;
  const weighted = weights ? features.map((a, at) => a * (weights[at % period] as number)) : features;
  return reduce === "sum" ? channelSums(weighted, channels) : principalComponent(weighted, channels);
}

function channelSums(values: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: values.length / channels }, (_, p) => {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += values[p * channels + k] as number;
    return sum;
  });
}
