// What a layer does, in the few words that a box has room for.
import type { DrawnLayer } from "./parts.ts";

/** "conv 3×3", "depthwise 5×5", "hard_swish" */
export function operationOf({ op, inputs, parameters }: Pick<DrawnLayer, "op" | "inputs" | "parameters">): string {
  const [weight] = parameters;
  if (!op.endsWith("conv") || weight?.shape.length !== 4) return op;
  const [height, width, channels] = weight.shape;
  const all = inputs[0]?.shape.at(-1) ?? 1;
  const called = op === "grouped_conv" ? `conv /${all / (channels ?? all)}` : op.replace("_conv", "");
  return `${called} ${height}×${width}`;
}
