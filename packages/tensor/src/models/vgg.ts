// VGG: the table of the paper, over torchvision's parameter names, with and without batch-norm.
// Source  Simonyan and Zisserman 2014, arXiv:1409.1556, table 1; torchvision.models.vgg for the names and the batch-norms.
// Depths and widths come from the checkpoint: a max-pool stands where the numbering of the features leaves a place without a weight.
// Linear layers lie behind the flattened last feature map, so that class activation maps are not defined; where one layer of its mean took their
// place, they are.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { Layers } from "./layers.ts";
import { namingsOfVgg } from "./stage_names.ts";

/** Columns A, B, D and E of table 1: convolutions by stage. */
const published: Readonly<Record<string, string>> = {
  "1+1+2+2+2": "vgg11", "2+2+2+2+2": "vgg13", "2+2+3+3+3": "vgg16", "2+2+4+4+4": "vgg19",
};

/** The VGG that a checkpoint holds, if it holds one: of a depth of the paper's, or with torchvision's own head. */
export const vggIn = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "VGG", signature: "features.0.bias", classifier: "classifier", ownHead: ["classifier.0", "classifier.3", "classifier.6"], epsilon: 1e-5, namings: namingsOfVgg, describe,
  isOne: (has) => has("classifier.6.weight") || published[depthsOf(has)] !== undefined,
  nameOf: (has) => {
    const depths = depthsOf(has);
    return `${published[depths] ?? `vgg (${depths} layers)`}${isNormalised(has) ? "_bn" : ""}`;
  },
});

type Has = Layers<unknown>["has"];

const isNormalised = (has: Has): boolean => has("features.1.running_mean");

/** The places of convolutions among the features, by stage; a max-pool follows each stage. */
function stagesOf(has: Has): readonly (readonly number[])[] {
  const layer = isNormalised(has) ? 3 : 2; // convolution, perhaps batch-norm, ReLU
  const stages: number[][] = [];
  let at = 0;
  do {
    const stage: number[] = [];
    do {
      stage.push(at);
      at += layer;
    } while (has(`features.${at}.weight`));
    stages.push(stage);
    at++; // its max-pool
  } while (has(`features.${at}.weight`));
  return stages;
}

const depthsOf = (has: Has): string => stagesOf(has).map(({ length }) => length).join("+");

function describe<V>({ conv, batchNorm, relu, maxPool, averagePool, adaptiveAveragePool, has, channels }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const layers: Record<string, V> = {};
  const stages: Record<string, V> = {};
  let [features, pool] = [image, ""];
  for (const stage of stagesOf(has)) { //                                                  [N, 224 … 14, 224 … 14, 64 128 256 512 512]
    let end = 0;
    for (const at of stage) {
      end = at + (isNormalised(has) ? 2 : 1);
      features = layers[`features.${end}`] = convolution(at, end, features);
    }
    stages[`features.${end}`] = features;
    pool = `features.${end + 1}`;
    features = maxPool(pool, features, { kernel: 2, stride: 2 });
  }
  if (head.inputs === 0 || head.inputs === channels(`features.${stagesOf(has).at(-1)?.at(-1)}`).out) {
    layers[pool] = features;
    const logits = head.of(averagePool("pooled", features)); //                            [N, 512], [N, classes]
    return { layers, logits, stages: { ...stages, logits } };
  }
  const pooled = adaptiveAveragePool("avgpool", features, { height: 7, width: 7 }); //     [N, 7, 7, 512]
  const logits = head.ofFlattened(pooled); //                                              [N, 4096], [N, 4096], [N, classes]
  return { layers, logits, stages: { ...stages, logits } };

  /** 3×3, perhaps batch-norm, ReLU. @param at, end their first and last places among the features */
  function convolution(at: number, end: number, input: V): V {
    const sums = conv(`features.${at}`, input, { kernel: 3, padding: 1 });
    return relu(`features.${end}`, isNormalised(has) ? batchNorm(`features.${at + 1}`, sums) : sums);
  }
}
