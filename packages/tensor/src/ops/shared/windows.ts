import type { Step } from "../../graph/graph.ts";

/** A pooling's shapes and constants. */
export type Pooling = Omit<Step, "op">;

/** Visits every (input pixel, output pixel) pair of a pooling, window by window and row by row, as offsets of their first channel. */
export function visitWindows({ inputs, output, constants }: Pooling, visit: (from: number, to: number) => void): void {
  const [n = 0, inH = 0, inW = 0, channels = 0] = inputs[0]?.shape ?? [];
  const [, outH = 0, outW = 0] = output.shape;
  const { kernel = 1, stride = 1, padding = 0 } = constants;
  for (let image = 0; image < n; image++) {
    for (let at = 0; at < outH * outW * kernel * kernel; at++) {
      const window = Math.floor(at / (kernel * kernel));
      const y = Math.floor(window / outW) * stride + Math.floor((at % (kernel * kernel)) / kernel) - padding;
      const x = (window % outW) * stride + (at % kernel) - padding;
      if (y < 0 || y >= inH || x < 0 || x >= inW) continue;
      visit(((image * inH + y) * inW + x) * channels, (image * outH * outW + window) * channels);
    }
  }
}
