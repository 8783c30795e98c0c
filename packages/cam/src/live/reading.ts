// Several buffers read back at once: one staging buffer, one mapping.
import { readBack, type Gpu, type Memory } from "@camlucida/tensor";

/** What is to be read, the beginning of a buffer. */
export interface Source {
  readonly buffer: GPUBuffer;
  readonly bytes: number; // a multiple of 4
}

export interface Reading<Name extends string> {
  /** Appends the copies to a command buffer. */
  record(encoder: GPUCommandEncoder): void;
  /** Once that is submitted. @throws DeviceError "device-lost" */
  read(): Promise<Record<Name, ArrayBuffer>>;
}

/** @throws DeviceError "out-of-memory" */
export async function openReading<Name extends string>(gpu: Gpu, memory: Memory, sources: Readonly<Record<Name, Source>>): Promise<Reading<Name>> {
  let total = 0;
  const places = (Object.entries(sources) as [Name, Source][]).map(([name, source]) => {
    const offset = total;
    total += source.bytes;
    return { name, ...source, offset };
  });
  const staging = await memory.guarded(() => memory.buffer(total, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST, "readback"));
  return {
    record: (encoder) => {
      for (const { buffer, offset, bytes } of places) encoder.copyBufferToBuffer(buffer, 0, staging, offset, bytes);
    },
    read: async () => {
      const all = await readBack(gpu, staging);
      return Object.fromEntries(places.map(({ name, offset, bytes }) => [name, all.slice(offset, offset + bytes)])) as Record<Name, ArrayBuffer>;
    },
  };
}
