import type { Cell, RawMap } from "@camlucida/cam";
import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { EngineProgress, NamedMapRequest } from "../engine/protocol.ts";
import { type Settings, usualSettings } from "./address.ts";
import { keepPlace, methodIn, placeCell, showing } from "./shown.ts";
import type { State } from "./state.ts";

const mapOfSide = (side: number): RawMap => ({ method: "grad-cam", layer: "layer3", width: side, height: side, values: new Float32Array(side * side) });
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

/** A page with a network of three classes, and an engine that answers at once and says what it was asked. */
function pageWith(change: Partial<Settings>, network: "loaded" | "none" = "loaded") {
  const asked: string[] = [];
  const ask = async ({ method, layer, target: { classIndex, against } }: NamedMapRequest): Promise<RawMap> => {
    asked.push(`${method} ${classIndex}${against ? `-${against.classIndex}` : ""}`);
    return { ...mapOfSide(14), method, layer };
  };
  const prediction = { logits: new Float32Array(3), ranking: [2, 1, 0], mapWidth: 7, mapHeight: 7, classMaps: new Float32Array(49 * 3) };
  const state = {
    settings: signal({ ...usualSettings, ...change }), model: signal(network === "loaded" ? { layers: ["layer3", "layer4"], refused: [] } : undefined), mode: signal("photo"), busy: signal(false), hovered: signal(undefined), cell: signal(undefined),
    progress: signal<EngineProgress | undefined>(undefined), photo: signal({ prediction, by: network === "loaded" ? undefined : "another" }), report: (error: unknown) => { throw error; },
  };
  return { asked, state, shown: showing(state as unknown as State, { ask, stop: async () => undefined }) };
}

test("pinned classes are computed by the method that is shown, after their difference", async () => {
  const { asked, shown } = pageWith({ method: "grad-cam", layer: "layer3", pinned: [0, 1] });
  await settled();
  expect(asked).toEqual(["grad-cam 0-1", "grad-cam 0", "grad-cam 1"]);
  expect(shown.alone.value.map((map) => [map?.method, map?.width])).toEqual([["grad-cam", 14], ["grad-cam", 14]]);
  expect(shown.map.value?.width).toBe(14);
});

test("CAM's are there without asking", async () => {
  const { asked, shown } = pageWith({ pinned: [0, 1] });
  await settled();
  expect(asked).toEqual([]);
  expect(shown.alone.value.map((map) => [map?.method, map?.layer, map?.width])).toEqual([["cam", "layer4", 7], ["cam", "layer4", 7]]);
});

test("on demand CAM's classes share the scale of the strongest, and the others' methods keep their own", () => {
  const { shown, state } = pageWith({ class: 0, oneScale: true });
  expect(shown.style.value.scale).toBeUndefined(); // nothing is drawn where all maps are zero
  const classMaps = Float32Array.from({ length: 49 * 3 }, (_, at) => [2, 30, -40][at % 3]! * (at < 3 ? 1 : 0.5));
  state.photo.value = { ...state.photo.value, prediction: { ...state.photo.value.prediction, classMaps } };
  expect(shown.style.value.scale).toBe(40);
  state.settings.value = { ...state.settings.value, view: "positive" };
  expect(shown.style.value.scale).toBe(30);
  state.settings.value = { ...state.settings.value, view: "minmax" };
  expect(shown.style.value.scale).toBeUndefined();
  state.settings.value = { ...state.settings.value, view: "signed", method: "grad-cam" };
  expect(shown.style.value.scale).toBeUndefined();
  state.settings.value = { ...state.settings.value, method: "cam", oneScale: false };
  expect(shown.style.value.scale).toBeUndefined();
});

test("for a slow method the visitor is asked first", async () => {
  const { asked, shown, state } = pageWith({ method: "score-cam", layer: "layer3", pinned: [0, 1] });
  await settled();
  expect(asked).toEqual(["score-cam 0-1"]);
  expect(shown.pairWaits.value).toBe(true);
  shown.computePair();
  await settled();
  expect(asked).toEqual(["score-cam 0-1", "score-cam 0", "score-cam 1"]);
  expect(shown.pairWaits.value).toBe(false);
  state.settings.value = { ...state.settings.value, pinned: [0, 2] }; // another pair
  await settled();
  expect(asked.slice(3)).toEqual(["score-cam 0-2"]);
  expect(shown.pairWaits.value).toBe(true);
});

test("a map of no class is made once, whichever is pointed at, and has no pair", async () => {
  const { asked, shown, state } = pageWith({ method: "eigen-cam", pinned: [0, 1] });
  await settled();
  state.settings.value = { ...state.settings.value, class: 2 };
  await settled();
  expect(asked).toEqual(["eigen-cam 0"]);
  expect(shown.alone.value).toEqual([]);
  expect(shown.shownMethod.value).toBe("eigen-cam");
});

test("without a network it is CAM that is shown, whatever the address wishes", async () => {
  const { asked, shown } = pageWith({ method: "grad-cam", layer: "layer3" }, "none");
  await settled();
  expect(asked).toEqual([]);
  expect([shown.shownMethod.value, shown.map.value?.method, shown.map.value?.layer]).toEqual(["cam", "cam", "layer4"]);
});

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

test("a method that is not defined for the network gives way to its usual one, and that to the first that is", () => {
  const refusing = (...names: readonly string[]) => ({ refused: names.map((name) => ({ name, code: "no-class-maps" })) });
  expect([methodIn(undefined, "cam"), methodIn(refusing(), "score-cam"), methodIn(refusing("guided-backpropagation"), "guided-backpropagation")]).toEqual(["cam", "score-cam", "cam"]);
  expect([methodIn(refusing("cam"), "cam"), methodIn(refusing("cam"), "layer-cam"), methodIn(refusing("cam", "grad-cam"), "cam")]).toEqual(["grad-cam", "layer-cam", "grad-cam++"]);
});
