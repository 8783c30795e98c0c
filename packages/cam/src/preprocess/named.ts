// Preprocessing that has a name, and what is usual for an architecture where nobody says anything.
import { metadataKeys } from "@camlucida/tensor";
import { imagenetNormalisation, type Normalisation } from "./normalisation.ts";
import { imagenetPreprocessing, usuallyFor, type StatedPreprocessing } from "./preprocessing.ts";

const uniform = (mean: number, std: number): Normalisation => ({ order: "RGB", scale: 255, mean: [mean, mean, mean], std: [std, std, std] });

/** Levels of −1 … 1. */
const centred = uniform(0.5, 0.5);

/**
 * What --preprocess takes by name. A name that says no size leaves it to the network's file.
 *
 *   torchvision   ImageNet's mean and deviation, bilinear
 *   keras-tf      −1 … 1: Keras applications' mode "tf"; torchvision's transform_input comes to the same
 *   caffe         blue, green, red of 0 … 255 less ImageNet's means: Keras applications' mode "caffe"
 *   clip          OpenAI CLIP's mean and deviation, bicubic, the shorter side to the input's
 *   none          0 … 1
 */
export const namedPreprocessing: Readonly<Record<string, StatedPreprocessing>> = {
  "torchvision": { source: "torchvision", normalisation: imagenetNormalisation, interpolation: "bilinear" },
  "keras-tf": { source: "keras-tf", normalisation: centred, interpolation: "bilinear" },
  "caffe": { source: "caffe", normalisation: { order: "BGR", scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1] }, interpolation: "bilinear" },
  "clip": {
    source: "clip", interpolation: "bicubic", share: 1,
    normalisation: { order: "RGB", scale: 255, mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
  },
  "none": { source: "none", normalisation: uniform(0, 1), interpolation: "bilinear" },
};

/**
 * What is usual for an architecture. Whoever has an Inception v3 or a GoogLeNet with torchvision's names has the published weights or
 * has trained on from them: those were trained on levels of −1 … 1, which torchvision makes of ImageNet's inside the network
 * (transform_input, on by itself with weights=…, and in no state dict). timm publishes the same weights with that mean and deviation.
 * Where a file's metadata say whether the network transforms its input, it is given what torchvision's is: ImageNet's.
 */
export function usualFor(architecture: string, metadata: Readonly<Record<string, string>>): StatedPreprocessing | undefined {
  if (architecture !== "inception_v3" && architecture !== "googlenet") return undefined;
  const normalisation = Object.hasOwn(metadata, metadataKeys.transformInput) ? undefined : centred;
  const size = architecture === "inception_v3" ? { size: { height: 299, width: 299 }, resize: { height: 342, width: 342 } } : { size: imagenetPreprocessing.size, resize: imagenetPreprocessing.resize };
  return { source: usuallyFor(architecture), ...size, normalisation };
}
