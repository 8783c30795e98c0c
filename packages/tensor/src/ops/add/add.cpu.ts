/** a + b, element by element. */
export const addCpu = (a: Float32Array, b: Float32Array): Float32Array => a.map((x, at) => x + (b[at] as number));
