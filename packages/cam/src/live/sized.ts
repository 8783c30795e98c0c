// The programs that depend on a photograph's size, one before the network and one after it. The network between them is shared by all
// sizes; copies on the GPU join the three, so that nothing is read back on the way. They are kept for one size at a time, and used by one
// task after the other.
import { axes, compile, GraphError, lastAxis, Memory, onDevice, padded, readBack, type Gpu, type GpuProgram, type Value } from "@camlucida/tensor";
import { requireSides, type Feed } from "../preprocess/image.ts";
import { regionSeen, type Framing } from "../preprocess/preprocess.ts";
import type { ViewOptions } from "../views/style.ts";
import { inputGraph, mostProbable, overlayGraph, type PictureSize } from "./graphs.ts";
import type { LiveNetwork } from "./live_network.ts";

/** How frames are cut and drawn. */
export interface LiveOptions {
  readonly framing: Framing;
  readonly view: ViewOptions;
}

/** A network and a drawing, prepared for photographs of one size. */
export interface Sized {
  readonly size: PictureSize;
  readonly photo: GPUBuffer; //   [H, W, 4] u8: where the pixels go
  readonly overlay: GPUBuffer; // [H, W, 4] u8: where the picture lies
  /** Appends photograph → ranking of the network, and its class maps where it has any. */
  recordForward(encoder: GPUCommandEncoder): void;
  /** Appends the class's map → overlay; undefined: the most probable. To be submitted before the next is recorded. */
  recordOverlay(encoder: GPUCommandEncoder, classIndex: number | undefined): void;
  /** What `explain` reads back; made on first use. */
  reading(): Promise<Reading<"overlay" | "map" | "top" | "probabilities">>;
  /** The ranking without the picture; made on first use. */
  readingOfRanking(): Promise<Reading<"top" | "probabilities">>;
  dispose(): void;
}

/** @throws DeviceError "out-of-memory", "shader", "device-lost"; ViewError */
export async function prepareSized(gpu: Gpu, network: LiveNetwork, size: PictureSize, { framing, view }: LiveOptions): Promise<Sized> {
  const memory = new Memory(gpu.device);
  const [before, after] = [inputGraph(size, framing, network.preprocessing), overlayGraph(size, regionSeen(framing, size, network.preprocessing), { classMaps: network.maps, top: network.forward.top }, view)];
  const first = await fed(gpu, before.feed, [before.input]);
  const second = await fed(gpu, after.feed, [after.overlay, after.map]).catch((error: unknown) => {
    first.dispose();
    throw error;
  });
  const { image, forward, maps } = network;
  const ranking = {
    top: { buffer: network.buffer(forward.top), bytes: axes(forward.top, 3)[1] * 16 },
    probabilities: { buffer: network.buffer(forward.probabilities), bytes: padded(axes(forward.probabilities, 2)[1]) * 4 },
  };
  let reading: ReturnType<Sized["reading"]> | undefined;
  let readingOfRanking: ReturnType<Sized["readingOfRanking"]> | undefined;
  return {
    size,
    photo: first.buffer(before.photo),
    overlay: second.buffer(after.overlay),
    recordForward: (encoder) => {
      first.record(encoder);
      copy(encoder, first.buffer(before.input), network.buffer(image));
      network.recordForward(encoder);
      copy(encoder, first.buffer(before.photo), second.buffer(after.photo));
      copy(encoder, network.buffer(forward.top), second.buffer(after.top));
    },
    recordOverlay: (encoder, classIndex = mostProbable) => {
      network.recordMap(encoder, classIndex);
      copy(encoder, network.buffer(maps), second.buffer(after.classMaps));
      gpu.device.queue.writeBuffer(second.buffer(after.choice), 0, Float32Array.of(network.placeOf(classIndex)));
      second.record(encoder);
    },
    reading: () => (reading ??= openReading(gpu, memory, {
      overlay: { buffer: second.buffer(after.overlay), bytes: size.width * size.height * 4 },
      map: { buffer: second.buffer(after.map), bytes: lastAxis(after.map) * 4 },
      ...ranking,
    })),
    readingOfRanking: () => (readingOfRanking ??= openReading(gpu, memory, ranking)),
    dispose: () => {
      first.dispose();
      second.dispose();
      memory.dispose();
    },
  };
}

/** A program whose inputs hold what its feed says. */
async function fed(gpu: Gpu, { graph, inputs }: Feed, outputs: readonly Value[]): Promise<GpuProgram> {
  const program = await compile(gpu, graph, outputs);
  for (const value of graph.inputs) {
    const data = inputs[value.name];
    if (data) gpu.device.queue.writeBuffer(program.buffer(value), 0, data as Float32Array<ArrayBuffer>);
  }
  return program;
}

/** An input's buffer is as large as the input. */
const copy = (encoder: GPUCommandEncoder, from: GPUBuffer, to: GPUBuffer): void => encoder.copyBufferToBuffer(from, 0, to, 0, to.size);

/** The beginning of a buffer, to be read back. */
interface ReadSource {
  readonly buffer: GPUBuffer;
  readonly bytes: number; // a multiple of 4
}

/** Some buffers that are read back together. */
export interface Reading<Name extends string> {
  /** Appends the copies to a command buffer. */
  record(encoder: GPUCommandEncoder): void;
  /** Once that is submitted. @throws DeviceError "device-lost" */
  read(): Promise<Record<Name, ArrayBuffer>>;
}

/** @throws DeviceError "out-of-memory" */
async function openReading<Name extends string>(gpu: Gpu, memory: Memory, sources: Readonly<Record<Name, ReadSource>>): Promise<Reading<Name>> {
  let total = 0;
  const places = (Object.entries(sources) as [Name, ReadSource][]).map(([name, source]) => {
    const offset = total;
    total += source.bytes;
    return { name, ...source, offset };
  });
  const staging = await memory.guarded(() => memory.buffer(total, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST, "readback"));
  return {
    record: (encoder) => {
      for (const { buffer, offset, bytes } of places) encoder.copyBufferToBuffer(buffer, 0, staging, offset, bytes);
    },
    read: async () => {
      const all = await readBack(gpu, staging);
      return Object.fromEntries(places.map(({ name, offset, bytes }) => [name, all.slice(offset, offset + bytes)])) as Record<Name, ArrayBuffer>;
    },
  };
}

/** What is prepared for photographs of one size, until one of another size comes. */
export interface CurrentSize<Prepared> {
  /**
   * Runs `task` with what a photograph of this size needs, after all earlier tasks have ended.
   * @throws ImageError "image-side"; DeviceError "out-of-memory", "device-lost"; GraphError "disposed"
   */
  at<T>(size: PictureSize, task: SizedTask<Prepared, T>): Promise<T>;
  /** The same at the size of the photograph before. @throws GraphError "stage" if there was none */
  again<T>(task: SizedTask<Prepared, T>): Promise<T>;
  /** Disposes of the prepared resources once all earlier tasks have ended; the next task prepares them anew. */
  renew(): Promise<void>;
  dispose(): void;
}

/** What is done with that. */
export type SizedTask<Prepared, T> = (prepared: Prepared) => T | Promise<T>;

interface Held {
  readonly size: PictureSize;
  dispose(): void;
}

/** @param prepare makes what a size needs; it is disposed of when another size comes */
export function currentSize<Prepared extends Held>(gpu: Gpu, prepare: (size: PictureSize) => Promise<Prepared>): CurrentSize<Prepared> {
  const inTurn = serialQueue();
  let current: Prepared | undefined;
  let disposed = false;
  const requireAlive = (): void => {
    const gone = disposed ? new GraphError("disposed", "frames: they were disposed of. Open them again.") : gpu.lost();
    if (gone) throw gone;
  };
  const resized = async ({ width, height }: PictureSize): Promise<Prepared> => {
    if (current?.size.width === width && current.size.height === height) return current;
    current?.dispose(); // before the next: two large pictures may not fit
    current = undefined;
    current = await prepare({ width, height });
    if (disposed) current.dispose();
    return current;
  };
  return {
    at: (size, task) => inTurn(async () => {
      requireAlive();
      requireSides("the photograph", size.height, size.width);
      return onDevice(gpu, async () => {
        const prepared = await resized(size);
        requireAlive();
        return task(prepared);
      });
    }),
    again: (task) => inTurn(async () => {
      requireAlive();
      if (!current) throw new GraphError("stage", "frames: no photograph has been seen yet. Explain or show one first.");
      const prepared = current;
      return onDevice(gpu, async () => task(prepared));
    }),
    renew: () => inTurn(async () => {
      current?.dispose();
      current = undefined;
    }),
    dispose: () => {
      disposed = true;
      current?.dispose();
    },
  };
}

/** One piece of work after the other, however many ask. */
export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Begins each work when the one before it has ended, well or badly.
 * @example
 * ```ts
 * import { serialQueue } from "@camlucida/cam";
 *
 * const inTurn = serialQueue();
 * const done: string[] = [];
 * await Promise.all(["first", "second"].map((name) => inTurn(async () => done.push(name))));
 * done; // → ["first", "second"]
 * ```
 */
export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
