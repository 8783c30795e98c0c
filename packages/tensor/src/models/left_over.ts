// A checkpoint against the tensors that its network reads: every one of them must be there, and none of the file's may be left over,
// as what is left over would have changed the result (squeeze-and-excitation, a second head, a block without its predecessor).
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { likelyCause } from "./likely_cause.ts";
import type { ResNetNames } from "./resnet_names.ts";
import type { TensorNames } from "./tensor_names.ts";

/**
 * @returns the file's names of tensors that the network does not read and that cannot change its logits
 * @throws CheckpointError "checkpoint-missing-tensor", "checkpoint-left-over"
 */
export function checkTensors({ tensors, skipped }: Checkpoint, names: ResNetNames, { required, optional }: TensorNames): readonly string[] {
  const missing = [...required].filter((name) => !names.tensors.has(name));
  const unread = [...names.tensors.keys()].filter((name) => !required.has(name) && !optional.has(name)).map(names.nameInFile);
  const left = [...unread, ...names.others, ...skipped];
  const strays = straysAmong(left, tensors, names);
  if (missing.length === 0 && strays.length === 0) return left.filter((name) => !counter.test(name));
  const said = [
    ...(missing.length > 0 ? [`Missing: ${grouped(missing.map(names.nameInFile))}.`] : []),
    ...(strays.length > 0 ? [`Left over: ${grouped(strays)}.`] : []),
    likelyCause(missing, strays.map((name) => ({ name, shape: tensors.get(name)?.shape ?? [] }))),
    ...(missing.length === 0 ? ['Only if they served training alone and the logits do not depend on them: save without them, torch.save({k: v for k, v in sd.items() if "…" not in k}, "weights.pth").'] : []),
  ];
  throw new CheckpointError(missing.length > 0 ? "checkpoint-missing-tensor" : "checkpoint-left-over", `weights: not the tensors of a ResNet as camlucida computes it. ${said.join(" ")}`);
}

/** Counts of training steps: each batch-norm's, and those that stand beside the network. */
const counter = /(^|\.)num_batches_tracked$/;
const countsBeside = /^(n_averaged|num_updates|decay|queue_ptr|epoch|step|global_step)$/;

/** Modules that training needs and the class head does not: auxiliary classifiers beside the trunk, and losses' class weights. */
const beside = /^(aux|auxiliary|aux_?(classifier|head|logits|fc)\d*|criterion|loss|loss_?(fn|func|function))$/;

/** Heads of self-supervised methods: SimCLR, MoCo, BYOL, SimSiam, SwAV, DINO. */
const projections = /^(projection(_head)?|projector|proj(_head)?|predict(or|ion_head)|prototypes|queue)$/;

/** Of the tensors that are not read, those that could change the logits. */
function straysAmong(left: readonly string[], tensors: Checkpoint["tensors"], { scopes, tensors: read }: ResNetNames): readonly string[] {
  const features = read.get("fc.weight")?.shape[1];
  const modules = groupsOf(left, (name) => {
    const scope = scopes.find((some) => name.startsWith(some)) ?? "";
    return scope + (name.slice(scope.length).split(".")[0] ?? "");
  });
  // A projection that ends in as many features as the class head takes could stand before it.
  const feedsHead = (name: string): boolean => {
    const { shape } = tensors.get(name) ?? { shape: [] };
    return shape.length > 1 && shape[0] === features;
  };
  return [...modules].flatMap(([path, members]) => {
    const module = path.slice(path.lastIndexOf(".") + 1);
    const harmless = beside.test(module) || (countsBeside.test(module) && members.length === 1 && members[0] === path) || (projections.test(module) && !members.some(feedsHead));
    return harmless ? [] : members.filter((name) => !counter.test(name));
  });
}

/** Names that differ in the block only count as one: `"layer1.0.se.fc1.weight" and 15 like it`. */
function grouped(names: readonly string[]): string {
  const groups = groupsOf(names, (name) => name.replace(/layer\d+\.\d+\./, "layer*.*.").replace(/\.(weight|bias|running_mean|running_var)$/, ""));
  const shown = [...groups.values()].slice(0, 5).map((members) => `${quote(members[0] as string)}${members.length > 1 ? ` and ${members.length - 1} like it` : ""}`);
  return `${shown.join(", ")}${groups.size > 5 ? " …" : ""} (${names.length} in all)`;
}

function groupsOf(names: readonly string[], keyOf: (name: string) => string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = keyOf(name);
    const group = groups.get(key);
    if (group) group.push(name);
    else groups.set(key, [name]);
  }
  return groups;
}
