// Frames with a network of their own, the tiny ResNet: what the tests of live/ draw with. And what a test wants to know of a device: which
// buffers were made and destroyed, and how often it was set to work.
import { webGpuDevice, type Checkpoint, type Gpu } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { vi } from "vitest";
import { openFrames, type Frames } from "../live/frames.ts";
import type { LiveOptions } from "../live/sized.ts";
import { openNetwork } from "../network/network.ts";

export const checkpoint: Checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };

export async function framesOn(gpu: Gpu, options: LiveOptions): Promise<Frames> {
  const network = await openNetwork(checkpoint, webGpuDevice(gpu));
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
