// Memory that large pictures leave behind. The garbage collector comes when a thread asks for more memory: one that has nothing to do
// keeps what it had, and a step of a large picture begins while what the last one needed is still held.
import type { Image } from "@camlucida/cam";
import { roomOfThread } from "../run/concurrency_limit.ts";

interface Size {
  readonly width: number; // pixels
  readonly height: number; // pixels
}

export const isLarge = ({ width, height }: Size): boolean => 4 * width * height > roomOfThread;

/** Gives back a picture's memory: it has no pixels after this. */
export function release({ data: { buffer } }: Image): void {
  if (buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] }); // Node 20 has no ArrayBuffer.transfer
}

/** Collects what is left of a picture that is large, at once. In the runtime that the command starts; elsewhere it comes later. */
export function collectAfter(size: Size): void {
  if (isLarge(size)) globalThis.gc?.();
}
