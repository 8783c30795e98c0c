// 2-D convolution through workgroup memory. Shader conv_tiled.wgsl; all else is conv.ts's.
import type { Op } from "../../graph/graph.ts";
import { convOp, denseConv, epilogue } from "./conv.ts";
import wgsl from "./conv_tiled.wgsl" with { type: "text" };

/** As convOp, without groups. */
export const convTiledOp: Op = { ...convOp, name: "conv_tiled", kernel: (step) => ({ ...denseConv(step), wgsl, constants: epilogue(step) }) };
