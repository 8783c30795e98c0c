// Where the layers of a stage stand in its drawing: the main path straight down, projections beside it, shortcuts around it.
import type { InsideLayer } from "../engine/protocol.ts";

export interface GridPlace {
  readonly column: number; // 0: the main path
  readonly row: number; // 0: what comes in
}

interface PlacedLayer extends GridPlace {
  readonly layer: InsideLayer;
}

/** A value on its way from the layer that makes it to one that reads it. */
export interface Way {
  readonly from: GridPlace;
  readonly to: GridPlace;
}

interface NetworkLayout {
  readonly comesIn: string; // the value that the stage begins with: "maxpool"
  readonly placed: readonly PlacedLayer[];
  readonly ways: readonly Way[];
  readonly columns: number;
  readonly rows: number;
}

type Drawn = Pick<InsideLayer, "name" | "inputs">;

/** @param layers of one stage, in the order in which they are computed: what a layer reads stands before it, or comes in */
export function layOut(layers: readonly InsideLayer[]): NetworkLayout {
  const beside = projections(layers);
  const places = new Map<string, GridPlace>();
  const entrance: GridPlace = { column: 0, row: 0 };
  const placeOf = (name: string): GridPlace => places.get(name) ?? entrance;
  for (const { name, inputs } of layers) {
    const row = 1 + Math.max(0, ...inputs.map((input) => placeOf(input.name).row)); // below all that it reads
    places.set(name, { column: beside.has(name) ? 1 : 0, row });
  }
  return {
    comesIn: layers.flatMap(({ inputs }) => inputs).find(({ name }) => !places.has(name))?.name ?? "",
    placed: layers.map((layer) => ({ layer, ...placeOf(layer.name) })),
    ways: layers.flatMap(({ name, inputs }) => inputs.map((input) => ({ from: placeOf(input.name), to: placeOf(name) }))),
    columns: beside.size > 0 ? 2 : 1,
    rows: 1 + Math.max(0, ...Array.from(places.values(), ({ row }) => row)),
  };
}

/** Layers on the shortcut's side of a sum, up to where it leaves the main path: ResNet's "downsample". */
function projections(layers: readonly Drawn[]): Set<string> {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const readers = (name: string): number => layers.filter(({ inputs }) => inputs.some((input) => input.name === name)).length;
  const found = new Set<string>();
  for (const { inputs: [, shortcut] } of layers) {
    for (let at = shortcut && byName.get(shortcut.name); at && readers(at.name) === 1; at = byName.get(at.inputs[0]?.name ?? "")) found.add(at.name);
  }
  return found;
}
