import type { RawMap, Cell } from "@camlucida/cam";
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { placeCell } from "./place_cell.ts";
import { usualSettings } from "./settings.ts";

const map = (method: string, layer: string, side: number): RawMap => ({ method, layer, width: side, height: side, values: new Float32Array(side * side) });

test("a cell of an address waits for the map of that address", async () => {
  const cell = signal<Cell | undefined>(undefined);
  const drawn = signal<RawMap | undefined>(map("cam", "layer4", 7));
  const waiting = placeCell({ x: 12, y: 3 }, cell, drawn, signal({ ...usualSettings, method: "grad-cam", layer: "layer3" }));
  await Promise.resolve();
  expect(cell.value).toBeUndefined(); // CAM's map has no such cell
  drawn.value = undefined;
  drawn.value = map("grad-cam", "layer3", 14);
  await Promise.resolve();
  expect(cell.value).toEqual({ x: 12, y: 3 });
  expect(waiting.value).toBeUndefined();
  cell.value = { x: 1, y: 1 }; // the visitor's
  drawn.value = map("grad-cam", "layer3", 14);
  await Promise.resolve();
  expect(cell.value).toEqual({ x: 1, y: 1 });
});
