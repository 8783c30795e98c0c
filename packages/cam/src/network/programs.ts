// The programs of a network on a device: one for the forward pass of an image, one for that of a whole batch, and one for each set of
// maps that has been requested. All are compiled from one graph, and so share its weights on the device.
import { batched, elements, GraphError, type Arrays, type Data, type Device, type Graph, type PhasedProgram, type PhasedRun, type Program, type Value } from "@camlucida/tensor";
import { fusedForward, requestGraph, type ForwardGraph, type RequestedMap } from "./network_graph.ts";
import { openPerturbations, type Perturbations } from "./perturbation.ts";
import { predictionOf, type Prediction, valuesOf } from "./prediction.ts";
import type { MapRequest, Seed, MapDetail } from "./requests.ts";

export interface Programs {
  readonly image: Value; // [1, H, W, C]
  /** Names of weights that hold NaN or infinities, where the device does not promise to hand such numbers on. */
  readonly notFinite: readonly string[];
  /** Of variants of the image. */
  readonly perturbations: Perturbations;
  /** @param inputs [H, W, C] each; as many as `device.batchSize` are computed by one run */
  forward(inputs: readonly Float32Array[]): Promise<Prediction[]>;
  /** A program that computes these maps, compiled on first use, then kept. The caller releases it. @throws GraphError "unknown-layer", "last-layer-only"; DeviceError */
  forRequests(requests: readonly MapRequest[], detail: MapDetail): Promise<RequestProgram>;
  disposed(): GraphError;
  dispose(): void;
}

/** What computes some maps of one image: the forward pass, then for each target a backward pass. */
export interface RequestProgram {
  readonly key: string;
  /** In the order of the requests, all of which it serves. */
  requestedFor(requests: readonly MapRequest[]): readonly RequestedMap[];
  /** Of the second phase: empty where the forward pass alone holds every map. */
  readonly outputs: readonly Value[];
  readonly perturbations: Perturbations;
  /** The second phase's inputs. */
  seedsOf(target: Seed): Arrays;
  /** @param input [H, W, C] */
  begin(input: Float32Array): Promise<PhasedRun>;
  /** The caller uses it no longer; runs that have begun may go on. */
  release(): void;
}

/** Batches that may be under way at once: while one is read back the next computes. More would only wait. */
export const batchesInFlight = 2;

/** Programs for requests that are kept although no pass needs them: a visitor goes back and forth between a few. */
const keptPrograms = 4;

/** @throws DeviceError "out-of-memory", "shader", "device-lost" */
export async function openPrograms(device: Device, base: ForwardGraph): Promise<Programs> {
  const { image, forward } = base;
  const fused = fusedForward(base);
  const outputs = valuesOf(forward);
  const single = await device.compile(fused, outputs);
  const batch = batchProgram(device, fused, base);
  const perturbations = openPerturbations(device, fused, forward.logits);
  const programs = requestPrograms(device, base);
  return {
    image,
    notFinite: single.notFinite,
    perturbations,
    forward: async (inputs) => {
      if (inputs.length > 1 && inputs.length === device.batchSize) return batch.forward(inputs);
      const predictions: Prediction[] = [];
      for (const input of inputs) predictions.push(predictionOf(await single.run({ [image.name]: input }), forward));
      return predictions;
    },
    forRequests: programs.of,
    disposed: () => new GraphError("disposed", "network: this pass was disposed of. Run another."),
    dispose: () => {
      single.dispose();
      batch.dispose();
      perturbations.dispose();
      programs.dispose();
    },
  };
}

/** `device.batchSize` images by one run of one program, compiled when the first batch comes. */
function batchProgram(device: Device, fused: Graph, { image, forward }: ForwardGraph): Pick<Programs, "forward" | "dispose"> {
  const outputs = valuesOf(forward);
  let program: Promise<Program> | undefined;
  const compiled = (): Promise<Program> => {
    const many = batched(fused, image, outputs, device.batchSize);
    return device.compile(many.graph, many.outputs, { inFlight: batchesInFlight });
  };
  return {
    forward: async (inputs) => {
      const { run } = await (program ??= compiled());
      const images = new Float32Array(inputs.length * elements(image.shape));
      inputs.forEach((input, at) => images.set(input, at * input.length));
      const results = await run({ [image.name]: images });
      return inputs.map((_, at) => predictionOf(shareOf(results, outputs, at), forward));
    },
    dispose: () => void program?.then(({ dispose }) => dispose(), () => undefined),
  };
}

/** What of a batch's arrays belongs to one of its images. */
function shareOf(results: Arrays, values: readonly Value[], at: number): Record<string, Data> {
  return Object.fromEntries(values.map(({ name, shape }) => [name, (results[name] as Data).subarray(at * elements(shape), (at + 1) * elements(shape))]));
}

interface Entry {
  readonly requests: readonly MapRequest[];
  readonly detail: MapDetail;
  readonly ready: Promise<RequestProgram & { dispose(): void }>;
  users: number; // callers that have not released it, and runs that are not disposed of
}

const isSame = (a: MapRequest) => (b: MapRequest): boolean => a.method === b.method && a.layer === b.layer;

/** Keeps the programs that were used last, and all that are in use. */
function requestPrograms(device: Device, base: ForwardGraph): { of: Programs["forRequests"]; dispose: () => void } {
  const entries = new Set<Entry>(); // the one last used comes last
  let opened = 0;
  const evict = (entry: Entry): void => {
    entries.delete(entry);
    void entry.ready.then(({ dispose }) => dispose(), () => undefined);
  };
  const makeRoom = (): void => {
    for (const entry of entries) {
      if (entries.size <= keptPrograms) return;
      if (entry.users === 0) evict(entry);
    }
  };
  const open = (requests: readonly MapRequest[], detail: MapDetail): Entry => {
    const ready = openRequestProgram(device, base, requests, detail, `program ${opened++}`, (change) => { entry.users += change; });
    const entry: Entry = { requests, detail, users: 0, ready };
    ready.then(makeRoom, () => entries.delete(entry)); // the next is there before the last goes: they share weights. What failed is tried anew
    return entry;
  };
  return {
    of: (requests, detail) => {
      const serves = (entry: Entry): boolean => entry.detail === detail && requests.every((request) => entry.requests.some(isSame(request)));
      const entry = [...entries].reverse().find(serves) ?? open(requests, detail);
      entry.users++;
      entries.delete(entry);
      entries.add(entry);
      return entry.ready;
    },
    dispose: () => entries.forEach(evict),
  };
}

/** @param count told of each run that begins (+1) and is disposed of (−1), and of each release (−1) */
async function openRequestProgram(
  device: Device, base: ForwardGraph, requests: readonly MapRequest[], detail: MapDetail, key: string, count: (change: number) => void,
): Promise<RequestProgram & { dispose(): void }> {
  const { graph, seeds, requested } = requestGraph(base, requests, detail);
  const outputs = [...new Set(requested.flatMap(({ parts }) => Object.values(parts)))];
  const perturbations = openPerturbations(device, graph, base.forward.logits);
  let program: Promise<PhasedProgram> | undefined; // not needed where the forward pass holds every map
  const compiled = (): Promise<PhasedProgram> => (program ??= device.compilePhases(graph, [valuesOf(base.forward), outputs]));
  if (outputs.length > 0) await compiled();
  return {
    key, outputs, perturbations,
    requestedFor: (some) => some.map((request) => requested[requests.findIndex(isSame(request))] as RequestedMap),
    seedsOf: (target) => Object.fromEntries(seeds.map(({ name }) => [name, target])),
    begin: async (input) => {
      count(1);
      const run = await compiled().then((phases) => phases.begin({ [base.image.name]: input })).catch((error: unknown) => {
        count(-1);
        throw error;
      });
      let live = true;
      const dispose = (): void => {
        if (live) count(-1);
        live = false;
        run.dispose();
      };
      return { ...run, dispose };
    },
    release: () => count(-1),
    dispose: () => {
      perturbations.dispose();
      void program?.then(({ dispose }) => dispose(), () => undefined);
    },
  };
}
