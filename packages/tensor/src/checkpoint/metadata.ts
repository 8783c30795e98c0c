/**
 * Keys of a `.safetensors` header's `__metadata__` that the project writes and reads.
 * Whatever is absent has PyTorch's meaning, so that a plain torchvision file needs none of them.
 */
export const metadataKeys = {
  /** ε of every batch-norm, a decimal number. Absent: 1e-5 (PyTorch). Keras: 0.001. */
  batchNormEpsilon: "camlucida.batch_norm_epsilon",
  /** Which convolution of a bottleneck carries the stride: "conv2" (torchvision, absent) or "conv1" (the paper, Keras). */
  bottleneckStride: "camlucida.bottleneck_stride",
  /** The stem's stride and max-pool, needed where conv1 is not 7×7: "stride=1,pool=none", perhaps with ",padding=0"; see stem.ts. */
  stem: "camlucida.stem",
  /** JSON: `{ "order": "RGB" | "BGR", "scale": 255 | 1, "mean": […3], "std": […3] }`, in the order that `order` names; see the cam package's preprocessing. */
  preprocessing: "camlucida.preprocessing",
  /** Class names, one per line, line number = class index. */
  labels: "camlucida.labels",
  /** Where the numbers came from: URL or package, and licence. */
  source: "camlucida.source",
  licence: "camlucida.licence",
} as const;
