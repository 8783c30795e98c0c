// The engine's calls about a photograph: seen, asked about, drawn.
import { contrastOf, normalisationFrom, preprocess, regionSeen, type Framing, type Image } from "@camlucida/cam";
import { draw } from "../drawing/draw.ts";
import { erase } from "./erase.ts";
import { decode, pngOf, previewOf } from "./photo.ts";
import type { Engine, SeenPhoto, Target } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

export function seeingCalls(session: Session): Pick<Engine, "see" | "whatIf" | "ask" | "classWeights" | "picture"> {
  const look = async (image: Image, shown: Image, framing: Framing, decoded: number): Promise<SeenPhoto> => {
    const clock = stopwatch();
    const { model, use } = requireOpen(session);
    const { input } = preprocess(shown, normalisationFrom(model.checkpoint.metadata), framing);
    const preprocessed = clock();
    const sight = await use(({ network }) => network.see(input));
    const forward = clock();
    session.photo = { image, framing, shown, input };
    const preview = await previewOf(shown);
    const region = regionSeen(framing, preview.width, preview.height);
    return { width: image.width, height: image.height, preview, region, sight, milliseconds: { decode: decoded, preprocess: preprocessed, forward } };
  };
  return {
    see: async (file, framing) => {
      requireOpen(session);
      const clock = stopwatch();
      const image = await decode(file);
      return look(image, image, framing, clock());
    },
    whatIf: async (erased) => {
      const { image, framing } = requirePhoto(session);
      const shown = erased ? erase(image, erased, normalisationFrom(requireOpen(session).model.checkpoint.metadata)) : image;
      return look(image, shown, framing, 0);
    },
    ask: async ({ method, layer, target }) => {
      const { input } = requirePhoto(session);
      const { model, use } = requireOpen(session);
      const seed = seedOf(target, model.classes);
      return use(async (running) => (await running.asker(method, layer)).answer(input, seed,
        (name, done, total) => session.tell({ event: "progress", progress: { phase: "passes", method: name, done, total } })));
    },
    classWeights: async (classIndex) => requireOpen(session).running.network.classWeights(classIndex),
    picture: async (map, chosen) => {
      const { shown, framing } = requirePhoto(session);
      return pngOf(draw(map, shown, regionSeen(framing, shown.width, shown.height), chosen).overlay);
    },
  };
}

const seedOf = ({ classIndex, against }: Target, classes: number): Float32Array =>
  contrastOf(classIndex, against?.classIndex ?? classIndex, against?.alpha ?? 0, classes);

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
