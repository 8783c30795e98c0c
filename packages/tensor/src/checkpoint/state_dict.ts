// Finds the state dict (names → tensors) in whatever a training script saved around it.
import { CheckpointError } from "../graph/errors.ts";
import type { Checkpoint, CheckpointTensor } from "./checkpoint.ts";
import { quote } from "./cursor.ts";
import { withoutWrapperPrefixes } from "./checkpoint.ts";
import type { PickleValue } from "./pickle_value.ts";
import { describeValue, entriesOf, namedEntries } from "./pickle_value.ts";
import { checkedLength, copyBudget, toFloat32 } from "./strided.ts";
import type { StorageBytes } from "./torch_tensor.ts";
import { locateTensor, tensorCall } from "./torch_tensor.ts";

/** Keys under which training scripts keep the state dict, trained weights before their moving average. */
const stateDictKeys = [
  "state_dict model_state_dict model_state model net network module weights params",
  "state_dict_ema ema_state_dict model_ema ema params_ema",
].flatMap((keys) => keys.split(" "));

/** `checkpoint["model"]["state_dict"]` occurs; more levels do not. */
const maximumNesting = 4;

/**
 * The state dict in an unpickled file, its numbers taken from `storageBytes`.
 * @param fileBytes size of the file, which bounds what may be copied out of it
 */
export function readStateDict(root: PickleValue, storageBytes: StorageBytes, fileBytes: number): Checkpoint {
  const tensors = new Map<string, CheckpointTensor>();
  const skipped: string[] = [];
  const budget = copyBudget(fileBytes);
  const { named, key, others } = findStateDict(root);
  for (const [name, value] of named) {
    const call = tensorCall(value);
    if (!call) continue;
    const tensor = locateTensor(name, call, storageBytes);
    if (tensor.elements.kind === "float") {
      tensors.set(name, toFloat32(tensor, budget));
    } else {
      checkedLength(tensor);
      skipped.push(name);
    }
  }
  if (tensors.size === 0) throw new CheckpointError("checkpoint-empty", "The state dict holds integers only: no weights.");
  return withoutWrapperPrefixes({ tensors, metadata: {}, skipped, ...(key !== undefined && others.length > 0 && { choice: { taken: key, others } }) });
}

interface StateDict {
  readonly named: Map<string, PickleValue>;
  /** The key that it stands under, and the usual keys beside that hold tensors too: its moving average. */
  readonly key: string | undefined;
  readonly others: readonly string[];
}

function findStateDict(root: PickleValue): StateDict {
  const found = search(root, maximumNesting, new Set());
  if (found) return found;
  const nested = onlyNestedStateDict(root);
  if (nested) return { named: nested, key: undefined, others: [] };
  const keys = [...namedEntries(root).keys()];
  const holds = entriesOf(root) ? `a dict with ${keys.length ? listed(keys) : "no names"}` : describeValue(root);
  throw new CheckpointError(
    "checkpoint-empty",
    `No state dict found: the file holds ${holds}, and no names with tensors. ` +
      'In Python: torch.save(model.state_dict(), "weights.pth").',
  );
}

/** Depth first along the usual keys. `seen` keeps a dict that contains itself from being searched twice. */
function search(value: PickleValue | undefined, depth: number, seen: Set<PickleValue>): StateDict | undefined {
  if (value === undefined || !entriesOf(value) || depth === 0 || seen.has(value)) return undefined;
  seen.add(value);
  const named = namedEntries(value);
  for (const key of stateDictKeys) {
    const found = search(named.get(key), depth - 1, seen);
    if (!found) continue;
    const others = stateDictKeys.filter((other) => other !== key && search(named.get(other), depth - 1, seen) !== undefined);
    return others.length > 0 || found.key === undefined ? { named: found.named, key, others } : found;
  }
  return holdsTensors(named) ? { named, key: undefined, others: [] } : undefined;
}

/** Under an unusual key, a state dict is still recognised if there is only one. */
function onlyNestedStateDict(root: PickleValue): Map<string, PickleValue> | undefined {
  const seen = new Set<PickleValue>();
  const candidates = new Map<string, Map<string, PickleValue>>();
  for (const [key, value] of namedEntries(root)) {
    if (seen.has(value)) continue;
    seen.add(value);
    const named = namedEntries(value);
    if (holdsTensors(named)) candidates.set(key, named);
  }
  if (candidates.size > 1) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `The file holds several state dicts: ${listed([...candidates.keys()])}. ` +
        'Save one of them: torch.save(checkpoint["…"], "weights.pth").',
    );
  }
  return [...candidates.values()][0];
}

function holdsTensors(named: ReadonlyMap<string, PickleValue>): boolean {
  for (const value of named.values()) if (tensorCall(value)) return true;
  return false;
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 8).map(quote).join(", ") + (names.length > 8 ? ` and ${names.length - 8} more` : "");
