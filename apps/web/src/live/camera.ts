// The camera, and what can be wrong with it; a still of what it shows.
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
