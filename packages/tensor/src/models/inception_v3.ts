// Inception v3: the table of the paper, over torchvision's parameter names.
// Source  Szegedy et al. 2015, arXiv:1512.00567, table 1, figures 5, 6, 7 and 10; torchvision.models.inception for the names.
// Widths come from the checkpoint: every layer reads them off its own weight. The auxiliary head is for training alone.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { byAxis, type ByAxis } from "../graph/shapes.ts";
import type { Classifier } from "../graph/classifier.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { networkOf } from "./family.ts";
import type { ClassHead } from "./family_head.ts";
import type { ConvLayer, Layers } from "./layers.ts";

/** The Inception v3 that a checkpoint holds, if it holds one. */
export const inceptionV3In = (checkpoint: Checkpoint): RecognisedNetwork | undefined => networkOf(checkpoint, {
  family: "Inception v3", nameOf: () => "inception_v3", signature: "Mixed_5b.branch1x1.conv.weight", classifier: "fc", epsilon: 1e-3,
  mayTransformInput: true, describe,
});

/** A convolution of a branch: by its name's end, its kernel, and its stride. Without one it keeps the map's size. */
type Link = readonly [ending: string, kernel: ByAxis, stride?: 2];

const [row, column] = [[1, 7], [7, 1]] as const;

function describe<V>({ conv, batchNorm, relu, maxPool, averagePool, concat }: Layers<V>, image: V, head: ClassHead<V>): Classifier<V> {
  const first = convolution("Conv2d_1a_3x3", image, { kernel: 3, stride: 2 }); //              [N, 149, 149, 32]
  const second = convolution("Conv2d_2a_3x3", first, { kernel: 3 }); //                        [N, 147, 147, 32]
  const third = convolution("Conv2d_2b_3x3", second, { kernel: 3, padding: 1 }); //            [N, 147, 147, 64]
  const maxpool1 = maxPool("maxpool1", third, { kernel: 3, stride: 2 }); //                    [N, 73, 73, 64]
  const fourth = convolution("Conv2d_3b_1x1", maxpool1, { kernel: 1 }); //                     [N, 73, 73, 80]
  const fifth = convolution("Conv2d_4a_3x3", fourth, { kernel: 3 }); //                        [N, 71, 71, 192]
  const maxpool2 = maxPool("maxpool2", fifth, { kernel: 3, stride: 2 }); //                    [N, 35, 35, 192]
  const layers: Record<string, V> = {
    Conv2d_1a_3x3: first, Conv2d_2a_3x3: second, Conv2d_2b_3x3: third, maxpool1, Conv2d_3b_1x1: fourth, Conv2d_4a_3x3: fifth, maxpool2,
  };
  const table: readonly (readonly [name: string, module: (name: string, input: V) => V])[] = [
    ["Mixed_5b", fives], ["Mixed_5c", fives], ["Mixed_5d", fives], //                          [N, 35, 35, 256 288 288]
    ["Mixed_6a", threesDown], //                                                               [N, 17, 17, 768]
    ["Mixed_6b", sevens], ["Mixed_6c", sevens], ["Mixed_6d", sevens], ["Mixed_6e", sevens], // [N, 17, 17, 768]
    ["Mixed_7a", sevensDown], //                                                               [N, 8, 8, 1280]
    ["Mixed_7b", wide], ["Mixed_7c", wide], //                                                 [N, 8, 8, 2048]
  ];
  let features = maxpool2;
  for (const [name, module] of table) features = layers[name] = module(name, features);
  const logits = head.of(averagePool("pooled", features)); //                          [N, classes]
  return { layers, logits, stages: { ...layers, logits } };

  /** Figure 5, with one 5×5 of GoogLeNet's left. */
  function fives(name: string, input: V): V {
    return concat(name, [
      branch(name, input, ["branch1x1", 1]),
      branch(name, input, ["branch5x5_1", 1], ["branch5x5_2", 5]),
      branch(name, input, ["branch3x3dbl_1", 1], ["branch3x3dbl_2", 3], ["branch3x3dbl_3", 3]),
      pooledBranch(name, input),
    ]);
  }

  /** Figure 10: half the resolution. */
  function threesDown(name: string, input: V): V {
    return concat(name, [
      branch(name, input, ["branch3x3", 3, 2]),
      branch(name, input, ["branch3x3dbl_1", 1], ["branch3x3dbl_2", 3], ["branch3x3dbl_3", 3, 2]),
      maxPool(`${name}.branch_pool`, input, { kernel: 3, stride: 2 }),
    ]);
  }

  /** Figure 6, n = 7. */
  function sevens(name: string, input: V): V {
    return concat(name, [
      branch(name, input, ["branch1x1", 1]),
      branch(name, input, ["branch7x7_1", 1], ["branch7x7_2", row], ["branch7x7_3", column]),
      branch(name, input, ["branch7x7dbl_1", 1], ["branch7x7dbl_2", column], ["branch7x7dbl_3", row], ["branch7x7dbl_4", column], ["branch7x7dbl_5", row]),
      pooledBranch(name, input),
    ]);
  }

  /** Half the resolution, behind 7×7. */
  function sevensDown(name: string, input: V): V {
    return concat(name, [
      branch(name, input, ["branch3x3_1", 1], ["branch3x3_2", 3, 2]),
      branch(name, input, ["branch7x7x3_1", 1], ["branch7x7x3_2", row], ["branch7x7x3_3", column], ["branch7x7x3_4", 3, 2]),
      maxPool(`${name}.branch_pool`, input, { kernel: 3, stride: 2 }),
    ]);
  }

  /** Figure 7: rows and columns beside each other. */
  function wide(name: string, input: V): V {
    const three = branch(name, input, ["branch3x3_1", 1]);
    const twice = branch(name, input, ["branch3x3dbl_1", 1], ["branch3x3dbl_2", 3]);
    return concat(name, [
      branch(name, input, ["branch1x1", 1]),
      concat(`${name}.branch3x3`, [branch(name, three, ["branch3x3_2a", [1, 3]]), branch(name, three, ["branch3x3_2b", [3, 1]])]),
      concat(`${name}.branch3x3dbl`, [branch(name, twice, ["branch3x3dbl_3a", [1, 3]]), branch(name, twice, ["branch3x3dbl_3b", [3, 1]])]),
      pooledBranch(name, input),
    ]);
  }

  /** The mean of 3×3, zeros of the padding included, and a 1×1. */
  function pooledBranch(name: string, input: V): V {
    return branch(name, averagePool(`${name}.mean`, input, { kernel: 3, stride: 1, padding: 1 }), ["branch_pool", 1]);
  }

  function branch(module: string, input: V, ...links: readonly Link[]): V {
    return links.reduce((features, [ending, kernel, stride]) => {
      const [height, width] = byAxis(kernel);
      return convolution(`${module}.${ending}`, features, stride ? { kernel, stride } : { kernel, padding: [height >> 1, width >> 1] });
    }, input);
  }

  /** Convolution, batch-norm, ReLU. */
  function convolution(name: string, input: V, options: ConvLayer): V {
    return relu(name, batchNorm(`${name}.bn`, conv(`${name}.conv`, input, options)));
  }
}
