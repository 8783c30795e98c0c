// From a photograph to the map of its best class with an engine that only computes networks, as its users would write it:
// preprocessing, the choice of the class, the map and its enlargement in plain JavaScript. With 7×7 features that costs less
// than another round trip to the GPU; preprocessing and enlargement are this project's own, the same for everybody.
import { imagenetPreprocessing, place, preprocess, upsample } from "../../packages/cam/src/index.ts";
import { planes, type Contender, type AxisOrder, type BenchNetwork, type Open, type OpenedMaps } from "./contender.ts";

export function prepareMaps(contender: Contender, network: BenchNetwork): Open<OpenedMaps> {
  if (contender.prepareMaps) return contender.prepareMaps(network);
  const { name, features, logits, image, classWeights } = network;
  if (!classWeights) throw new Error(`${name} has no class activation maps.`);
  const [, h = 0, w = 0] = features.shape;
  const open = contender.prepare(network, [logits, features]);
  return async () => {
    const { run, dispose } = await open();
    return {
      run: async (photo) => {
        const { input, region } = preprocess(photo, imagenetPreprocessing, "squash");
        const [scores, activations] = await run(contender.layout === "NCHW" ? planes(input, image.shape) : input) as [Float32Array, Float32Array];
        const best = scores.indexOf(scores.reduce((most, x) => Math.max(most, x), -Infinity));
        const map = classMap(activations, { features, logits, classWeights }, best, contender.layout);
        return upsample(map, w, h, place(w, h, region, photo.width, photo.height));
      },
      dispose,
    };
  };
}

/** M_c[y,x] = Σ_k w_kc · A_k[y,x]. Zhou et al. 2016, arXiv:1512.04150, equation 2. @returns [h, w] */
function classMap(activations: Float32Array, { features, logits, classWeights }: Pick<BenchNetwork, "features" | "logits"> & { readonly classWeights: Float32Array }, classIndex: number, layout: AxisOrder): Float32Array {
  const [, h = 0, w = 0, channels = 0] = features.shape;
  const classes = logits.shape[1] ?? 0;
  const [pixelStride, channelStride] = layout === "NHWC" ? [channels, 1] : [1, h * w];
  const map = new Float32Array(h * w);
  for (let k = 0; k < channels; k++) {
    const weight = classWeights[k * classes + classIndex] as number;
    for (let pixel = 0; pixel < h * w; pixel++) map[pixel] = (map[pixel] as number) + weight * (activations[pixel * pixelStride + k * channelStride] as number);
  }
  return map;
}
