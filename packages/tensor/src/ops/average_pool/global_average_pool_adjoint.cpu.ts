import { elements, type Shape } from "../../graph/graph.ts";

/** Every position of the `image` [N, H, W, C] receives 1/(H·W) of the gradient [N, C]. */
export function globalAveragePoolAdjointCpu(image: Shape, gradient: Float32Array): Float32Array {
  const [, h = 0, w = 0, channels = 0] = image;
  const positions = h * w;
  return Float32Array.from({ length: elements(image) }, (_, at) => {
    const from = Math.floor(at / (positions * channels)) * channels + (at % channels);
    return (gradient[from] as number) / positions;
  });
}
