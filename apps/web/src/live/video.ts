// Video on the page: the camera and what can be wrong with it, a still of what it shows, its frames and how fast they come.
import { CamlucidaError } from "@camlucida/tensor";

/** A camera that cannot be had, or a video that cannot be played. */
export class CameraError extends CamlucidaError {}

/** Of a browser's DOMException names: our code, and what to do. */
const reasons: Readonly<Record<string, readonly [code: string, advice: string]>> = {
  NotAllowedError: ["camera-denied", "its use was refused. Allow it in the address bar and try again."],
  NotFoundError: ["camera-missing", "there is none. Connect one, or choose a picture or a video file."],
  NotReadableError: ["camera-busy", "another program uses it. Close that and try again."],
};

/** Plays a file or a stream that it was given. @throws CameraError "video-unreadable" */
export async function play(video: HTMLVideoElement): Promise<void> {
  await video.play().catch((cause: unknown) => {
    throw new CameraError("video-unreadable", `video: it cannot be played (${(cause as Error).message}). Choose a WebM or MP4 video that this browser knows.`, { cause });
  });
}

/** What a video shows now, as a picture. */
export function stillOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** The camera at the back, where there are several. The caller stops its tracks. @throws CameraError */
export async function openCamera(): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 640 }, height: { ideal: 480 } }, audio: false });
  } catch (cause) {
    const { name = "", message = "" } = cause as Partial<DOMException>;
    const [code, advice] = reasons[name] ?? ["camera-failed", `${message || name}. Choose a picture or a video file instead.`];
    throw new CameraError(code, `camera: ${advice}`, { cause });
  }
}

/**
 * Frames of a playing video, one at a time: the next is taken when the one before it has been shown, so none waits in a
 * queue.
 * @param show takes each frame, which it is given for good; rejects to end the loop
 */
export function loopOver(video: HTMLVideoElement, show: (frame: ImageBitmap) => Promise<void>, onError: (error: unknown) => void): { stop(): void } {
  let running = true;
  const next = async (): Promise<void> => {
    if (!running) return;
    try {
      if (video.videoWidth > 0) await show(await createImageBitmap(video));
    } catch (error) {
      if (running) onError(error);
      running = false;
    }
    if (running) video.requestVideoFrameCallback(() => void next());
  };
  void next();
  return { stop: () => { running = false; } };
}

export interface Rate {
  readonly frames: number; // in all
  readonly perSecond: number; // over the last second, or since the frame before the last where that is longer ago; 0 before the first
  readonly milliseconds: number; // of the last frame, from its being taken to its being shown
}

const WINDOW = 1000; // ms

/**
 * How fast frames come, of slow ones too: a frame that took three seconds is no frame a second. Told of every one that
 * has been shown.
 * @param now ms
 */
export function rateMeter(now: () => number = () => performance.now()): (milliseconds: number) => Rate {
  const shown: number[] = []; // when, ms: the frames of the window, and the one before
  let frames = 0;
  return (milliseconds) => {
    const at = now();
    if (frames++ === 0) shown.push(at - milliseconds); // the first has none before it: its own time is the best that is known
    shown.push(at);
    while ((shown[1] ?? at) <= at - WINDOW) shown.shift();
    const elapsed = at - (shown[0] as number);
    return { frames, perSecond: elapsed > 0 ? (1000 * (shown.length - 1)) / elapsed : 0, milliseconds };
  };
}
