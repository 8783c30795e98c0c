// Resources that depend on a photograph's size, prepared for one size at a time and used by one task after the other.
import { GraphError, onDevice, type Gpu } from "@camlucida/tensor";
import { serialQueue } from "../network/serial_queue.ts";
import { requireSides } from "../preprocess/image.ts";
import type { PictureSize } from "./graphs.ts";

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
