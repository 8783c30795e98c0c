/** The gradient where the ReLU's output is positive, else 0. All of one length. */
export const reluAdjointCpu = (gradient: Float32Array, y: Float32Array): Float32Array =>
  gradient.map((g, at) => ((y[at] as number) > 0 ? g : 0));

/** As above, and only what is positive itself. */
export const guidedReluAdjointCpu = (gradient: Float32Array, y: Float32Array): Float32Array =>
  gradient.map((g, at) => ((y[at] as number) > 0 ? Math.max(g, 0) : 0));
