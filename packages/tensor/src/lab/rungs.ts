// The ladder: one convolution, computed faster from rung to rung. The first rungs are the lessons in lab/, the last the engine's own.
import { GraphError } from "../graph/errors.ts";
import { Graph, type Kernel, type Op, type Step } from "../graph/graph.ts";
import { padded, quads } from "../graph/layout.ts";
import { constantIn, workgroupIn } from "../graph/shader_text.ts";
import { chooseAlgorithms, isConvolution, type AlgorithmName } from "../ops/conv/choose.ts";
import { convOp, convOperands, convShapes, type ConvStep } from "../ops/conv/conv.ts";
import type { ConvAttributes } from "../ops/conv/conv_reference.ts";
import { TILE_QUADS, TILE_ROWS, wrapped } from "../ops/shared/grid.ts";
import tiledWgsl from "../ops/conv/conv_tiled.wgsl" with { type: "text" };
import naiveWgsl from "../../lab/conv_1_naive.wgsl" with { type: "text" };
import quadsWgsl from "../../lab/conv_2_quads.wgsl" with { type: "text" };
import pixelsWgsl from "../../lab/conv_3_pixels.wgsl" with { type: "text" };
import tileWgsl from "../../lab/conv_4_tile.wgsl" with { type: "text" };
import matricesWgsl from "../../lab/conv_5_matrices.wgsl" with { type: "text" };

/** A rung of the ladder of shaders. */
export interface Rung {
  readonly number: number;
  readonly name: string; // "naive"
  readonly file: string; // to be read, from the root of the repository
  /** A shader of the lab's, or what the engine calls its own way. */
  readonly way: { readonly wgsl: string } | { readonly algorithm: AlgorithmName };
  /** Numbers that its products read, from buffers or workgroup memory, for each multiply-add. */
  readonly reads: number;
}

/** A tile of pixels × channels reads a number of each pixel and a weight of each channel, for a multiply-add of each pair. */
const readsOf = (pixels: number, channels: number): number => (pixels + channels) / (pixels * channels);
const ofShader = (wgsl: string): Pick<Rung, "way" | "reads"> => ({ way: { wgsl }, reads: readsOf(constantIn(wgsl, "PIXELS"), constantIn(wgsl, "CHANNELS")) });
const engines = readsOf(TILE_ROWS, TILE_QUADS * 4);
const ofWorkgroup = readsOf(constantIn(tiledWgsl, "PIXELS"), constantIn(tiledWgsl, "QUADS") * 4);

export const rungs: readonly Rung[] = [
  { number: 1, name: "naive", file: "packages/tensor/lab/conv_1_naive.wgsl", ...ofShader(naiveWgsl) },
  { number: 2, name: "quads", file: "packages/tensor/lab/conv_2_quads.wgsl", ...ofShader(quadsWgsl) },
  { number: 3, name: "pixels", file: "packages/tensor/lab/conv_3_pixels.wgsl", ...ofShader(pixelsWgsl) },
  { number: 4, name: "tile", file: "packages/tensor/lab/conv_4_tile.wgsl", ...ofShader(tileWgsl) },
  { number: 5, name: "matrices", file: "packages/tensor/lab/conv_5_matrices.wgsl", ...ofShader(matricesWgsl) },
  { number: 6, name: "windows found once", file: "packages/tensor/src/ops/conv/conv.wgsl", way: { algorithm: "direct" }, reads: engines },
  { number: 7, name: "workgroup tile", file: "packages/tensor/src/ops/conv/conv_tiled.wgsl", way: { algorithm: "tiled" }, reads: engines + ofWorkgroup },
  { number: 8, name: "Winograd 2×2", file: "packages/tensor/src/ops/conv/winograd_product.wgsl", way: { algorithm: "winograd 2×2" }, reads: engines },
  { number: 9, name: "Winograd 4×4", file: "packages/tensor/src/ops/conv/winograd_input_6.wgsl", way: { algorithm: "winograd 4×4" }, reads: engines },
];

/**
 * The graph with every convolution computed by a rung; by the engine's where an algorithm does not apply.
 * @throws GraphError "lab-rung" where a shader of the lab does not compute such a convolution
 */
export function onRung({ way, name }: Rung, graph: Graph): Graph {
  if ("algorithm" in way) return chooseAlgorithms(graph, () => way.algorithm);
  const op = rungOp(name, way.wgsl);
  const steps = graph.steps.map((step): Step => {
    if (!isConvolution(step) || step.op !== convOp) return step;
    requirePlain(step);
    return { ...step, op };
  });
  return Graph.rewritten(graph, steps, graph.parameters);
}

/** What the lab's shaders leave to the engine's. @throws GraphError "lab-rung" */
function requirePlain(step: ConvStep): void {
  const { groups, dilationH, dilationW, scaled, relu } = step.constants;
  const { residual } = convOperands(step, step.inputs);
  const others = [groups > 1 && "groups", dilationH * dilationW > 1 && "dilation", scaled && "a batch-norm", relu && "a ReLU", residual && "a residual"].filter(Boolean);
  if (others.length > 0) throw new GraphError("lab-rung", `lab: "${step.output.name}" has ${others.join(", ")}, which the lab's shaders leave to conv.wgsl. Take a plain convolution, or rung 6.`);
}

/**
 * A convolution by a shader of the lab's: bindings input, weight, bias, output and sizes.
 * @param wgsl the rung's own text, or one that was made of it: PIXELS and CHANNELS say what an invocation computes
 */
export const rungOp = (name: string, wgsl: string): Op<ConvAttributes> => ({
  name: `rung, ${name}`,
  kernel: (step) => kernelOf(step, wgsl),
  reference: (step, inputs) => convOp.reference(step, inputs),
});

function kernelOf(step: ConvStep, wgsl: string): Kernel {
  const { image: [images, inH, inW, cin], kernel: [kernelH, kernelW], output: [, outH, outW, cout], attributes } = convShapes(step);
  const { strideH, strideW, top, left } = attributes;
  const { image, weight, bias } = convOperands(step, step.inputs);
  const [lanesX, lanesY] = workgroupIn(wgsl);
  const { row, along, layers } = wrapped(Math.ceil((images * outH * outW) / constantIn(wgsl, "PIXELS")), lanesY);
  return {
    wgsl, constants: {}, reads: [image, weight, bias],
    sizes: { images, inH, inW, inQuads: quads(cin), outH, outW, outQuads: quads(cout), kernelH, kernelW, strideH, strideW, top, left, row },
    workgroups: [Math.ceil(padded(cout) / constantIn(wgsl, "CHANNELS") / lanesX), along, layers],
  };
}
