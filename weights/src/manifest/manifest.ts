// The list of known models: manifest.json, typed and validated.
import {
  elements, fail, field, integer, type Json, members, number, oneOf, optional, parseJson, text, textLike,
} from "./json.ts";
import { ModelError } from "../errors/errors.ts";

/** How pixels become network input: x = (pixel / scale − mean) / std, channel by channel, as the cam package does it. */
export interface ManifestPreprocessing {
  /** Of the network's input channels; `mean` and `std` are in this order: under "BGR", `mean[0]` is blue's. */
  readonly order: "RGB" | "BGR";
  /** 255 for weights trained on 0…1, 1 for weights trained on 0…255. */
  readonly scale: 255 | 1;
  readonly mean: readonly [number, number, number]; // in units of pixel / scale
  readonly std: readonly [number, number, number]; // in units of pixel / scale
  /** Of the network's input, and what a photograph is resized to before its centre is cut out: absent, 224 × 224 and 256 × 256. */
  readonly size?: readonly [height: number, width: number];
  readonly resize?: readonly [height: number, width: number];
  readonly interpolation?: "bilinear" | "bicubic"; // absent: bilinear
}

/** A PyTorch checkpoint at an address. */
export interface DownloadSource {
  readonly kind: "download";
  readonly url: string;
  readonly bytes: number;
  /** How far the size may be off: the publisher states some sizes in rounded mebibytes. The hash decides. */
  readonly bytesTolerance: number;
  readonly sha256: string; // 64 hex digits, or as many of the first ones as are published in the file's name
}

/** A TensorFlow.js model inside an npm package, of layers or a graph. */
export interface NpmSource {
  readonly kind: "npm";
  readonly package: string;
  readonly version: string;
  readonly bytes: number; // the tarball
  readonly integrity: string; // "sha512-" and base64, as npm states it
  readonly unpackedBytes: number; // the tar inside the tarball
  readonly folder: string; // where model.json lies in the package
}

/** One model of the manifest. */
export interface ModelEntry {
  readonly name: string;
  readonly title: string;
  readonly source: DownloadSource | NpmSource;
  readonly licence: string;
  readonly preprocessing: ManifestPreprocessing;
  /** Which file of `labels/` names the classes. */
  readonly labels: string;
  /** Absent: PyTorch's 1e-5. */
  readonly batchNormEpsilon: number | undefined;
  /** Absent: torchvision's "conv2". */
  readonly bottleneckStride: "conv1" | "conv2" | undefined;
  /** Absent: PyTorch's, as much on every side. */
  readonly padding: "same" | undefined;
  /** Absent: it takes ImageNet's normalisation as it is. */
  readonly transformInput: true | undefined;
}

/** A list of models. */
export interface Manifest {
  /** The model used where none is named, and the one that stands in where the first cannot be reached. */
  readonly default: { readonly model: string; readonly otherwise: string };
  readonly models: ReadonlyMap<string, ModelEntry>;
}

/**
 * Validates a manifest.
 * @throws ModelError "manifest-malformed", naming the place.
 * @example
 * ```ts
 * import { parseManifest } from "@camlucida/weights";
 *
 * const source = { kind: "download", url: "https://example.org/my.pth", bytes: 46_000_000, sha256: "0".repeat(64) };
 * const preprocessing = { order: "RGB", scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
 * const mine = { title: "Mine", source, licence: "MIT", preprocessing, labels: "imagenet" };
 * const json = JSON.stringify({ default: { model: "mine", otherwise: "mine" }, models: { mine } });
 * parseManifest(json).models.get("mine")?.bottleneckStride; // → undefined
 * ```
 */
export function parseManifest(json: string): Manifest {
  const root = parseJson(json, "manifest.json", "manifest-malformed");
  const models = new Map(members(field(root, "models")).map(([name, entry]) => [name, readEntry(name, entry)]));
  const known = (key: string): string => {
    const name = field(field(root, "default"), key);
    return models.has(text(name)) ? text(name) : fail(name, `one of ${[...models.keys()].join(", ")}`);
  };
  return { default: { model: known("model"), otherwise: known("otherwise") }, models };
}

function readEntry(name: string, json: Json): ModelEntry {
  // The name becomes a file name in the cache.
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(name)) fail({ ...json, value: name }, "a name of a–z, 0–9, dot, dash");
  return {
    name,
    title: text(field(json, "title")),
    source: readSource(field(json, "source")),
    licence: text(field(json, "licence")),
    preprocessing: readPreprocessing(field(json, "preprocessing")),
    labels: textLike(field(json, "labels"), /^[a-z0-9-]+$/, "the name of a file in labels/"),
    batchNormEpsilon: optional(field(json, "batchNormEpsilon"), number),
    bottleneckStride: optional(field(json, "bottleneckStride"), (stride) => oneOf(stride, ["conv1", "conv2"])),
    padding: optional(field(json, "padding"), (padding) => oneOf(padding, ["same"])),
    transformInput: optional(field(json, "transformInput"), readTrue),
  };
}

function readSource(json: Json): DownloadSource | NpmSource {
  const kind = oneOf(field(json, "kind"), ["download", "npm"]);
  const bytes = integer(field(json, "bytes"), 1);
  if (kind === "download") {
    return {
      kind,
      url: textLike(field(json, "url"), /^https?:\/\/\S+\/[\w.-]+$/, "an http(s) address that ends in a file name"),
      bytes,
      bytesTolerance: optional(field(json, "bytesTolerance"), (tolerance) => integer(tolerance, 0)) ?? 0,
      sha256: textLike(field(json, "sha256"), /^[0-9a-f]{8,64}$/, "8 to 64 hexadecimal digits"),
    };
  }
  return {
    kind,
    package: textLike(field(json, "package"), /^(@[\w.-]+\/)?\w[\w.-]*$/, "an npm package name"),
    version: textLike(field(json, "version"), /^\d+\.\d+\.\d+$/, "an exact version"),
    bytes,
    integrity: textLike(field(json, "integrity"), /^sha512-[A-Za-z0-9+/]{86}==$/, "an npm integrity (sha512-…)"),
    unpackedBytes: integer(field(json, "unpackedBytes"), 1),
    folder: textLike(field(json, "folder"), /^\w[\w/-]*$/, "a folder of the package"),
  };
}

function readPreprocessing(json: Json): ManifestPreprocessing {
  return {
    order: oneOf(field(json, "order"), ["RGB", "BGR"]),
    scale: oneOf(field(json, "scale"), [255, 1]),
    mean: readTriple(field(json, "mean")),
    std: readTriple(field(json, "std")),
    ...present("size", optional(field(json, "size"), readSides)),
    ...present("resize", optional(field(json, "resize"), readSides)),
    ...present("interpolation", optional(field(json, "interpolation"), (way) => oneOf(way, ["bilinear", "bicubic"]))),
  };
}

/** A member that is there where it has a value. */
const present = <Key extends string, T>(key: Key, value: T | undefined): { readonly [key in Key]?: T } =>
  (value === undefined ? {} : { [key]: value } as { readonly [key in Key]: T });

const readTrue = (json: Json): true => (json.value === true ? true : fail(json, "true, or nothing"));

function readSides(json: Json): readonly [number, number] {
  const [height, width, ...more] = elements(json).map((side) => integer(side, 1));
  if (height === undefined || width === undefined || more.length > 0) fail(json, "[height, width] in pixels");
  return [height, width];
}

function readTriple(json: Json): readonly [number, number, number] {
  const [first, second, third, ...more] = elements(json).map(number);
  if (first === undefined || second === undefined || third === undefined || more.length > 0) {
    fail(json, "three numbers, one per channel");
  }
  return [first, second, third];
}

/**
 * The manifest's entry.
 * @throws ModelError "model-unknown", with the nearest name and all of them
 * @example
 * ```ts
 * import { entryOf, shippedManifest } from "@camlucida/weights";
 *
 * entryOf(shippedManifest(), "resnet34").licence; // → "BSD-3-Clause"
 * ```
 */
export function entryOf(manifest: Manifest, name: string): ModelEntry {
  const entry = manifest.models.get(name);
  if (entry !== undefined) return entry;
  const close = nearest(name, manifest.models.keys());
  const question = close === undefined ? "" : ` Did you mean ${close}?`;
  throw new ModelError(
    "model-unknown",
    `"${name}" is neither a known model nor a file.${question} Known: ${[...manifest.models.keys()].join(", ")}.`,
  );
}

/**
 * "Did you mean": the candidate with the least edits to `typed`: at most a third of its letters, and one of a short
 * word, to which many are near.
 * @example
 * ```ts
 * import { nearest } from "@camlucida/weights";
 *
 * nearest("resnet81", ["resnet18", "resnet50"]); // → "resnet18"
 * nearest("vgg", ["resnet18", "resnet50"]); // → undefined
 * ```
 */
export function nearest(typed: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = editDistance(typed.toLowerCase(), candidate.toLowerCase());
    if (edits < least && edits <= (candidate.length < 5 ? 1 : Math.ceil(candidate.length / 3))) [best, least] = [candidate, edits];
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements, row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
