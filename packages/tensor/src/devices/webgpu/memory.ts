// The buffers of one program: made here, counted here, destroyed here.
import { DeviceError } from "../../graph/errors.ts";

/**
 * Buffers that are counted, and destroyed together.
 * @example
 * ```ts
 * import { Memory } from "@camlucida/tensor";
 *
 * const memory = new Memory(gpu.device);
 * memory.upload(Float32Array.of(1, 2, 3, 4), GPUBufferUsage.STORAGE, "weights");
 * memory.bytes; // → 16
 * memory.dispose();
 * ```
 */
export class Memory {
  readonly #device: GPUDevice;
  readonly #buffers: GPUBuffer[] = [];
  bytes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** @throws DeviceError "out-of-memory" where the adapter cannot bind so much at once */
  buffer(size: number, usage: number, label: string): GPUBuffer {
    const limit = this.#device.limits.maxStorageBufferBindingSize;
    if (usage & GPUBufferUsage.STORAGE && size > limit) {
      throw new DeviceError("out-of-memory", `device: "${label}" needs a buffer of ${size} bytes; this adapter binds at most ${limit}. Use a smaller batch or image, or the CPU.`);
    }
    const buffer = this.#device.createBuffer({ size, usage, label });
    this.#buffers.push(buffer);
    this.bytes += size;
    return buffer;
  }

  upload(data: Float32Array | Uint32Array, usage: number, label: string): GPUBuffer {
    const buffer = this.buffer(data.byteLength, usage | GPUBufferUsage.COPY_DST, label);
    this.#device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  /** Runs `make`; an allocation that the device refuses becomes a typed error. */
  guarded<T>(make: () => T): Promise<T> {
    return guarded(this.#device, () => this.bytes, make);
  }

  dispose(): void {
    this.#buffers.splice(0).forEach((buffer) => buffer.destroy());
    this.bytes = 0;
  }
}

/** @param bytes held, for the message. @throws DeviceError "out-of-memory" */
export async function guarded<T>(device: GPUDevice, bytes: () => number, make: () => T): Promise<T> {
  device.pushErrorScope("out-of-memory");
  device.pushErrorScope("validation");
  let made: T;
  let faults: (GPUError | null)[] = [];
  try {
    made = make();
  } finally {
    faults = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  }
  const fault = faults.find((error) => error !== null);
  if (fault) throw new DeviceError("out-of-memory", `device: no room for ${bytes()} bytes: ${fault.message}. Use a smaller batch or image, or the CPU.`);
  return made;
}
