// One thread of pool.ts: does one order after the other.
import { sentError } from "@camlucida/tensor";
import { messageOf } from "../errors/errors.ts";
import { collectAfter, collectNowAndThen } from "../run/limits.ts";
import { inlineSteps } from "./inline_steps.ts";
import type { Loaded, Order, PictureSteps, Reply, Start } from "./steps.ts";

let steps: PictureSteps | undefined;
let last: Promise<void> = Promise.resolve();
let orders = 0; // carried out
let markAtWork: (is: boolean) => void = () => undefined;

globalThis.addEventListener("message", ({ data }: MessageEvent<Start | Order>) => {
  if ("settings" in data) {
    steps = inlineSteps(data.settings);
    markAtWork = (is) => void Atomics.store(data.atWork, data.slot, Number(is));
  } else last = last.then(() => carryOut(data, steps as PictureSteps)).then(collectAfter).then(() => collectNowAndThen(++orders));
});

interface Size {
  readonly width: number; // pixels
  readonly height: number; // pixels
}

/** @returns the size of its picture, of which nothing else is held then */
async function carryOut(order: Order, own: PictureSteps): Promise<Size> {
  let size: Size = { width: 0, height: 0 };
  markAtWork(true);
  try {
    if (order.step === "load") {
      const loaded = compact(await own.load(...order.given));
      size = sizeOf(loaded.image);
      send({ id: order.id, ok: true, result: loaded }, [loaded.image.data.buffer as ArrayBuffer, loaded.pixels.buffer as ArrayBuffer]);
    } else if (order.step === "write") {
      size = sizeOf(order.given[0].image);
      send({ id: order.id, ok: true, result: await own.write(...order.given) });
    } else {
      size = sizeOf(order.given[0].content.photo);
      send({ id: order.id, ok: true, result: await own.writeSheet(...order.given) });
    }
  } catch (error) {
    send({ id: order.id, ok: false, error: { ...sentError(error), message: messageOf(error) } });
  } finally {
    markAtWork(false);
  }
  return size;
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

/** Handed over, not copied: the picture must own its memory, all of it. */
function compact(loaded: Loaded): Loaded {
  const { image, image: { data } } = loaded;
  const owned = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  return owned ? loaded : { ...loaded, image: { ...image, data: new Uint8Array(data) } };
}

const send = (reply: Reply, handedOver: Transferable[] = []): void => globalThis.postMessage(reply, { transfer: handedOver });
