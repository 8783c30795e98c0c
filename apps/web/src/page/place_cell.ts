// A cell that an address names: of the map that the address names, so it waits until that is there.
import type { RawMap, Cell } from "@camlucida/cam";
import { effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Settings } from "./settings.ts";

/** @returns the cell that waits; whoever sets it asks for it */
export function placeCell(first: Cell | undefined, cell: Signal<Cell | undefined>, map: ReadonlySignal<RawMap | undefined>, settings: ReadonlySignal<Settings>): Signal<Cell | undefined> {
  const waiting = signal(first);
  effect(() => {
    const [wanted, drawn, { method, layer }] = [waiting.value, map.value, settings.value];
    if (!wanted || drawn?.method !== method || (method !== "cam" && drawn.layer !== layer)) return;
    queueMicrotask(() => { // after whatever else follows from another map
      if (waiting.peek() === wanted) [cell.value, waiting.value] = [wanted, undefined];
    });
  });
  return waiting;
}
