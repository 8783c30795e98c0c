// What everybody is given: a ResNet of seeded weights, a seeded image and a seeded photograph. How long they take depends on
// shapes, not on what is in them; seeded numbers need no download and are the same everywhere.
import resnet18 from "../../test/fixtures/resnet18.json" with { type: "json" };
import resnet50 from "../../test/fixtures/resnet50.json" with { type: "json" };
import {
  type Checkpoint, type CheckpointTensor, fuse, Graph, numbersOf, type Parameter, resnet, type Step, type Value,
} from "../../packages/tensor/src/index.ts";
import { parameterOf } from "../../packages/tensor/src/graph/parameter.ts";
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
  const graph = fuse(plain, [logits, layer4]);
  return {
    name, checkpoint, image, logits, features: layer4,
    graph, folded: withScaledWeights(graph),
    classWeights: numbersOf(plain.parameters.get(classWeights) as Parameter),
  };
}

/** Every scale of a convolution [Cout] multiplied into its weights [K, K, Cin, Cout]. */
function withScaledWeights(graph: Graph): Graph {
  const parameters = new Map(graph.parameters);
  const numbers = (value: Value): Float32Array => numbersOf(graph.parameters.get(value) as Parameter);
  const steps = graph.steps.map((step): Step => {
    const { scaled = 0, ...constants } = step.constants;
    if (scaled !== 1) return step;
    const [image, weight, bias, scale, ...residual] = step.inputs as [Value, Value, Value, Value, ...Value[]];
    const factors = numbers(scale);
    const multiplied: Value = { ...weight, name: `${weight.name}, scaled` };
    parameters.set(multiplied, parameterOf(numbers(weight).map((x, at) => x * (factors[at % factors.length] as number))));
    return { ...step, constants, inputs: [image, multiplied, bias, ...residual] };
  });
  return Graph.rewritten(graph, steps, parameters);
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
