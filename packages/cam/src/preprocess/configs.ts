// What lies beside a model and says how its photographs are prepared: transformers' preprocessor_config.json, timm's config.json; or a file
// that somebody names, of either form or of our own.
//
//   transformers  x = (level · rescale_factor − rescale_offset − image_mean) / image_std;   timm  x = (level / 255 − mean) / std
//
// Source    transformers 4.57, image_processing_utils.py and the processors of ConvNeXt, EfficientNet, MobileNet, ViT; timm 1.0, data/config.py
//           and data/transforms_factory.py. Field by field: nothing of their code.
import { CheckpointError } from "@camlucida/tensor";
import type { Normalisation } from "./normalisation.ts";
import { invalid, isInterpolation, isSide, jsonObject, meanAndStd, ownForm, type JsonObject } from "./own_form.ts";
import type { InputSize, StatedPreprocessing } from "./preprocessing.ts";
import { interpolations, type Interpolation } from "./resample/pillow_axis.ts";

/** A config.json with the names of 21,841 classes has 2 MB. */
const longestConfig = 8 * 1024 * 1024; // characters

/**
 * What a JSON file beside a model says of preprocessing, undefined where it is about other things.
 * @param source the file's name, for people
 * @throws CheckpointError "preprocessing-invalid", "preprocessing-unsupported"
 * @example
 * ```ts
 * import { statedInConfig } from "@camlucida/cam";
 *
 * const text = '{ "pretrained_cfg": { "input_size": [3, 288, 288], "interpolation": "bicubic", "crop_pct": 1, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5] } }';
 * const stated = statedInConfig(text, "config.json");
 * [stated?.size, stated?.interpolation]; // → [{ height: 288, width: 288 }, "bicubic"]
 * statedInConfig('{ "architectures": ["ResNetForImageClassification"] }', "config.json"); // → undefined
 * ```
 */
export function statedInConfig(text: string, source: string): StatedPreprocessing | undefined {
  const entry = jsonObject(text, source, longestConfig);
  if (transformersFields.some((field) => field in entry)) return { ...fromTransformers(entry, source), source };
  const timm = entry["pretrained_cfg"] ?? entry;
  if (isObject(timm) && ("input_size" in timm || "crop_pct" in timm)) return { ...fromTimm(timm, source), source };
  return undefined;
}

/**
 * The sizes alone that such a file says, whatever else stands there.
 * @throws CheckpointError "preprocessing-invalid"
 */
export function sizesInConfig(text: string, source: string): StatedPreprocessing | undefined {
  const entry = jsonObject(text, source, longestConfig);
  if (transformersFields.some((field) => field in entry)) return { ...transformersSizes(entry), source };
  const timm = entry["pretrained_cfg"] ?? entry;
  return isObject(timm) && "input_size" in timm ? { ...timmSizes(timm, source), source } : undefined;
}

/**
 * The same of a file that was named for it: of our own form too, and it must say something.
 * @throws CheckpointError "preprocessing-invalid", "preprocessing-unsupported"
 * @example
 * ```ts
 * import { statedInFile } from "@camlucida/cam";
 *
 * statedInFile('{ "order": "L", "scale": 255, "mean": [0.13], "std": [0.31] }', "mnist.json").normalisation?.mean; // → [0.13]
 * ```
 */
export const statedInFile = (text: string, source: string): StatedPreprocessing =>
  statedInConfig(text, source) ?? { ...ownForm(jsonObject(text, source, longestConfig), source), source };

const transformersFields = ["image_mean", "do_normalize", "do_rescale", "resample", "do_resize", "image_processor_type", "feature_extractor_type"];

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

type Stated = Omit<StatedPreprocessing, "source">;

function fromTransformers(entry: JsonObject, source: string): Stated {
  return { ...transformersSizes(entry), interpolation: resampled(entry, source), normalisation: transformersNormalisation(entry, source) };
}

/** Below this a ConvNeXt's picture is cut out, from it on it is squashed. */
const convNextSquashes = 384; // pixels

/** @returns none where a size does not say both sides, as where only the longest edge is given */
function transformersSizes(entry: JsonObject): Pick<Stated, "size" | "resize"> {
  if (entry["do_resize"] === false && entry["do_center_crop"] !== true) return { size: undefined };
  const whole = sidesIn(entry["size"]);
  const cut = entry["do_center_crop"] === true ? sidesIn(entry["crop_size"]) : undefined;
  if (cut) return { size: cut, resize: whole && covers(whole, cut) ? whole : cut };
  const share = entry["crop_pct"];
  if (!whole || typeof share !== "number" || !(share > 0.1 && share <= 1) || whole.height >= convNextSquashes) return { size: whole, resize: undefined };
  return { size: whole, resize: { height: Math.trunc(whole.height / share), width: Math.trunc(whole.width / share) } };
}

const covers = (a: InputSize, b: InputSize): boolean => a.height >= b.height && a.width >= b.width;

/** 224, { "height": 224, "width": 224 }, { "shortest_edge": 224 }. */
function sidesIn(size: unknown): InputSize | undefined {
  const given = isObject(size) ? size : { shortest_edge: size };
  const [height, width] = [given["height"] ?? given["shortest_edge"], given["width"] ?? given["shortest_edge"]];
  return isSide(height) && isSide(width) ? { height, width } : undefined;
}

/** Pillow's numbers. */
const resamplings = ["nearest", "lanczos", "bilinear", "bicubic", "box", "hamming"] as const;

function resampled({ resample, ...entry }: JsonObject, source: string): Interpolation | undefined {
  if (resample === undefined || resample === null || entry["do_resize"] === false) return undefined;
  const name = typeof resample === "number" ? resamplings[resample] : undefined;
  if (name === undefined) throw invalid(source, "resample", resample, "one of Pillow's numbers, 2 for bilinear or 3 for bicubic");
  return computed(name, source);
}

function computed(name: string, source: string): Interpolation {
  if (isInterpolation(name)) return name;
  throw new CheckpointError("preprocessing-unsupported", `${source}: photographs are resized by "${name.slice(0, 40)}", which is not computed; ${interpolations.join(", ")} are. ` +
    'Say how they are prepared otherwise: --preprocess torchvision, or --preprocess FILE with a copy that says "bicubic".');
}

function transformersNormalisation(entry: JsonObject, source: string): Normalisation | undefined {
  const normalises = entry["do_normalize"] !== false && entry["image_mean"] !== undefined && entry["image_mean"] !== null;
  if (!normalises && entry["do_normalize"] === undefined && entry["do_rescale"] === undefined) return undefined;
  const [ownMean, ownStd] = [numbersIn(normalises ? entry["image_mean"] : 0), numbersIn(normalises ? entry["image_std"] : 1)];
  const { mean, std } = meanAndStd(ownMean, ownStd, Array.isArray(ownMean) && ownMean.length === 1 ? 1 : 3, source);
  const order = mean.length === 1 ? "L" : entry["do_flip_channel_order"] === true ? "BGR" : "RGB";
  const twice = normalises && entry["include_top"] === true; // EfficientNet's: divided by the deviation once more
  const deviation = twice ? std.map((value) => value * value) : std;
  if (entry["do_rescale"] === false) return { order, scale: 1, mean, std: deviation };
  const factor = entry["rescale_factor"] ?? 1 / 255;
  if (typeof factor !== "number" || !(factor > 1e-6 && factor <= 1)) throw invalid(source, "rescale_factor", factor, "a number above 0, such as 0.00392156862745098");
  const offset = entry["rescale_offset"] === true ? 1 : 0;
  // level · factor − offset = (level/255 − offset/(255 · factor)) · 255 · factor
  const stretch = Math.abs(255 * factor - 1) < 1e-6 ? 1 : 255 * factor;
  return { order, scale: 255, mean: mean.map((value) => (value + offset) / stretch), std: deviation.map((value) => value / stretch) };
}

/** A single number counts for all three colours. */
const numbersIn = (value: unknown): unknown => (typeof value === "number" ? [value, value, value] : value);

function fromTimm(entry: JsonObject, source: string): Stated {
  const { crop_mode: mode = "center", interpolation, input_size: shape } = entry; // squash: nothing is cut out
  if (mode !== "center" && mode !== "squash") {
    throw new CheckpointError("preprocessing-unsupported", `${source}: crop_mode is ${JSON.stringify(mode)?.slice(0, 40)}; "center" and "squash" are computed. Say how photographs are prepared otherwise: --preprocess torchvision.`);
  }
  const { mean, std } = entry;
  const channels = Array.isArray(shape) && shape[0] === 1 ? 1 : 3;
  const normalisation = mean === undefined || std === undefined ? undefined : { scale: 255, ...meanAndStd(mean, std, channels, source) } as const;
  return {
    ...timmSizes(entry, source),
    interpolation: typeof interpolation === "string" && interpolation !== "random" ? computed(interpolation, source) : undefined,
    normalisation: normalisation && { order: normalisation.mean.length === 1 ? "L" : "RGB", ...normalisation },
  };
}

function timmSizes({ input_size: shape, crop_mode: mode = "center", crop_pct: share }: JsonObject, source: string): Pick<Stated, "size" | "resize"> {
  const [, height, width]: readonly unknown[] = Array.isArray(shape) ? shape : [];
  const size = isSide(height) && isSide(width) ? { height, width } : undefined;
  if (shape !== undefined && !size) throw invalid(source, "input_size", shape, "[channels, height, width]");
  return { size, resize: size && (mode === "center" ? timmResize(size, share, source) : undefined) };
}

function timmResize({ height, width }: InputSize, share: unknown = 0.875, source: string): InputSize {
  if (typeof share !== "number" || !(share > 0.1 && share <= 1)) throw invalid(source, "crop_pct", share, "a share of the shorter side, above 0.1 and at most 1");
  return { height: Math.floor(height / share), width: Math.floor(width / share) };
}
