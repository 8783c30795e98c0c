// A file's names beside those of what is appended to its network: a node may well give "top" or "probabilities", as every map's graph does.
import type { OnnxModel } from "./model.ts";

/** What packages/cam calls the values that it appends to a network. */
const appended = /^(probabilities|top|class_maps|seed|image seed \d+)(\..*)?$/;

/** A model that leaves these names free. */
export interface OwnNames {
  readonly model: OnnxModel;
  /** The file's name → the model's. */
  readonly nameOf: (name: string) => string;
}

export function ownNames(model: OnnxModel): OwnNames {
  const { nodes, initializers, inputs, outputs } = model;
  const taken = new Set([...initializers.keys(), ...inputs.map(({ name }) => name), ...nodes.flatMap((node) => node.outputs)]);
  const given = new Map<string, string>();
  for (const name of taken) {
    if (!appended.test(name)) continue;
    let own = `${name} (of the file)`;
    while (taken.has(own)) own += "'";
    given.set(name, own);
  }
  const nameOf = (name: string): string => given.get(name) ?? name;
  if (given.size === 0) return { model, nameOf };
  const named = <T extends { readonly name: string }>(each: T): T => ({ ...each, name: nameOf(each.name) });
  const renamed = nodes.map((node) => ({ ...node, inputs: node.inputs.map(nameOf), outputs: node.outputs.map(nameOf) }));
  const tensors = new Map([...initializers].map(([name, tensor]) => [nameOf(name), tensor]));
  return { nameOf, model: { ...model, nodes: renamed, initializers: tensors, inputs: inputs.map(named), outputs: outputs.map(named) } };
}
