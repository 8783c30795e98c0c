// The overlay as a step of a graph. Shader overlay.wgsl, reference overlay.ts.
//
// Shapes    photograph [H, W, 4] u8, colours [box.height, box.width, 4] u8 → [H, W, 4] u8.
import type { Constants, Graph, Op, Value } from "@camlucida/tensor";
import type { Region } from "../region.ts";
import { alphaLevel, overlay } from "./overlay.ts";
import { pixelGrid } from "./pixel_grid.ts";
import wgsl from "./overlay.wgsl" with { type: "text" };

const boxOf = ({ inputs }: { inputs: readonly Value[] }, constants: Constants): Region => {
  const [height = 0, width = 0] = inputs[1]?.shape ?? [];
  return { x: constants["x"] ?? 0, y: constants["y"] ?? 0, width, height };
};

export const overlayOp: Op = {
  name: "overlay",
  kernel: (step) => {
    const [height = 0, width = 0] = step.output.shape;
    const box = boxOf(step, step.constants);
    const sizes = [width, height, box.x, box.y, box.width, box.height, step.constants["strength"] ?? 0, 0];
    return { wgsl, constants: {}, sizes, workgroups: pixelGrid(width, height) };
  },
  cpu: (step, [photo, colours]) => {
    const [height = 0, width = 0] = step.output.shape;
    const image = { width, height, data: photo as Uint8Array };
    return overlay(image, colours as Uint8Array, boxOf(step, step.constants), (step.constants["strength"] ?? 0) / 255).data;
  },
};

/** @param box where `colours` lies in the photograph  @param alpha 0…1  Throws `ViewError` "alpha-out-of-range". */
export function overlayStep(graph: Graph, name: string, photo: Value, colours: Value, { x, y }: Region, alpha: number): Value {
  return graph.step(overlayOp, name, [photo, colours], photo.shape, { x, y, strength: alphaLevel(alpha) }, "u8");
}
