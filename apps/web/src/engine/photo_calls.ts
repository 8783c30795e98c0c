// The engine's calls about a photograph: seen, asked about, drawn.
import { type Framing, type Image, keyOf, methodNamed, methods, type Prediction, preprocess, type RawMap, regionSeen, seedOf } from "@camlucida/cam";
import { draw } from "../drawing/draw.ts";
import { alone } from "./alone.ts";
import { giveUpIf, nextTask } from "./calls.ts";
import { captioned } from "./captioned.ts";
import { decode, erase, pngOf, previewOf } from "./photo.ts";
import type { Engine, NamedMapRequest, PredictedPhoto } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

interface PhotoCalls extends Pick<Engine, "predict" | "whatIf" | "classWeights" | "picture"> {
  /** `Engine.ask`, until it is stopped. */
  answer(question: NamedMapRequest, stopped: AbortSignal): Promise<RawMap>;
}

export function photoCalls(session: Session): PhotoCalls {
  const predictionOf = async (image: Image, shown: Image, framing: Framing, decoded: number): Promise<PredictedPhoto> => {
    const clock = stopwatch();
    const { running: { network: { preprocessing } }, use } = requireOpen(session);
    const { input } = preprocess(shown, preprocessing, framing);
    const preprocessed = clock();
    const prediction = await use(async ({ network, pass }) => {
      const { prediction } = await pass(input);
      const fault = network.faultOf(prediction);
      if (fault) throw fault;
      return prediction;
    });
    const forward = clock();
    session.photo = { image, framing, shown, input, forward };
    const preview = await previewOf(shown);
    const region = regionSeen(framing, preview, preprocessing);
    return { width: image.width, height: image.height, preview, region, prediction: ownPrediction(prediction), milliseconds: { decode: decoded, preprocess: preprocessed, forward } };
  };
  return {
    predict: async (file, framing) => {
      requireOpen(session);
      const clock = stopwatch();
      const image = await decode(file);
      return predictionOf(image, image, framing, clock());
    },
    whatIf: async (erased) => {
      const { image, framing } = requirePhoto(session);
      const shown = erased ? erase(image, erased, requireOpen(session).running.network.preprocessing.normalisation) : image;
      return predictionOf(image, shown, framing, 0);
    },
    answer: async ({ method, layer, target }, stopped) => {
      giveUpIf(stopped);
      const { input, forward } = requirePhoto(session);
      const { model, use } = requireOpen(session);
      const seed = seedOf(target, model.classes);
      const left = passesClock(forward);
      const progress = async (name: string, done: number, total: number): Promise<void> => {
        session.tell({ event: "progress", progress: { phase: "passes", method: titleOf(name), done, total, left: left(done, total) } });
        await nextTask(); // here it may be stopped
        giveUpIf(stopped);
      };
      return use(async (running) => {
        const pass = await running.pass(input);
        await nextTask();
        giveUpIf(stopped);
        return owned(await pass.map({ method: methodNamed(method), layer }, seed, { detail: "maps and their sums", progress }));
      });
    },
    classWeights: async (classIndex) => requireOpen(session).running.network.classWeights(classIndex),
    picture: async (map, chosen, words) => {
      const { shown, framing } = requirePhoto(session);
      const { overlay } = draw(map, shown, regionSeen(framing, shown, requireOpen(session).running.network.preprocessing), chosen);
      return pngOf(chosen.view === "article" ? overlay : captioned(overlay, { ...words, key: keyOf(map, { view: chosen.view, scale: chosen.scale }), colours: chosen.colours }));
    },
  };
}

const titleOf = (method: string): string => methods.find(({ name }) => name === method)?.title ?? method;

/** Milliseconds since the call before. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const elapsed = now - last;
    last = now;
    return elapsed;
  };
}

/**
 * How long the passes that remain will take, in ms: each as long as those before took on average; before the first, as long as a
 * whole forward pass. @param forward ms of one
 */
export function passesClock(forward: number, now: () => number = () => performance.now()): (done: number, total: number) => number {
  let began = now();
  return (done, total) => {
    if (done === 0) began = now();
    return (total - done) * (done === 0 ? forward : (now() - began) / done);
  };
}

/**
 * A map to be posted, of arrays that are alone in their buffers: a view is copied with the whole buffer behind it, a
 * readback of many others.
 */
const owned = ({ sum, ...map }: RawMap): RawMap =>
  ({ ...map, values: alone(map.values), ...(sum && { sum: { features: alone(sum.features), weights: alone(sum.weights) } }) });

/** Likewise: channels that are no whole quads lie wider apart in the readback than in the features. */
const ownPrediction = (prediction: Prediction): Prediction => ({
  ...prediction, logits: alone(prediction.logits), probabilities: alone(prediction.probabilities), classMaps: alone(prediction.classMaps), features: alone(prediction.features),
});
