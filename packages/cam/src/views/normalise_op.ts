// The view's scaling as a step of a graph. Shader normalise.wgsl, reference scale.ts.
//
// Shapes    map [n] float32 logits, scale [2] → [n] float32 0…1.
import { lastAxis, type Graph, type Op, type Value } from "@camlucida/tensor";
import { scaleMap, type ViewName } from "./scale.ts";
import wgsl from "./normalise.wgsl" with { type: "text" };

const views: readonly ViewName[] = ["signed", "positive", "minmax"]; // in the order of the shader's VIEW

/** view: an index into `views`. */
type NormaliseAttributes = { readonly view: number };

const normaliseOp: Op<NormaliseAttributes> = {
  name: "normalise",
  kernel: ({ constants, output }) => ({
    wgsl,
    constants: { VIEW: constants.view },
    sizes: { count: lastAxis(output) },
    workgroups: [1, 1, 1],
  }),
  reference: ({ constants }, [map, scale]) =>
    scaleMap(map as Float32Array, views[constants.view] ?? "signed", joinScale(scale as Float32Array)).values,
};

/** @param map [n] logits  @param scale [2] from `splitScale` */
export const normalise = (graph: Graph, name: string, map: Value, scale: Value, view: ViewName): Value =>
  graph.step(normaliseOp, name, [map, scale], map.shape, { view: views.indexOf(view) });

/** A scale as significand · 2^(exponent − 150), the form of a float32: a double's range, kept. None: significand 0. */
export function splitScale(scale: number | undefined): Float32Array {
  if (scale === undefined) return Float32Array.of(0, 0);
  const power = Math.floor(Math.log2(scale));
  return Float32Array.of((scale / 2 ** power) * 2 ** 23, power - 23 + 150);
}

function joinScale([significand = 0, exponent = 0]: Float32Array): number | undefined {
  return significand === 0 ? undefined : (significand / 2 ** 23) * 2 ** (exponent + 23 - 150);
}
