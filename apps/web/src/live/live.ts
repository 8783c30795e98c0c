// Live video in the engine: a frame comes in, its picture with the map appears on the canvas. On a GPU nothing is read back.
import { evidenceFor, logitOf, methodNamed, openFrames, openScreen, preprocess, renderView, viewOptions, type Framing, type Image, type LiveOptions, type MapRequest, type Network, type Pass, type Prediction, type RankedClass, type RawMap, type ViewOptions } from "@camlucida/cam";
import { isWebGpu, type WebGpuDevice } from "@camlucida/tensor";
import type { LiveStyle } from "../engine/protocol.ts";
import type { Running } from "../engine/running.ts";

/** Shows one frame after the other on one canvas. */
export interface Live {
  /** @returns ms from when it came until its picture was computed; the frame is closed */
  frame(frame: ImageBitmap, classIndex: number | undefined): Promise<number>;
  setStyle(style: LiveStyle): Promise<void>;
  /** Of the frame last shown; none before the first frame in a new style. */
  ranking(): Promise<readonly RankedClass[]>;
  dispose(): void;
}

/** @throws DeviceError "out-of-memory", "device-lost"; NetworkError "logits-not-finite" */
export async function openLive({ network }: Running, canvas: OffscreenCanvas, framing: Framing, style: LiveStyle): Promise<Live> {
  if (!runsOnGpu(network)) return onCpu(network, canvas, framing, style);
  const fault = network.faultOf({ logits: new Float32Array() }); // nothing is read back of a frame: what is known of the weights
  if (fault) throw fault;
  return onGpu(network, canvas, { framing, view: viewOf(style) });
}

const runsOnGpu = (network: Network): network is Network<WebGpuDevice> => isWebGpu(network.device);

const viewOf = ({ view, colours, opacity }: LiveStyle): ViewOptions => viewOptions({ view, colours, alpha: opacity });

async function onGpu(network: Network<WebGpuDevice>, canvas: OffscreenCanvas, options: LiveOptions): Promise<Live> {
  const { gpu } = network.device;
  const frames = await openFrames(network, options);
  const screen = await openScreen(frames, canvas).catch((error: unknown) => {
    frames.dispose();
    throw error;
  });
  let shown = false; // in this style
  return {
    frame: async (frame, classIndex) => {
      const began = performance.now();
      try {
        await screen.show(frame, classIndex);
        await Promise.race([gpu.device.queue.onSubmittedWorkDone(), gpu.device.lost]); // a lost device's work may never be done
      } catch (error) {
        throw gpu.lost() ?? error; // whatever a lost device makes of the calls to it
      } finally {
        frame.close();
      }
      const lost = gpu.lost();
      if (lost) throw lost;
      shown = true;
      return performance.now() - began;
    },
    setStyle: async (next) => {
      shown = false;
      await frames.setView(viewOf(next));
    },
    ranking: async () => (shown ? frames.ranking() : []),
    dispose: () => {
      screen.dispose();
      frames.dispose();
    },
  };
}

function onCpu(network: Network, canvas: OffscreenCanvas, framing: Framing, first: LiveStyle): Live {
  const context = canvas.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  let style = first;
  let prediction: Prediction | undefined;
  return {
    frame: async (frame, classIndex) => {
      const began = performance.now();
      const image = pixelsOf(context, frame);
      frame.close();
      const { input, region } = preprocess(image, network.preprocessing, framing);
      using pass = await network.forward([input], network.hasClassMaps ? {} : { thenMaps: [gradCamOf(network)] });
      ({ prediction } = pass);
      const fault = network.faultOf(prediction);
      if (fault) throw fault;
      const chosen = classIndex ?? prediction.ranking[0] ?? 0;
      const { values, width, height } = await mapOf(network, pass, chosen);
      const { overlay } = renderView(values, width, height, image, region, viewOf(style));
      context.putImageData(new ImageData(new Uint8ClampedArray(overlay.data), overlay.width, overlay.height), 0, 0);
      return performance.now() - began;
    },
    setStyle: async (next) => { style = next; },
    ranking: async () => (prediction?.ranking ?? []).map((classIndex) => ({ classIndex, logit: prediction?.logits[classIndex] ?? 0, probability: prediction?.probabilities[classIndex] ?? 0 })),
    dispose: () => undefined,
  };
}

const gradCamOf = ({ layers }: Network): MapRequest => ({ method: methodNamed("grad-cam"), layer: layers.at(-1) ?? "" });

/** The class map, or Grad-CAM's where class maps are not defined. */
async function mapOf(network: Network, pass: Pass, classIndex: number): Promise<Pick<RawMap, "values" | "width" | "height">> {
  if (!network.hasClassMaps) return pass.map(gradCamOf(network), logitOf(classIndex, network.classes));
  const { map: values, mapWidth: width, mapHeight: height } = evidenceFor(pass.prediction, network, classIndex);
  return { values, width, height };
}

/** The canvas takes the frame's size. */
function pixelsOf(context: OffscreenCanvasRenderingContext2D, frame: ImageBitmap): Image {
  const { width, height } = frame;
  if (context.canvas.width !== width || context.canvas.height !== height) [context.canvas.width, context.canvas.height] = [width, height];
  context.drawImage(frame, 0, 0);
  return { width, height, data: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
}
