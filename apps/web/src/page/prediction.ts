// What the network says of a photograph, as the page uses it: from the engine, or computed when the page was built.
import type { Prediction } from "@camlucida/cam";

export interface PagePrediction extends Omit<Prediction, "features"> {
  readonly features: Float32Array | undefined; // [mapHeight, mapWidth, channels]; absent from what was computed beforehand
  readonly bias: Float32Array; // [classes], fc's
}

/** What `evidenceFor` wants to know of the network. */
export const networkOf = ({ bias }: PagePrediction): { readonly classes: number; readonly bias: Float32Array } => ({ classes: bias.length, bias });
