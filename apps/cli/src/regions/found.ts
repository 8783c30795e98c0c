// What --box and --mask make of one map.
import type { Image, RawMap, Region } from "@camlucida/cam";
import type { Options } from "../arguments.ts";
import { boxesOf, type Box } from "./boxes.ts";
import { maskOf, type Mask } from "./mask.ts";

export interface Found {
  readonly mask: Mask;
  readonly boxes: readonly Box[]; // none unless asked for
}

/** More boxes than this say nothing about where. */
export const mostBoxes = 100;

/** @returns undefined where neither is asked for */
export function findRegions(map: RawMap, image: Image, region: Region, { box, mask, threshold }: Options): Found | undefined {
  if (!box && mask === undefined) return undefined;
  const marked = maskOf(map, image, region, threshold);
  return { mask: marked, boxes: box ? boxesOf(marked, mostBoxes) : [] };
}
