// A network that is recorded instead of awaited, for frames: its forward pass, then the map of any class. Where class maps are defined they
// come with the forward pass, all at once. Elsewhere the map is Grad-CAM's at the last layer, by a backward pass in the same submission: the
// class is chosen on the device, where the ranking lies.
//
//   class maps   image → ranking, [1, h, w, classes]
//   Grad-CAM     image → ranking;   ranking, choice → seed [1, classes] → gradient at the last layer → [1, h, w, 1]
//
// Shader choose_class.wgsl.
import { lastAxis, padded, type Graph, type Op, type Value, type WebGpuDevice } from "@camlucida/tensor";
import { gradCam } from "../methods/grad_cam.ts";
import type { Network } from "../network/network.ts";
import { fusedForward, requestGraph } from "../network/network_graph.ts";
import { type ForwardValues, valuesOf } from "../network/prediction.ts";
import type { Preprocessing } from "../preprocess/preprocessing.ts";
import wgsl from "./choose_class.wgsl" with { type: "text" };

/** A network, compiled once for pictures of all sizes. */
export interface LiveNetwork {
  readonly method: "cam" | "grad-cam";
  readonly image: Value; // [1, H, W, C]
  readonly preprocessing: Preprocessing;
  readonly forward: ForwardValues;
  readonly maps: Value; // [1, h, w, classes], or [1, h, w, 1]: of the class that was chosen
  /** Appends image → ranking, and class maps where there are any. */
  recordForward(encoder: GPUCommandEncoder): void;
  /** Appends what the map of one class still needs. To be submitted before the next is recorded. */
  recordMap(encoder: GPUCommandEncoder, choice: number): void;
  /** Which of `maps` shows that class. */
  placeOf(choice: number): number;
  buffer(value: Value): GPUBuffer;
  dispose(): void;
}

/** @throws DeviceError "out-of-memory", "shader", "device-lost" */
export async function openLiveNetwork({ device, graph: base }: Network<WebGpuDevice>): Promise<LiveNetwork> {
  const { image, preprocessing, forward, lastLayer } = base;
  if (forward.classMaps) {
    const { record, buffer, dispose } = await device.compileRecorded(fusedForward(base), [valuesOf(forward)]);
    return { method: "cam", image, preprocessing, forward, maps: forward.classMaps, recordForward: (encoder) => record(encoder, 0), recordMap: () => undefined, placeOf: (choice) => choice, buffer, dispose };
  }
  const { graph, requested: [found] } = requestGraph(base, [{ method: gradCam, layer: lastLayer }], "maps", (on, name, shape) =>
    chosenClass(on, name, forward.top, on.input("choice", [1]), lastAxis({ name, shape })));
  const maps = found?.parts.map as Value; // of Grad-CAM the graph computes it
  const { record, buffer, dispose } = await device.compileRecorded(graph, [valuesOf(forward), [maps]]);
  const choice = buffer(graph.inputs.find(({ name }) => name === "choice") as Value);
  return {
    method: "grad-cam", image, preprocessing, forward, maps, buffer, dispose,
    recordForward: (encoder) => record(encoder, 0),
    recordMap: (encoder, wanted) => {
      device.gpu.device.queue.writeBuffer(choice, 0, Float32Array.of(wanted));
      record(encoder, 1);
    },
    placeOf: () => 0,
  };
}

const chosenClassOp: Op = {
  name: "choose_class",
  kernel: ({ output }) => {
    const classes = lastAxis(output);
    return { wgsl, constants: {}, sizes: { classes, pitch: padded(classes) }, workgroups: [Math.ceil(padded(classes) / 64), 1, 1] };
  },
  reference: ({ output }, [top, choice]) => {
    const classes = lastAxis(output);
    const chosen = choice?.[0] !== undefined && choice[0] >= 0 ? choice[0] : (top?.[0] ?? 0);
    const classIndex = chosen < classes ? chosen : 0; // a damaged network's logits may rank no class
    return Float32Array.from({ length: classes }, (_, at) => Number(at === classIndex));
  },
};

/**
 * The weights of the logits that name one class, chosen on the device: [1, classes].
 * @param top [1, k, 2] as `topK` ranks; @param choice [1]: a class, or `mostProbable`
 */
export const chosenClass = (graph: Graph, name: string, top: Value, choice: Value, classes: number): Value =>
  graph.step(chosenClassOp, name, [top, choice], [1, classes]);
