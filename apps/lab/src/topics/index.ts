// The topics, in the order of the guide's chapters.
import type { Topic } from "../topic.ts";
import { adjoint } from "./adjoint.ts";
import { batchNorm } from "./batch_norm.ts";
import { cam } from "./cam.ts";
import { checkpoint } from "./checkpoint.ts";
import { classifier } from "./classifier.ts";
import { conv } from "./conv.ts";
import { enlarge } from "./enlarge.ts";
import { graph } from "./graph.ts";
import { memory } from "./memory.ts";
import { methods } from "./methods.ts";
import { onnx } from "./onnx.ts";
import { pixel } from "./pixel.ts";
import { shortcut } from "./shortcut.ts";
import { swap } from "./swap.ts";
import { tile } from "./tile.ts";
import { trust } from "./trust.ts";
import { winograd } from "./winograd.ts";

export const topics: readonly Topic[] = [
  pixel,
  conv,
  batchNorm,
  shortcut,
  classifier,
  cam,
  swap,
  enlarge,
  adjoint,
  methods,
  trust,
  tile,
  winograd,
  memory,
  checkpoint,
  graph,
  onnx,
];
