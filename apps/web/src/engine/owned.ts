// A map to be posted: an array that is a view is copied with the whole buffer behind it, a readback of many others.
import type { RawMap } from "@camlucida/cam";

/** The same, of arrays that are alone in their buffers. */
export const owned = ({ sum, ...map }: RawMap): RawMap =>
  ({ ...map, values: alone(map.values), ...(sum && { sum: { features: alone(sum.features), weights: alone(sum.weights) } }) });

const alone = (array: Float32Array): Float32Array => (array.byteLength === array.buffer.byteLength ? array : array.slice());
