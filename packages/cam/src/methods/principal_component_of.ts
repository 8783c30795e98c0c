import type { Method } from "./method.ts";

/**
 * Principal-component smoothing: the same weights, but the map is the first principal component of weight ⊙ A instead of their
 * sum, which drops what single channels add at random.
 * Source  pytorch-grad-cam's eigen_smooth.
 */
export const principalComponentOf = (method: Method): Method => ({ ...method, reduce: "principal component" });
