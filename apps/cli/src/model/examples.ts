// Examples in place of classes: what --similar-to names, as a network's answers.
import { type NetworkAnswers, cosinesOf, type Framing, openNetwork, type Prediction, preprocess, type Preprocessing } from "@camlucida/cam";
import type { Checkpoint, Device } from "@camlucida/tensor";
import { basename, parse } from "node:path";
import { decodePicture } from "../image/decode.ts";
import { readInput } from "../steps/inline_steps.ts";

/** The pictures that photographs are compared with. */
export interface Examples {
  readonly paths: readonly string[];
  readonly framing: Framing;
}

/** What they are called: "cat" of cat.jpg, and more of the path where two are named alike. */
export function exampleLabels(paths: readonly string[]): string[] {
  const forms = paths.map((path) => [parse(path).name, basename(path), path]);
  return forms.map((own) => own.find((name, at) => forms.filter((other) => other[at] === name).length === 1) ?? (own.at(-1) as string));
}

/**
 * The features of every example, by the network that photographs will go through.
 * @throws ImageError, GraphError "no-features", DeviceError
 */
export async function examplesOn(device: Device, checkpoint: Checkpoint, preprocessing: Preprocessing, { paths, framing }: Examples): Promise<NetworkAnswers> {
  const network = await openNetwork(checkpoint, device, { preprocessing, answers: "features" });
  try {
    const examples: Float32Array[] = [];
    for (const path of paths) { // one after the other: a decoded picture may be large
      const { image } = await decodePicture(await readInput({ kind: "file", path }));
      const pass = await network.forward([preprocess(image, preprocessing, framing).input]);
      pass.dispose(); // the prediction is read back already
      const fault = network.faultOf(pass.prediction);
      if (fault) throw fault;
      examples.push(pass.prediction.logits.slice());
    }
    return { examples };
  } finally {
    network.dispose();
  }
}

/** What is shown as a percentage: the probability of each class, or how like each example a photograph is, the cosine of the features. */
export const sharesOf = (prediction: Prediction, comparesPictures: boolean): Float32Array | Float64Array =>
  (comparesPictures ? cosinesOf(prediction, prediction.features.length / (prediction.mapWidth * prediction.mapHeight)) : prediction.probabilities);
