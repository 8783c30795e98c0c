// Which array lies in which buffer, and for how long: of the graph that sees a photograph, with everything fused, by the engine's own allocator.
import type { ForwardGraph } from "@camlucida/cam";
import { fuse, kindOf } from "@camlucida/tensor";
import { timelineOf } from "@camlucida/tensor/lab";
import type { MemoryPlan } from "./protocol.ts";

export function memoryPlanOf({ unfused, forward }: Pick<ForwardGraph, "unfused" | "forward">): MemoryPlan {
  const kept = [...new Set(Object.values(forward))].filter((value) => value !== undefined);
  const { lives, sizes } = timelineOf(fuse(unfused, kept, { gradients: false }), kept);
  const places = new Map(lives.map(({ step }, at) => [step.output, at]));
  return {
    buffers: sizes,
    arrays: lives.map(({ step, bytes, buffer, from, to }) => ({
      name: step.output.name, op: kindOf(step), shape: step.output.shape, bytes, buffer, from, to,
      reads: [...new Set(step.inputs)].map((value) => places.get(value)).filter((at) => at !== undefined),
    })),
  };
}
