// The public surface of the maps.
export type { Image } from "./image.ts";
export { ImageError, ViewError } from "./errors.ts";
export type { Region } from "./region.ts";
export { normalisationFrom, imagenetNormalisation, type Normalisation } from "./normalisation.ts";
export { preprocess, inputSide, type Framing, type NetworkInput } from "./preprocess.ts";
export { colourMaps, colourMapNamed, type ColourMap } from "./colours/colour_maps.ts";
export { describeMap, scaleMap } from "./views/scale.ts";
export { renderView } from "./views/render.ts";
export { articleBytes, renderArticle } from "./compat/article.ts";
export { openNetwork, type Network, type Sight } from "./network.ts";
export { evidenceFor, type Evidence } from "./evidence.ts";
export { explain, type Explanation } from "./explain.ts";
export { renderViewOnGpu } from "./views/render_gpu.ts";
export { renderArticleOnGpu } from "./compat/article_gpu.ts";
