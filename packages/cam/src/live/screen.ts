// Frames on a canvas: a video's or a camera's picture in, its overlay shown, one submission per frame, nothing read back.
// For browsers: the only file here that knows of canvases.
import type { Frames } from "./frames.ts";
import type { PictureSize } from "./graphs.ts";
import type { Sized } from "./sized.ts";
import { openTextureEnds, texturePipelines, type TextureEnds } from "./textures.ts";

/** What a frame can come from. */
export type FrameSource = VideoFrame | HTMLVideoElement | HTMLImageElement | ImageBitmap | ImageData | HTMLCanvasElement | OffscreenCanvas;

export interface Screen {
  /**
   * Explains a frame and draws the overlay on the canvas, which takes the frame's size. Settled when the GPU has been given
   * the work: a VideoFrame may be closed then.
   * @param classIndex whose map is drawn; unless given, the most probable class's
   * @throws ImageError "image-side" for a source that has no picture yet; GraphError "class-unknown";
   * DeviceError "out-of-memory", "device-lost"
   */
  show(source: FrameSource, classIndex?: number): Promise<void>;
  /** Another class of the frame shown before: the network does not run again. @throws GraphError "stage" */
  showClass(classIndex?: number): Promise<void>;
  /** Releases what the screen holds; the frames stay open. */
  dispose(): void;
}

/** @throws DeviceError "device-lost" */
export async function openScreen(frames: Frames, canvas: HTMLCanvasElement | OffscreenCanvas): Promise<Screen> {
  const { gpu } = frames;
  const { device } = gpu;
  const lost = gpu.lost();
  if (lost) throw lost;
  const format = navigator.gpu.getPreferredCanvasFormat();
  const pipelines = await texturePipelines(gpu, format);
  const context = canvas.getContext("webgpu") as GPUCanvasContext;
  context.configure({ device, format, alphaMode: "opaque" });
  let ends: (TextureEnds & { readonly of: Sized }) | undefined;

  const endsOf = async (sized: Sized): Promise<TextureEnds> => {
    if (ends?.of === sized) return ends;
    ends?.dispose();
    ends = undefined;
    ends = { ...(await openTextureEnds(gpu, pipelines, sized.size, sized.photo, sized.overlay)), of: sized };
    [canvas.width, canvas.height] = [sized.size.width, sized.size.height];
    return ends;
  };
  const submit = (sized: Sized, { recordDraw }: TextureEnds, classIndex: number | undefined, encoder: GPUCommandEncoder): void => {
    sized.recordOverlay(encoder, classIndex);
    recordDraw(encoder, context.getCurrentTexture());
    device.queue.submit([encoder.finish()]);
  };
  return {
    show: async (source, classIndex) => {
      frames.requireClass(classIndex);
      const size = sizeOf(source);
      return frames.at(size, async (sized) => {
        const own = await endsOf(sized);
        device.queue.copyExternalImageToTexture({ source }, { texture: own.source }, [size.width, size.height]);
        const encoder = device.createCommandEncoder();
        own.recordRead(encoder);
        sized.recordForward(encoder);
        submit(sized, own, classIndex, encoder);
      });
    },
    showClass: async (classIndex) => {
      frames.requireClass(classIndex);
      return frames.again(async (sized) => submit(sized, await endsOf(sized), classIndex, device.createCommandEncoder()));
    },
    dispose: () => {
      ends?.dispose();
      ends = undefined;
      context.unconfigure();
    },
  };
}

/** A source's picture in pixels: 0 × 0 for a video that has not begun. */
function sizeOf(source: FrameSource): PictureSize {
  if ("displayWidth" in source) return { width: source.displayWidth, height: source.displayHeight };
  if ("videoWidth" in source) return { width: source.videoWidth, height: source.videoHeight };
  if ("naturalWidth" in source) return { width: source.naturalWidth, height: source.naturalHeight };
  return { width: source.width, height: source.height };
}
