// What everybody is given: a network of seeded weights, a seeded image and a seeded photograph. How long they take depends on
// shapes, not on what is in them; seeded numbers need no download and are the same everywhere.
import shapes from "./tensors.json" with { type: "json" };
import {
  batched, type Checkpoint, type CheckpointTensor, fuse, type Graph, numbersOf, type Parameter, recogniseNetwork, type Value,
} from "../../packages/tensor/src/index.ts";
import { seeded } from "../../packages/tensor/src/testing/seeded.ts";
import type { BenchNetwork, ModelName, Photo } from "./contender.ts";
import { peerGraph } from "./peer_graph.ts";

export const side = 224;

/** Names and shapes of the weights, as PyTorch saves them. */
const tensors = shapes as unknown as Record<ModelName, readonly (readonly [name: string, shape: readonly number[]])[]>;

/** Weights from a seed: kernels of He's variance (arXiv:1502.01852), so that activations neither vanish nor explode. */
export function checkpointOf(name: ModelName): Checkpoint {
  const seededTensors = tensors[name].map(([tensor, shape], seed): [string, CheckpointTensor] => [tensor, { shape, data: numbers(seed, tensor, shape) }]);
  return { tensors: new Map(seededTensors), metadata: {}, skipped: [] };
}

function numbers(seed: number, name: string, shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const fanIn = length / (shape[0] ?? 1);
  if (fanIn > 1) return seeded(seed, length, Math.sqrt(6 / fanIn));
  const centre = /running_var$|weight$/.test(name) ? 1 : 0; // of a normalisation
  return seeded(seed, length, 0.25).map((x) => centre + x);
}

export function networkOf(name: ModelName, batch: number): BenchNetwork {
  const checkpoint = checkpointOf(name);
  const { graph: one, image: from, layers, logits: to } = recogniseNetwork(checkpoint).build([side, side]);
  const last = Object.values(layers).at(-1) as Value;
  const { graph: plain, input: image, outputs: [logits, features] } = batched(one, from, [to, last], batch) as ReturnType<typeof batched> & { outputs: [Value, Value] };
  const wanted = [logits, features];
  return {
    name, checkpoint, image, logits, features,
    graph: fuse(plain, wanted, { gradients: false }), peers: peerGraph(plain, wanted),
    classWeights: classWeightsIn(one, to, last),
  };
}

/** [K, classes] of the linear layer that makes the logits of pooled features, where nothing else lies between. */
function classWeightsIn({ steps, parameters }: Graph, logits: Value, features: Value): Float32Array | undefined {
  const made = (value: Value | undefined, op: string): readonly Value[] => steps.find((step) => step.output === value && step.op.name === op)?.inputs ?? [];
  const [pooled, weights] = made(logits, "linear");
  return made(pooled, "global_average_pool")[0] === features && weights ? numbersOf(parameters.get(weights) as Parameter) : undefined;
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
