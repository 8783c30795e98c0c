// What examples take as given of a GPU. They run where there is an adapter.
import { openGpu, webGpuDevice } from "@camlucida/tensor";

/** An adapter that is open, as `openGpu` opens it. */
export const gpu = await openGpu();

/** A device on that adapter: `webGpuDevice(gpu)`. */
export const webgpu = webGpuDevice(gpu);
