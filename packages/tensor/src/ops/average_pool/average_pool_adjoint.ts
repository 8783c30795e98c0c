// The adjoints of average pooling, windowed and global. Shaders average_pool_adjoint.wgsl and
// global_average_pool_adjoint.wgsl, references *.cpu.ts.
import type { Graph, Op, Step, Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { averagePoolAdjointCpu } from "./average_pool_adjoint.cpu.ts";
import wgsl from "./average_pool_adjoint.wgsl" with { type: "text" };
import { elementwise } from "../shared/elementwise.ts";
import { globalAveragePoolAdjointCpu } from "./global_average_pool_adjoint.cpu.ts";
import globalWgsl from "./global_average_pool_adjoint.wgsl" with { type: "text" };
import { poolAdjointGrid, poolingOf } from "../shared/pool.ts";

/** Input: gradient. Constants as average_pool's. */
export const averagePoolAdjointOp: Op = {
  name: "average_pool_adjoint",
  kernel: (step) => ({ wgsl, ...poolAdjointGrid(step) }),
  cpu: (step, [gradient]) => averagePoolAdjointCpu(poolingOf(step), gradient as Float32Array),
};

/** Input: gradient. */
export const globalAveragePoolAdjointOp: Op = {
  name: "global_average_pool_adjoint",
  kernel: ({ output }) => {
    const [, h = 0, w = 0, channels = 0] = output.shape;
    const grid = elementwise(output);
    return { wgsl: globalWgsl, ...grid, constants: { ...grid.constants, POSITIONS: h * w, CHANNEL_QUADS: quads(channels) } };
  },
  cpu: ({ output }, [gradient]) => globalAveragePoolAdjointCpu(output.shape, gradient as Float32Array),
};

/** ∂/∂image of the average pooling `forward`, given the gradient of its output: like its image. */
export const averagePoolAdjoint = (graph: Graph, name: string, { inputs: [image], constants }: Step, gradient: Value): Value =>
  graph.step(averagePoolAdjointOp, name, [gradient], (image as Value).shape, constants);

/** Likewise of the global average pooling `forward`. */
export const globalAveragePoolAdjoint = (graph: Graph, name: string, { inputs: [image] }: Step, gradient: Value): Value =>
  graph.step(globalAveragePoolAdjointOp, name, [gradient], (image as Value).shape);
