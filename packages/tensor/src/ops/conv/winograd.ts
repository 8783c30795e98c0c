// A convolution of stride 1, or the adjoint of one, as three steps with fewer multiplications: Winograd's forms of winograd_form.ts.
// Shaders winograd_input*.wgsl, winograd_product*.wgsl and winograd_output*.wgsl, reference in winograd_form.ts.
import type { Op, Step, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { numbersOf } from "../../graph/parameter.ts";
import { constantIn, workgroupIn } from "../../graph/shader_text.ts";
import { axes, imageShape, kernelShape } from "../../graph/shapes.ts";
import { activationConstants, activationOf, noActivation, withActivation, type ActivationAttributes } from "../activation/activation_functions.ts";
import { wrapped, withRegisterTile } from "../shared/grid.ts";
import { derived, type Algorithm, type Parameters } from "./algorithm.ts";
import { convOp, convOperands, type ConvStep } from "./conv.ts";
import { rotate180, scaledBy, type ConvAttributes } from "./conv_reference.ts";
import { winogradInputReference, winogradOutputReference, winogradProductReference, f2, f3, f4, suitsWinograd, tilesOf, winogradWeights, type Places, type WinogradForm } from "./winograd_form.ts";
import input2Wgsl from "./winograd_input.wgsl" with { type: "text" };
import input6Wgsl from "./winograd_input_6.wgsl" with { type: "text" };
import output2Wgsl from "./winograd_output.wgsl" with { type: "text" };
import output6Wgsl from "./winograd_output_6.wgsl" with { type: "text" };
import productWgsl from "./winograd_product.wgsl" with { type: "text" };
import productTiledWgsl from "./winograd_product_tiled.wgsl" with { type: "text" };

/** The convolution's padding, and the height and width of its output. */
type InputAttributes = { readonly padding: number; readonly height: number; readonly width: number };

const inputOp = (name: string, form: WinogradForm, wgsl: string): Op<InputAttributes> => ({
  name,
  kernel: ({ inputs, output, constants }) => {
    const [images, height, width, channels] = imageShape(inputs[0]);
    const { tilesY, tilesX } = tilesOf(convolved(images, constants), form);
    const { row, along, layers } = wrapped(axes(output, 3)[1] * quads(channels), workgroupIn(wgsl)[0]);
    const sizes = { images, height, width, quads: quads(channels), tilesY, tilesX, padding: constants.padding, row };
    return { wgsl, constants: {}, sizes: form.patch === 6 ? { ...sizes, tile: form.tile } : sizes, workgroups: [along, layers, 1] };
  },
  reference: ({ inputs, constants }, [image]: [Float32Array]) => {
    const shape = imageShape(inputs[0]);
    return winogradInputReference(form, image, shape, convolved(shape[0], constants), constants.padding);
  },
});

const convolved = (images: number, { height, width }: InputAttributes): Places => [images, height, width];

/** A workgroup computes TILES × QUADS of one frequency. */
const productOp = (name: string, wgsl: string): Op => ({
  name,
  kernel: ({ inputs, output }) => {
    const [frequencies, tiles, cout] = axes(output, 3);
    const [inQuads, outQuads] = [quads(axes(inputs[0], 3)[2]), quads(cout)];
    return { wgsl, constants: {}, sizes: { tiles, inQuads, outQuads }, workgroups: [Math.ceil(outQuads / constantIn(wgsl, "QUADS")), Math.ceil(tiles / constantIn(wgsl, "TILES")), frequencies] };
  },
  reference: ({ inputs, output }, [input, weight]: [Float32Array, Float32Array]) =>
    winogradProductReference(input, axes(inputs[0], 3), weight, axes(output, 3)[2]),
});

/** How the products are computed: with both factors read where they lie, or brought into workgroup memory. */
export type WinogradProduct = "plain" | "tiled";

const products = { plain: productOp("winograd_product", withRegisterTile(productWgsl)), tiled: productOp("winograd_product_tiled", withRegisterTile(productTiledWgsl)) };

/** What the fused form appends. */
type OutputAttributes = Pick<ConvAttributes, "scaled" | "relu" | keyof ActivationAttributes>;

/** Inputs: products, bias, then scale and residual where there are any. */
const outputOp = (name: string, form: WinogradForm, wgsl: string): Op<OutputAttributes> => ({
  name,
  kernel: ({ inputs: [products, bias, ...others], output, constants }) => {
    const { scaled, relu } = constants;
    const [scale, residual] = scaled ? others : [undefined, ...others];
    const [images, height, width, channels] = imageShape(output);
    const { tilesY, tilesX, tiles } = tilesOf(imageShape(output), form);
    const { row, along, layers } = wrapped(tiles * quads(channels), workgroupIn(wgsl)[0]);
    const epilogue = Number(residual !== undefined) + 2 * relu + 4 * scaled;
    return {
      wgsl: withActivation(wgsl, constants), constants: { ...(form.patch === 6 ? { TILE: form.tile } : {}), ...activationConstants(constants) }, workgroups: [along, layers, 1],
      reads: [products, bias, scale ?? bias, residual ?? bias] as Value[], // a binding may not be empty
      sizes: { images, height, width, quads: quads(channels), tilesY, tilesX, row, epilogue },
    };
  },
  reference: ({ output, constants }, [products, bias, ...others]: [Float32Array, Float32Array, ...Float32Array[]]) => {
    const [scale, residual] = constants.scaled ? others : [undefined, ...others];
    return winogradOutputReference(form, products, imageShape(output), { bias, scale, residual, relu: constants.relu === 1, activate: activationOf(constants) });
  },
});

const ops = new Map([
  [f2, { input: inputOp("winograd_input", f2, input2Wgsl), output: outputOp("winograd_output", f2, output2Wgsl) }],
  [f3, { input: inputOp("winograd_input_6", f3, input6Wgsl), output: outputOp("winograd_output_6", f3, output6Wgsl) }],
  [f4, { input: inputOp("winograd_input_6", f4, input6Wgsl), output: outputOp("winograd_output_6", f4, output6Wgsl) }],
]);

/** What the three steps compute together: a convolution of stride 1. */
interface WinogradConv {
  readonly image: Value; //  [N, H, W, Cin]
  readonly weight: Value; // [frequencies, Cin, Cout], as winogradWeights makes it
  readonly bias: Value; //   [Cout]
  readonly scale?: Value | undefined; // [Cout]
  readonly residual?: Value | undefined;
  readonly output: Value; // [N, H', W', Cout]
  readonly padding: number;
  readonly ending: Omit<OutputAttributes, "scaled">;
}

type Way = readonly [form: WinogradForm, product: WinogradProduct];

/** By one of the forms, for convolutions of stride 1 and their adjoints. */
export const winograd = (form: WinogradForm, product: WinogradProduct): Algorithm => (step, parameters) => {
  const { op, inputs: [, weight], constants } = step;
  if (!weight || !parameters.has(weight)) return undefined;
  const [kernelH, kernelW, cin, cout] = kernelShape(weight);
  if (op === convOp) return suitsWinograd([kernelH, kernelW, cin, cout], constants, form) ? forward([form, product], step, parameters) : undefined;
  return suitsWinograd([kernelH, kernelW, cout, cin], constants, form) ? backward([form, product], step, parameters) : undefined;
};

function forward([form, product]: Way, step: ConvStep, parameters: Parameters): Step[] {
  const { output, constants } = step;
  const { image, weight, bias, scale, residual } = convOperands(step, step.inputs);
  const [, , cin, cout] = kernelShape(weight);
  const transformed = derived(parameters, weight, {
    form: `winograd ${form.tile}×${form.tile}`, name: `${output.name} (winograd weight)`, shape: [form.frequencies, cin, cout],
    write: (numbers, into) => winogradWeights(numbers, form, into),
  });
  return threeSteps(form, product, { image, weight: transformed, bias, scale, residual, output, padding: constants.top, ending: endingOf(constants) });
}

const endingOf = ({ relu, activation, alpha, beta }: ConvAttributes): WinogradConv["ending"] => ({ relu, activation, alpha, beta });

/** The adjoint is a convolution under the rotated kernel, scaled before, padded by what was not: r − 1 − P. */
function backward([form, product]: Way, { inputs, output, constants }: ConvStep, parameters: Parameters): Step[] | undefined {
  const padding = form.kernel - 1 - constants.top;
  if (padding < 0) return undefined;
  const [gradient, weight, scale] = inputs as [Value, Value, Value?];
  const [, , cin, cout] = kernelShape(weight);
  const transformed = derived(parameters, weight, {
    form: `winograd ${form.tile}×${form.tile}, rotated${scale ? `, ${scale.name}` : ""}`, name: `${output.name} (winograd weight)`,
    shape: [form.frequencies, cout, cin],
    write: (numbers, into) => {
      const factors = scale && parameters.get(scale);
      winogradWeights(rotate180(factors ? scaledBy(numbers, numbersOf(factors)) : numbers, form.kernel ** 2, cin, cout, 1), form, into);
    },
  });
  const bias = derived(parameters, weight, { form: "no bias", name: `${output.name} (no bias)`, shape: [cin], write: (_, into) => into.fill(0) });
  return threeSteps(form, product, { image: gradient, weight: transformed, bias, output, padding, ending: { relu: 0, ...noActivation } });
}

/** In order; the last one makes `output`. */
function threeSteps(form: WinogradForm, product: WinogradProduct, { image, weight, bias, scale, residual, output, padding, ending }: WinogradConv): Step[] {
  const [, height, width, channels] = imageShape(output);
  const { tiles } = tilesOf(imageShape(output), form);
  const op = ops.get(form) as { input: Op<InputAttributes>; output: Op<OutputAttributes> };
  const value = (what: string, depth: number): Value => ({ name: `${output.name} (${what})`, shape: [form.frequencies, tiles, depth], type: "f32" });
  const transformed = value("winograd input", imageShape(image)[3]);
  const sums = value("winograd products", channels);
  return [
    { op: op.input, inputs: [image], output: transformed, constants: { padding, height, width } },
    { op: products[product], inputs: [transformed, weight], output: sums, constants: {} },
    { op: op.output, inputs: [sums, bias, scale, residual].filter((value) => value !== undefined), output, constants: { scaled: Number(scale !== undefined), ...ending } },
  ];
}
