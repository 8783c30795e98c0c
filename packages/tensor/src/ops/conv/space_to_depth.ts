// Space to depth: blocks of pixels become pixels of more channels. Shader space_to_depth.wgsl, reference space_to_depth.cpu.ts.
import { elements, type Op, type Shape } from "../../graph/graph.ts";
import { activationLayout } from "../../graph/layout.ts";
import { wrapped } from "../shared/elementwise.ts";
import { spaceToDepthCpu } from "./space_to_depth.cpu.ts";
import wgsl from "./space_to_depth.wgsl" with { type: "text" };

const WORKGROUP = 64;

/** [N, H, W, C] → [N, H', W', S·S·C]. Constants: side (S), padding (P, above and left of the image). */
export const spaceToDepthOp: Op = {
  name: "space_to_depth",
  kernel: ({ inputs, output, constants }) => {
    const [images = 0, inH = 0, inW = 0, channels = 0] = inputs[0]?.shape ?? [];
    const [, outH = 0, outW = 0] = output.shape;
    const { row, along, layers } = wrapped(elements(activationLayout(output.shape)) / 4, WORKGROUP);
    return { wgsl, constants: {}, sizes: [images, inH, inW, channels, outH, outW, constants["side"] ?? 1, constants["padding"] ?? 0, row], workgroups: [along, layers, 1] };
  },
  cpu: ({ inputs, output, constants }, [image]) => spaceToDepthCpu(image as Float32Array, inputs[0]?.shape as Shape, output.shape, constants["side"] ?? 1, constants["padding"] ?? 0),
};
