// Which tensors a network reads: its description, carried out by layers that compute nothing and take notes.
import type { Layers } from "./layers.ts";

export interface TensorNames {
  /** Without one of these there is no network. */
  readonly required: ReadonlySet<string>;
  /** Biases: zeros where they are absent. */
  readonly optional: ReadonlySet<string>;
}

/** @param has whether the checkpoint has a tensor; @param describe the network, of any layers */
export function tensorNames(has: (name: string) => boolean, describe: (layers: Layers<undefined>) => unknown): TensorNames {
  const [required, optional] = [new Set<string>(), new Set<string>()];
  const nothing = (): undefined => undefined;
  const weighted = (name: string): undefined => {
    required.add(`${name}.weight`);
    optional.add(`${name}.bias`);
  };
  describe({
    has,
    conv: weighted,
    groupedConv: weighted,
    batchNorm: (name) => {
      for (const field of ["weight", "bias", "running_mean", "running_var"]) required.add(`${name}.${field}`);
    },
    linear: (name) => ({ output: weighted(name), weight: undefined }),
    relu: nothing, add: nothing, maxPool: nothing, averagePool: nothing,
  });
  return { required, optional };
}
