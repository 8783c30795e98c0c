// The public surface of the maps.
export type { Image } from "./image.ts";
export { ImageError, LabelError, NetworkError, ViewError } from "./errors.ts";
export { checkLabels, labelsSizeLimit, labelsTooLarge, readLabels } from "./labels.ts";
export { pixelsIn, type Region } from "./region.ts";
export { normalisationFrom, imagenetNormalisation, type Normalisation } from "./normalisation.ts";
export { preprocess, regionSeen, inputSide, type Framing, type NetworkInput } from "./preprocess.ts";
export { colourMaps, colourMapNamed, type ColourMap } from "./colours/colour_maps.ts";
export { tonesNamed, tonesOf } from "./colours/named_tones.ts";
export type { Tones } from "./colours/tones.ts";
export { describeMap, emptinessOf, scaleMap, sentenceOn, type Emptiness } from "./views/scale.ts";
export { resizePillow } from "./resample/pillow.ts";
export { place, placeCells, upsample, type Placement } from "./views/upsample.ts";
export { colourise, levelsOf } from "./views/colour.ts";
export { overlay } from "./views/overlay.ts";
export { paint, type Paint } from "./views/paint.ts";
export { renderView, tintOf, type RenderedView, type ViewOptions } from "./views/render.ts";
export { coloursOf, drawMap, keyOf, usualColours, viewOptions, type DrawnMap, type Key, type Look } from "./views/look.ts";
export { grainOf, legible, type Grain } from "./views/grain.ts";
export { tint, type Tint } from "./views/tint.ts";
export { articleBytes, renderArticle } from "./compat/article.ts";
export { openNetwork, type Network, type NetworkOptions, type Progress } from "./network.ts";
export { transparentGraph, type StageName, type TransparentGraph } from "./transparent_graph.ts";
export { passesAtOnce } from "./together.ts";
export { tuneNetwork } from "./tune_network.ts";
export type { Sight } from "./sight.ts";
export { contrastOf, logitOf, probabilityOf, type Question, type RawMap, type Seed, type Told, type WeightedSum } from "./questions.ts";
export { methods } from "./methods/index.ts";
export { principalComponentOf } from "./methods/principal_component_of.ts";
export { answerAugmented } from "./combine/augmentation.ts";
export { fuseLayers, layerFusions, type LayerFusion } from "./combine/layers.ts";
export { pytorchGradCam, pytorchGradCamMethods } from "./compat/pytorch_grad_cam.ts";
export { torchCam, torchCamMethods } from "./compat/torch_cam.ts";
export type { Method } from "./methods/method.ts";
export { evidenceFor, type Evidence } from "./evidence.ts";
export { contributionsAt, featureMapOf, type Cell, type CellContributions, type ChannelContribution, type Features } from "./contributions.ts";
export { explain, type Explanation } from "./explain.ts";
export { encodeNpy } from "./npy.ts";
export { APP0, APP14, checkJpeg, readJpegHeader, segmentsOf, SOS, startsWith, type JpegHeader, type Range, type Segment } from "./jpeg/index.ts";
export { renderViewOnGpu } from "./views/render_gpu.ts";
export { openFrames, type Frames } from "./live/frames.ts";
export type { FrameExplanation, RankedClass } from "./live/explanation.ts";
export { openScreen, type FrameSource, type Screen } from "./live/screen.ts";
export type { LiveOptions } from "./live/sized.ts";
export { renderArticleOnGpu } from "./compat/article_gpu.ts";
export {
  averageDrop, boxesOnMap, curvesSvg, deletion, energyPointingGame, enlarge, insertion, pointingGame, reasons, road, summarise,
  type Because, type Curve, type ExplainedImage, type Measure, type MethodCurves, type NoValue, type ScoreImages, type Summary,
} from "./metrics/index.ts";
