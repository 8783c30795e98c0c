// From methods and layers to what a pass is asked for, and which maps that makes.
import { fuseLayers, inputSide, principalComponentOf, pytorchGradCam, torchCam, type LayerFusion, type Method, type MapRequest, type RawMap } from "@camlucida/cam";
import type { Compatibility, LayersAs, Smoothing } from "../options.ts";
import { lastLayer, usesLastLayerOnly, usesNoLayer } from "./layer_names.ts";
import { methodsOf } from "./method_names.ts";

/** What of the options decides which maps there are. */
export interface Asked {
  readonly methods: readonly string[]; // names, at least one
  readonly layers: readonly string[]; // names, at least one
  readonly layersAs: LayersAs;
  readonly smooth: Smoothing | undefined;
  readonly compat: Compatibility | undefined;
}

export interface MapPlan {
  /** What a pass is asked for. */
  readonly requests: readonly MapRequest[];
  /** What every target gets, in the order of the report. */
  readonly maps: readonly PlannedMap[];
}

/** A map, and the answers that it is made of. */
export interface PlannedMap {
  readonly method: Method;
  readonly layer: string; // "layer3"; "layer2+layer3" where they are fused; "image" for pixels that know no layer
  readonly fusedAs: LayerFusion | undefined; // how, where they are
  readonly answers: readonly number[]; // indices of requests
}

export function planMaps({ methods, layers, layersAs, smooth, compat }: Asked): MapPlan {
  const chosen = methods.map((name) => methodsOf(compat).find((method) => method.name === name)).filter((method) => method !== undefined);
  const requests: MapRequest[] = [];
  const fusion = compat === "pytorch-grad-cam" ? "mean" : layersAs; // its own way, always
  const maps = chosen.flatMap((method): PlannedMap[] => {
    const places = placesOf(method, layers);
    const asked = smooth === "component" ? principalComponentOf(method) : method;
    const indices = places.map((layer) => requests.push({ method: asked, layer }) - 1);
    if (fusion !== "separate" && places.length > 1) return [{ method, layer: places.join("+"), fusedAs: fusion, answers: indices }];
    return places.map((layer, at) => ({ method, layer: usesNoLayer(method) ? "image" : layer, fusedAs: undefined, answers: indices.slice(at, at + 1) }));
  });
  return { requests, maps };
}

/** What a target of a photograph gets: the first every map, the others those that are about a class. */
export const mapsFor = ({ maps }: MapPlan, isFirst: boolean): readonly PlannedMap[] =>
  isFirst ? maps : maps.filter(({ method }) => method.aboutClass);

function placesOf(method: Method, layers: readonly string[]): readonly string[] {
  return usesLastLayerOnly(method) || usesNoLayer(method) ? [lastLayer] : layers;
}

/** The raw maps that a map is made of as that map. */
export function assemble(maps: readonly RawMap[], { fusedAs }: PlannedMap, { compat }: Pick<Asked, "compat">): RawMap {
  const [first] = maps as [RawMap];
  switch (compat) {
    case "pytorch-grad-cam": return { ...first, width: inputSide, height: inputSide, values: pytorchGradCam(maps, inputSide, inputSide) };
    case "torch-cam": return { ...first, values: torchCam(first) };
    default: return fusedAs === undefined ? first : fuseLayers(maps, fusedAs);
  }
}
