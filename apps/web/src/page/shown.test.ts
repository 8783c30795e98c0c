import type { RawMap } from "@camlucida/cam";
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { keepPlace } from "./shown.ts";
import type { Cell } from "./state.ts";

const mapOfSide = (side: number): RawMap => ({ method: "grad-cam", layer: "layer3", width: side, height: side, values: new Float32Array(side * side) });

test("a cell stays where it is in the picture when a map of more or fewer cells comes", () => {
  const [map, cell] = [signal<RawMap | undefined>(mapOfSide(7)), signal<Cell | undefined>({ x: 6, y: 0 })];
  keepPlace(map, cell);
  expect(cell.value).toEqual({ x: 6, y: 0 });
  map.value = undefined; // the next is on its way
  map.value = mapOfSide(14);
  expect(cell.value).toEqual({ x: 13, y: 1 }); // within the same 1/7 of the picture
  map.value = mapOfSide(224);
  map.value = mapOfSide(7);
  expect(cell.value).toEqual({ x: 6, y: 0 });
});
