// A map to be posted: an array that is a view is copied with the whole buffer behind it, a readback of many others.
import type { DrawnMap, RawMap } from "@camlucida/cam";

/** The same, of arrays that are alone in their buffers. */
export const owned = ({ sum, ...map }: RawMap): RawMap =>
  ({ ...map, values: alone(map.values), ...(sum && { sum: { features: alone(sum.features), weights: alone(sum.weights) } }) });

const alone = (array: Float32Array): Float32Array => (array.byteLength === array.buffer.byteLength ? array : array.slice());

/** What drawing needs of a map: without what it is the sum of, which may be some megabytes. */
export const valuesAlone = ({ method, width, height, values }: RawMap): DrawnMap => ({ method, width, height, values });
