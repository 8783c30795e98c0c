// What the two windowed poolings and their adjoints share: the window's geometry.
import type { Constants, Graph, Op, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { slidingLength } from "./sliding.ts";
import type { Pooling } from "./windows.ts";

/** A square window over [N, H, W, C]. */
export interface PoolOptions {
  readonly kernel: number;
  readonly stride: number;
  readonly padding?: number;
}

/** [N, H, W, C] → [N, H', W', C] with H' = ⌊(H + 2P − K)/S⌋ + 1. */
export function pool(graph: Graph, op: Op, name: string, input: Value, { kernel, stride, padding = 0 }: PoolOptions): Value {
  const [n = 0, h = 0, w = 0, c = 0] = input.shape;
  const shape = [n, slidingLength(h, kernel, { stride, padding }), slidingLength(w, kernel, { stride, padding }), c];
  return graph.step(op, name, [input], shape, { kernel, stride, padding });
}

/** The shader constants of a pooling step, and one invocation per output quad. */
export function poolGrid({ inputs, output, constants }: Pooling): { constants: Constants; workgroups: [number, number, number] } {
  const [, inH = 0, inW = 0] = inputs[0]?.shape ?? [];
  const [n = 0, outH = 0, outW = 0, channels = 0] = output.shape;
  return {
    constants: {
      IN_H: inH, IN_W: inW, OUT_H: outH, OUT_W: outW, CHANNEL_QUADS: quads(channels),
      KERNEL: constants["kernel"] ?? 1, STRIDE: constants["stride"] ?? 1, PADDING: constants["padding"] ?? 0,
    },
    workgroups: [Math.ceil(quads(channels) / 8), Math.ceil(outW / 8), n * outH],
  };
}

/** The pooling whose adjoint `step` is: its first input is the gradient, its output the image's. */
export const poolingOf = ({ inputs: [gradient], output, constants }: Pooling): Pooling =>
  ({ inputs: [output], output: gradient as Value, constants });

/** The shader constants of the pooling, and one invocation per quad of its image. */
export function poolAdjointGrid(step: Pooling): { constants: Constants; workgroups: [number, number, number] } {
  const [n = 0, inH = 0, inW = 0, channels = 0] = step.output.shape;
  return { constants: poolGrid(poolingOf(step)).constants, workgroups: [Math.ceil(quads(channels) / 8), Math.ceil(inW / 8), n * inH] };
}
