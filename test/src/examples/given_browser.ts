// What examples take as given in a page, where there is WebGPU.
import { openFrames, openNetwork, viewOptions } from "@camlucida/cam";
import { metadataKeys, writeSafetensors } from "@camlucida/tensor";
import { checkpoint, photo } from "./given.ts";
import { webgpu } from "./given_gpu.ts";

/** A canvas of the page. */
export const canvas = document.createElement("canvas");

/** A picture of the page: an `<img>`, a canvas, a video, … */
export const picture = document.createElement("canvas");
[picture.width, picture.height] = [photo.width, photo.height];
picture.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(photo.data), photo.width), 0, 0);

const bytes = writeSafetensors(checkpoint.tensors, { [metadataKeys.labels]: "cat\ndog\nbird" });

/** A checkpoint that a visitor has chosen, from an `<input type="file">`: here the tiny ResNet-18, with the labels cat, dog and bird. */
export const chosenFile = new File([new Uint8Array(bytes)], "my.safetensors");

/** A network on WebGPU that explains frame after frame, opened by `openFrames`. */
export const frames = await openFrames(
  await openNetwork(checkpoint, webgpu), { framing: "squash", view: viewOptions({ view: "positive" }) },
);
