// The public surface of the maps.
export type { Image } from "./preprocess/image.ts";
export { ImageError, LabelError, NetworkError, ViewError } from "./errors/errors.ts";
export { checkLabels, labelsSizeLimit, labelsTooLarge, readLabels } from "./network/labels.ts";
export type { Region } from "./preprocess/region.ts";
export { normalisationFrom, imagenetNormalisation, type Normalisation } from "./preprocess/normalisation.ts";
export { preprocess, regionSeen, inputSide, type Framing, type NetworkInput } from "./preprocess/preprocess.ts";
export { colourMaps, colourMapNamed, type ColourMap } from "./colours/colour_maps.ts";
export { tonesNamed } from "./colours/named_tones.ts";
export type { Tones } from "./colours/tones.ts";
export { describeMap, emptinessOf, sentenceOn, type Emptiness } from "./views/scale.ts";
export { resizePillow } from "./preprocess/resample/pillow.ts";
export { place, upsample, type Placement } from "./views/upsample.ts";
export { paint, type Paint } from "./views/paint.ts";
export { renderView, tintOf, type RenderedView, type ViewOptions } from "./views/render.ts";
export { coloursOf, drawMap, keyOf, usualColours, viewOptions, type DrawnMap, type Key, type Look } from "./views/look.ts";
export { layOutLegend, leastLegendWidth, type Legend, type LegendWords, type Letters, type Strip } from "./views/legend.ts";
export { grainOf, legible, type Grain } from "./views/grain.ts";
export { tint, type Tint } from "./views/tint.ts";
export { articleBytes, renderArticle } from "./compat/article.ts";
export { openNetwork, type ForwardOptions, type Network, type NetworkOptions } from "./network/network.ts";
export type { Pass } from "./network/pass.ts";
export { unfusedGraph, type StageName, type UnfusedGraph } from "./network/unfused_graph.ts";
export { forwardGraph, type ForwardGraph } from "./network/network_graph.ts";
export { batchesInFlight } from "./network/programs.ts";
export { tuneNetwork } from "./network/tune_network.ts";
export { probabilityFunction } from "./network/probabilities.ts";
export type { Prediction } from "./network/prediction.ts";
export { contrastOf, logitOf, probabilityOf, type MapOptions, type MapRequest, type Progress, type RawMap, type Seed, type Told, type WeightedSum } from "./network/requests.ts";
export { methodNamed, methods } from "./methods/index.ts";
export { principalComponentOf } from "./methods/principal_component.ts";
export { augmentedMaps } from "./combine/augmentation.ts";
export { fuseLayers, layerFusions, type LayerFusion } from "./combine/layers.ts";
export { pytorchGradCam, pytorchGradCamMethods } from "./compat/pytorch_grad_cam.ts";
export { torchCam, torchCamMethods } from "./compat/torch_cam.ts";
export type { Method } from "./methods/method.ts";
export { evidenceFor, type Evidence } from "./network/evidence.ts";
export { contributionsAt, featureMapOf, type Cell, type CellContributions, type ChannelContribution, type Features } from "./network/contributions.ts";
export { explain, type Explanation } from "./explain.ts";
export { encodeNpy } from "./views/npy.ts";
export { APP0, APP14, checkJpeg, readJpegHeader, segmentsOf, SOS, startsWith, type JpegHeader, type Range, type Segment } from "./jpeg/index.ts";
export { openFrames, type Frames } from "./live/frames.ts";
export type { FrameExplanation, RankedClass } from "./live/explanation.ts";
export { openScreen, type FrameSource, type Screen } from "./live/screen.ts";
export type { LiveOptions } from "./live/sized.ts";
export {
  averageDrop, boxesOnMap, curvesSvg, deletion, energyPointingGame, enlarge, insertion, pointingGame, reasons, road, summarise,
  type Because, type Curve, type ExplainedImage, type Measure, type MethodCurves, type NoValue, type ScoreImages, type Summary,
} from "./metrics/index.ts";
