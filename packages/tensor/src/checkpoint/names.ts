// Prefixes that wrappers put before every name of a state dict, and that say nothing about the network.
import type { Checkpoint } from "./checkpoint.ts";

/** DataParallel, torch.compile, and a network held as a field: Lightning's and others' `self.model`, `self.backbone`. */
const wrapperPrefixes = ["module.", "_orig_mod.", "model.", "backbone."];

/**
 * The same checkpoint without wrapper prefixes. A prefix goes only if all floating-point names carry it:
 * `backbone.conv1.weight` beside `head.weight` is a name, not a wrapper. Prefixes may be nested.
 */
export function withoutWrapperPrefixes(checkpoint: Checkpoint): Checkpoint {
  const names = [...checkpoint.tensors.keys()];
  let stripped = 0;
  for (let prefix = commonPrefix(names, stripped); prefix !== undefined; prefix = commonPrefix(names, stripped)) {
    stripped += prefix.length;
  }
  const prefixes = names[0]?.slice(0, stripped) ?? "";
  if (prefixes === "") return checkpoint;
  return {
    ...checkpoint,
    tensors: new Map(Array.from(checkpoint.tensors, ([name, tensor]) => [name.slice(stripped), tensor])),
    // torch.optim.swa_utils counts its averages in `n_averaged`, outside the wrapped network.
    skipped: checkpoint.skipped.map((name) => (name.startsWith(prefixes) ? name.slice(stripped) : name)),
  };
}

/** The wrapper prefix that all names carry at position `from`, with something left behind it. */
function commonPrefix(names: readonly string[], from: number): string | undefined {
  if (names.length === 0) return undefined;
  return wrapperPrefixes.find((prefix) =>
    names.every((name) => name.startsWith(prefix, from) && name.length > from + prefix.length));
}
