// A convolution of stride 1 as three steps with fewer multiplications: Winograd's forms of winograd_form.ts.
// Shaders winograd_input*.wgsl, winograd_product.wgsl and winograd_output*.wgsl, reference winograd.cpu.ts.
import type { Op, Shape, Step, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { wrapped } from "../shared/elementwise.ts";
import { winogradInputCpu, winogradOutputCpu, winogradProductCpu } from "./winograd.cpu.ts";
import { f2, f3, f4, tilesOf, type WinogradForm } from "./winograd_form.ts";
import input2Wgsl from "./winograd_input.wgsl" with { type: "text" };
import input6Wgsl from "./winograd_input_6.wgsl" with { type: "text" };
import output2Wgsl from "./winograd_output.wgsl" with { type: "text" };
import output6Wgsl from "./winograd_output_6.wgsl" with { type: "text" };
import productWgsl from "./winograd_product.wgsl" with { type: "text" };
import productTiledWgsl from "./winograd_product_tiled.wgsl" with { type: "text" };

const WORKGROUP = 64; // invocations of winograd_input and winograd_output

/** Constants: the convolution's padding, and the height and width of its output. */
const inputOp = (name: string, form: WinogradForm, wgsl: string): Op => ({
  name,
  kernel: ({ inputs, output, constants }) => {
    const [images = 0, height = 0, width = 0, channels = 0] = inputs[0]?.shape ?? [];
    const { tilesY, tilesX } = tilesOf(convolved(images, constants), form);
    const { row, along, layers } = wrapped((output.shape[1] ?? 0) * quads(channels), WORKGROUP);
    return { wgsl, constants: {}, sizes: [images, height, width, quads(channels), tilesY, tilesX, constants["padding"] ?? 0, row, form.tile], workgroups: [along, layers, 1] };
  },
  cpu: ({ inputs, constants }, [image]) => {
    const shape = inputs[0]?.shape as Shape;
    return winogradInputCpu(form, image as Float32Array, shape, convolved(shape[0] ?? 0, constants), constants["padding"] ?? 0);
  },
});

const productOp = (name: string, wgsl: string): Op => ({
  name,
  kernel: ({ inputs, output }) => {
    const [frequencies = 0, tiles = 0, cout = 0] = output.shape;
    const [inQuads, outQuads] = [quads(inputs[0]?.shape[2] ?? 0), quads(cout)];
    return { wgsl, constants: {}, sizes: [tiles, inQuads, outQuads, 0], workgroups: [Math.ceil(outQuads / 16), Math.ceil(tiles / 64), frequencies] };
  },
  cpu: ({ inputs, output }, [input, weight]) =>
    winogradProductCpu(input as Float32Array, inputs[0]?.shape as Shape, weight as Float32Array, output.shape[2] ?? 0),
});

/** How the products are computed: with both factors read where they lie, or brought into workgroup memory. */
export type WinogradProduct = "plain" | "tiled";

const products = { plain: productOp("winograd_product", productWgsl), tiled: productOp("winograd_product_tiled", productTiledWgsl) };

/** Inputs: products, bias, and perhaps a residual. Constants: relu. */
const outputOp = (name: string, form: WinogradForm, wgsl: string): Op => ({
  name,
  kernel: ({ inputs: [products, bias, residual], output, constants }) => {
    const [images = 0, height = 0, width = 0, channels = 0] = output.shape;
    const { tilesY, tilesX, tiles } = tilesOf(output.shape, form);
    const { row, along, layers } = wrapped(tiles * quads(channels), WORKGROUP);
    const epilogue = Number(residual !== undefined) + 2 * (constants["relu"] ?? 0);
    return {
      wgsl, constants: form.patch === 6 ? { TILE: form.tile } : {}, workgroups: [along, layers, 1],
      reads: [products, bias, residual ?? bias] as Value[], // a binding may not be empty
      sizes: [images, height, width, quads(channels), tilesY, tilesX, row, epilogue],
    };
  },
  cpu: ({ output, constants }, [products, bias, residual]) =>
    winogradOutputCpu(form, products as Float32Array, output.shape, bias as Float32Array, residual as Float32Array | undefined, constants["relu"] === 1),
});

const ops = new Map([
  [f2, { input: inputOp("winograd_input", f2, input2Wgsl), output: outputOp("winograd_output", f2, output2Wgsl) }],
  [f3, { input: inputOp("winograd_input_6", f3, input6Wgsl), output: outputOp("winograd_output_6", f3, output6Wgsl) }],
  [f4, { input: inputOp("winograd_input_6", f4, input6Wgsl), output: outputOp("winograd_output_6", f4, output6Wgsl) }],
]);

/** What the three steps compute together: a convolution of stride 1. */
export interface WinogradConv {
  readonly image: Value; //  [N, H, W, Cin]
  readonly weight: Value; // [frequencies, Cin, Cout], as winogradWeights makes it
  readonly bias: Value; //   [Cout]
  readonly residual?: Value | undefined;
  readonly output: Value; // [N, H', W', Cout]
  readonly padding: number;
  readonly relu: boolean;
}

/** The steps, in order; the last one makes `output`. */
export function winogradSteps(form: WinogradForm, product: WinogradProduct, { image, weight, bias, residual, output, padding, relu }: WinogradConv): Step[] {
  const [, height = 0, width = 0] = output.shape;
  const { tiles } = tilesOf(output.shape, form);
  const op = ops.get(form) as { input: Op; output: Op };
  const value = (what: string, channels: number): Value => ({ name: `${output.name} (${what})`, shape: [form.frequencies, tiles, channels], type: "f32" });
  const transformed = value("winograd input", image.shape[3] ?? 0);
  const sums = value("winograd products", output.shape[3] ?? 0);
  return [
    { op: op.input, inputs: [image], output: transformed, constants: { padding, height, width } },
    { op: products[product], inputs: [transformed, weight], output: sums, constants: {} },
    { op: op.output, inputs: residual ? [sums, bias, residual] : [sums, bias], output, constants: { relu: Number(relu) } },
  ];
}

const convolved = (images: number, { height = 0, width = 0 }: Step["constants"]): Shape => [images, height, width];
