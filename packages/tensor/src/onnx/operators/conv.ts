// Conv: weights [Cout, Cin/G, K, K] → [K, K, Cin/G, Cout].
import { numbersIn } from "../../checkpoint/checkpoint.ts";
import { parameterOfRows } from "../../graph/parameter.ts";
import { imageShape, kernelShape } from "../../graph/shapes.ts";
import { conv as appendConv } from "../../ops/conv/conv.ts";
import { intAttribute, intsAttribute } from "../attributes.ts";
import { constantAt, filled, type OperatorCall, outputName, overImage, parameterOfConstant, vectorOf } from "../call.ts";
import { type Constant, withShape } from "../constant.ts";
import { CHANNELS_FIRST, type Placed, placed } from "../placed.ts";
import { contradiction } from "../refusal.ts";
import { pair, windowOf } from "./windows.ts";

export const conv = (call: OperatorCall): Placed => overImage(call, (image) => convolved(call, image, weightOf(call)));

/** That of a signal, [Cout, Cin/G, K], is one of a row. */
function weightOf(call: OperatorCall): Constant {
  const given = constantAt(call, 1);
  if (given.shape.length !== 3) return constantAt(call, 1, [undefined, undefined, undefined, undefined]);
  return withShape(given, given.name, given.shape.toSpliced(2, 0, 1));
}

function convolved(call: OperatorCall, image: Placed, weight: Constant): Placed {
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
  if (stated && pair(call, "kernel_shape", stated).join() !== [kernelH, kernelW].join()) {
    const found = `has a kernel_shape of [${stated.slice(0, 4).join(", ")}], and weights of ${kernelH}×${kernelW}`;
    throw contradiction(call, found);
  }
  const taps = kernelH * kernelW;
  const row = groupIn * taps;
  const rows = () =>
    parameterOfRows({
      cin: groupIn,
      taps,
      scale: new Float64Array(cout).fill(1),
      read: (from, to) => numbersIn(weight.tensor, from * row, to * row),
    });
  const matrix = parameterOfConstant(call, weight, "convolution", [kernelH, kernelW, groupIn, cout], rows);
  const name = outputName(call);
  const bias = call.operands[2] ? vectorOf(call, constantAt(call, 2, [cout])) : filled(call, `${name} (no bias)`, cout);
  const options = { ...windowOf(call, [height, width], [kernelH, kernelW]), groups };
  return placed(appendConv(call.graph, name, image.value, matrix, bias, options), CHANNELS_FIRST);
}
