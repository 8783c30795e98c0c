// Where a map is strongest.
import { describeMap, type DrawnMap, type Region } from "@camlucida/cam";

/** The centre of the map's strongest cell, in pixels of the upright photograph: a cell of 7×7 is 64 pixels wide in 451. */
export interface Peak {
  readonly x: number;
  readonly y: number;
}

/** @param region the part of the photograph that the map covers. @returns undefined where no value is finite */
export function peakIn({ values, width, height }: Omit<DrawnMap, "method">, region: Region): Peak | undefined {
  const { peak } = describeMap(values);
  if (peak < 0) return undefined;
  return {
    x: region.x + (((peak % width) + 0.5) / width) * region.width,
    y: region.y + ((Math.floor(peak / width) + 0.5) / height) * region.height,
  };
}
