// What conv.wgsl and conv_adjoint.wgsl are told: the same sizes, of the convolution, and a grid of tiles over what they write.
import type { Constants, Kernel, Shape } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { wrapped } from "../shared/elementwise.ts";

const TILE = 8; // pixels of an invocation; its channels are two quads
const LANES = 8; // invocations of a workgroup along x and along y

export interface ConvShapes {
  readonly image: Shape; //  [N, H, W, Cin]
  readonly kernel: Shape; // [K, K, Cin/G, Cout]
  readonly output: Shape; // [N, H', W', Cout]
  readonly constants: Constants; // stride, padding, dilation, groups, relu
}

/**
 * Sizes are data, not constants: every layer of a network shares the shader's compiled forms.
 * @param pixels that are written; @param channels of each
 */
export function convGrid({ image, kernel, output, constants }: ConvShapes, pixels: number, channels: number): Required<Pick<Kernel, "sizes" | "workgroups">> {
  const [n = 0, inH = 0, inW = 0, cin = 0] = image;
  const [kernelH = 0, kernelW = 0] = kernel;
  const [, outH = 0, outW = 0, cout = 0] = output;
  const { stride = 1, padding = 0, dilation = 1 } = constants;
  const { row, along, layers } = wrapped(Math.ceil(pixels / TILE), LANES);
  return {
    sizes: [n, inH, inW, quads(cin), outH, outW, quads(cout), kernelH, kernelW, stride, padding, dilation, row],
    workgroups: [Math.ceil(quads(channels) / 2 / LANES), along, layers],
  };
}
