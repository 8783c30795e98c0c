// Grids of invocations: one axis holds at most 65,535 workgroups, the WebGPU default, so that long ones are wrapped into rows.
import { elements, type Constants, type Kernel, type Value } from "../../graph/graph.ts";
import { activationLayout } from "../../graph/layout.ts";
import { constantIn, workgroupIn } from "../../graph/shader_text.ts";
import registerTileWgsl from "./register_tile.wgsl" with { type: "text" };

const WIDEST = 65_535; // workgroups along one axis

/** One invocation per vec4 of `output`: relu, add, batch_norm. @param constants beside QUADS and ROW */
export function elementwise(wgsl: string, output: Value, constants: Constants = {}): Kernel {
  const quadCount = elements(activationLayout(output.shape)) / 4;
  const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
  return { wgsl, constants: { QUADS: quadCount, ROW: row, ...constants }, workgroups: [along, layers, 1] };
}

/** @returns for so many invocations, `lanes` to a workgroup: workgroups along an axis, layers of them, and invocations per layer */
export function wrapped(count: number, lanes: number): { row: number; along: number; layers: number } {
  const groups = Math.ceil(count / lanes);
  const layers = Math.ceil(groups / WIDEST);
  const along = Math.ceil(groups / layers);
  return { row: along * lanes, along, layers };
}

/** The share of lanes that have work, where so many tiles are dealt out to rows of them. */
export const busyLanes = (tiles: number, lanes: number): number => tiles / (lanes * Math.ceil(tiles / lanes));

// The tile of register_tile.wgsl: what an invocation of a dense kernel computes.

export const TILE_ROWS = constantIn(registerTileWgsl, "TILE_ROWS");
export const TILE_QUADS = constantIn(registerTileWgsl, "TILE_QUADS");

/** A shader that sums by `multiply_add`, whole: behind its own lines, so that a compiler's line numbers are the file's. */
export const withRegisterTile = (wgsl: string): string => `${wgsl}\n${registerTileWgsl}`;
