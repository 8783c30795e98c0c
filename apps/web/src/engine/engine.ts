// The engine behind the page, in a worker: one model on one device, and the photograph last seen.
import { contrastOf, normalisationFrom, preprocess, regionSeen, tuneNetwork, type Framing, type Image } from "@camlucida/cam";
import { tuningOf } from "@camlucida/tensor";
import { draw } from "../drawing/draw.ts";
import { erase } from "./erase.ts";
import { EngineError } from "./errors.ts";
import type { Insight } from "./inside.ts";
import { readModel, type Model } from "./model.ts";
import { decode, pngOf, previewOf } from "./photo.ts";
import type { DeviceChoice, Engine, EngineEvent, OpenModel, SeenPhoto, Target, Tunings } from "./protocol.ts";
import { openLive, type Live } from "../live/live.ts";
import { isLoss, run, runOnCpu, type Running } from "./running.ts";

interface Open {
  readonly model: Model;
  readonly choice: DeviceChoice;
  tunings: Tunings;
  running: Running;
}

interface Photo {
  readonly image: Image; // the whole photograph
  readonly framing: Framing;
  readonly shown: Image; // what was seen of it: with a part taken away, perhaps
  readonly input: Float32Array; // [224, 224, 3]
}

/** @param tell hears what is not an answer to a call */
export function createEngine(tell: (event: EngineEvent) => void): Engine {
  let open: Open | undefined;
  let photo: Photo | undefined; // last seen
  let live: Live | undefined;

  const requireOpen = (): Open => {
    if (open) return open;
    throw new EngineError("no-model", "engine: no model is open. Load one first.");
  };
  const requirePhoto = (): Photo => {
    if (photo) return photo;
    throw new EngineError("no-photo", "engine: no photograph has been seen. Choose one first.");
  };
  const requireLive = (): Live => {
    if (live) return live;
    throw new EngineError("not-live", "engine: no live video is running. Start it first.");
  };
  /** Does `work`; if the device is lost meanwhile, once more on another. A second loss leaves the CPU. */
  const onDevice = async <T>(work: (running: Running) => Promise<T>): Promise<T> => {
    const own = requireOpen();
    for (let losses = 0; ; losses++) {
      try {
        return await work(own.running);
      } catch (error) {
        if (!isLoss(error) || losses > 1) throw error;
        tell({ event: "recovering", reason: error.message });
        own.running.close();
        own.running = await replacement(own, losses, error.message);
        tell({ event: "device", device: own.running.device.facts });
      }
    }
  };
  const look = async (image: Image, shown: Image, framing: Framing, decoded: number): Promise<SeenPhoto> => {
    const clock = stopwatch();
    const { input } = preprocess(shown, normalisationFrom(requireOpen().model.checkpoint.metadata), framing);
    const preprocessed = clock();
    const sight = await onDevice(({ network }) => network.see(input));
    const forward = clock();
    photo = { image, framing, shown, input };
    const preview = await previewOf(shown);
    const region = regionSeen(framing, preview.width, preview.height);
    return { width: image.width, height: image.height, preview, region, sight, milliseconds: { decode: decoded, preprocess: preprocessed, forward } };
  };
  /** The network's inside, computed on the photograph last seen. */
  const inside = async (running: Running): Promise<Insight> => running.inside(requirePhoto().input);

  return oneAfterTheOther<Engine>({
    open: async (source, choice, tunings) => {
      const model = await readModel(source, (progress) => tell({ event: "progress", progress }));
      tell({ event: "progress", progress: { phase: "preparing" } });
      live?.dispose();
      open?.running.close();
      [open, photo, live] = [undefined, undefined, undefined];
      open = { model, choice, tunings, running: await run(model.checkpoint, choice, tunings) };
      return factsOf(open);
    },
    tune: async () => {
      const own = requireOpen();
      const { gpu, facts } = own.running.device;
      if (!gpu) throw new EngineError("no-gpu", `engine: ${facts.name} is no GPU; there is nothing to measure. Choose the GPU first.`);
      const tuning = tuningOf(await tuneNetwork(own.model.checkpoint, gpu, (done, total) => tell({ event: "progress", progress: { phase: "tuning", done, total } })));
      own.tunings = { ...own.tunings, [facts.name]: tuning };
      own.running.close();
      own.running = await run(own.model.checkpoint, own.choice, own.tunings);
      return { device: facts.name, tuning };
    },
    see: async (file, framing) => {
      requireOpen();
      const clock = stopwatch();
      const image = await decode(file);
      return look(image, image, framing, clock());
    },
    whatIf: async (erased) => {
      const { image, framing } = requirePhoto();
      const shown = erased ? erase(image, erased, normalisationFrom(requireOpen().model.checkpoint.metadata)) : image;
      return look(image, shown, framing, 0);
    },
    ask: async ({ method, layer, target }) => {
      const { input } = requirePhoto();
      const seed = seedOf(target, requireOpen().model.classes);
      return onDevice(async (running) => (await running.asker(method, layer)).answer(input, seed,
        (name, done, total) => tell({ event: "progress", progress: { phase: "passes", method: name, done, total } })));
    },
    classWeights: async (classIndex) => requireOpen().running.network.classWeights(classIndex),
    picture: async (map, chosen) => {
      const { shown, framing } = requirePhoto();
      return pngOf(draw(map, shown, regionSeen(framing, shown.width, shown.height), chosen).overlay);
    },
    lookInside: () => onDevice(async (running) => (await inside(running)).facts),
    insideValue: (layer) => onDevice(async (running) => (await inside(running)).valueOf(layer)),
    insideTimes: () => onDevice(async (running) => (await inside(running)).times()),
    liveStart: async (canvas, framing, look) => {
      live?.dispose();
      const { model, running } = requireOpen();
      live = await openLive(running, model.checkpoint, canvas, framing, look);
    },
    liveFrame: (frame, classIndex) => requireLive().frame(frame, classIndex),
    liveLook: (look) => requireLive().setLook(look),
    liveRanking: () => requireLive().ranking(),
    liveStop: async () => {
      live?.dispose();
      live = undefined;
    },
    close: async () => {
      live?.dispose();
      open?.running.close();
      [open, photo] = [undefined, undefined];
    },
  });
}

const replacement = ({ model: { checkpoint }, choice, tunings }: Open, losses: number, reason: string): Promise<Running> =>
  losses === 0 ? run(checkpoint, choice, tunings).catch(() => runOnCpu(checkpoint, reason)) : runOnCpu(checkpoint, reason);

/** What the page is told of a model. */
function factsOf({ model, running: { network, device } }: Open): OpenModel {
  const { name, precision, sha256, architecture, classes, labels } = model;
  return { name, precision, sha256, architecture, classes, labels, bias: network.bias, layers: network.layers, device: device.facts };
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

/** The same functions, each begun when the call before it has ended, well or badly: the network sees one image at a time. */
function oneAfterTheOther<T extends object>(calls: T): T {
  let last: Promise<unknown> = Promise.resolve();
  const queued = Object.entries(calls as Record<string, (...given: readonly unknown[]) => Promise<unknown>>).map(([name, call]) => {
    return [name, (...given: readonly unknown[]) => {
      const next = last.then(() => call(...given), () => call(...given));
      last = next;
      return next;
    }];
  });
  return Object.fromEntries(queued) as T;
}
