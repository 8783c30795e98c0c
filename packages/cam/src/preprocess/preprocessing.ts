// What a network wants of a photograph: its input's size, how it is resized and cut out, and how its levels are normalised. Several sources
// may say parts of it; each part is taken from the first that says it, and what nobody says is as torchvision does it for ImageNet.
//
//   size      what is asked for, else what the network's file fixes, else what a source says, else 224 × 224
//   resize    what a centre is cut out of: what the source of the size says, else size / 0.875 (224 of 256)
//
// Source    torchvision 0.14 (Resize, CenterCrop); timm's transforms_imagenet_eval for crop_pct and for other than square sizes.
import { CheckpointError, type RecognisedNetwork } from "@camlucida/tensor";
import { imagenetNormalisation, type Normalisation } from "./normalisation.ts";
import type { Interpolation } from "./resample/pillow_axis.ts";

/** Of an image, in pixels. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
}

/** How a photograph becomes the input of a network. */
export interface Preprocessing {
  readonly size: InputSize; // of the network's input
  /** What a photograph is resized to, at the least, before its centre is cut out: "crop". Of two equal sides the shorter side becomes that. */
  readonly resize: InputSize;
  readonly interpolation: Interpolation; // with Pillow's antialias
  readonly normalisation: Normalisation;
  /** Who said something of it, first the one that goes before the others; nobody: it is ImageNet's. */
  readonly sources: readonly string[];
}

/** What one source says of it. */
export interface StatedPreprocessing {
  readonly source: string; // for people: "preprocessor_config.json"
  readonly size?: InputSize | undefined;
  readonly resize?: InputSize | undefined; // for that size
  readonly share?: number | undefined; // of the shorter side that is cut out, of an input of any size
  readonly interpolation?: Interpolation | undefined;
  readonly normalisation?: Normalisation | undefined;
}

/** What torchvision's first ImageNet models were trained and evaluated with. */
export const imagenetPreprocessing: Preprocessing = {
  size: { height: 224, width: 224 },
  resize: { height: 256, width: 256 },
  interpolation: "bilinear",
  normalisation: imagenetNormalisation,
  sources: [],
};

/** What whoever opens a network is called among the sources of a size. */
export const askedFor = "asked for";

/** The source of what is taken of an architecture where nobody says anything. */
export const usuallyFor = (architecture: string): string => `usual for ${architecture}`;

/**
 * Whether anybody says how levels are normalised, or pixels weighed: the network's file, one beside it, or who opens it.
 * @example
 * ```ts
 * import { imagenetPreprocessing, isStated } from "@camlucida/cam";
 *
 * isStated(imagenetPreprocessing); // → false
 * ```
 */
export const isStated = ({ sources }: Preprocessing): boolean =>
  sources.some((source) => source !== sizeOfGraph && source !== askedFor && !source.startsWith(usuallyFor("")));

/** What a graph that takes one size is called among the sources. */
export const sizeOfGraph = "the file's graph";

/** What of the shorter side is cut out where nobody says it: 224 of 256. */
const usualShare = 0.875;

/** A longer side has no network: the memory that its features take is refused before it is asked for. */
export const longestInput = 8192; // pixels

/**
 * What a network wants of a photograph, of all that is said of it.
 * @param stated the most important first
 * @param asked a size that goes before what the file says
 * @throws CheckpointError "checkpoint-input-channels", "checkpoint-input-size"
 * @example
 * ```ts
 * import { preprocessingOf } from "@camlucida/cam";
 * import { recogniseNetwork } from "@camlucida/tensor";
 *
 * const { size, resize } = preprocessingOf(recogniseNetwork(checkpoint), [], { height: 320, width: 448 });
 * size; // → { height: 320, width: 448 }
 * resize; // → { height: 365, width: 512 }
 * ```
 */
export function preprocessingOf(network: Pick<RecognisedNetwork, "input">, stated: readonly StatedPreprocessing[], asked?: InputSize): Preprocessing {
  const { channels, height, width } = network.input;
  const sayer = (part: keyof StatedPreprocessing): StatedPreprocessing | undefined => stated.find((one) => one[part] !== undefined);
  const [ofSize, ofNormalisation, ofInterpolation] = [sayer("size"), sayer("normalisation"), sayer("interpolation")];
  const usual = ofSize?.size ?? imagenetPreprocessing.size;
  const size = asked ?? { height: height ?? usual.height, width: width ?? usual.width };
  requireSize(size);
  const isFixed = height !== undefined && width !== undefined;
  const sources = [asked && askedFor, isFixed && !asked && sizeOfGraph, ofNormalisation?.source, ofInterpolation?.source, !asked && !isFixed && ofSize?.source];
  return {
    size,
    resize: resizeFor(size, stated.find((one) => one.share !== undefined || one.size !== undefined)),
    interpolation: ofInterpolation?.interpolation ?? imagenetPreprocessing.interpolation,
    normalisation: fitting(channels, ofNormalisation?.normalisation),
    sources: [...new Set(sources.filter((source) => typeof source === "string"))],
  };
}

/** For another size than the source has, the same share of it. */
function resizeFor(size: InputSize, stated: StatedPreprocessing | undefined): InputSize {
  const [from, to] = [stated?.resize, stated?.size];
  const along = (side: "height" | "width"): number => {
    if (!from || !to) return Math.floor(size[side] / (stated?.share ?? usualShare));
    return to[side] === size[side] ? from[side] : Math.floor((size[side] * from[side]) / to[side]);
  };
  return { height: Math.max(along("height"), size.height), width: Math.max(along("width"), size.width) };
}

function requireSize({ height, width }: InputSize): void {
  if ([height, width].every((side) => Number.isInteger(side) && side >= 1 && side <= longestInput)) return;
  throw new CheckpointError("checkpoint-input-size", `network: an input of ${height}×${width} pixels (height × width); expected sides of 1 … ${longestInput}. Choose another size.`);
}

/** Grey alone is normalised as all three colours would be, where these are normalised alike. @throws CheckpointError "checkpoint-input-channels" */
function fitting(channels: number, stated: Normalisation | undefined): Normalisation {
  if (channels !== 1 && channels !== 3) {
    throw new CheckpointError("checkpoint-input-channels", `network: it looks at ${channels} channels; a photograph has 3, and 1 as grey. What the others hold (infrared, depth, a mask) no photograph has: ` +
      "a network of 3 channels is needed, such as this one with its first convolution cut to the weights of red, green and blue.");
  }
  if (stated === undefined) return channels === 1 ? { order: "L", scale: 255, mean: [0.5], std: [0.5] } : imagenetNormalisation;
  const { order, scale, mean, std } = stated;
  if (mean.length === channels) return stated;
  if (channels === 1 && new Set(mean).size === 1 && new Set(std).size === 1) return { order: "L", scale, mean: mean.slice(0, 1), std: std.slice(0, 1) };
  const advice = channels === 1
    ? 'State one mean and one std for grey: --preprocess FILE, with {"order": "L", "scale": 255, "mean": [0.5], "std": [0.5]} in it.'
    : "State three of each.";
  throw new CheckpointError("checkpoint-input-channels", `network: it looks at ${channels} channel${channels === 1 ? "" : "s"}; the stated preprocessing makes ${mean.length} ("${order}"). ${advice}`);
}
