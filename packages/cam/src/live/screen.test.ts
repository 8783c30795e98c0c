// From a canvas or a bitmap to a canvas, in a browser; the two ends alone wherever there are textures.
import { openGpu, type Gpu } from "@camlucida/tensor";
import { testGpu, tinyClasses } from "@camlucida/tensor/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { tonesNamed } from "../colours/colour_maps.ts";
import type { Image } from "../preprocess/image.ts";
import { largestDifference, noiseBytes } from "../testing/pixels.ts";
import { framesOn, watch } from "../testing/live.ts";
import type { Frames } from "./frames.ts";
import { openScreen, openTextureEnds, texturePipelines, type FrameSource, type Screen } from "./screen.ts";
import type { LiveOptions } from "./sized.ts";

const options: LiveOptions = { framing: "crop", view: { view: "signed", tones: tonesNamed("signed"), alpha: 0.6, lines: "quarters" } };
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
const gpu = (await testGpu()) as Gpu;
const hasCanvas = gpu !== undefined && "copyExternalImageToTexture" in gpu.device.queue; // not in Deno
afterEach(() => vi.restoreAllMocks());

/** Opaque noise: a canvas keeps no colours under transparency. */
function photoOf(width: number, height: number): Image {
  return { width, height, data: noiseBytes(width, width * height * 4).map((level, i) => (i % 4 === 3 ? 255 : level)) };
}

test.skipIf(gpu === undefined)("a texture to a photograph, and a picture to a texture, byte for byte", async () => {
  const { device } = gpu;
  const pipelines = await texturePipelines(gpu, "bgra8unorm");
  for (const [width, height] of [[1, 1], [65, 3], [53, 31]] as const) {
    const { data } = photoOf(width, height);
    const buffer = device.createBuffer({ size: data.length, usage: GPUBufferUsage.STORAGE });
    const target = device.createTexture({ size: [width, height], format: "bgra8unorm", usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC });
    const ends = await openTextureEnds(gpu, pipelines, { width, height }, buffer, buffer);
    device.queue.writeTexture({ texture: ends.source }, data as Uint8Array<ArrayBuffer>, { bytesPerRow: 4 * width }, [width, height]);
    const encoder = device.createCommandEncoder();
    ends.recordRead(encoder);
    ends.recordDraw(encoder, target);
    device.queue.submit([encoder.finish()]);
    expect(largestDifference(await texelsOf(target), data)).toBe(0);
    ends.dispose();
    [buffer, target].forEach((object) => object.destroy());
  }
});

test.skipIf(gpu === undefined)("a picture longer than a texture may be is refused", async () => {
  const pipelines = await texturePipelines(gpu, "rgba8unorm");
  const buffer = gpu.device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE });
  const width = gpu.device.limits.maxTextureDimension2D + 1;
  await expect(openTextureEnds(gpu, pipelines, { width, height: 1 }, buffer, buffer)).rejects.toThrow(coded("out-of-memory"));
  buffer.destroy();
});

/**
 * A canvas whose texture is an ordinary one, of the canvas' size: where Chromium's GPU is software and it has no window,
 * presenting a WebGPU canvas loses the device.
 */
class Surface {
  width = 1;
  height = 1;
  texture: GPUTexture | undefined;
  format: GPUTextureFormat = "rgba8unorm";

  getContext() {
    return {
      configure: ({ format }: GPUCanvasConfiguration): void => { this.format = format; },
      unconfigure: (): void => this.texture?.destroy(),
      getCurrentTexture: (): GPUTexture => {
        if (this.texture?.width === this.width && this.texture.height === this.height) return this.texture;
        this.texture?.destroy();
        const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
        return (this.texture = gpu.device.createTexture({ size: [this.width, this.height], format: this.format, usage }));
      },
    };
  }
}

async function withScreen(work: (screen: Screen, frames: Frames, canvas: Surface) => Promise<void>): Promise<void> {
  const canvas = new Surface();
  const frames = await framesOn(gpu, options);
  const screen = await openScreen(frames, canvas as unknown as OffscreenCanvas);
  try {
    await work(screen, frames, canvas);
  } finally {
    screen.dispose();
    frames.dispose();
  }
}

function canvasOf({ width, height, data }: Image): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}

/** A texture's texels as RGBA. [H, W, 4] */
async function texelsOf(texture: GPUTexture): Promise<Uint8Array> {
  const { width, height, format } = texture;
  const pitch = 256 * Math.ceil(width / 64); // bytes; WebGPU copies rows of whole 256
  const staging = gpu.device.createBuffer({ size: pitch * height, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = gpu.device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow: pitch }, [width, height]);
  gpu.device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const bytes = new Uint8Array(staging.getMappedRange().slice(0));
  staging.destroy();
  const order = format === "bgra8unorm" ? [2, 1, 0, 3] : [0, 1, 2, 3];
  return Uint8Array.from({ length: width * height * 4 }, (_, i) => bytes[Math.floor(i / 4 / width) * pitch + (Math.floor(i / 4) % width) * 4 + order[i % 4]!]!);
}

describe.skipIf(!hasCanvas)("the screen", () => {
  const sources: readonly (readonly [string, (photo: Image) => FrameSource | Promise<FrameSource>])[] = [
    ["a canvas", canvasOf],
    ["a bitmap", (photo) => createImageBitmap(canvasOf(photo))],
    ["image data", ({ width, height, data }) => new ImageData(new Uint8ClampedArray(data), width, height)],
  ];

  test.each(sources)("shows of %s what explain returns, reading nothing back", async (_, sourceOf) => {
    await withScreen(async (screen, frames, canvas) => {
      for (const photo of [photoOf(53, 31), photoOf(120, 200)]) {
        const expected = [await frames.explain(photo), await frames.explain(photo, 1)];
        const source = await sourceOf(photo);
        const watched = watch(gpu);
        await screen.show(source);
        const first = [watched.submissions(), watched.readbacks()];
        // The browser may pass pixels through its own colour management: a level or two.
        expect(largestDifference(await texelsOf(canvas.texture!), expected[0]!.overlay.data)).toBeLessThanOrEqual(2);
        const before = [watched.submissions(), watched.readbacks(), watched.dispatches()];
        await screen.showClass(1);
        const after = [watched.submissions(), watched.readbacks(), watched.dispatches()];
        expect(first).toEqual([1, 0]);
        expect(after.map((count, i) => count - before[i]!)).toEqual([1, 0, 3]);
        expect(largestDifference(await texelsOf(canvas.texture!), expected[1]!.overlay.data)).toBeLessThanOrEqual(2);
        vi.restoreAllMocks();
        if ("close" in source) source.close();
      }
    });
  });

  test("frames of one size make nothing, and everything made is destroyed in the end", async () => {
    const watched = watch(gpu);
    await withScreen(async (screen) => {
      const source = canvasOf(photoOf(53, 31));
      await screen.show(source);
      const made = watched.made.length;
      for (let frame = 0; frame < 5; frame++) await screen.show(source, frame % tinyClasses);
      expect(watched.made).toHaveLength(made);
      await screen.show(canvasOf(photoOf(31, 53)));
      expect(watched.alive()).toBe(made);
    });
    expect(watched.alive()).toBe(0);
    expect(watched.readbacks()).toBe(0);
  });

  test("a class that is none, a size beyond the device, a class before any frame", async () => {
    await withScreen(async (screen) => {
      await expect(screen.showClass(0)).rejects.toThrow(coded("stage"));
      await expect(screen.show(new OffscreenCanvas(9, 9), tinyClasses)).rejects.toThrow(coded("class-unknown"));
      const long = { width: gpu.device.limits.maxTextureDimension2D + 1, height: 1 } as OffscreenCanvas; // never looked into
      await expect(screen.show(long)).rejects.toThrow(coded("out-of-memory"));
      await expect(screen.show({ width: 0, height: 0 } as OffscreenCanvas)).rejects.toThrow(coded("image-side"));
      await screen.show(canvasOf(photoOf(9, 9)));
    });
  });

  test("once the device is lost, showing says so", async () => {
    const own = await openGpu();
    const frames = await framesOn(own, options);
    const screen = await openScreen(frames, new Surface() as unknown as OffscreenCanvas);
    await screen.show(canvasOf(photoOf(9, 9)));
    own.dispose();
    await own.device.lost;
    await expect(screen.show(canvasOf(photoOf(9, 9)))).rejects.toThrow(coded("device-lost"));
    await expect(openScreen(frames, new Surface() as unknown as OffscreenCanvas)).rejects.toThrow(coded("device-lost"));
  });
});
