import { expect, test } from "vitest";
import type { ImageResult, MapResult, Measured } from "../report/result.ts";
import { styleFor } from "../report/terminal.ts";
import { measured } from "./judge.ts";
import { metricsTable, metricsText } from "./metrics_text.ts";
import { type MethodSummary, openRunSummary } from "./run_summary.ts";

const flat = { value: null, because: "map-flat" } as const;
const plain = styleFor({ columns: 80 }, {});

test("measures become numbers, and reasons where there are none", () => {
  const metrics = measured({ drop: { value: 12.5 }, increase: { value: 0 }, road: flat, pointing: { value: 1 } });
  expect(metrics).toEqual({ drop: 12.5, increase: 0, road: null, pointing: 1, without: { road: "map-flat" } });
  expect(measured({})).toEqual({});
  expect(metricsText(metrics)).toBe("drop 12.5 %, increase no, ROAD none (the map is the same everywhere and ranks no pixels), pointing hit");
  expect(metricsText({ increase: 100, insertion: 0.61249, road: -0.0001, pointing: 0, energy: -0.5 }))
    .toBe("increase yes, insertion 0.612, ROAD 0.000, pointing miss, energy −0.500");
});

const mapWith = (method: string, layer: string, metrics: Measured): Partial<MapResult> => ({ method, layer, metrics });
const photo = (...maps: readonly Partial<MapResult>[]): ImageResult => ({ ok: true, maps }) as ImageResult;
const results: ImageResult[] = [
  photo(mapWith("cam", "layer4", { drop: 10, pointing: 1 }), mapWith("grad-cam", "layer3", { drop: 40, pointing: 1 })),
  { ok: false, image: "b.png", error: { code: "image-empty", message: "" } },
  photo(mapWith("cam", "layer4", { drop: 20, pointing: 0 }), mapWith("grad-cam", "layer3", { drop: null, pointing: 0, without: { drop: "map-flat" } })),
];

function summariseRun(photos: readonly ImageResult[]): MethodSummary[] {
  const summary = openRunSummary();
  photos.forEach(summary.add);
  return summary.methods();
}

test("a run is summed up by method and layer, in the order of the report", () => {
  const without = {};
  expect(summariseRun(results)).toEqual([
    { method: "cam", layer: "layer4", maps: 2, metrics: { drop: { mean: 15, counted: 2, without }, pointing: { mean: 0.5, counted: 2, without } } },
    {
      method: "grad-cam", layer: "layer3", maps: 2,
      metrics: { drop: { mean: 40, counted: 1, without: { "map-flat": 1 } }, pointing: { mean: 0.5, counted: 2, without } },
    },
  ]);
  expect(summariseRun([])).toEqual([]);
});

test("the table", () => {
  expect(metricsTable(summariseRun(results), plain)).toBe(`
Means over all maps
method    at      maps    drop  pointing
CAM       layer4     2  15.0 %    50.0 %
Grad-CAM  layer3     2  40.0 %    50.0 %
drop of Grad-CAM at layer3 leaves out 1 map: the map is the same everywhere and ranks no pixels
`);
  expect(metricsTable([], plain)).toBe("");
});
