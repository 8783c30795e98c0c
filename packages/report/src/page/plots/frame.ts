// Where in a plot its axes lie, and the scales between them.
import { scaleLinear, type ScaleLinear } from "d3-scale";
import { useMedia } from "../parts/media.ts";

/** In the plot's own units, of which it is shown with as many pixels as there is room for. */
export interface PlotFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number; // for the numbers of the vertical axis
  readonly bottom: number; // for those of the horizontal one and its title
  readonly top: number;
  readonly right: number;
}

const wide: PlotFrame = { width: 560, height: 290, left: 44, bottom: 44, top: 26, right: 14 };
const narrow: PlotFrame = { width: 330, height: 250, left: 40, bottom: 44, top: 26, right: 14 };

/** On a phone a smaller one, so that its letters stay as large. */
export const useFrame = (): PlotFrame => (useMedia("(max-width: 560px)") ? narrow : wide);

type Range = readonly [from: number, to: number];

export const scalesOf = ({ width, height, left, bottom, top, right }: PlotFrame, x: Range, y: Range): { readonly x: ScaleLinear<number, number>; readonly y: ScaleLinear<number, number> } => ({
  x: scaleLinear().domain([...x]).range([left, width - right]),
  y: scaleLinear().domain([...y]).range([height - bottom, top]),
});
