// The adjoint of max pooling. Shader max_pool_adjoint.wgsl, reference max_pool_adjoint.cpu.ts.
import type { Graph, Op, Step, Value } from "../../graph/graph.ts";
import { maxPoolAdjointCpu } from "./max_pool_adjoint.cpu.ts";
import wgsl from "./max_pool_adjoint.wgsl" with { type: "text" };
import { poolAdjointGrid, poolingOf } from "../shared/pool.ts";

/** Inputs: gradient, the pooling's image, its output. Constants as max_pool's. */
export const maxPoolAdjointOp: Op = {
  name: "max_pool_adjoint",
  kernel: (step) => ({ wgsl, ...poolAdjointGrid(step) }),
  cpu: (step, [gradient, image, pooled]) =>
    maxPoolAdjointCpu(poolingOf(step), gradient as Float32Array, image as Float32Array, pooled as Float32Array),
};

/** ∂/∂image of the max pooling `forward`, given the gradient of its output: like its image. */
export const maxPoolAdjoint = (graph: Graph, name: string, { inputs: [image], output, constants }: Step, gradient: Value): Value =>
  graph.step(maxPoolAdjointOp, name, [gradient, image as Value, output], (image as Value).shape, constants);
