// How windows slide over an image, as Conv and the pools say it.
import { samePadding } from "../../graph/shapes.ts";
import { intsAttribute, textAttribute } from "../attributes.ts";
import { isPlaced, type OperatorCall, requireShort } from "../call.ts";
import { contradiction, unsupported } from "../refusal.ts";

/** Along y and x. */
type Pair = readonly [number, number];

/** As the engine's ops take it. */
export interface OnnxWindow {
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: readonly [top: number, left: number, bottom: number, right: number];
}

export function windowOf(call: OperatorCall, image: Pair, kernel: Pair): OnnxWindow {
  const stride = pair(call, "strides", intsAttribute(call.node, "strides") ?? ones(call));
  const dilation = pair(call, "dilations", intsAttribute(call.node, "dilations") ?? ones(call));
  const rule = textAttribute(call.node, "auto_pad", "NOTSET");
  if (rule === "NOTSET" || rule === "") {
    const stated = intsAttribute(call.node, "pads") ?? [0, 0, 0, 0];
    const pads = isSignal(call) && stated.length === 2 ? [0, stated[0] ?? 0, 0, stated[1] ?? 0] : stated;
    if (pads.length !== 4 || pads.some((length) => length < 0)) {
      throw contradiction(call, `has pads of [${pads.slice(0, 8).join(", ")}]`);
    }
    requireShort(call, pads);
    return { stride, dilation, padding: pads as unknown as OnnxWindow["padding"] };
  }
  if (rule === "VALID") return { stride, dilation, padding: [0, 0, 0, 0] };
  if (rule !== "SAME_UPPER" && rule !== "SAME_LOWER") {
    throw contradiction(call, `has the auto_pad ${JSON.stringify(rule.slice(0, 40))}`);
  }
  const [y, x] = [0, 1].map((axis) => {
    const of = ({ [axis]: length }: Pair): number => length as number;
    const [less, more] = samePadding(of(image), of(kernel), of(stride), of(dilation));
    return rule === "SAME_UPPER" ? [less, more] as const : [more, less] as const;
  }) as [Pair, Pair];
  return { stride, dilation, padding: [y[0], x[0], y[1], x[1]] };
}

/** Whether a window slides along one axis: the image is one row, see `overImage`. */
function isSignal({ operands: [image] }: OperatorCall): boolean {
  return isPlaced(image) && image.axes.length === 3;
}

const ones = (call: OperatorCall): readonly number[] => (isSignal(call) ? [1] : [1, 1]);

/** Two positive numbers; of a signal one. */
export function pair(call: OperatorCall, what: string, given: readonly number[]): Pair {
  const [y = NaN, x = NaN, ...more] = isSignal(call) && given.length === 1 ? [1, ...given] : given;
  if (more.length > 0 || ![y, x].every((length) => Number.isSafeInteger(length) && length >= 1)) {
    throw unsupported(
      call,
      `has ${what} of [${[y, x, ...more].slice(0, 8).join(", ")}]; expected two positive numbers`,
      "Networks for two-dimensional images are computed.",
    );
  }
  requireShort(call, [y, x]);
  return [y, x];
}
