// What ResNets have in place of the paper's parts, each told by its tensors: deep stems, other shortcuts, attention to channels,
// activations that were learnt.
// Sources  ResNet-C and -D: He et al. 2018, arXiv:1812.01187, figure 2. Squeeze-and-excitation: Hu et al. 2018, arXiv:1709.01507.
// Efficient channel attention: Wang et al. 2020, arXiv:1910.03151. PReLU: He et al. 2015, arXiv:1502.01852. timm for the names.
import type { Layers } from "./layers.ts";

/** Where a shortcut without weights has the channels that are zero: behind the others, or half of them before. */
export type Zeros = "behind" | "both";

/** ResNet-C: 3×3 with stride 2, 3×3, 3×3 for the 7×7, [N, 112, 112, 64]. The batch-norm of the last is the stem's own. */
export function deepStem<V>({ conv, batchNorm, relu }: Layers<V>, name: string, image: V): V {
  const first = relu(`${name}.2`, batchNorm(`${name}.1`, conv(`${name}.0`, image, { kernel: 3, stride: 2, padding: 1 })));
  const second = relu(`${name}.5`, batchNorm(`${name}.4`, conv(`${name}.3`, first, { kernel: 3, padding: 1 })));
  return conv(`${name}.6`, second, { kernel: 3, padding: 1 });
}

/** The paper's max-pool, or a convolution in its place (ResNet-RS). */
export function poolStem<V>({ conv, batchNorm, relu, maxPool, has }: Layers<V>, stem: V): V {
  if (!has("maxpool.0.weight")) return maxPool("maxpool", stem, { kernel: 3, stride: 2, padding: 1 });
  return relu("maxpool", batchNorm("maxpool.1", conv("maxpool.0", stem, { kernel: 3, stride: 2, padding: 1 })));
}

/** A strided 1×1; in ResNet-D the mean of 2×2 pixels before a 1×1 without stride, where the resolution changes. */
export function projection<V>({ conv, batchNorm, averagePool, has }: Layers<V>, name: string, input: V, stride: number): V {
  if (!has(`${name}.2.weight`)) return batchNorm(`${name}.1`, conv(`${name}.0`, input, { kernel: 1, stride }));
  const mean = stride === 1 ? input : averagePool(`${name}.0`, input, { kernel: stride, stride, ceilMode: true, countIncludePad: false });
  return batchNorm(`${name}.2`, conv(`${name}.1`, mean, { kernel: 1 }));
}

/** Each channel of a residual by a factor that all channels' means make, where the block has layers for it: the input itself elsewhere. */
export function attend<V>(layers: Layers<V>, block: string, input: V): V {
  const { averagePool, sigmoid, multiply, has } = layers;
  const name = `${block}.se`;
  const squeezed = ["fc1", "fc.0"].some((first) => has(`${name}.${first}.weight`));
  if (!squeezed && !has(`${name}.conv.weight`)) return input;
  const means = averagePool(`${name}.avgpool`, input); //                                        [N, C]
  const factors = squeezed ? squeeze(layers, name, means) : layers.channelConv(`${name}.conv`, means);
  return multiply(name, input, sigmoid(`${name}.gate`, factors));
}

/** Down to a sixteenth and up again. */
function squeeze<V>({ pooledConv, relu, has }: Layers<V>, name: string, means: V): V {
  const [down, up] = has(`${name}.fc1.weight`) ? ["fc1", "fc2"] : ["fc.0", "fc.2"];
  return pooledConv(`${name}.${up}`, relu(`${name}.relu`, pooledConv(`${name}.${down}`, means)));
}

/** Whose activation it is: of a block (""  for the stem), the first, second or third of it. */
export interface ActivationPlace {
  readonly block: string;
  readonly at: number;
}

/** ReLU, or PReLU where the file has slopes: for each place of a block, or one for all of them. */
export function activate<V>({ relu, prelu, has }: Layers<V>, output: string, input: V, { block, at }: ActivationPlace): V {
  const owner = block === "" ? "" : `${block}.`;
  const learnt = ["relu", "act", "prelu"].flatMap((name) => [`${owner}${name}${at}`, owner + name]).find((name) => has(`${name}.weight`));
  return learnt === undefined ? relu(output, input) : prelu(learnt, output, input);
}
