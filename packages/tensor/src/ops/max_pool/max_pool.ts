// Max pooling. Shader max_pool.wgsl, reference max_pool.cpu.ts.
import type { Graph, Op, Value } from "../../graph/graph.ts";
import { maxPoolCpu } from "./max_pool.cpu.ts";
import { maxPoolAdjoint } from "./max_pool_adjoint.ts";
import wgsl from "./max_pool.wgsl" with { type: "text" };
import { pool, poolGrid, type PoolOptions } from "../shared/pool.ts";

export const maxPoolOp: Op = {
  name: "max_pool",
  kernel: (step) => ({ wgsl, ...poolGrid(step) }),
  cpu: (step, [input]) => maxPoolCpu(step, input as Float32Array),
  adjoint: (step, gradient, { graph, name }) => [maxPoolAdjoint(graph, name, step, gradient)],
};

/** The largest value under each window of [N, H, W, C]; outside the image counts as −∞. */
export const maxPool = (graph: Graph, name: string, input: Value, options: PoolOptions): Value =>
  pool(graph, maxPoolOp, name, input, options);
