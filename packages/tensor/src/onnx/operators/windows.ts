// What slides over an image: Conv and MaxPool.
import { numbersIn } from "../../checkpoint/checkpoint.ts";
import { parameterOfRows } from "../../graph/parameter.ts";
import { imageShape, kernelShape } from "../../graph/shapes.ts";
import { conv as appendConv } from "../../ops/conv/conv.ts";
import { linear } from "../../ops/linear/linear.ts";
import { maxPool as appendMaxPool } from "../../ops/max_pool/max_pool.ts";
import { intAttribute, intsAttribute, textAttribute } from "../attributes.ts";
import {
  constantAt,
  filled,
  imageAt,
  like,
  type OperatorCall,
  outputName,
  parameterOfConstant,
  tensorAt,
  vectorOf,
} from "../call.ts";
import type { Constant } from "../constant.ts";
import { isChannels, type Placed, placed } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";

/** Along y and x. */
type Pair = readonly [number, number];

interface OnnxWindow {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly before: Pair; // zeros above and left of the image
  readonly after: Pair;
}

/** Weights [Cout, Cin/G, K, K] → [K, K, Cin/G, Cout]. */
export function conv(call: OperatorCall): Placed {
  const weight = constantAt(call, 1, [undefined, undefined, undefined, undefined]);
  const pooled = tensorAt(call, 0);
  if (pooled.value.shape.length === 2 && isChannels(pooled, 1) && weight.shape.slice(2).join() === "1,1") {
    return pointwise(call, pooled, weight);
  }
  const image = imageAt(call, 0);
  const [cout, groupIn, kernelH, kernelW] = kernelShape({ name: weight.name, shape: weight.shape });
  const [, height, width, cin] = imageShape(image.value);
  const groups = intAttribute(call.node, "group", 1);
  if (!(groups >= 1) || groupIn * groups !== cin || cout % groups !== 0) {
    throw contradiction(
      call,
      `convolves ${cin} channels in ${groups} groups with weights [${weight.shape.join(", ")}]`,
    );
  }
  const stated = intsAttribute(call.node, "kernel_shape");
  if (stated && stated.join() !== [kernelH, kernelW].join()) {
    throw contradiction(
      call,
      `has a kernel_shape of [${stated.slice(0, 4).join(", ")}], and weights of ${kernelH}×${kernelW}`,
    );
  }
  const window = windowOf(call, [height, width], [kernelH, kernelW]);
  const row = groupIn * kernelH * kernelW;
  const matrix = parameterOfConstant(
    call,
    weight,
    "convolution",
    [kernelH, kernelW, groupIn, cout],
    () =>
      parameterOfRows({
        cin: groupIn,
        taps: kernelH * kernelW,
        scale: new Float64Array(cout).fill(1),
        read: (from, to) => numbersIn(weight.tensor, from * row, to * row),
      }),
  );
  const name = outputName(call);
  const bias = call.operands[2] ? vectorOf(call, constantAt(call, 2, [cout])) : filled(call, `${name} (no bias)`, cout);
  const options = {
    stride: square(call, "strides", window.strides),
    dilation: square(call, "dilations", window.dilations),
    padding: evenly(call, window),
    groups,
  };
  return like(image, appendConv(call.graph, name, image.value, matrix, bias, options));
}

/** A 1×1 convolution of what was pooled to one position, [N, C], is a matrix. */
function pointwise(call: OperatorCall, input: Placed, weight: Constant): Placed {
  const [cout = 0, cin = 0] = weight.shape;
  const window = windowOf(call, [1, 1], [1, 1]);
  if (intAttribute(call.node, "group", 1) !== 1 || evenly(call, window) !== 0) {
    throw unsupported(call, "convolves one position in groups, or with zeros around it", "Not computed yet.");
  }
  const matrix = parameterOfConstant(call, weight, "matrix", [cin, cout], () =>
    parameterOfRows({
      cin,
      taps: 1,
      scale: new Float64Array(cout).fill(1),
      read: (from, to) => numbersIn(weight.tensor, from * cin, to * cin),
    }));
  const name = outputName(call);
  const bias = call.operands[2] ? vectorOf(call, constantAt(call, 2, [cout])) : filled(call, `${name} (no bias)`, cout);
  return placed(linear(call.graph, name, input.value, matrix, bias), input.axes.with(1, [1]));
}

export function maxPool(call: OperatorCall): Placed {
  const image = imageAt(call, 0);
  const [, height, width] = imageShape(image.value);
  const kernel = pair(call, "kernel_shape", intsAttribute(call.node, "kernel_shape") ?? []);
  const window = windowOf(call, [height, width], kernel);
  if (square(call, "dilations", window.dilations) !== 1) {
    throw unsupported(call, "pools with dilations", "Not computed yet.");
  }
  if (intAttribute(call.node, "ceil_mode", 0) !== 0 && roundsUp(window, [height, width])) {
    throw unsupported(
      call,
      "rounds its size up (ceil_mode)",
      `Another size of image than ${width}×${height} may need no rounding.`,
    );
  }
  const options = {
    kernel: square(call, "kernel_shape", kernel),
    stride: square(call, "strides", window.strides),
    padding: evenly(call, window),
  };
  return like(image, appendMaxPool(call.graph, outputName(call), image.value, options));
}

function windowOf(call: OperatorCall, image: Pair, kernel: Pair): OnnxWindow {
  const strides = pair(call, "strides", intsAttribute(call.node, "strides") ?? [1, 1]);
  const dilations = pair(call, "dilations", intsAttribute(call.node, "dilations") ?? [1, 1]);
  const rule = textAttribute(call.node, "auto_pad", "NOTSET");
  if (rule === "NOTSET" || rule === "") {
    const pads = intsAttribute(call.node, "pads") ?? [0, 0, 0, 0];
    if (pads.length !== 4 || !pads.every((length) => Number.isSafeInteger(length) && length >= 0)) {
      throw contradiction(call, `has pads of [${pads.slice(0, 8).join(", ")}]`);
    }
    const [top, left, bottom, right] = pads as [number, number, number, number];
    return { kernel, strides, dilations, before: [top, left], after: [bottom, right] };
  }
  if (rule === "VALID") return { kernel, strides, dilations, before: [0, 0], after: [0, 0] };
  if (rule !== "SAME_UPPER" && rule !== "SAME_LOWER") {
    throw contradiction(call, `has the auto_pad ${JSON.stringify(rule.slice(0, 40))}`);
  }
  // As many places as strides fit into the image; of an odd number of zeros SAME_UPPER has one more behind.
  const zeros = [0, 1].map((axis) => {
    const [length, stride] = [image[axis] as number, strides[axis] as number];
    return Math.max(
      0,
      (Math.ceil(length / stride) - 1) * stride + ((kernel[axis] as number) - 1) * (dilations[axis] as number) + 1 -
        length,
    );
  });
  const [less, more] = [
    zeros.map((count) => Math.floor(count / 2)),
    zeros.map((count) => Math.ceil(count / 2)),
  ] as unknown as readonly [Pair, Pair];
  return {
    kernel,
    strides,
    dilations,
    ...(rule === "SAME_UPPER" ? { before: less, after: more } : { before: more, after: less }),
  };
}

function pair(call: OperatorCall, what: string, [y = NaN, x = NaN, ...more]: readonly number[]): Pair {
  if (more.length === 0 && [y, x].every((length) => Number.isSafeInteger(length) && length >= 1)) return [y, x];
  throw unsupported(
    call,
    `has ${what} of [${[y, x, ...more].slice(0, 8).join(", ")}]; expected two positive numbers`,
    "Networks for two-dimensional images are computed.",
  );
}

/** The one number of both axes. */
function square(call: OperatorCall, what: string, [y, x]: Pair): number {
  if (y === x) return y;
  throw unsupported(call, `has ${what} of [${y}, ${x}]`, "Other numbers along y than along x are not computed yet.");
}

/** The one number of zeros on all four sides. */
function evenly(call: OperatorCall, { before, after }: OnnxWindow): number {
  const [first, ...others] = [...before, ...after] as [number, number, number, number];
  if (others.every((length) => length === first)) return first;
  throw unsupported(
    call,
    `adds ${[...before, ...after].join(", ")} zeros above, left, below and right`,
    "Other numbers on one side than on another are not computed yet; an odd size of image may need none.",
  );
}

/** Whether a window that begins in the image reaches over its end. */
const roundsUp = ({ kernel, strides, before, after }: OnnxWindow, image: Pair): boolean =>
  [0, 1].some((axis) => {
    const room = (image[axis] as number) + (before[axis] as number) + (after[axis] as number) -
      (kernel[axis] as number);
    return room % (strides[axis] as number) !== 0;
  });
