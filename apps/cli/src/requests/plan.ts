// From methods and layers to what a pass is asked for, and which maps that makes.
import { fuseLayers, type InputSize, type LayerFusion, type MapRequest, type Method, type Network, principalComponentOf, pytorchGradCam, type RawMap, torchCam, usesLastLayerOnly, usesNoLayer } from "@camlucida/cam";
import { GraphError } from "@camlucida/tensor";
import { lastLayer, methodsOf } from "../arguments/methods_and_layers.ts";
import type { HowOptions, RunOptions } from "../arguments/options.ts";
import type { MapField } from "../files/template.ts";

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

/**
 * The methods that a network has. Where class maps are not defined for it Grad-CAM takes CAM's place, if nobody has named a method, and CAM
 * is left out if others are named. For a backbone Eigen-CAM takes its place, and all that are about a class are left out.
 * @param say told what is drawn instead
 * @throws GraphError "no-class-maps" where CAM alone is named, "no-classes"
 */
export function fitMethods(how: HowOptions, { architecture, hasClassMaps, hasClasses }: Pick<Network, "architecture" | "hasClassMaps" | "hasClasses">, say: (line: string) => void): HowOptions {
  if (!hasClasses) return withoutClasses(how, architecture, say);
  if (hasClassMaps || !how.methods.includes("cam")) return how;
  const others = how.methods.filter((name) => name !== "cam");
  const methods = others.length > 0 || !how.methodsByDefault || how.compat !== undefined ? others : ["grad-cam"];
  const network = architecture === "onnx" ? "this network" : architecture; // a file that describes its network itself gives it no name
  const why = `CAM is not defined for ${network}: more than pooling, normalisation and one linear layer lies behind its last layer.`;
  if (methods.length === 0) throw new GraphError("no-class-maps", `${why} Use --method grad-cam.`);
  say(`${why} ${others.length > 0 ? "It is left out." : "Grad-CAM is drawn."}`);
  return { ...how, methods };
}

function withoutClasses(how: HowOptions, architecture: string, say: (line: string) => void): HowOptions {
  const about = methodsOf(how.compat).filter(({ aboutClass }) => aboutClass).map(({ name }) => name);
  const others = how.methods.filter((name) => !about.includes(name));
  if (others.length === how.methods.length) return how;
  const methods = others.length > 0 || !how.methodsByDefault || how.compat !== undefined ? others : ["eigen-cam"];
  const why = `No class can be explained of this ${architecture}: it is a backbone without a class head, and answers with features.`;
  if (methods.length === 0) throw new GraphError("no-classes", `${why} Use --method eigen-cam, ask where the photograph is like another (--similar-to FILE), or save it with the linear layer that was trained on it.`);
  say(`${why} ${others.length > 0 ? "What is about a class is left out." : "Eigen-CAM is drawn."}`);
  return { ...how, methods };
}

/** Metrics are of the probability of a class. @throws GraphError "no-classes" where a backbone's maps are to be judged */
export function refuseJudging({ metrics }: Pick<RunOptions, "metrics">, { architecture, hasClasses }: Pick<Network, "architecture" | "hasClasses">): void {
  if (!metrics || hasClasses) return;
  throw new GraphError("no-classes", `--metrics judges maps by the probability of a class, and this ${architecture} is a backbone without a class head. Leave it out, or save the network with the linear layer that was trained on it.`);
}

/** @param last what the network calls its last layer */
export function planMaps({ methods, layers: typed, layersAs, smooth, compat }: HowOptions, last = "layer4"): MapPlan {
  const layers = [...new Set(typed.map((layer) => (layer === lastLayer ? last : layer)))];
  const chosen = methods.map((name) => methodsOf(compat).find((method) => method.name === name)).filter((method) => method !== undefined);
  const requests: MapRequest[] = [];
  const fusion = compat === "pytorch-grad-cam" ? "mean" : layersAs; // its own way, always
  const maps = chosen.flatMap((method): PlannedMap[] => {
    const places = usesLastLayerOnly(method) || usesNoLayer(method) ? [last] : layers;
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

/** The raw maps that a map is made of as that map. @param input its size, which one system's maps have */
export function assemble(maps: readonly RawMap[], { fusedAs }: PlannedMap, { compat }: Pick<HowOptions, "compat">, { width, height }: InputSize): RawMap {
  const [first] = maps as [RawMap];
  switch (compat) {
    case "pytorch-grad-cam": return { ...first, width, height, values: pytorchGradCam(maps, width, height) };
    case "torch-cam": return { ...first, values: torchCam(first) };
    default: return fusedAs === undefined ? first : fuseLayers(maps, fusedAs);
  }
}

/** @param severalTargets whether one photograph may be asked about several classes */
export function varyingFields({ maps }: MapPlan, severalTargets: boolean): MapField[] {
  const methods = new Set(maps.map(({ method }) => method.name));
  const varies: Readonly<Record<MapField, boolean>> = {
    class: severalTargets && maps.some(({ method }) => method.aboutClass),
    method: methods.size > 1,
    layer: maps.length > methods.size,
  };
  return (["class", "method", "layer"] as const).filter((field) => varies[field]);
}
