/** How a window slides along one axis. */
export interface Sliding {
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
}

/** Number of places of a window of `kernel` along an axis: ⌊(length + 2P − D·(K − 1) − 1)/S⌋ + 1. */
export const slidingLength = (length: number, kernel: number, { stride = 1, padding = 0, dilation = 1 }: Sliding): number =>
  Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
