// Photographs explained on a GPU in one submission each: pixels in, overlay out, nothing read back in between.
//
//   photograph → preprocess → network → map of one class → view → overlay
//
// explain.ts, evidence.ts and views/ say the same on the CPU, step by step; here the numbers stay where they are made.
// screen.ts shows the overlay on a canvas without reading anything back at all.
import { GraphError, type Gpu, type WebGpuDevice } from "@camlucida/tensor";
import { type Image, requireImage } from "../preprocess/image.ts";
import type { Network } from "../network/network.ts";
import { currentSize, type CurrentSize, type LiveOptions, prepareSized, type Sized } from "./sized.ts";
import type { ViewOptions } from "../views/style.ts";
import { scaleMap } from "../views/scale.ts";
import { openLiveNetwork } from "./live_network.ts";
import type { PictureSize } from "./graphs.ts";

/** What the network saw in a frame, and the picture of it. */
export interface FrameExplanation {
  readonly overlay: Image;
  readonly classIndex: number; // the class drawn
  readonly map: Float32Array; // [h · w] raw and signed: logits of a class map, units of the score of Grad-CAM's
  readonly statement: string | undefined; // the result in words where the map says nothing about where
  readonly ranking: readonly RankedClass[]; // most probable first: five, or all if there are fewer
}

/** A class, and how probable it is. */
export interface RankedClass {
  readonly classIndex: number;
  readonly logit: number;
  readonly probability: number; // 0 … 1
}

/** A network and a way of drawing, ready for photographs of any size. Owns its GPU memory, not the device. */
export interface Frames extends Omit<CurrentSize<Sized>, "dispose" | "renew"> {
  readonly gpu: Gpu;
  /** What the maps are by: Grad-CAM's, in units of the score, where class maps are not defined. */
  readonly method: "cam" | "grad-cam";
  /**
   * One submission, one readback.
   * @param classIndex whose map is drawn; unless given, the most probable class's
   * @throws ImageError "image-shape", "image-side"; GraphError "class-unknown"; DeviceError "out-of-memory", "device-lost"
   */
  explain(image: Image, classIndex?: number): Promise<FrameExplanation>;
  /** Another class of the photograph last explained or shown: the network does not run again. @throws GraphError "stage" */
  explainClass(classIndex?: number): Promise<FrameExplanation>;
  /** @throws GraphError "class-unknown" unless undefined or one of 0 … classes − 1 */
  requireClass(classIndex: number | undefined): void;
  /** Sets how later photographs are drawn. The network stays compiled; a photograph has to be shown again. */
  setView(view: ViewOptions): Promise<void>;
  /** The most probable classes of the photograph last explained or shown: one small readback. @throws GraphError "stage" */
  ranking(): Promise<readonly RankedClass[]>;
  dispose(): void;
}

/**
 * The network's forward pass, and a backward pass where class maps are not defined, recorded instead of awaited, over the weights that the device has. What depends on a photograph's size is
 * prepared when the first of that size comes.
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { openFrames, openNetwork, viewOptions } from "@camlucida/cam";
 *
 * const onGpu = await openNetwork(checkpoint, webgpu);
 * const options = { framing: "squash", view: viewOptions({ view: "positive" }) } as const;
 * const live = await openFrames(onGpu, options);
 * const { overlay, classIndex, ranking } = await live.explain(photo);
 * [overlay.width, overlay.height]; // → [320, 240]
 * classIndex === ranking[0]?.classIndex; // → true
 * live.dispose();
 * onGpu.dispose();
 * ```
 */
export async function openFrames(network: Network<WebGpuDevice>, options: LiveOptions): Promise<Frames> {
  const { classes, device: { gpu } } = network;
  const recorded = await openLiveNetwork(network);
  let { view } = options;
  const sizes = currentSize(gpu, (size) => prepareSized(gpu, recorded, size, { ...options, view }));
  const requireClass = requireClassOf(classes);

  /** Draws the map of the last forward pass. @param encoder commands that go before it in the same submission */
  const finish = async (sized: Sized, classIndex: number | undefined, encoder: GPUCommandEncoder): Promise<FrameExplanation> => {
    const reading = await sized.reading();
    sized.recordOverlay(encoder, classIndex);
    reading.record(encoder);
    gpu.device.queue.submit([encoder.finish()]);
    return explanationOf(await reading.read(), sized.size, view, classes, classIndex);
  };
  return {
    ...sizes,
    gpu,
    method: recorded.method,
    requireClass,
    explain: async (photo, classIndex) => {
      requireImage(photo);
      requireClass(classIndex);
      return sizes.at(photo, (sized) => {
        gpu.device.queue.writeBuffer(sized.photo, 0, photo.data as Uint8Array<ArrayBuffer>);
        const encoder = gpu.device.createCommandEncoder();
        sized.recordForward(encoder);
        return finish(sized, classIndex, encoder);
      });
    },
    explainClass: async (classIndex) => {
      requireClass(classIndex);
      return sizes.again((sized) => finish(sized, classIndex, gpu.device.createCommandEncoder()));
    },
    setView: async (next) => {
      view = next;
      await sizes.renew();
    },
    ranking: () => sizes.again(async (sized) => {
      const reading = await sized.readingOfRanking();
      const encoder = gpu.device.createCommandEncoder();
      reading.record(encoder);
      gpu.device.queue.submit([encoder.finish()]);
      return rankingOf(await reading.read(), classes);
    }),
    dispose: () => {
      sizes.dispose();
      recorded.dispose();
    },
  };
}

const requireClassOf = (classes: number) => (classIndex: number | undefined): void => {
  if (classIndex === undefined || (Number.isInteger(classIndex) && classIndex >= 0 && classIndex < classes)) return;
  throw new GraphError("class-unknown", `frames: there is no class ${classIndex}; expected 0 … ${classes - 1}, or undefined for the most probable.`);
};

/** Arrays as they lie in the GPU's buffers: rows padded to whole quads of four numbers. */
interface ReadBack {
  readonly overlay: ArrayBuffer; //       [H, W, 4] u8
  readonly map: ArrayBuffer; //           [h · w] float32
  readonly top: ArrayBuffer; //           [k, 4] float32: (class, logit, 0, 0)
  readonly probabilities: ArrayBuffer; // [padded(classes)] float32
}

/** @param chosen the class whose map was drawn; undefined: the most probable */
function explanationOf(read: ReadBack, { width, height }: PictureSize, { view, scale }: ViewOptions, classes: number, chosen: number | undefined): FrameExplanation {
  const map = new Float32Array(read.map);
  const ranking = rankingOf(read, classes);
  return {
    overlay: { width, height, data: new Uint8Array(read.overlay) },
    classIndex: chosen ?? ranking[0]?.classIndex ?? 0,
    map,
    statement: scaleMap(map, view, scale).statement,
    ranking,
  };
}

function rankingOf(read: Pick<ReadBack, "top" | "probabilities">, classes: number): RankedClass[] {
  const [top, probabilities] = [new Float32Array(read.top), new Float32Array(read.probabilities)];
  return Array.from({ length: top.length / 4 }, (_, at): RankedClass => {
    const classIndex = top[4 * at] as number;
    return { classIndex, logit: top[4 * at + 1] as number, probability: probabilities[classIndex] as number };
  }).filter(({ classIndex }) => classIndex < classes); // a damaged network's logits may be NaN, which no order ranks
}
