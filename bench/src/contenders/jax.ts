// jax-js on WebGPU, the whole network under jit. Arrays are used up by what reads them; `.ref` keeps one for another reader.
import { defaultDevice, init, jit, lax, nn, numpy as np } from "@jax-js/jax";
import { numbersOf, type Step, type Value } from "../../../packages/tensor/src/index.ts";
import { kernelPlanes, type Contender, type BenchNetwork, type ReadyNetwork } from "../contender.ts";

export const jax: Contender = {
  layout: "NCHW",
  prepare: (network, wanted) => {
    const weights = [...network.peers.parameters].map(([value, parameter]) => kernelPlanes(numbersOf(parameter), value.shape));
    return () => open(network, wanted, weights);
  },
};

async function open(network: BenchNetwork, wanted: readonly Value[], weights: readonly { data: Float32Array; shape: readonly number[] }[]): Promise<ReadyNetwork> {
  if (!(await init("webgpu")).includes("webgpu")) throw new Error("jax-js found no WebGPU.");
  defaultDevice("webgpu");
  const parameters = weights.map(({ data, shape }) => np.array(data as Float32Array<ArrayBuffer>, { shape: [...shape] }));
  const compiled = jit((image: np.Array, ...arrays: np.Array[]) => forward(network, wanted, image, arrays));
  const [n = 0, h = 0, w = 0, c = 0] = network.image.shape;
  return {
    run: async (image: Float32Array<ArrayBuffer>) => { // as contenders are given it: never shared
      const pixels = np.array(image, { shape: [n, c, h, w] });
      const outputs = compiled(pixels, ...parameters.map((array) => array.ref));
      return Promise.all(outputs.map(async (array) => (await array.data()) as Float32Array));
    },
    dispose: () => {
      compiled.dispose();
      parameters.forEach((array) => array.dispose());
    },
  };
}

function forward({ peers: graph, image }: BenchNetwork, wanted: readonly Value[], pixels: np.Array, weights: readonly np.Array[]): np.Array[] {
  const arrays = new Map([...graph.parameters.keys()].map((value, at) => [value, weights[at] as np.Array])).set(image, pixels);
  for (const step of graph.steps) arrays.set(step.output, apply(step, step.inputs.map((value) => (arrays.get(value) as np.Array).ref)));
  return wanted.map((value) => (arrays.get(value) as np.Array).ref);
}

function apply({ op, constants }: Step, [x, weight, bias]: readonly np.Array[]): np.Array {
  const { kernelH: kernel = 1, strideH: stride = 1, top: padding = 0 } = constants; // ours are square
  const image = x as np.Array;
  switch (op.name) {
    case "conv": {
      const convolved = lax.conv(image, weight as np.Array, [stride, stride], [[padding, padding], [padding, padding]]);
      return convolved.add((bias as np.Array).reshape([1, -1, 1, 1]));
    }
    case "relu":
      return nn.relu(image);
    case "add":
      return image.add(weight as np.Array);
    case "max_pool": { // what ReLU left is at least 0, so that a border of zeros never wins
      const padded = np.pad(image, [[0, 0], [0, 0], [padding, padding], [padding, padding]]);
      return lax.reduceWindow(padded, np.max, [1, 1, kernel, kernel], [1, 1, stride, stride]);
    }
    case "global_average_pool":
      return np.mean(image, [2, 3]);
    case "linear":
      return np.dot(image, weight as np.Array).add(bias as np.Array);
    default:
      throw new Error(`"${op.name}" has no jax-js form here; add it to apply.`);
  }
}
