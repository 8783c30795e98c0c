// How good a map is. Each metric is a pure function of an image, its map and whatever scores variants of the image.
export { averageDrop, type AverageDrop } from "./average_drop.ts";
export { boxesOnMap } from "./boxes.ts";
export { defaultSteps, type Curve } from "./curve.ts";
export { curvesSvg, type MethodCurves } from "./curves_svg.ts";
export { deletion } from "./deletion.ts";
export { enlarge } from "./enlarge.ts";
export type { ExplainedImage, ScoreImages } from "./explained_image.ts";
export { insertion } from "./insertion.ts";
export { MetricError, reasons, type Because, type Measure, type NoValue } from "./measure.ts";
export { energyPointingGame, pointingGame } from "./pointing.ts";
export { road, type Road, type RoadOptions } from "./road.ts";
export { summarise, type Summary } from "./summary.ts";
