// The networks of test/reference_resnet.py, repeated to the bit: names and shapes from the fixture, numbers from the seed.
import type { Checkpoint, CheckpointTensor } from "@camlucida/tensor";
import { readFixture, seeded } from "@camlucida/tensor/testing";

export interface ReferenceCase {
  readonly height: number;
  readonly width: number;
  readonly top: readonly number[]; // five class indices, PyTorch's
  readonly logits: string; // base64 float32, [1000]
  readonly mapHeight: number;
  readonly mapWidth: number;
  readonly map: string; // base64 float32, [mapHeight, mapWidth]: the class top[0]
}

export interface SeededReference {
  readonly tensors: readonly (readonly [string, readonly number[]])[];
  /** A pattern of names: of these tensors a quarter is taken. */
  readonly quiet?: string;
  readonly cases: readonly ReferenceCase[];
}

export const readReference = (name: string): Promise<SeededReference> => readFixture(import.meta.url, `../fixtures/${name}.json`);

export function seededCheckpoint({ tensors, quiet }: SeededReference): Checkpoint {
  const pattern = quiet === undefined ? undefined : new RegExp(quiet);
  const entries = tensors.map(([name, shape], index): [string, CheckpointTensor] => {
    const data = numbers(index, name, shape);
    return [name, { shape, data: pattern?.test(name) ? data.map((x) => x / 4) : data }];
  });
  return { tensors: new Map(entries), metadata: {}, skipped: [] };
}

function numbers(index: number, name: string, shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const [, cin = 1, kernelH = 1, kernelW = 1] = shape;
  if (shape.length === 4) return seeded(index, length, Math.sqrt(6 / (cin * kernelH * kernelW)));
  if (shape.length === 2) return seeded(index, length, Math.sqrt(3 / cin));
  const [centre, spread] = /running_var$|weight$/.test(name) ? [1, 0.5] : [0, 0.25];
  return seeded(index, length, spread).map((x) => centre + x);
}
