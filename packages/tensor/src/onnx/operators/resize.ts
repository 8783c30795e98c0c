// Resize, and Upsample before opset 10: an image of another size.
// Source  onnx/docs/Operators.md, Resize-19 and Upsample-9.
import { type Coordinates, resize as appendResize, type ResizeOptions } from "../../ops/resample/resize.ts";
import { floatAttribute, floatsAttribute, intAttribute, intsAttribute, textAttribute } from "../attributes.ts";
import { isPlaced, like, type OperatorCall, outputName, requireShort, statedNumbers, tensorAt } from "../call.ts";
import { claim } from "../constant.ts";
import { asImage } from "../layout.ts";
import { CHANNELS_FIRST, CHANNELS_LAST, liesAs, type Placed, shapeOf } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { axesOf, listed } from "../shape_arithmetic.ts";

/** By its name in ONNX. */
const coordinates: Readonly<Record<string, Coordinates>> = {
  half_pixel: "half-pixel",
  pytorch_half_pixel: "half-pixel",
  align_corners: "align-corners",
  asymmetric: "asymmetric",
  tf_half_pixel_for_nn: "half-pixel-of-output",
};

const nearestModes: Readonly<Record<string, NonNullable<ResizeOptions["nearest"]>>> = {
  round_prefer_floor: "round-floor",
  round_prefer_ceil: "round-ceil",
  floor: "floor",
  ceil: "ceil",
};

const modes: Readonly<Record<string, ResizeOptions["mode"]>> = { nearest: "nearest", linear: "bilinear", cubic: "bicubic" };

/** How much each axis grows, or how long it becomes. */
interface Growth {
  readonly scales: readonly number[] | undefined;
  readonly sizes: readonly number[] | undefined;
}

/** Scale and sizes are inputs 2 and 3; before opset 11 the scale is input 1, and there are no others. */
export function resize(call: OperatorCall): Placed {
  const { node, opset } = call;
  const first = opset < 11 ? 1 : 2;
  const scales = known(call, first);
  const sizes = opset < 11 ? undefined : known(call, first + 1);
  const transformation = textAttribute(node, "coordinate_transformation_mode", opset < 11 ? "asymmetric" : "half_pixel");
  const policy = textAttribute(node, "keep_aspect_ratio_policy", "stretch");
  const rounding = textAttribute(node, "nearest_mode", opset < 11 ? "floor" : "round_prefer_floor");
  const odd = [
    ...(coordinates[transformation] ? [] : [`places pixels by ${transformation.slice(0, 40)}`]),
    ...(intAttribute(node, "antialias", 0) === 0 ? [] : ["smooths what becomes smaller (antialias)"]),
    ...(nearestModes[rounding] ? [] : [`rounds by ${rounding.slice(0, 40)}`]),
    ...(policy === "stretch" ? [] : [`keeps the ratio of height and width (${policy.slice(0, 40)})`]),
  ];
  if (odd[0]) throw unsupported(call, odd[0], `Computed are ${Object.keys(coordinates).join(", ")}, rounding by ${Object.keys(nearestModes).join(", ")}, by scales or sizes.`);
  const mode = textAttribute(node, "mode", "nearest");
  const nearest = nearestModes[rounding];
  const onePixel = transformation === "pytorch_half_pixel";
  return resized(call, { scales, sizes }, {
    mode: modeOf(call, mode), coordinates: coordinates[transformation] as Coordinates,
    ...(nearest && { nearest }),
    ...(mode === "cubic" && {
      cubic: floatAttribute(node, "cubic_coeff_a", -0.75), outside: intAttribute(node, "exclude_outside", 0) === 0 ? "repeated" : "left-out",
    }),
  }, onePixel ? "first" : "centre");
}

/** Scales by an attribute in opset 7, by input 1 in 9. */
export function upsample(call: OperatorCall): Placed {
  const scales = call.opset < 9 ? floatsAttribute(call.node, "scales") : known(call, 1);
  const mode = modeOf(call, textAttribute(call.node, "mode", "nearest"));
  return resized(call, { scales, sizes: undefined }, { mode, coordinates: "asymmetric", nearest: "floor" }, "centre");
}

function modeOf(call: OperatorCall, mode: string): ResizeOptions["mode"] {
  const found = modes[mode];
  if (found) return found;
  throw unsupported(call, `takes pixels by ${mode.slice(0, 40)}`, `Computed are ${Object.keys(modes).join(", ")}.`);
}

/** An input that is empty is left out. */
function known(call: OperatorCall, at: number): readonly number[] | undefined {
  const numbers = isPlaced(call.operands[at]) || call.operands[at] ? statedNumbers(call, at) : undefined;
  return numbers && numbers.length > 0 ? numbers : undefined;
}

/** @param single where the one pixel of an axis of length 1 lies: PyTorch's rule has its first */
function resized(call: OperatorCall, growth: Growth, options: Omit<ResizeOptions, "height" | "width">, single: "first" | "centre"): Placed {
  const given = tensorAt(call, 0);
  const known = [CHANNELS_FIRST, CHANNELS_LAST].some((order) => liesAs(given, order));
  const input = known || given.axes.length !== 4 ? given : asImage(call, `${outputName(call)} (image)`, given);
  const lengths = shapeOf(input);
  const axes = axesOf(call, intsAttribute(call.node, "axes") ?? lengths.map((_, axis) => axis), lengths.length);
  const { scales, sizes } = growth;
  const numbers = sizes ?? scales ?? [];
  if (numbers.length !== axes.length) throw contradiction(call, `resizes ${axes.length} axes by [${listed(numbers)}]`);
  requireShort(call, numbers.map(Math.floor));
  const to = lengths.map((length, axis) => {
    const number = numbers[axes.indexOf(axis)];
    if (number === undefined) return length;
    return sizes ? number : Math.floor(length * number);
  });
  const order = [CHANNELS_FIRST, CHANNELS_LAST].find((each) => liesAs(input, each) && each.every(([own = 0], axis) => own === 1 || own === 2 || to[axis] === lengths[axis]));
  if (!order) throw unsupported(call, `makes [${listed(to)}] of [${listed(lengths)}]`, "Along height and width it is computed.");
  const [y, x] = [1, 2].map((own) => order.findIndex(([axis]) => axis === own)) as [number, number];
  const isFirst = (axis: number): boolean => single === "first" && to[axis] === 1;
  const scaleOf = (axis: number): number => {
    if (isFirst(axis)) return 1; // by which it lies at place 0
    return sizes ? (to[axis] as number) / (lengths[axis] as number) : numbers[axes.indexOf(axis)] ?? 1;
  };
  const [height, width] = [to[y] as number, to[x] as number];
  claim(call, 4 * (height + width)); // terms
  const scale = sizes && !isFirst(y) && !isFirst(x) ? {} : { scale: [scaleOf(y), scaleOf(x)] as const };
  return like(input, appendResize(call.graph, outputName(call), input.value, { ...options, height, width, ...scale }));
}
