// Frames with a network of their own, the tiny ResNet: what the tests of live/ draw with.
import { webGpuDevice, type Checkpoint, type Gpu } from "@camlucida/tensor";
import { tinyResnet } from "@camlucida/tensor/testing";
import { openFrames, type Frames } from "../live/frames.ts";
import type { LiveOptions } from "../live/sized.ts";
import { openNetwork } from "../network/network.ts";
import { imagenetNormalisation } from "../preprocess/normalisation.ts";

export const checkpoint: Checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };

export async function framesOn(gpu: Gpu, options: LiveOptions): Promise<Frames> {
  const network = await openNetwork(checkpoint, webGpuDevice(gpu));
  const frames = await openFrames(network, imagenetNormalisation, options);
  const dispose = (): void => {
    frames.dispose();
    network.dispose();
  };
  return { ...frames, dispose };
}
