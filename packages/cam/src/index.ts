// The public surface of the maps, in the order of a photograph's way.
export { explain, type Explanation } from "./explain.ts";

export { ImageError, type Image, type Region } from "./preprocess/image.ts";
export { frameOf, preprocess, regionSeen, type Frame, type Framing, type NetworkInput } from "./preprocess/preprocess.ts";
export { askedFor, imagenetPreprocessing, isStated, preprocessingOf, sizeOfGraph, type InputSize, type Preprocessing, type StatedPreprocessing } from "./preprocess/preprocessing.ts";
export { statedInConfig, statedInFile } from "./preprocess/configs.ts";
export { namedPreprocessing } from "./preprocess/named.ts";
export { normalisationFrom, ownMetadata, preprocessingFor, type PreprocessingOptions } from "./preprocess/stated.ts";
export { imagenetNormalisation, type Normalisation, type PerChannel } from "./preprocess/normalisation.ts";
export { resizePillow, type PillowOptions } from "./preprocess/resample/pillow.ts";
export { pillowAxis, type Interpolation, type PillowAxis } from "./preprocess/resample/pillow_axis.ts";
export { checkJpeg, type Range } from "./jpeg/check.ts";
export { readJpegHeader, type JpegHeader } from "./jpeg/header.ts";
export { APP0, APP14, segmentsOf, SOS, startsWith, type Segment } from "./jpeg/segments.ts";

export { defaultMethodOf, openNetwork, tuneNetwork, type ForwardOptions, type Network, type NetworkOptions } from "./network/network.ts";
export { cosinesOf, type NetworkAnswers } from "./network/answers.ts";
export { forwardGraph, unfusedGraph, type ForwardGraph, type OtherNumbers, type UnfusedGraph } from "./network/network_graph.ts";
export { describeNetwork, refusedMethods } from "./network/description.ts";
export type { ClassMapsDescription, LayerDescription, NetworkDescription, ParameterCount, RefusedMethod } from "./network/description.ts";
export type { ClassMapHead, LinearEnd } from "./network/head.ts";
export { batchesInFlight } from "./network/programs.ts";
export { NetworkError, probabilitiesFrom, probabilityFunction } from "./network/prediction.ts";
export type { ForwardValues, Prediction } from "./network/prediction.ts";
export { checkLabels, featureNames, LabelError, labelsFor, labelsSizeLimit, labelsTooLarge, readLabels, unnamedClass } from "./network/labels.ts";
export { openingOf, type ModelToOpen, type Opening, type OpeningWishes, type TextBeside } from "./network/opening.ts";
export { labelsInConfig, labelsInMetadata } from "./network/stated_labels.ts";
export type { OnScored } from "./network/perturbation.ts";
export type { Pass } from "./network/pass.ts";
export { contrastOf, logitOf, probabilityOf, seedOf, type ClassTarget, type Seed } from "./network/requests.ts";
export type { MapDetail, MapOptions, MapRequest, PassProgress, RawMap, WeightedSum } from "./network/requests.ts";
export { classMapOf, contributionsAt, evidenceFor, featureMapOf } from "./network/evidence.ts";
export type { Cell, CellContributions, ChannelContribution, ClassMaps, Evidence, Features } from "./network/evidence.ts";
export { augmentedMaps, fuseLayers, layerFusions } from "./network/combine.ts";
export type { AugmentationOptions, LayerFusion } from "./network/combine.ts";

export { methodNamed, methods } from "./methods/index.ts";
export { channelDot } from "./methods/weighted_sum.ts";
export { principalComponentOf, unitOf, usesLastLayerOnly, usesNoLayer } from "./methods/method.ts";
export type {
  FromClassifier, FromFeatures, FromGradient, FromImage, FromPasses, MapUnit, Method, Scores,
  ScoringContext, WeightSource,
} from "./methods/method.ts";

export { describeMap, emptinessOf, sentenceOn, ViewError } from "./views/scale.ts";
export type { Emptiness, MapSummary, ViewName } from "./views/scale.ts";
export { place, upsample, type Placement } from "./views/upsample.ts";
export type { LinearAxis } from "./preprocess/resample/opencv.ts";
export { tint, type Tint } from "./views/tint.ts";
export { paint, type Paint } from "./views/paint.ts";
export { coloursOf, defaultColours, drawMap, grainOf, keyOf, legible, renderView, tintOf, viewOptions } from "./views/style.ts";
export type { DrawnMap, Enlarging, Grain, Key, MapStyle, RenderedView, ViewOptions } from "./views/style.ts";
export { explainPixel, type ExplainedPixel, type WeighedCell } from "./views/explained_pixel.ts";
export { layOutLegend, leastLegendWidth } from "./views/legend.ts";
export type { Ink, Legend, LegendWords, Letters, Strip, StripArea, StripText } from "./views/legend.ts";
export { encodeNpy } from "./views/npy.ts";
export { averaged, gridOf, type MapGrid } from "./views/grid.ts";
export { colourMapNamed, colourMaps, tonesNamed, type ColourMap } from "./colours/colour_maps.ts";
export type { Rgb, Tones } from "./colours/tones.ts";
export { articleBytes, renderArticle, type ArticleBytes } from "./compat/article.ts";
export { pytorchGradCam, pytorchGradCamMethods } from "./compat/pytorch_grad_cam.ts";
export { torchCam, torchCamMethods } from "./compat/torch_cam.ts";

export { openFrames, type FrameExplanation, type Frames, type RankedClass } from "./live/frames.ts";
export { openScreen, type FrameSource, type Screen } from "./live/screen.ts";
export { serialQueue } from "./live/sized.ts";
export type { CurrentSize, LiveOptions, Reading, SerialQueue, Sized, SizedTask } from "./live/sized.ts";
export type { PictureSize } from "./live/graphs.ts";

export { enlarge, reasons, summarise } from "./metrics/measure.ts";
export type { Because, ExplainedImage, Measure, NoValue, ScoreImages, Summary } from "./metrics/measure.ts";
export { averageDrop, type AverageDrop } from "./metrics/average_drop.ts";
export { deletion, insertion, type Curve } from "./metrics/curve.ts";
export { curvesSvg, type MethodCurves } from "./metrics/curves_svg.ts";
export { boxesOnMap, energyPointingGame, pointingGame } from "./metrics/pointing.ts";
export { road, type Road, type RoadOptions } from "./metrics/road.ts";
