// Convolutions through workgroup memory: ops/conv_tiled.wgsl.
import { convOp } from "./conv.ts";
import { convTiledOp } from "./conv_tiled.ts";
import type { Algorithm } from "./algorithm.ts";

export const throughTiles: Algorithm = (step) =>
  (step.op === convOp && step.constants["groups"] === 1 ? [{ ...step, op: convTiledOp }] : undefined);
