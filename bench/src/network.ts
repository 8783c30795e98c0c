// What everybody is given: a ResNet of seeded weights, a seeded image and a seeded photograph. How long they take depends on
// shapes, not on what is in them; seeded numbers need no download and are the same everywhere.
import resnet18 from "../../test/fixtures/resnet18.json" with { type: "json" };
import resnet50 from "../../test/fixtures/resnet50.json" with { type: "json" };
import {
  type Checkpoint, type CheckpointTensor, fuse, Graph, numbersOf, type Parameter, resnet,
} from "../../packages/tensor/src/index.ts";
import { seeded } from "../../packages/tensor/src/testing/seeded.ts";
import type { BenchNetwork, ModelName, Photo } from "./contender.ts";

export const side = 224;

/** Names and shapes of the weights, as PyTorch saves them. */
const tensors = { resnet18: resnet18.tensors, resnet50: resnet50.tensors } as unknown as Record<ModelName, readonly (readonly [name: string, shape: readonly number[]])[]>;

/** Weights from a seed: kernels of He's variance (arXiv:1502.01852), so that activations neither vanish nor explode. */
export function checkpointOf(name: ModelName): Checkpoint {
  const seededTensors = tensors[name].map(([tensor, shape], seed): [string, CheckpointTensor] => [tensor, { shape, data: numbers(seed, tensor, shape) }]);
  return { tensors: new Map(seededTensors), metadata: {}, skipped: [] };
}

function numbers(seed: number, name: string, shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const fanIn = length / (shape[0] ?? 1);
  if (shape.length > 1) return seeded(seed, length, Math.sqrt(6 / fanIn));
  const centre = /running_var$|weight$/.test(name) ? 1 : 0; // of batch-norm
  return seeded(seed, length, 0.25).map((x) => centre + x);
}

export function networkOf(name: ModelName, batch: number): BenchNetwork {
  const checkpoint = checkpointOf(name);
  const plain = new Graph();
  const image = plain.input("image", [batch, side, side, 3]);
  const { logits, layer4, classWeights } = resnet(plain, checkpoint, image);
  return {
    name, checkpoint, image, logits, features: layer4,
    graph: fuse(plain, [logits, layer4]),
    classWeights: numbersOf(plain.parameters.get(classWeights) as Parameter),
  };
}

/** [batch, 224, 224, 3], as if normalised */
export const imageOf = (batch: number): Float32Array => seeded(1, batch * side * side * 3, 2);

/** [480, 640, 4] RGBA: waves of three colours, with some noise */
export function photo(): Photo {
  const [width, height] = [640, 480];
  const noise = seeded(2, width * height * 4, 24);
  const level = (x: number, y: number, channel: number): number => (channel === 3 ? 255 : 128 + 96 * Math.sin(x / (29 + 7 * channel)) * Math.cos(y / (41 - 5 * channel)));
  const data = Uint8Array.from(noise, (extra, at) => {
    const pixel = at >> 2;
    return Math.max(0, Math.min(255, level(pixel % width, Math.floor(pixel / width), at & 3) + extra));
  });
  return { width, height, data };
}
