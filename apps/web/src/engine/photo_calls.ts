// The engine's calls about a photograph: seen, asked about, drawn.
import { type Framing, type Image, keyOf, methodNamed, methods, normalisationFrom, preprocess, type RawMap, regionSeen, seedOf } from "@camlucida/cam";
import { draw } from "../drawing/draw.ts";
import { captioned } from "./captioned.ts";
import { erase } from "./erase.ts";
import { owned } from "./owned.ts";
import { passesClock } from "./passes_clock.ts";
import { decode, pngOf, previewOf } from "./photo.ts";
import type { Engine, NamedMapRequest, PredictedPhoto } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";
import { giveUpIf, nextTask } from "./stoppable.ts";

interface PhotoCalls extends Pick<Engine, "predict" | "whatIf" | "classWeights" | "picture"> {
  /** `Engine.ask`, until it is stopped. */
  answer(question: NamedMapRequest, stopped: AbortSignal): Promise<RawMap>;
}

export function photoCalls(session: Session): PhotoCalls {
  const predictionOf = async (image: Image, shown: Image, framing: Framing, decoded: number): Promise<PredictedPhoto> => {
    const clock = stopwatch();
    const { model, use } = requireOpen(session);
    const { input } = preprocess(shown, normalisationFrom(model.checkpoint.metadata), framing);
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
    const region = regionSeen(framing, preview.width, preview.height);
    return { width: image.width, height: image.height, preview, region, prediction, milliseconds: { decode: decoded, preprocess: preprocessed, forward } };
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
      const shown = erased ? erase(image, erased, normalisationFrom(requireOpen(session).model.checkpoint.metadata)) : image;
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
      const { overlay } = draw(map, shown, regionSeen(framing, shown.width, shown.height), chosen);
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
