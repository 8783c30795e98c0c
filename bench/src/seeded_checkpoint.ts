// Weights from a seed: kernels of He's variance (arXiv:1502.01852), so that activations neither vanish nor explode.
import type { Checkpoint, CheckpointTensor } from "../../packages/tensor/src/index.ts";
import { seeded } from "../../packages/tensor/src/testing/seeded.ts";

export type NamedShape = readonly [name: string, shape: readonly number[]];

export function seededCheckpoint(named: readonly NamedShape[]): Checkpoint {
  const tensors = named.map(([name, shape], seed): [string, CheckpointTensor] => [name, { shape, data: numbers(seed, name, shape) }]);
  return { tensors: new Map(tensors), metadata: {}, skipped: [] };
}

function numbers(seed: number, name: string, shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const fanIn = length / (shape[0] ?? 1);
  if (shape.length > 1) return seeded(seed, length, Math.sqrt(6 / fanIn));
  const centre = /running_var$|weight$/.test(name) ? 1 : 0; // of batch-norm
  return seeded(seed, length, 0.25).map((x) => centre + x);
}
