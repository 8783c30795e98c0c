// RegNetX and RegNetY, over torchvision's parameter names: four stages of one kind of block, whose widths and depths are the whole design;
// Y's blocks have squeeze-and-excitation.
// Source  Radosavovic et al. 2020, arXiv:2003.13678, figures 3 and 4, tables 1 to 4; torchvision.models.regnet for the names.
// Depths, widths and groups come from the checkpoint: every layer reads them off its own weight.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";
import { namingsOfRegNet } from "./stage_names.ts";
import { squeezeExcitation } from "./mbconv.ts";

const MOST_BLOCKS = 64; // of a stage; published ones have up to 17

/** The names of published depths, X's and Y's. */
const published: Readonly<Record<"x" | "y", Readonly<Record<string, string>>>> = {
  x: {
    "1+2+7+12": "400mf", "1+3+7+5": "800mf", "2+4+10+2": "1_6gf", "2+6+15+2": "3_2gf", "2+5+15+1": "8gf", "2+6+13+1": "16gf",
    "2+7+13+1": "32gf",
  },
  y: {
    "1+3+6+6": "400mf", "1+3+8+2": "800mf", "2+6+17+2": "1_6gf", "2+5+13+1": "3_2gf", "2+4+10+1": "8gf", "2+4+11+1": "16gf",
    "2+5+12+1": "32gf", "2+7+17+1": "128gf",
  },
};

/** The RegNet that a checkpoint holds, if it holds one. */
export const regnetIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "RegNet", signature: "trunk_output.block1.block1-0.f.a.0.weight", classifier: "fc", epsilon: 1e-5, namings: namingsOfRegNet, describe,
  nameOf: (has) => {
    const kind = has("trunk_output.block1.block1-0.f.se.fc1.weight") ? "y" : "x";
    const depths = [1, 2, 3, 4].map((stage) => depthOf(has, stage)).join("+");
    return `regnet_${kind}_${published[kind][depths] ?? `(${depths} blocks)`}`;
  },
});

function depthOf(has: (name: string) => boolean, stage: number): number {
  let count = 1;
  while (count < MOST_BLOCKS && has(`trunk_output.block${stage}.block${stage}-${count}.f.a.0.weight`)) count++;
  return count;
}

function describe<V>(all: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const { conv, groupedConv, batchNorm, relu, add, averagePool, sigmoid, has } = all;
  const stem = relu("stem", batchNorm("stem.1", conv("stem.0", image, { kernel: 3, stride: 2, padding: 1 }))); // [N, H/2, W/2, 32]
  const layers: Record<string, V> = { stem };
  const stages: Record<string, V> = { stem };
  let features = stem;
  for (const stage of [1, 2, 3, 4]) { //                                                                         [N, H/4 … H/32, …, widths]
    const name = `trunk_output.block${stage}`;
    for (let at = 0; at < depthOf(has, stage); at++) features = layers[`${name}.block${stage}-${at}`] = block(`${name}.block${stage}-${at}`, features, at === 0 ? 2 : 1);
    layers[name] = stages[`block${stage}`] = features;
  }
  const logits = head.of(averagePool("pooled", features)); //                                       [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  /** Figure 4: 1×1, grouped 3×3, in Y squeeze-and-excitation, 1×1, and the shortcut, projected where the resolution or the width changes. */
  function block(name: string, input: V, stride: number): V {
    const first = relu(`${name}.f.a`, batchNorm(`${name}.f.a.1`, conv(`${name}.f.a.0`, input, { kernel: 1 })));
    const second = relu(`${name}.f.b`, batchNorm(`${name}.f.b.1`, groupedConv(`${name}.f.b.0`, first, { kernel: 3, stride, padding: 1 })));
    const scaled = has(`${name}.f.se.fc1.weight`) ? squeezeExcitation(all, `${name}.f.se`, second, { activate: relu, gate: sigmoid }) : second;
    const third = batchNorm(`${name}.f.c.1`, conv(`${name}.f.c.0`, scaled, { kernel: 1 }));
    const shortcut = has(`${name}.proj.0.weight`) ? batchNorm(`${name}.proj.1`, conv(`${name}.proj.0`, input, { kernel: 1, stride })) : input;
    return relu(name, add(`${name}.add`, third, shortcut));
  }
}
