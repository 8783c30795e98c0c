// Maps as pytorch-grad-cam makes them, so that like can be compared with like.
//
//   each layer: ReLU → −min → ÷(max + 1e-7) → OpenCV's float bilinear to the network's input size;  mean over the layers;
//   then −min → ÷(max + 1e-7) once more.
//
// With its aug_smooth: all of that for each of six variants of the image, and their mean as it is (network/combine.ts).
//
// Not equal but for the sign: Eigen-CAM, EigenGrad-CAM and eigen_smooth. There the map has whichever sign numpy's SVD gives its
// singular vector, an accident of the library, and the ReLU then keeps one side or the other: the object, or all but the object.
// Here it has the sign of weighted_sum.ts, so that the map correlates positively with the plain sum of what it projects.
//
// Source  jacobgil/pytorch-grad-cam, base_cam.py, utils/image.py (scale_cam_image) and one file per method, mid-2026.
import { ablationCam, measuredDrops } from "../methods/ablation_cam.ts";
import { eigenCam } from "../methods/eigen_cam.ts";
import { eigenGradCam } from "../methods/eigen_grad_cam.ts";
import { gradCam } from "../methods/grad_cam.ts";
import { gradCamPlusPlusWith } from "../methods/grad_cam_plus_plus.ts";
import { hiresCam } from "../methods/hires_cam.ts";
import { layerCam } from "../methods/layer_cam.ts";
import type { Method, ScoringContext } from "../methods/method.ts";
import { scoreCam } from "../methods/score_cam.ts";
import { xGradCamWith } from "../methods/x_grad_cam.ts";
import type { RawMap } from "../network/requests.ts";
import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";

const guard = 1e-7;

/** Its methods: an ε in two denominators, an unguarded quotient, and a softmax over the channels' logits. */
export const pytorchGradCamMethods: readonly Method[] = [
  gradCam, gradCamPlusPlusWith(1e-6), xGradCamWith(1e-7), hiresCam, layerCam, eigenCam, eigenGradCam,
  { ...ablationCam, weights: { from: "passes", weigh: async (context) => (await measuredDrops(context)).map((drop) => drop / context.score) } },
  { ...scoreCam, weights: { from: "passes", weigh: softmaxOfLogits } },
];

/**
 * One method's maps at one or more layers → [height, width], 0 … 1.
 * @example
 * ```ts
 * import { logitOf, methodNamed, pytorchGradCam } from "@camlucida/cam";
 *
 * const maps = await pass.maps([{ method: methodNamed("grad-cam"), layer: "layer4" }], logitOf(0, network.classes));
 * pytorchGradCam(maps, 224, 224).length; // → 224 * 224
 * ```
 */
export function pytorchGradCam(maps: readonly RawMap[], width: number, height: number): Float32Array {
  const layers = maps.map(({ values, width: mapWidth, height: mapHeight }) =>
    resizeOpenCvF32(scale(values.map((x) => Math.max(x, 0))), mapWidth, mapHeight, 1, width, height));
  return scale(Float32Array.from({ length: width * height }, (_, at) => layers.reduce((sum, map) => sum + Math.max(map[at] as number, 0), 0) / layers.length));
}

/** −min, ÷(max + 1e-7). */
function scale(values: Float32Array): Float32Array {
  const min = values.reduce((least, x) => Math.min(least, x), Infinity);
  const max = values.reduce((most, x) => Math.max(most, x), -Infinity) - min;
  return values.map((x) => (x - min) / (guard + max));
}

/** Score-CAM's weights: softmax over the channels of the target's logits, each under its channel's mask. */
async function softmaxOfLogits(context: ScoringContext): Promise<Float32Array> {
  const { image, channels } = context;
  const { logits } = await context.scoresOfImages(channels, (k, into) => {
    const mask = channelMask(context, k);
    const imageChannels = image.length / mask.length;
    image.forEach((x, at) => { into[at] = x * (mask[Math.floor(at / imageChannels)] as number); });
  });
  const largest = logits.reduce((most, x) => Math.max(most, x), -Infinity);
  const exponentials = logits.map((x) => Math.exp(x - largest));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return Float32Array.from(exponentials, (x) => x / total);
}

/** Channel k enlarged with aligned corners, then −min, ÷(max − min + 1e-8): [H, W]. */
function channelMask({ features, channels, mapWidth, mapHeight, inputWidth, inputHeight }: ScoringContext, k: number): Float32Array {
  const large = resizeAligned(features.filter((_, at) => at % channels === k), mapWidth, mapHeight, inputWidth, inputHeight);
  const min = large.reduce((least, x) => Math.min(least, x), Infinity);
  const max = large.reduce((most, x) => Math.max(most, x), -Infinity);
  return large.map((x) => (x - min) / (max - min + 1e-8));
}

/**
 * Bilinear enlargement with aligned corners, x = X · (w − 1)/(width − 1): the first and last samples stay first and last.
 * @param values [h, w]; @returns [height, width]
 * Source  torch.nn.UpsamplingBilinear2d.
 */
function resizeAligned(values: Float32Array, w: number, h: number, width: number, height: number): Float32Array {
  const columns = axis(w, width);
  const rows = axis(h, height);
  return Float32Array.from({ length: width * height }, (_, at) => {
    const { first: x, second: x2, share: a } = columns[at % width] as Sample;
    const { first: y, second: y2, share: b } = rows[Math.floor(at / width)] as Sample;
    const value = (row: number, column: number): number => values[row * w + column] as number;
    const [top, bottom] = [y, y2].map((row) => value(row, x) * (1 - a) + value(row, x2) * a) as [number, number];
    return top * (1 - b) + bottom * b;
  });
}

interface Sample {
  readonly first: number;
  readonly second: number;
  readonly share: number; // of the second, 0 … 1
}

function axis(from: number, to: number): Sample[] {
  const step = to > 1 ? (from - 1) / (to - 1) : 0;
  return Array.from({ length: to }, (_, at) => {
    const first = Math.min(Math.floor(at * step), from - 1);
    return { first, second: Math.min(first + 1, from - 1), share: at * step - first };
  });
}
