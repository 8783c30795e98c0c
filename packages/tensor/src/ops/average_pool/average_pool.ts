// Average pooling, windowed and global. Shaders average_pool.wgsl and global_average_pool.wgsl, references *.cpu.ts.
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { averagePoolCpu } from "./average_pool.cpu.ts";
import { averagePoolAdjoint, globalAveragePoolAdjoint } from "./average_pool_adjoint.ts";
import wgsl from "./average_pool.wgsl" with { type: "text" };
import { globalAveragePoolCpu } from "./global_average_pool.cpu.ts";
import globalWgsl from "./global_average_pool.wgsl" with { type: "text" };
import { pool, poolGrid, type PoolOptions } from "../shared/pool.ts";

export const averagePoolOp: Op = {
  name: "average_pool",
  kernel: (step) => ({ wgsl, ...poolGrid(step) }),
  cpu: (step, [input]) => averagePoolCpu(step, input as Float32Array),
  adjoint: (step, gradient, { graph, name }) => [averagePoolAdjoint(graph, name, step, gradient)],
};

export const globalAveragePoolOp: Op = {
  name: "global_average_pool",
  kernel: ({ inputs, output }) => {
    const [n = 0, h = 0, w = 0] = inputs[0]?.shape ?? [];
    const channelQuads = quads(output.shape.at(-1) ?? 1);
    return { wgsl: globalWgsl, constants: { POSITIONS: h * w, CHANNEL_QUADS: channelQuads }, workgroups: [Math.ceil(channelQuads / 64), n, 1] };
  },
  cpu: ({ inputs }, [input]) => globalAveragePoolCpu(inputs[0]?.shape ?? [], input as Float32Array),
  adjoint: (step, gradient, { graph, name }) => [globalAveragePoolAdjoint(graph, name, step, gradient)],
};

/** The mean under each window of [N, H, W, C]; outside the image counts as 0 and as a sample. */
export const averagePool = (graph: Graph, name: string, input: Value, options: PoolOptions): Value =>
  pool(graph, averagePoolOp, name, input, options);

/** The mean over all positions: [N, H, W, C] → [N, C]. */
export function globalAveragePool(graph: Graph, name: string, input: Value): Value {
  const [n = 0, , , c = 0] = input.shape;
  return graph.step(globalAveragePoolOp, name, [input], [n, c]);
}
