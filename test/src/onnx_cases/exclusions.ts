// Cases of operators that are computed which are not: by their names, and why.

/** The first whose names fit says why. */
export const exclusions: readonly { readonly names: RegExp; readonly reason: string }[] = [
  { names: /^(averagepool|maxpool)_3d/, reason: "three-dimensional windows: networks are of images" },
  { names: /training_mode|^training_dropout(?!.*zero_ratio)/, reason: "training: a batch's own statistics, or random zeros" },
  { names: /^matmul_[34]d/, reason: "a product of two computed tensors, as attention needs: weights must be known" },
  { names: /^pow/, reason: "several exponents at once: one power is computed" },
  { names: /^cast/, reason: "numbers rounded to float16 or bfloat16, or widened from them, when a network runs: all is computed in float32" },
  { names: /zero_size|allowzero_reordered|start_out_of_bounds|^reduce_max_empty/, reason: "tensors without numbers: a graph has none" },
  { names: /^resize_tf_crop/, reason: "tf_crop_and_resize: a part of the image that another input says; refused by name" },
  { names: /^gather_0|^tile$/, reason: "four axes of one tensor beside that of the images" },
  { names: /^mvn_expanded/, reason: "MeanVarianceNormalization, said by others, over the images of a batch" },
];
