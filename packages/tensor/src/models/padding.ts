// Where a convolution's padding lies, by what is known of its network.
import type { Value } from "../graph/graph.ts";
import { byAxis, imageShape, samePadding, type Sliding } from "../graph/shapes.ts";
import type { ConvLayer } from "./layers.ts";
import type { PaddingRule } from "./metadata.ts";

/** Where layers pad as for an image of this side, whatever the side of theirs is. */
export interface PaddedFor {
  readonly side: number;
  readonly image: Value;
}

type Window = Omit<ConvLayer, "kernel">;

type Sides = readonly [height: number, width: number];

export const paddings: Readonly<Record<PaddingRule, (sides: Sides, kernel: ConvLayer["kernel"], window: Window) => Sliding>> = {
  even: (_sides, _kernel, window) => window,
  same([h, w], size, window) {
    const [[kernelH, kernelW], stride] = [byAxis(size), window.stride ?? 1];
    const [[top, bottom], [left, right]] = [samePadding(h, kernelH, stride), samePadding(w, kernelW, stride)];
    return { ...window, padding: [top, left, bottom, right] };
  },
};

/** Of what a convolution reads: its own, or those that it would have if the image had the side for which the network pads. */
export function sidesOf(input: Value, paddedFor: PaddedFor | undefined): Sides {
  const [, h, w] = imageShape(input);
  if (paddedFor === undefined) return [h, w];
  const halvings = Math.round(Math.log2(imageShape(paddedFor.image)[1] / h));
  const side = Math.ceil(paddedFor.side / 2 ** halvings);
  return [side, side];
}
