// What examples take as given.
import { enlarge, logitOf, methodNamed, openNetwork, preprocess } from "@camlucida/cam";
import type { ExplainedImage, Image, ScoreImages } from "@camlucida/cam";
import { openReference, openWasm, type Checkpoint } from "@camlucida/tensor";
import { hash, onnxFileOf, smallNetwork, tinyResnet } from "@camlucida/tensor/testing";

/** Where graphs run: here the CPU, as `decideDevice` and `openCpu` open it where there is no GPU. */
export const device = openWasm() ?? openReference();

/** A file of weights, as `readCheckpoint` reads it: here a tiny ResNet-18 of three classes. */
export const checkpoint: Checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };

/** The bytes of an .onnx file: here a network of one convolution and two classes. */
export const onnxFile = onnxFileOf(smallNetwork);

/** That checkpoint, opened on that device by `openNetwork`. */
export const network = await openNetwork(checkpoint, device);

/** Pixels of 320 × 240, as `decodeImage` or a canvas gives them: here noise. */
export const photo: Image = {
  width: 320,
  height: 240,
  data: Uint8Array.from({ length: 320 * 240 * 4 }, (_, at) => hash(1, at) >>> 24),
};

const { input, region: seen } = preprocess(photo, network.preprocessing, "crop");

/** The part of the photograph that the network saw, as `preprocess` says it. */
export const region = seen;

/** What one forward pass of the photograph left behind. */
export const pass = await network.forward([input]);

const target = logitOf(0, network.classes);
const { values, width, height } = await pass.map({ method: methodNamed("cam"), layer: "layer4" }, target);
const map = enlarge(values, width, height, 224, 224);

/** What a metric judges: the network's input, and a map of class 0 that is as large. */
export const explained: ExplainedImage = { image: input, map, width: 224, height: 224 };

/** How a metric asks the network for the logits of variants of an image: by `network.score`, here for class 0. */
export const score: ScoreImages = (count, make) => network.score(target, count, make);

export function disposeGiven(): void {
  pass.dispose();
  network.dispose();
  device.dispose();
}
