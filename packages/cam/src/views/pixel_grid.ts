/** Workgroups of 8 × 8 invocations, one invocation per pixel. */
export const pixelGrid = (width: number, height: number): [number, number, number] => [Math.ceil(width / 8), Math.ceil(height / 8), 1];
