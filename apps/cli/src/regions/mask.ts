// Where a map says "here": the pixels of a photograph whose positive evidence reaches a share of its largest.
//
//   P = max(M, 0), enlarged bilinearly;   mask = P > 0 and P ≥ threshold · max P
//
// Shapes    M [h, w] → P [box.height, box.width], the part of the photograph that the network saw → mask [H, W].
import { place, upsample, type RawMap, type Region } from "@camlucida/cam";

export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly inside: Uint8Array; // [height, width] 0 or 1
}

/**
 * A map that is positive nowhere, or not finite, marks nothing.
 * @param image the photograph's size; @param threshold 0…1
 */
export function maskOf({ values, width, height }: RawMap, image: { readonly width: number; readonly height: number }, region: Region, threshold: number): Mask {
  const mask = { width: image.width, height: image.height, inside: new Uint8Array(image.width * image.height) };
  if (!values.every(Number.isFinite)) return mask;
  const placement = place(width, height, region, image.width, image.height);
  const { box } = placement;
  const evidence = upsample(values.map((value) => Math.max(value, 0)), width, height, placement); // [box.height, box.width]
  const level = threshold * evidence.reduce((most, value) => Math.max(most, value), 0);
  evidence.forEach((value, at) => {
    if (value <= 0 || value < level) return;
    mask.inside[(box.y + Math.floor(at / box.width)) * image.width + box.x + (at % box.width)] = 1;
  });
  return mask;
}
