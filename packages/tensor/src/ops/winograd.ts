// A 3×3 convolution of stride 1 as three steps with 2.25 times fewer multiplications: Winograd F(2×2, 3×3).
// Shaders winograd_input.wgsl, winograd_product.wgsl and winograd_output.wgsl, reference winograd.cpu.ts.
import type { Op, Shape, Step, Value } from "../graph.ts";
import { quads } from "../layout.ts";
import { wrapped } from "./elementwise.ts";
import { FREQUENCIES, tilesOf, winogradInputCpu, winogradOutputCpu, winogradProductCpu } from "./winograd.cpu.ts";
import inputWgsl from "./winograd_input.wgsl" with { type: "text" };
import outputWgsl from "./winograd_output.wgsl" with { type: "text" };
import productWgsl from "./winograd_product.wgsl" with { type: "text" };

const WORKGROUP = 64; // invocations of winograd_input and winograd_output

/** Constants: the convolution's padding, and the height and width of its output. */
const inputOp: Op = {
  name: "winograd_input",
  kernel: ({ inputs, output, constants }) => {
    const [images = 0, height = 0, width = 0, channels = 0] = inputs[0]?.shape ?? [];
    const { tilesY, tilesX } = tilesOf(convolved(images, constants));
    const { row, along, layers } = wrapped((output.shape[1] ?? 0) * quads(channels), WORKGROUP);
    return { wgsl: inputWgsl, constants: {}, sizes: [images, height, width, quads(channels), tilesY, tilesX, constants["padding"] ?? 0, row], workgroups: [along, layers, 1] };
  },
  cpu: ({ inputs, constants }, [image]) => {
    const shape = inputs[0]?.shape as Shape;
    return winogradInputCpu(image as Float32Array, shape, convolved(shape[0] ?? 0, constants), constants["padding"] ?? 0);
  },
};

const productOp: Op = {
  name: "winograd_product",
  kernel: ({ inputs, output }) => {
    const [, tiles = 0, cout = 0] = output.shape;
    const [inQuads, outQuads] = [quads(inputs[0]?.shape[2] ?? 0), quads(cout)];
    return { wgsl: productWgsl, constants: {}, sizes: [tiles, inQuads, outQuads, 0], workgroups: [Math.ceil(outQuads / 16), Math.ceil(tiles / 64), FREQUENCIES] };
  },
  cpu: ({ inputs, output }, [input, weight]) =>
    winogradProductCpu(input as Float32Array, inputs[0]?.shape as Shape, weight as Float32Array, output.shape[2] ?? 0),
};

/** Inputs: products, bias, and perhaps a residual. Constants: relu. */
const outputOp: Op = {
  name: "winograd_output",
  kernel: ({ inputs: [products, bias, residual], output, constants }) => {
    const [images = 0, height = 0, width = 0, channels = 0] = output.shape;
    const { tilesY, tilesX, tiles } = tilesOf(output.shape);
    const { row, along, layers } = wrapped(tiles * quads(channels), WORKGROUP);
    const epilogue = Number(residual !== undefined) + 2 * (constants["relu"] ?? 0);
    return {
      wgsl: outputWgsl, constants: {}, workgroups: [along, layers, 1],
      reads: [products, bias, residual ?? bias] as Value[], // a binding may not be empty
      sizes: [images, height, width, quads(channels), tilesY, tilesX, row, epilogue],
    };
  },
  cpu: ({ output, constants }, [products, bias, residual]) =>
    winogradOutputCpu(products as Float32Array, output.shape, bias as Float32Array, residual as Float32Array | undefined, constants["relu"] === 1),
};

/** What the three steps compute together: a convolution of stride 1. */
export interface WinogradConv {
  readonly image: Value; //  [N, H, W, Cin]
  readonly weight: Value; // [16, Cin, Cout], as winogradWeights makes it
  readonly bias: Value; //   [Cout]
  readonly residual?: Value | undefined;
  readonly output: Value; // [N, H', W', Cout]
  readonly padding: number;
  readonly relu: boolean;
}

/** The steps, in order; the last one makes `output`. */
export function winogradSteps({ image, weight, bias, residual, output, padding, relu }: WinogradConv): Step[] {
  const [, height = 0, width = 0] = output.shape;
  const { tiles } = tilesOf(output.shape);
  const value = (what: string, channels: number): Value => ({ name: `${output.name} (${what})`, shape: [FREQUENCIES, tiles, channels], type: "f32" });
  const transformed = value("winograd input", image.shape[3] ?? 0);
  const products = value("winograd products", output.shape[3] ?? 0);
  return [
    { op: inputOp, inputs: [image], output: transformed, constants: { padding, height, width } },
    { op: productOp, inputs: [transformed, weight], output: products, constants: {} },
    { op: outputOp, inputs: residual ? [products, bias, residual] : [products, bias], output, constants: { relu: Number(relu) } },
  ];
}

const convolved = (images: number, { height = 0, width = 0 }: Step["constants"]): Shape => [images, height, width];
