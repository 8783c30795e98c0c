// The grid of an op that treats every quad alike: relu, add, batch_norm.
import { elements, type Constants, type Value } from "../graph.ts";
import { activationLayout } from "../layout.ts";

const WORKGROUP = 64;
const WIDEST = 65_535; // workgroups along one axis, the WebGPU default

/** One invocation per vec4 of `output`, wrapped into rows. */
export function elementwise(output: Value): { constants: Constants; workgroups: [number, number, number] } {
  const quadCount = elements(activationLayout(output.shape)) / 4;
  const groups = Math.ceil(quadCount / WORKGROUP);
  const rows = Math.ceil(groups / WIDEST);
  const columns = Math.ceil(groups / rows);
  return { constants: { QUADS: quadCount, ROW: columns * WORKGROUP }, workgroups: [columns, rows, 1] };
}
