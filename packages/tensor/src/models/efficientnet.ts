// EfficientNet B0 … B7 and EfficientNetV2 S, M, L: the papers' tables, over torchvision's parameter names.
// Sources  Tan & Le 2019, arXiv:1905.11946, table 1; Tan & Le 2021, arXiv:2104.00298, table 4 and figure 2; torchvision.models.efficientnet
// for the names. Depths and widths, and whether a block expands its input, come from the checkpoint.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";
import { namingsOfEfficientNet } from "./mbconv_names.ts";
import { mbconv } from "./mbconv.ts";

/** A stage: its kernel and the stride of its first block, and whether its blocks are fused: K×K in place of 1×1 up and K×K by channel. */
type Stage = readonly [kernel: number, stride: number, fused?: "fused"];

/** Table 1, of B0. */
const first: readonly Stage[] = [
  [3, 1], //          features.1  [N, 112, 112,  16]
  [3, 2], //          features.2  [N,  56,  56,  24]
  [5, 2], //          features.3  [N,  28,  28,  40]
  [3, 2], //          features.4  [N,  14,  14,  80]
  [5, 1], //          features.5  [N,  14,  14, 112]
  [5, 2], //          features.6  [N,   7,   7, 192]
  [3, 1], //          features.7  [N,   7,   7, 320]
];

/** Table 4 of the second paper, of M; S ends after six stages. */
const second: readonly Stage[] = [
  [3, 1, "fused"], // features.1  [N, 112, 112,  24]
  [3, 2, "fused"], // features.2  [N,  56,  56,  48]
  [3, 2, "fused"], // features.3  [N,  28,  28,  80]
  [3, 2], //          features.4  [N,  14,  14, 160]
  [3, 1], //          features.5  [N,  14,  14, 176]
  [3, 2], //          features.6  [N,   7,   7, 304]
  [3, 1], //          features.7  [N,   7,   7, 512]
];

/** Names by blocks in each stage and channels at the end. */
const published: Readonly<Record<string, string>> = {
  "1+2+2+3+3+4+1, 1280": "b0", "2+3+3+4+4+5+2, 1280": "b1", "2+3+3+4+4+5+2, 1408": "b2", "2+3+3+5+5+6+2, 1536": "b3",
  "2+4+4+6+6+8+2, 1792": "b4", "3+5+5+7+7+9+3, 2048": "b5", "3+6+6+8+8+11+3, 2304": "b6", "4+7+7+10+10+13+4, 2560": "b7",
  "2+4+4+6+9+15, 1280": "v2_s", "3+5+5+7+14+18+5, 1280": "v2_m", "4+7+7+10+19+25+7, 1280": "v2_l",
};

type Has = Layers<unknown>["has"];

const MOST_BLOCKS = 64; // of a stage; published ones have up to 25

/** The EfficientNet that a checkpoint holds, if it holds one. */
export const efficientNetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "EfficientNet", mayPadAsTensorFlow: true, nameOf: networkName, signature: "features.1.0.block.0.0.weight", classifier: "classifier.1", namings: namingsOfEfficientNet, describe,
  epsilon: (has, channels) => (isFirst(has) && !/b[567]$/.test(networkName(has, channels)) ? 1e-5 : 1e-3),
});

/** Its first stage is not fused, so that it has squeeze-and-excitation. */
const isFirst = (has: Has): boolean => has("features.1.0.block.1.fc1.weight");

/** How many blocks each stage has. */
function depthsOf(has: Has): number[] {
  const depthOf = (stage: number): number => {
    let count = 0;
    while (count < MOST_BLOCKS && has(`features.${stage}.${count}.block.0.0.weight`)) count++;
    return count;
  };
  return [1, 2, 3, 4, 5, 6, 7].map(depthOf).filter((depth) => depth > 0);
}

function networkName(has: Has, channels: Layers<unknown>["channels"]): string {
  const depths = depthsOf(has);
  const { out } = channels(`features.${depths.length + 1}.0`);
  const known = published[`${depths.join("+")}, ${out}`] ?? `${isFirst(has) ? "" : "v2 "}(${depths.join("+")} blocks)`;
  return `efficientnet_${known}`;
}

function describe<V>(all: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const { conv, batchNorm, silu, sigmoid, add, averagePool, has, channels } = all;
  const layers: Record<string, V> = {};
  const stages: Record<string, V> = {};
  let features = stages["features.0"] = layers["features.0"] = convolution("features.0", image, { kernel: 3, stride: 2, padding: 1 }); // [N, 112, 112, 32]
  const depths = depthsOf(has);
  depths.forEach((depth, at) => {
    const [kernel, stride, fused] = (isFirst(has) ? first : second)[at] as Stage;
    const block = fused ? fusedMbconv : separateMbconv;
    const name = `features.${at + 1}`;
    for (let of = 0; of < depth; of++) features = layers[`${name}.${of}`] = block(`${name}.${of}`, features, kernel, of === 0 ? stride : 1);
    stages[name] = layers[name] = features;
  });
  const end = `features.${depths.length + 1}`;
  const last = stages[end] = layers[end] = convolution(end, features, { kernel: 1 }); //              [N, 7, 7, 1280]
  const logits = head.of(averagePool("pooled", last)); //                                    [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  /** Convolution, batch-norm, SiLU. */
  function convolution(name: string, input: V, options: Parameters<typeof conv>[2]): V {
    return silu(name, batchNorm(`${name}.1`, conv(`${name}.0`, input, options)));
  }

  function separateMbconv(name: string, input: V, kernel: number, stride: number): V {
    return mbconv(all, name, input, { kernel, stride, activate: silu, excitation: { activate: silu, gate: sigmoid } });
  }

  /** Figure 2: K×K up and 1×1 down without an activation, or K×K alone where there is nothing to expand; the input added where it fits. */
  function fusedMbconv(name: string, input: V, kernel: number, stride: number): V {
    const [up, down] = [`${name}.block.0`, `${name}.block.1`];
    const wide = convolution(up, input, { kernel, stride, padding: kernel >> 1 });
    const expands = channels(`${down}.0`).out > 0;
    const narrow = expands ? batchNorm(`${down}.1`, conv(`${down}.0`, wide, { kernel: 1 })) : wide;
    const fits = stride === 1 && channels(`${up}.0`).into === channels(`${expands ? down : up}.0`).out;
    return fits ? add(name, narrow, input) : narrow;
  }
}
