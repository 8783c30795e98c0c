// The class head of a network of any family, as its file has it: people replace it first of all. Where it is, and of which layers it is made;
// what lies before it is the family's trunk. resnet_head.ts says which heads can be read.
import type { Checkpoint, CheckpointTensor } from "../checkpoint/checkpoint.ts";
import type { Layers, NamesInFile } from "./layers.ts";
import type { TensorNames } from "./left_over.ts";
import { noClasses } from "./resnet_names.ts";
import { headIn, noHead, oneLinear, type FoundHead, type Head } from "./resnet_head.ts";

/** What a family's description ends with. */
export interface ClassHead<V> {
  /** How many numbers its first layer takes; 0 where that is not known. */
  readonly inputs: number;
  /** @param features [N, C]; @returns logits */
  of(features: V): V;
  /** @param map [N, H, W, C], flattened before its first layer */
  ofFlattened(map: V): V;
}

/** Reads nothing: what is before it is the trunk. */
export const unknownHead: ClassHead<undefined> = { inputs: 0, of: () => undefined, ofFlattened: () => undefined };

export function classHead<V>(layers: Layers<V>, { parts }: Head): ClassHead<V> {
  const [first] = parts;
  const carryOut = (input: V, firstLinear: (name: string, input: V) => V): V => parts.reduce((features, { kind, name }, at) => {
    if (kind !== "linear") return layers[kind](name, features);
    return at === 0 ? firstLinear(name, features) : layers.linear(name, features).output;
  }, input);
  return {
    inputs: first?.kind === "linear" ? layers.channels(first.name).into : 0,
    of: (features) => carryOut(features, (name, input) => layers.linear(name, input).output),
    ofFlattened: (map) => carryOut(map, layers.flattenedLinear),
  };
}

/** What class heads are called, the family's own name before all. */
const usual = ["fc", "classifier", "head", "linear", "last_linear", "_fc"];

/**
 * The head of a file, and its tensors under the names of the description: `classifier`, or numbered layers behind that.
 * @param trunk what the description reads before the head
 */
export function withHead({ tensors: inFile }: Checkpoint, names: NamesInFile, trunk: TensorNames): { readonly names: NamesInFile; readonly head: Head } {
  const { classifier, tensors, scopes } = names;
  const others = names.others.filter((name) => !names.setAside?.has(name));
  if (trunk.required.has(`${classifier}.weight`)) return { names, head: named(oneLinear, classifier) }; // SqueezeNet's is a convolution of the trunk
  const spare = [...tensors.keys()].filter((name) => !trunk.required.has(name) && !trunk.optional.has(name));
  const modules = new Map([...modulesOf(others, scopes, (name) => inFile.get(name)), ...modulesOf(spare, [""], (name) => tensors.get(name))]);
  const own = new Set(Array.from(trunk.required, (name) => name.split(".")[0] ?? ""));
  const found = foundAmong(modules, own, [classifier.split(".")[0] ?? "", ...usual]);
  if (found === undefined) {
    const isThere = [...modules.keys()].some((path) => [classifier.split(".")[0], ...usual].includes(path.slice(path.lastIndexOf(".") + 1)));
    return { names, head: isThere ? named(oneLinear, classifier) : noHead }; // one that cannot be read, or a backbone
  }
  const { path, within, head } = found;
  const fileNames = new Map<string, string>();
  const moved = new Map(Array.from(modules.get(path) as Module, ([rest, tensor]) => {
    const known = `${classifier}.${rest.slice(within.length)}`;
    const old = `${path}.${rest}`;
    fileNames.set(known, tensors.get(old) === tensor ? names.nameInFile(old) : old);
    return [known, tensor] as const;
  }));
  const isMoved = (name: string): boolean => name.startsWith(`${path}.`);
  return {
    head: named(head, classifier),
    names: {
      ...names,
      tensors: new Map([...[...tensors].filter(([name]) => !spare.includes(name) || !isMoved(name)), ...moved]),
      others: names.others.filter((name) => names.setAside?.has(name) || !isMoved(name)),
      nameInFile: (name) => fileNames.get(name) ?? names.nameInFile(name),
    },
  };
}

/** Tensors by what stands behind their module's path. */
type Module = ReadonlyMap<string, CheckpointTensor>;

/** By the module that they stand in: what comes first behind the longest scope. */
function modulesOf(names: readonly string[], scopes: readonly string[], tensorOf: (name: string) => CheckpointTensor | undefined): ReadonlyMap<string, Module> {
  const modules = new Map<string, Map<string, CheckpointTensor>>();
  for (const name of names) {
    const scope = scopes.find((some) => name.startsWith(some)) ?? "";
    const path = scope + (name.slice(scope.length).split(".")[0] ?? "");
    const tensor = tensorOf(name);
    if (tensor === undefined || path === name) continue;
    const module = modules.get(path) ?? new Map<string, CheckpointTensor>();
    modules.set(path, module.set(name.slice(path.length + 1), tensor));
  }
  return modules;
}

/** The first by these names that is a head, or else the only one that is. @param own modules of the trunk: what is left over there is no head */
function foundAmong(modules: ReadonlyMap<string, Module>, own: ReadonlySet<string>, called: readonly string[]): (FoundHead & { readonly path: string }) | undefined {
  for (const name of called) {
    for (const [path, module] of modules) {
      if (path !== name && !path.endsWith(`.${name}`)) continue;
      const found = headIn(module, 0);
      if (found?.head.pooling === "mean") return { ...found, path };
    }
  }
  const unusual = [...modules].flatMap(([path, module]) => {
    const found = noClasses.test(path) || own.has(path) ? undefined : headIn(module, 0);
    return found?.head.pooling === "mean" ? [{ ...found, path }] : [];
  });
  return unusual.length === 1 ? unusual[0] : undefined;
}

/** resnet_head.ts calls it fc. */
const named = ({ parts, pooling }: Head, classifier: string): Head =>
  ({ pooling, parts: parts.map(({ kind, name }) => ({ kind, name: name.replace(/^fc/, classifier) })) });
