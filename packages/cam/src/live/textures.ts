// A frame's two ends on the GPU: from a texture to the photograph's buffer, from the overlay's buffer to a texture.
// Shader textures.wgsl. What depends on the size is made once per size.
import { DeviceError, Memory, type Gpu } from "@camlucida/tensor";
import type { PictureSize } from "./graphs.ts";
import wgsl from "./textures.wgsl" with { type: "text" };

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
