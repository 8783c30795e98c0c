// What a checkpoint is once read, where its bytes come from, and what its names and metadata mean.
import type { BuiltNetwork, NetworkImage } from "../graph/classifier.ts";

/** One named array of a checkpoint, as float32 whatever it was on disk. */
export interface CheckpointTensor {
  /** In the file's own axis order; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Row-major (C-contiguous), length = product of `shape`. */
  readonly data: Float32Array;
  /**
   * Numbers `from` … `to` of `data`, valid until any tensor is read next. Present where the numbers are still in the file: `data`
   * then reads all of them, each time that it is mentioned.
   */
  read?(from: number, to: number): Float32Array;
}

/**
 * Numbers `from` … `to` of a tensor, valid until any is read next, and not to be written.
 * @example
 * ```ts
 * import { numbersIn } from "@camlucida/tensor";
 *
 * numbersIn({ shape: [4], data: Float32Array.of(10, 20, 30, 40) }, 1, 3); // → Float32Array.of(20, 30)
 * ```
 */
export const numbersIn = (tensor: CheckpointTensor, from: number, to: number): Float32Array => tensor.read?.(from, to) ?? tensor.data.subarray(from, to);

/** What a weights file holds once read: names, arrays, and whatever text its header carries. */
export interface Checkpoint {
  /** PyTorch's parameter names, without `state_dict`/`model` nesting and without `module.` prefixes. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** safetensors' `__metadata__`; empty for a `.pth`. Keys: `metadataKeys`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Names of tensors left out because they are not floating point (batch-norm's step counters). */
  readonly skipped: readonly string[];
  /** Where the file says what to compute, and not only with which numbers. */
  readonly network?: OwnNetwork;
  /** Where a file holds several state dicts under the usual keys: the key of the one that was taken, and those of the others. */
  readonly choice?: { readonly taken: string; readonly others: readonly string[] };
}

/** A network that its file describes itself, as ONNX does. */
export interface OwnNetwork {
  readonly facts: OwnNetworkFacts;
  /** As the file has it. @throws CheckpointError "checkpoint-unsupported" where there is no single image */
  readonly input: () => NetworkImage;
  /** @param size of the image; unless said what the file fixes, or 224 × 224 */
  build(size?: readonly [height: number, width: number]): BuiltNetwork;
}

/** What such a file says of itself, beside its numbers. */
export interface OwnNetworkFacts {
  /** "pytorch 1.13.1"; "" where the file does not say. */
  readonly writtenBy: string;
  readonly opset: number; // of ONNX' own operators
  readonly inputs: readonly NamedShape[];
  readonly outputs: readonly NamedShape[];
  /** Weights that stand among the nodes, not with the tensors: constants of more than one floating point number. */
  readonly constants: { readonly tensors: number; readonly numbers: number };
  /** By how often the file uses them. */
  readonly operators: readonly OperatorUse[];
}

/** Of an input or an output. */
export interface NamedShape {
  readonly name: string;
  /** In the file's order of axes; a length that is not fixed is a name, or null. Undefined where the file does not say. */
  readonly shape: readonly (number | string | null)[] | undefined;
}

/** An operator of a file. */
export interface OperatorUse {
  readonly op: string; // with its domain, where that is not ONNX' own: "com.microsoft.FusedConv"
  readonly count: number; // of nodes
  readonly isComputed: boolean;
}

/** A weights file that stays where it is and is read piece by piece. */
export interface ByteSource {
  readonly length: number;
  /**
   * Bytes `begin` … `end`, valid until the next call and not to be written.
   * @throws CheckpointError `checkpoint-truncated` where the file has become shorter since it was opened
   */
  read(begin: number, end: number): Uint8Array;
}

/**
 * Keys of a `.safetensors` header's `__metadata__` that the project writes and reads.
 * Whatever is absent has PyTorch's meaning, so that a plain torchvision file needs none of them.
 */
export const metadataKeys = {
  /** ε of every batch-norm, a decimal number. Absent: the family's in torchvision, mostly 1e-5. Keras: 0.001. Folded into convolutions: 0. */
  batchNormEpsilon: "camlucida.batch_norm_epsilon",
  /** Which convolution of a bottleneck carries the stride: "conv2" (torchvision, absent) or "conv1" (the paper, Keras). */
  bottleneckStride: "camlucida.bottleneck_stride",
  /** "same" where convolutions pad as TensorFlow's SAME, what is odd at the right and the bottom. Absent: "even", as much on every side (PyTorch). */
  padding: "camlucida.padding",
  /** The stem's stride and max-pool, needed where conv1 is not 7×7: "stride=1,pool=none", perhaps with ",padding=0"; see stem.ts. */
  stem: "camlucida.stem",
  /** "true" where a GoogLeNet or an Inception v3 turns ImageNet's normalisation into levels of −1 … 1 first: torchvision's transform_input. Absent: "false". */
  transformInput: "camlucida.transform_input",
  /** JSON: `{ "order": "RGB" | "BGR", "scale": 255 | 1, "mean": […3], "std": […3] }`, in the order that `order` names; see the cam package's preprocessing. */
  preprocessing: "camlucida.preprocessing",
  /** Class names, one per line, line number = class index. */
  labels: "camlucida.labels",
  /** Where the numbers came from: URL or package, and licence. */
  source: "camlucida.source",
  licence: "camlucida.licence",
} as const;

/** DataParallel, torch.compile, and a network held as a field: Lightning's and others' `self.model`, `self.backbone`. */
const wrapperPrefixes = ["module.", "_orig_mod.", "model.", "backbone."];

/**
 * The same checkpoint without wrapper prefixes. A prefix goes only if all floating-point names carry it:
 * `backbone.conv1.weight` beside `head.weight` is a name, not a wrapper. Prefixes may be nested.
 */
export function withoutWrapperPrefixes(checkpoint: Checkpoint): Checkpoint {
  const names = [...checkpoint.tensors.keys()];
  let stripped = 0;
  for (let prefix = commonPrefix(names, stripped); prefix !== undefined; prefix = commonPrefix(names, stripped)) {
    stripped += prefix.length;
  }
  const prefixes = names[0]?.slice(0, stripped) ?? "";
  if (prefixes === "") return checkpoint;
  return {
    ...checkpoint,
    tensors: new Map(Array.from(checkpoint.tensors, ([name, tensor]) => [name.slice(stripped), tensor])),
    // torch.optim.swa_utils counts its averages in `n_averaged`, outside the wrapped network.
    skipped: checkpoint.skipped.map((name) => (name.startsWith(prefixes) ? name.slice(stripped) : name)),
  };
}

/** The wrapper prefix that all names carry at position `from`, with something left behind it. */
function commonPrefix(names: readonly string[], from: number): string | undefined {
  if (names.length === 0) return undefined;
  return wrapperPrefixes.find((prefix) =>
    names.every((name) => name.startsWith(prefix, from) && name.length > from + prefix.length));
}
