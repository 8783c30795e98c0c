// Features times weights, summed over the channels: a map. Shader channel_dot.wgsl, reference channel_dot.cpu.ts.
import { GraphError, quads, type Graph, type Op, type Value } from "@camlucida/tensor";
import { channelDotCpu } from "./channel_dot.cpu.ts";
import wgsl from "./channel_dot.wgsl" with { type: "text" };

export const channelDotOp: Op = {
  name: "channel_dot",
  kernel: ({ inputs }) => {
    const [n = 0, h = 0, w = 0, channels = 0] = inputs[0]?.shape ?? [];
    return {
      wgsl,
      constants: { IMAGES: n, POSITIONS: h * w, CHANNEL_QUADS: quads(channels), PER_POSITION: Number(inputs[1]?.shape.length === 4) },
      workgroups: [Math.ceil((n * h * w) / 64), 1, 1],
    };
  },
  reference: ({ inputs }, [feature, weight]) => {
    const [, h = 0, w = 0, channels = 0] = inputs[0]?.shape ?? [];
    return channelDotCpu(feature as Float32Array, weight as Float32Array, h * w, channels);
  },
};

/**
 * Σ_k weight ⊙ feature: [N, H, W, K] → [N, H, W, 1].
 * @param weight [N, H, W, K], or [N, K]: the same at every position
 * @throws GraphError "graph-shape" if the shapes do not meet
 */
export function channelDot(graph: Graph, name: string, feature: Value, weight: Value): Value {
  const [n = 0, h = 0, w = 0, channels = 0] = feature.shape;
  const fits = weight.shape.join() === feature.shape.join() || weight.shape.join() === [n, channels].join();
  if (!fits) throw new GraphError("graph-shape", `graph: "${name}" weighs [${feature.shape.join(", ")}] with [${weight.shape.join(", ")}]; expected the same shape or [${n}, ${channels}].`);
  return graph.step(channelDotOp, name, [feature, weight], [n, h, w, 1]);
}
