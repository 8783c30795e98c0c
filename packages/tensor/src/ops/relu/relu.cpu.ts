/** max(x, 0), element by element; a NaN stays a NaN, so that a broken network shows. */
export const reluCpu = (input: Float32Array): Float32Array => input.map((x) => (x < 0 ? 0 : x));
