// Frames on a canvas: a video's or a camera's picture in, its overlay shown, one submission per frame, nothing read back.
// For browsers: the only file here that knows of canvases.
import { DeviceError, Memory, type Gpu } from "@camlucida/tensor";
import type { Frames } from "./frames.ts";
import type { PictureSize } from "./graphs.ts";
import type { Sized } from "./sized.ts";
import wgsl from "./textures.wgsl" with { type: "text" };

/** What a frame can come from. */
export type FrameSource = VideoFrame | HTMLVideoElement | HTMLImageElement | ImageBitmap | ImageData | HTMLCanvasElement | OffscreenCanvas;

/** A canvas on which frames are explained. */
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

/**
 * Frames on a canvas.
 * @throws DeviceError "device-lost"
 * @example
 * ```ts
 * import { openScreen } from "@camlucida/cam";
 *
 * const canvas = document.createElement("canvas"); // of the page
 * const screen = await openScreen(frames, canvas);
 * await screen.show(picture); // or a video, for each of its frames
 * await screen.showClass(1);
 * [canvas.width, canvas.height]; // → [320, 240]
 * screen.dispose();
 * ```
 */
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

// A frame's two ends on the GPU: from a texture to the photograph's buffer, from the overlay's buffer to a texture.
// Shader textures.wgsl. What depends on the size is made once per size.

export interface TexturePipelines {
  readonly read: GPUComputePipeline;
  readonly draw: GPURenderPipeline;
}

/** @param format of the textures that are drawn on */
export async function texturePipelines({ device }: Gpu, format: GPUTextureFormat): Promise<TexturePipelines> {
  const module = device.createShaderModule({ code: wgsl });
  const [read, draw] = await Promise.all([
    device.createComputePipelineAsync({ layout: "auto", compute: { module, entryPoint: "to_photo" } }),
    device.createRenderPipelineAsync({
      layout: "auto",
      vertex: { module, entryPoint: "corner" },
      fragment: { module, entryPoint: "colour", targets: [{ format }] },
    }),
  ]);
  return { read, draw };
}

/** The ends for one photograph size and its buffers. */
export interface TextureEnds {
  /** rgba8unorm, as large as the photograph: a frame is copied here. */
  readonly source: GPUTexture;
  /** Appends source → photograph. */
  recordRead(encoder: GPUCommandEncoder): void;
  /** Appends overlay → target, a texture of the photograph's size and the pipelines' format. */
  recordDraw(encoder: GPUCommandEncoder, target: GPUTexture): void;
  dispose(): void;
}

/** @throws DeviceError "out-of-memory" */
export async function openTextureEnds(
  { device }: Gpu, { read, draw }: TexturePipelines, { width, height }: PictureSize, photo: GPUBuffer, overlay: GPUBuffer,
): Promise<TextureEnds> {
  const longest = device.limits.maxTextureDimension2D;
  if (Math.max(width, height) > longest) {
    throw new DeviceError("out-of-memory", `device: a picture of ${width} × ${height} pixels; this adapter's textures have at most ${longest} to a side. Scale it down first.`);
  }
  const memory = new Memory(device);
  const [source, sizes] = await memory.guarded(() => [
    device.createTexture({
      label: "frame", size: [width, height], format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT, // what copying an image to it asks for
    }),
    memory.upload(Uint32Array.of(width, height, 0, 0), GPUBufferUsage.UNIFORM, "sizes of the picture"),
  ] as const);
  const reading = device.createBindGroup({
    layout: read.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: source.createView() }, { binding: 1, resource: { buffer: photo } }],
  });
  const drawing = device.createBindGroup({
    layout: draw.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: overlay } }, { binding: 1, resource: { buffer: sizes } }],
  });
  return {
    source,
    recordRead: (encoder) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(read);
      pass.setBindGroup(0, reading);
      pass.dispatchWorkgroups(Math.ceil(width / 8), Math.ceil(height / 8));
      pass.end();
    },
    recordDraw: (encoder, target) => {
      const pass = encoder.beginRenderPass({ colorAttachments: [{ view: target.createView(), loadOp: "clear", storeOp: "store" }] });
      pass.setPipeline(draw);
      pass.setBindGroup(0, drawing);
      pass.draw(3);
      pass.end();
    },
    dispose: () => {
      source.destroy();
      memory.dispose();
    },
  };
}
