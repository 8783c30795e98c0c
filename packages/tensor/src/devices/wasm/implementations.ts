// Which ops the CPU computes in WebAssembly SIMD, and how: a convolution lays its image on a canvas with its padding, so that every row of
// a window is one run of floats. Ops that are not in the table, and steps that a kernel does not cover, go by their references.
import type { Data, Op, Operand, Step } from "../../graph/graph.ts";
import { asImage, imageShape, lastAxis, type KernelShape } from "../../graph/shapes.ts";
import { arrayOf, formOf, isParameter, numbersOf, parameterOfRows, type Parameter } from "../../graph/parameter.ts";
import { activationAdjointOp, activationOp } from "../../ops/activation/activation.ts";
import { addOp } from "../../ops/add/add.ts";
import { arithmeticOp } from "../../ops/arithmetic/arithmetic.ts";
import { aligned, broadcastAdjointOp } from "../../ops/arithmetic/broadcast.ts";
import { concatOp } from "../../ops/concat/concat.ts";
import { convAdjointOp, convOp, convOperands, convShapes, isDepthwise, shapesBehind } from "../../ops/conv/conv.ts";
import { canvasOf, dilate, overCanvas, rotate180, scaledBy, type ConvAttributes, type ConvShapes } from "../../ops/conv/conv_reference.ts";
import { f4, suitsWinograd } from "../../ops/conv/winograd_form.ts";
import { globalAveragePoolAdjointOp, globalAveragePoolOp } from "../../ops/global_average_pool/global_average_pool.ts";
import { groupNormAdjointOp, groupNormOp, setsOf } from "../../ops/group_norm/group_norm.ts";
import { guidedReluAdjointOp, reluAdjointOp, reluOp } from "../../ops/relu/relu.ts";
import { linearAdjointOp, linearOp } from "../../ops/linear/linear.ts";
import { averagePoolOp } from "../../ops/average_pool/average_pool.ts";
import { maxPoolAdjointOp, maxPoolOp } from "../../ops/max_pool/max_pool.ts";
import { poolingBehind, poolingOf, windowSizes } from "../../ops/shared/pooling.ts";
import { activationAdjointSimd, activationSimd, arithmeticSimd, pairsSimd, reluSimd, sharedSimd } from "./elementwise.ts";
import { endingOf } from "./ending.ts";
import { depthwiseConvolve, depthwiseStridedAdjoint } from "./depthwise.ts";
import { asOne, groupsAsOne } from "./grouped.ts";
import { concatSimd } from "./joining.ts";
import { groupNormAdjointSimd, groupNormSimd, type Vector } from "./normalising.ts";
import { globalSumSimd, maxPoolAdjointSimd, poolSimd } from "./pooling.ts";
import { linearAdjointSimd, linearSimd } from "./linear.ts";
import { keepWeights, multiply, type RowsOrNumbers } from "./product.ts";
import type { Simd } from "./simd.ts";
import { winogradConvolve } from "./winograd.ts";

type Numbers = Float32Array;

/** The result of a step, or undefined for one that the kernel does not cover. */
type Implementation<Step> = (step: Step, operands: readonly Operand[], simd: Simd) => Data | undefined;

/** Of an op, steps with its attributes. */
const of = <Attributes extends Step["constants"]>(op: Op<Attributes>, implementation: Implementation<Step<Attributes>>): [Op, Implementation<Step>] =>
  [op, implementation as Implementation<Step>];

const implementations: ReadonlyMap<Op, Implementation<Step>> = new Map([
  of(convOp, (step, operands, simd) => {
    const { image, weight, bias, scale, residual } = convOperands(step, operands);
    return convSimd(convShapes(step), image as Numbers, scaledWeight(weight, scale), bias as Numbers | Parameter, residual as Numbers | undefined, simd);
  }),
  of(convAdjointOp, (step, [gradient, weight, scale], simd) => {
    return convAdjointSimd(shapesBehind(step), gradient as Numbers, scaledWeight(weight as Operand, scale), simd);
  }),
  of(linearOp, (_, [input, weight, bias], simd) => linearSimd(input as Numbers, weight as Operand, bias as Numbers | Parameter, simd)),
  of(linearAdjointOp, ({ inputs }, [gradient, weight], simd) => linearAdjointSimd(gradient as Numbers, weight as Operand, lastAxis(inputs[1]), simd)),
  of(activationOp, ({ constants }, [input], simd) => activationSimd(constants, arrayOf(input as Operand), simd.array((input as Operand).length), simd)),
  of(activationAdjointOp, ({ constants }, [gradient, input], simd) =>
    activationAdjointSimd(constants, gradient as Numbers, arrayOf(input as Operand), simd)),
  of(arithmeticOp, (step, [a, b], simd) => arithmeticSimd(step, arrayOf(a as Operand), arrayOf(b as Operand), simd)),
  of(addOp, ({ output }, [a, b], simd) => pairsSimd("ADD", output, arrayOf(a as Operand), arrayOf(b as Operand), simd)),
  of(reluOp, (_, [input], simd) => reluSimd(arrayOf(input as Operand), simd)),
  of(reluAdjointOp, ({ output }, [gradient, y], simd) => pairsSimd("RECTIFIED", output, gradient as Numbers, arrayOf(y as Operand), simd)),
  of(guidedReluAdjointOp, ({ output }, [gradient, y], simd) => pairsSimd("GUIDED", output, gradient as Numbers, arrayOf(y as Operand), simd)),
  of(concatOp, (step, operands, simd) => concatSimd(step, operands as (Numbers | Parameter)[], simd)),
  of(groupNormOp, (step, [x, gamma, beta], simd) => groupNormSimd(setsOf(step), arrayOf(x as Operand), gamma as Vector, beta as Vector, simd)),
  of(groupNormAdjointOp, (step, [gradient, x, gamma], simd) =>
    groupNormAdjointSimd(setsOf(step), gradient as Numbers, arrayOf(x as Operand), gamma as Vector, simd)),
  of(globalAveragePoolOp, ({ inputs }, [image], simd) => {
    const shape = imageShape(inputs[0]);
    return globalSumSimd(shape, 1 / (shape[1] * shape[2]), arrayOf(image as Operand), simd);
  }),
  of(globalAveragePoolAdjointOp, ({ output }, [gradient], simd) => sharedSimd(imageShape(output), gradient as Numbers, simd)),
  of(broadcastAdjointOp, ({ inputs: [gradient], output }, [numbers], simd) => {
    const [from, to] = [asImage(gradient), aligned(output.shape)];
    const perImage = to[0] === from[0] && to[1] === 1 && to[2] === from[3];
    return perImage ? globalSumSimd(from, 1, numbers as Numbers, simd) : undefined;
  }),
  of(maxPoolOp, (step, [image], simd) => poolSimd(poolingOf(step), undefined, image as Numbers, simd)),
  of(maxPoolAdjointOp, (step, [gradient, image, pooled], simd) =>
    maxPoolAdjointSimd(poolingBehind(step), gradient as Numbers, arrayOf(image as Operand), arrayOf(pooled as Operand), simd)),
  of(averagePoolOp, (step, [image], simd) => {
    const pooling = poolingOf(step);
    return poolSimd(pooling, windowSizes(pooling, pooling.window.countPad === 1), image as Numbers, simd);
  }),
]);

/** @returns undefined where the op's reference has to */
export const computeStep = (step: Step, operands: readonly Operand[], simd: Simd): Data | undefined => implementations.get(step.op)?.(step, operands, simd);

/** As convReference. Undefined for groups whose channels fill no eights together, and for weights that are no parameters. */
export function convSimd(
  shapes: ConvShapes, image: Numbers, weight: Operand, bias: Numbers | Parameter, residual: Numbers | undefined, simd: Simd,
): Numbers | undefined {
  if (!isParameter(weight)) return undefined;
  if (suitsDepthwise(shapes)) {
    const { top, left } = shapes.attributes;
    const weights = { parameter: weight, form: "conv", source: weight };
    return depthwiseConvolve(simd, { shapes, top, left, weights, bias, residual }, image);
  }
  return convolve(simd, shapes, image, weight, "conv", weight, { bias, residual });
}

/** weight [..., Cout] · scale [Cout], multiplied while it is packed: a form of the weight. Numbers where one of them is no parameter. */
function scaledWeight(weight: Operand, scale: Operand | undefined): Operand {
  if (!scale) return weight;
  if (!isParameter(weight) || !isParameter(scale)) return scaledBy(arrayOf(weight), arrayOf(scale));
  return formOf(weight, scale, () => {
    const factors = scale.exact?.() ?? numbersOf(scale);
    if (weight.rows) return parameterOfRows({ ...weight.rows, scale: weight.rows.scale.map((factor, k) => factor * (factors[k] as number)) });
    return { length: weight.length, write: (into) => into.set(scaledBy(numbersOf(weight), factors)) };
  });
}

/** As convAdjointReference: a convolution of the gradient, which is dilated where the convolution strides. Undefined where convSimd is. */
export function convAdjointSimd(forward: ConvShapes, gradient: Numbers, weight: Operand, simd: Simd): Numbers | undefined {
  const { image, kernel: [kernelH, kernelW, groupIn, cout], output, attributes } = forward;
  if (!isParameter(weight)) return undefined;
  const rotated = { length: weight.length, write: (into: Numbers) => into.set(rotate180(numbersOf(weight), kernelH * kernelW, groupIn, cout, attributes.groups)) };
  const kernel: KernelShape = [kernelH, kernelW, cout / attributes.groups, image[3]];
  const strides = Math.max(attributes.strideH, attributes.strideW) > 1;
  const border = borderBehind(forward);
  const shapes: ConvShapes = { image: output, kernel, output: image, attributes: { ...overCanvas(forward), ...border } };
  if (suitsDepthwise(forward)) {
    if (strides) return depthwiseStridedAdjoint(simd, forward, weight, gradient);
    return depthwiseConvolve(simd, { shapes, ...border, weights: { parameter: weight, form: "adjoint", source: rotated } }, gradient);
  }
  if (!strides && Object.values(border).every((pixels) => pixels >= 0)) return convolve(simd, shapes, gradient, weight, "adjoint", rotated, {});
  const dilated: ConvShapes = { ...shapes, image: canvasOf(forward), attributes: overCanvas(forward) };
  return convolve(simd, dilated, dilate(forward, gradient), weight, "adjoint", rotated, {});
}

/** What lies around the gradient of a convolution that does not stride, on the canvas of its adjoint. */
function borderBehind({ kernel: [kernelH, kernelW], attributes: { dilationH, dilationW, top, left, bottom, right } }: ConvShapes): Pick<ConvAttributes, "top" | "left" | "bottom" | "right"> {
  const [high, wide] = [dilationH * (kernelH - 1), dilationW * (kernelW - 1)];
  return { top: high - top, left: wide - left, bottom: high - bottom, right: wide - right };
}

/** One filter for each channel, and at least four of them. */
const suitsDepthwise = (shapes: ConvShapes): boolean => isDepthwise(shapes) && shapes.image[3] >= 4;

interface Terms {
  readonly bias?: Numbers | Parameter;
  readonly residual?: Numbers | undefined; // like the output
}

/**
 * By Winograd where that is fewer multiplications, else window by window.
 * @param parameter what the kernel [K, K, Cin/G, Cout] is made of; packed once, under the name `form`
 * @param source the kernel itself
 * @returns [N, H', W', Cout]
 */
function convolve(
  simd: Simd, shapes: ConvShapes, data: Numbers, parameter: Parameter, form: string, source: RowsOrNumbers, terms: Terms,
): Numbers | undefined {
  const { image, kernel, output, attributes } = shapes;
  const [, , cin, channels] = kernel;
  if (suitsWinograd(kernel, attributes, f4) && cin % 4 === 0 && channels % 4 === 0) { // four channels are transformed at a time
    const { top: padding } = attributes;
    return winogradConvolve(simd, { image, output, padding, weights: { parameter, form, source }, ...terms, ending: endingOf(attributes) }, data);
  }
  const together = groupsAsOne(shapes);
  if (together === undefined) return undefined;
  const weights = together === 1
    ? keepWeights(simd, parameter, form, source, channels)
    : keepWeights(simd, parameter, `${form}, ${together} groups as one`, asOne(shapes, source, together), channels);
  return slide(simd, shapes, data, weights, together, terms);
}

/** Window by window. @param together how many groups of channels are computed as one */
export function slide(simd: Simd, { image, kernel, output, attributes }: ConvShapes, data: Numbers, weights: number, together: number, terms: Terms): Numbers {
  const [n, h, w, cin] = image;
  const [kernelH, kernelW, groupIn, channels] = kernel;
  const [, outH, outW] = output;
  const { strideH, strideW, dilationH, dilationW, top, left, bottom, right } = attributes;
  const groups = attributes.groups / together;
  const [canvasH, canvasW] = [top + h + bottom, left + w + right];
  const at = (y: number, x: number): number => (y * canvasW + x) * cin;
  // A row of neighbouring taps is one run; taps that dilation, or channels of other groups, keep apart are a run each.
  const taps = dilationW === 1 && groups === 1 ? 1 : kernelW;
  const rows = kernelH * taps;
  return multiply(simd, {
    data,
    border: Math.max(top, left, bottom, right) > 0 ? { image, top, left, bottom, right } : undefined,
    windows: { images: n, height: outH, width: outW, image: at(canvasH, 0), row: at(strideH, 0), column: at(0, strideW) },
    runs: Array.from({ length: groups * rows }, (_, run) =>
      at(Math.floor((run % rows) / taps) * dilationH, (run % taps) * dilationW) + Math.floor(run / rows) * groupIn * together),
    groups,
    length: (kernelH * kernelW * groupIn * together) / rows,
    channels,
    weights,
    ...terms,
    ending: endingOf(attributes),
  });
}
