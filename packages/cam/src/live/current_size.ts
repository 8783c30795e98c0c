// One thing prepared per photograph size, for one size at a time; whoever wants it gets it in turn.
import { GraphError, onDevice, type Gpu } from "@camlucida/tensor";
import { requireSides } from "../preprocess/image.ts";
import type { PictureSize } from "./graphs.ts";

export interface CurrentSize<Prepared> {
  /**
   * Runs `work` with what a photograph of this size needs, after all work that was asked for before.
   * @throws ImageError "image-side"; DeviceError "out-of-memory", "device-lost"; GraphError "disposed"
   */
  at<T>(size: PictureSize, work: Work<Prepared, T>): Promise<T>;
  /** The same at the size of the photograph before. @throws GraphError "stage" if there was none */
  again<T>(work: Work<Prepared, T>): Promise<T>;
  /** Forgets what is prepared, after all work that was asked for before: what comes next is prepared anew. */
  renew(): Promise<void>;
  dispose(): void;
}

export type Work<Prepared, T> = (prepared: Prepared) => T | Promise<T>;

interface Held {
  readonly size: PictureSize;
  dispose(): void;
}

/** @param prepare makes what a size needs; it is disposed of when another size comes */
export function currentSize<Prepared extends Held>(gpu: Gpu, prepare: (size: PictureSize) => Promise<Prepared>): CurrentSize<Prepared> {
  const inTurn = oneAfterTheOther();
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
    at: (size, work) => inTurn(async () => {
      requireAlive();
      requireSides("the photograph", size.height, size.width);
      return onDevice(gpu, async () => {
        const prepared = await resized(size);
        requireAlive();
        return work(prepared);
      });
    }),
    again: (work) => inTurn(async () => {
      requireAlive();
      if (!current) throw new GraphError("stage", "frames: no photograph has been seen yet. Explain or show one first.");
      const prepared = current;
      return onDevice(gpu, async () => work(prepared));
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

/** Starts each work when the one before it has ended, well or badly. */
function oneAfterTheOther(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
