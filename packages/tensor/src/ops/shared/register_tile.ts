// What register_tile.wgsl is to an op: the text that its shader needs, and the size of the tile.
import { constantIn } from "../../graph/shader_text.ts";
import registerTileWgsl from "./register_tile.wgsl" with { type: "text" };

export const TILE_ROWS = constantIn(registerTileWgsl, "TILE_ROWS");
export const TILE_QUADS = constantIn(registerTileWgsl, "TILE_QUADS");

/** A shader that sums by `multiply_add`, whole: behind its own lines, so that a compiler's line numbers are the file's. */
export const withRegisterTile = (wgsl: string): string => `${wgsl}\n${registerTileWgsl}`;
