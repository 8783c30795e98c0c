// What lies in a GPU buffer behind a Value's last channel: an op that shows it. See ../layout.ts.
import type { Graph, Op, Value } from "../graph/graph.ts";
import { activationLayout, padded } from "../graph/layout.ts";
import { elementwise } from "../ops/shared/elementwise.ts";

const withPaddingOp: Op = {
  name: "with_padding",
  kernel: ({ output }) => elementwise(`
      override QUADS: u32;
      override ROW: u32;
      @group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
      @group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
      @compute @workgroup_size(64)
      fn main(@builtin(global_invocation_id) id: vec3u) {
        let at = id.y * ROW + id.x;
        if (at < QUADS) { output[at] = input[at]; }
      }`, output),
  reference: () => { throw new Error("with_padding: arrays on the CPU have no padding lanes"); },
};

/** [..., C] → [..., ⌈C/4⌉·4], padding lanes and all. GPU only. */
export const withPadding = (graph: Graph, value: Value): Value =>
  graph.step(withPaddingOp, `${value.name} with padding`, [value], activationLayout(value.shape));

/** What is not zero in the padding lanes of `data` [..., ⌈C/4⌉·4]. */
export const strayNumbers = (data: Float32Array, channels: number): Float32Array => {
  const pitch = padded(channels);
  return data.filter((x, at) => at % pitch >= channels && x !== 0);
};
