// Arrays that are to be posted. A view is copied with the whole buffer behind it: a readback of many others, or a checkpoint.

/** The same numbers, alone in their buffer. */
export const alone = (array: Float32Array): Float32Array => (array.byteLength === array.buffer.byteLength ? array : array.slice());
