// Frames with a network of their own, the tiny ResNet: what the tests of live/ draw with. And what a test wants to know of a device: which
// buffers were made and destroyed, and how often it was set to work.
import {
  conv, globalAveragePool, Graph, hardSwish, linear, maxPool, webGpuDevice, type BuiltNetwork, type Checkpoint, type Gpu, type Value,
} from "@camlucida/tensor";
import { seeded, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { vi } from "vitest";
import { openFrames, type Frames } from "../live/frames.ts";
import type { LiveOptions } from "../live/sized.ts";
import { openNetwork } from "../network/network.ts";

export const checkpoint: Checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };

/** A network in which class maps are not defined: between the last layer's mean and the logits lie two linear layers. */
export const withoutClassMaps: Checkpoint = {
  tensors: new Map(), metadata: {}, skipped: [],
  network: { facts: { writtenBy: "", opset: 17, inputs: [], outputs: [], constants: { tensors: 0, numbers: 0 }, operators: [] }, input: () => ({ height: undefined, width: undefined, channels: 3 }), build: (size) => twoLinearLayers(size ?? [224, 224]) },
};

function twoLinearLayers([height, width]: readonly [number, number]): BuiltNetwork {
  const graph = new Graph();
  const drawn = (name: string, ...shape: readonly number[]): Value => graph.parameter(name, shape, seeded(name.length, shape.reduce((product, length) => product * length, 1), 0.8));
  const image = graph.input("image", [1, height, width, 3]);
  const first = maxPool(graph, "first", conv(graph, "conv1", image, drawn("weight 1", 7, 7, 3, 6), drawn("bias 1", 6), { stride: 8, padding: 3 }), { kernel: 2, stride: 2 });
  const last = hardSwish(graph, "last", conv(graph, "conv2", first, drawn("weight the 2nd", 3, 3, 6, 10), drawn("bias the 2nd", 10), { stride: 2, padding: 1 }));
  const hidden = hardSwish(graph, "hidden", linear(graph, "fc1", globalAveragePool(graph, "pooled", last), drawn("weight the third", 10, 9), drawn("bias the third", 9)));
  const logits = linear(graph, "logits", hidden, drawn("and the fourth", 9, tinyClasses), drawn("the bias of it", tinyClasses));
  return { graph, image, layers: { first, last }, logits, stages: { first, last, logits } };
}

export async function framesOn(gpu: Gpu, options: LiveOptions, of: Checkpoint = checkpoint): Promise<Frames> {
  const network = await openNetwork(of, webGpuDevice(gpu));
  const frames = await openFrames(network, options);
  const dispose = (): void => {
    frames.dispose();
    network.dispose();
  };
  return { ...frames, dispose };
}

export interface Watched {
  readonly made: readonly (GPUBuffer | GPUTexture)[]; // whose `destroy` is a spy
  /** Those that are not destroyed. */
  alive(): number;
  readonly submissions: () => number;
  readonly readbacks: () => number; // calls of mapAsync
  readonly dispatches: () => number;
}

/** From now on, until `vi.restoreAllMocks`. */
export function watch({ device }: Gpu): Watched {
  const made: (GPUBuffer | GPUTexture)[] = [];
  const spied = <T extends GPUBuffer | GPUTexture>(object: T): T => {
    vi.spyOn(object as GPUBuffer, "destroy");
    made.push(object);
    return object;
  };
  const [createBuffer, createTexture] = [device.createBuffer.bind(device), device.createTexture.bind(device)];
  vi.spyOn(device, "createBuffer").mockImplementation((descriptor) => spied(createBuffer(descriptor)));
  vi.spyOn(device, "createTexture").mockImplementation((descriptor) => spied(createTexture(descriptor)));
  const submit = vi.spyOn(device.queue, "submit");
  const map = vi.spyOn(GPUBuffer.prototype, "mapAsync");
  const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, "dispatchWorkgroups");
  return {
    made,
    alive: () => made.filter(({ destroy }) => vi.mocked(destroy).mock.calls.length === 0).length,
    submissions: () => submit.mock.calls.length,
    readbacks: () => map.mock.calls.length,
    dispatches: () => dispatch.mock.calls.length,
  };
}
