// What a file holds that is no network that is known: its tensors, by the modules that their names tell.
import { type Checkpoint, elements, type OwnNetworkFacts, type Shape } from "@camlucida/tensor";

/** What a file holds. */
export interface FileContents {
  readonly tensors: number;
  readonly numbers: number;
  /** By the beginning of their names. */
  readonly groups: readonly TensorGroup[];
  /** Names of what is no floating point number. */
  readonly skipped: readonly string[];
  /** Where the file describes a network. */
  readonly file: OwnNetworkFacts | undefined;
}

/** Tensors whose names begin alike. */
export interface TensorGroup {
  readonly name: string;
  readonly tensors: number;
  readonly numbers: number;
  /** Of the largest. */
  readonly largest: { readonly name: string; readonly shape: Shape };
}

const mostGroups = 24; // that can be read at a glance
const deepest = 4; // words of a name that are looked at

export function contentsOf({ tensors, skipped, network }: Checkpoint): FileContents {
  const depths = Array.from({ length: deepest }, (_, at) => deepest - at);
  const groupings = depths.map((depth) => groupsOf(tensors, depth));
  const groups = groupings.find((some) => some.length <= mostGroups) ?? groupsOf(tensors, 1);
  return { tensors: tensors.size, numbers: groups.reduce((sum, { numbers }) => sum + numbers, 0), groups, skipped, file: network?.facts };
}

/** @param depth how many words of a name are the group's; the last word, such as "weight", never is */
function groupsOf(tensors: Checkpoint["tensors"], depth: number): TensorGroup[] {
  const groups = new Map<string, TensorGroup>();
  for (const [name, { shape }] of tensors) {
    const group = name.split(".").slice(0, -1).slice(0, depth).join(".") || name;
    const [known, numbers] = [groups.get(group), elements(shape)];
    const largest = known && elements(known.largest.shape) >= numbers ? known.largest : { name, shape };
    groups.set(group, { name: group, tensors: 1 + (known?.tensors ?? 0), numbers: numbers + (known?.numbers ?? 0), largest });
  }
  return [...groups.values()];
}
