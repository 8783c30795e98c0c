// The map of one class, chosen where the ranking lies, as a step of a graph. Shader class_map.wgsl.
//
// Shapes    class maps [1, h, w, classes] logits, top [1, k, 2] as `topK` ranks, choice [1] → [h · w] logits, raw and signed.
import { padded, type Graph, type Op, type Value } from "@camlucida/tensor";
import wgsl from "./class_map.wgsl" with { type: "text" };

/** What `choice` holds to have the most probable class. */
export const mostProbable = -1;

export const classMapOp: Op = {
  name: "class_map",
  kernel: ({ inputs, output }) => {
    const [positions, classes] = [output.shape[0] ?? 0, inputs[0]?.shape[3] ?? 0];
    return { wgsl, constants: {}, sizes: [positions, classes, padded(classes), 0], workgroups: [Math.ceil(positions / 64), 1, 1] };
  },
  reference: ({ inputs, output }, [classMaps, top, choice]) => {
    const classes = inputs[0]?.shape[3] ?? 0;
    const wanted = choice![0]! >= 0 ? choice![0]! : top![0]!;
    const classIndex = wanted < classes ? wanted : 0;
    return Float32Array.from({ length: output.shape[0] ?? 0 }, (_, at) => classMaps![at * classes + classIndex]!);
  },
};

export function classMap(graph: Graph, name: string, classMaps: Value, top: Value, choice: Value): Value {
  const [, height = 0, width = 0] = classMaps.shape;
  return graph.step(classMapOp, name, [classMaps, top, choice], [height * width]);
}
