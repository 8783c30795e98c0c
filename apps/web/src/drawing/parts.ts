// A network's layers as parts within parts, so that few are seen at once: by the names that its file gives, which are paths in PyTorch's and
// Keras' files; where they say nothing, by places that all values pass, and by the size of what is made. Every part is a run of layers in the order in
// which they are computed, so that parts read each other in one direction only.
import type { InsideLayer } from "../engine/protocol.ts";

export interface NetworkPart {
  /** Unique in the network: the name of its layer, or of its first and its depth. */
  readonly key: string;
  readonly title: string; // "denselayer3"; of a layer its name within its part
  readonly layers: readonly DrawnLayer[];
  readonly parts: readonly NetworkPart[]; // none: it is one layer
}

export type DrawnLayer = Pick<InsideLayer, "name" | "stage" | "op" | "shape" | "inputs" | "parameters">;

/** More than these at once are hard to survey. */
const MOST = 24;

/** The parts of a network, from its beginning to its end. */
export function partsOf(layers: readonly DrawnLayer[]): readonly NetworkPart[] {
  const stages = runsBy(layers, ({ stage }) => stage);
  if (stages.length <= MOST && layers.length >= 2 * stages.length) {
    return stages.map((stage) => partOf(stage[0]?.stage ?? "", stage, 0, commonPath(stage)));
  }
  return surveyed(partsWithin(layers, 0, 0));
}

/** The parts of a part in its place, where it is nearly the whole. */
function surveyed(parts: readonly NetworkPart[]): readonly NetworkPart[] {
  const total = parts.reduce((sum, { layers }) => sum + layers.length, 0);
  const largest = parts.find((part) => part.parts.length > 0 && part.layers.length > 0.75 * total);
  if (!largest || parts.length - 1 + largest.parts.length > MOST) return parts;
  const inner = largest.parts.map((part) => ({ ...part, title: part.title.startsWith(`${largest.title}.`) ? part.title : `${largest.title}.${part.title}` }));
  return surveyed(parts.flatMap((part) => (part === largest ? inner : [part])));
}

function partOf(title: string, layers: readonly DrawnLayer[], depth: number, named: number): NetworkPart {
  const [first] = layers;
  if (layers.length === 1 && first) return title === "" ? leaf(first, named) : { ...leaf(first, named), title };
  return { key: `${first?.name ?? ""} and on, ${depth}`, title, layers, parts: surveyed(partsWithin(layers, depth + 1, named)) };
}

const leaf = (layer: DrawnLayer, named: number): NetworkPart => ({ key: layer.name, title: titleOf(layer, named), layers: [layer], parts: [] });

/** A part of a path as a title. A number alone says little: of parts what it is a number of, of a layer what follows. */
function titleAt(path: readonly string[], at: number, layers: number): string {
  const own = path[at] ?? "";
  if (!/^\d+$/.test(own)) return own;
  return layers === 1 && path.length > at + 1 ? path.slice(at).join(".") : path.slice(Math.max(0, at - 1), at + 1).join(".");
}

/** What is not said yet of a layer's name; of one that is called as its part is, the end of it. */
const titleOf = ({ name }: DrawnLayer, named: number): string => pathIn(name).slice(named).join(".") || pathIn(name).slice(-2).join(".");

/** @param named how many of the names' parts are said already */
function partsWithin(layers: readonly DrawnLayer[], depth: number, named: number): readonly NetworkPart[] {
  const runs = runsBy(layers, ({ name }) => pathIn(name)[named] ?? "");
  const [only] = runs;
  if (runs.length === 1 && only) return only.some(({ name }) => pathIn(name).length > named + 1) ? partsWithin(layers, depth, named + 1) : inSections(layers, depth, named);
  if (runs.length > MOST && layers.length < 2 * runs.length) return inSections(layers, depth, named);
  return runs.map((run) => partOf(titleAt(pathIn(run[0]?.name ?? ""), named, run.length), run, depth, named + 1));
}

/** By where all values pass one place; where these are too many, by the size of what they make. */
function inSections(layers: readonly DrawnLayer[], depth: number, named: number): readonly NetworkPart[] {
  const sections = sectionsOf(layers);
  const asParts = (some: readonly (readonly DrawnLayer[])[], at: number): NetworkPart[] =>
    some.flatMap((section) => (section.length === 1 || section.length === layers.length ? section.map((layer) => leaf(layer, named)) : [sectionPart(section, at, named)]));
  if (sections.length <= MOST) return asParts(sections, depth);
  const sizes = runsBy(sections, (section) => sizeOf(section.at(-1)));
  if (sizes.length === 1 || sizes.length > MOST) return asParts(sections, depth);
  return sizes.map((run) => {
    const inside = run.flat();
    const [first] = inside;
    return inside.length === 1 && first ? leaf(first, named) : { key: `${first?.name ?? ""} and on, ${depth}`, title: sizeOf(inside.at(-1)), layers: inside, parts: asParts(run, depth + 1) };
  });
}

const sectionPart = (layers: readonly DrawnLayer[], depth: number, named: number): NetworkPart =>
  ({ key: `${layers[0]?.name ?? ""} and on, ${depth} section`, title: layers.at(-1) ? titleOf(layers.at(-1) as DrawnLayer, named) : "", layers, parts: layers.map((layer) => leaf(layer, named)) });

/** "56×56": height and width of a feature map; of a vector nothing. */
const sizeOf = (layer: DrawnLayer | undefined): string => (layer?.shape.length === 4 ? layer.shape.slice(1, 3).join("×") : "1×1");

/** Runs of layers that end where nothing but their last value is read further on. */
function sectionsOf(layers: readonly DrawnLayer[]): readonly (readonly DrawnLayer[])[] {
  const at = new Map(layers.map(({ name }, index) => [name, index]));
  const lastReader = new Map<string, number>();
  layers.forEach(({ inputs }, index) => inputs.forEach(({ name }) => lastReader.set(name, index)));
  const sections: DrawnLayer[][] = [];
  let open: DrawnLayer[] = [];
  let farthest = 0; // reader of any value before this one
  layers.forEach((layer, index) => {
    open.push(layer);
    for (const { name } of layer.inputs) if (!at.has(name)) farthest = Math.max(farthest, lastReader.get(name) ?? 0); // it comes in
    if (farthest <= index) {
      sections.push(open);
      open = [];
    }
    farthest = Math.max(farthest, lastReader.get(layer.name) ?? 0);
  });
  return open.length > 0 ? [...sections, open] : sections;
}

function runsBy<T>(all: readonly T[], by: (one: T) => string): T[][] {
  const runs: T[][] = [];
  let last: string | undefined;
  for (const one of all) {
    const now = by(one);
    if (now === last) runs.at(-1)?.push(one);
    else runs.push([one]);
    last = now;
  }
  return runs;
}

const paths = new Map<string, readonly string[]>();

/**
 * The parts of a name. A part that says its parent's name again says it once.
 *   "features.1.block.0"                        → features, 1, block, 0
 *   "/features/features.1/block/block.0/Conv_output_0"  → features, 1, block, 0, Conv
 */
export function pathIn(name: string): readonly string[] {
  const known = paths.get(name);
  if (known) return known;
  let parent = "";
  const path = name.replace(/(_output_\d+|:\d+)(?= \(|$)/, "").split("/").filter((part) => part !== "").flatMap((part) => {
    const own = parent !== "" && part.startsWith(`${parent}.`) ? part.slice(parent.length + 1) : part;
    parent = part;
    return own.split(".");
  });
  paths.set(name, path);
  return path;
}

/** How many parts of their paths all have in common, but for the last. */
function commonPath(layers: readonly DrawnLayer[]): number {
  const [first = []] = layers.map(({ name }) => pathIn(name));
  let common = 0;
  while (common < first.length - 1 && layers.every(({ name }) => pathIn(name)[common] === first[common] && pathIn(name).length > common + 1)) common++;
  return common;
}
